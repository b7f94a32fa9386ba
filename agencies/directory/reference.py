"""Reference data of the ground floor: the city's card, districts, agencies and schools."""

import re
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from agencies.core.kinds import SCHOOL_KINDS, AgencyKind, Ownership
from agencies.core.models import Agency, District
from foundation.city import City
from foundation.fixtures.reading import read_csv, read_yaml
from foundation.fixtures.schema import Schema, Several, Text, one_of
from foundation.fixtures.storing import ReferenceLoad, keep

Place = TypeVar("Place", District, Agency)

OFFICE_KINDS: Final = tuple(kind for kind in AgencyKind.values if kind not in SCHOOL_KINDS)
SCHOOL_LEVELS: Final = {str(kind.label): kind for kind in SCHOOL_KINDS}
SCHOOL_FIELDS: Final = {
    "official_name": "name", "short_name": "name", "kind": "level", "ownership": "status", "code": "npsn",
    "district": "district_code", "village": "village_code", "parent": "parent_code",
}  # fmt: skip
NPSN: Final = re.compile(r"[0-9A-Z]{8}")
SHORT: Final = 60


class ListedDistrict(Schema):
    """One row of districts.csv: a kecamatan, or a kelurahan of one."""

    level: District.Kind
    code: Text
    name: str
    official_name: str
    parent_code: str


class ListedAgency(Schema):
    """One row of agencies.csv; the affairs in `affair_codes` are the business of the floor that knows affairs."""

    code: Text
    official_name: str
    name: str
    short_name: str
    kind: Annotated[str, one_of(OFFICE_KINDS)]
    parent_code: str
    affair_codes: Several
    in_target: bool
    assumed: bool
    note: str


class ListedSchool(Schema):
    """One row of schools.csv."""

    npsn: Text
    name: str
    level: Annotated[str, one_of(SCHOOL_LEVELS)]
    status: Annotated[str, one_of(Ownership.values)]
    district_code: str
    village_code: str
    address: str
    in_school_target: bool
    parent_code: str
    note: str


def load_agencies(load: ReferenceLoad, folder: Path) -> None:
    """Loads districts.csv, agencies.csv and schools.csv, checks city.yaml. Raises FixtureError at the first fault."""
    _load_districts(load, folder)
    _load_agencies(load, folder)
    _load_schools(load, folder)
    _check_city(folder)


def read_agencies(folder: Path) -> list[ListedAgency]:
    """The rows of agencies.csv."""
    return read_csv(folder / "agencies.csv", ListedAgency, unique=("code",))


def _load_districts(load: ReferenceLoad, folder: Path) -> None:
    rows = read_csv(folder / "districts.csv", ListedDistrict, unique=("code",))
    for row in sorted(rows, key=lambda row: row.level != District.Kind.KECAMATAN):
        parent = _named(row, "parent_code", _by_code(District)) if row.parent_code else None
        keep(
            load,
            row,
            District,
            match={"code": row.code},
            values={"name": row.name, "kind": row.level, "parent": parent},
            columns={"kind": "level", "parent": "parent_code"},
        )


def _by_code(model: type[Place]) -> dict[str, Place]:
    return {row.code: row for row in model.objects.all()}


def _named(row: Schema, column: str, known: dict[str, Place]) -> Place | None:
    """The row of `known` that the code in `column` names; None for an empty cell."""
    code: str = getattr(row, column)
    if code and code not in known:
        raise row.error(column, f"kode “{code}” tidak dikenal. Tambahkan dahulu barisnya, atau perbaiki kodenya.")
    return known.get(code)


def _load_agencies(load: ReferenceLoad, folder: Path) -> None:
    for row in _parents_first(read_agencies(folder)):
        keep(
            load,
            row,
            Agency,
            match={"code": row.code},
            values={
                "official_name": row.official_name,
                "name": row.name,
                "short_name": row.short_name,
                "kind": row.kind,
                "parent": _named(row, "parent_code", _by_code(Agency)) if row.parent_code else None,
                "in_target": row.in_target,
                "assumed": row.assumed,
                "note": row.note,
            },
            columns={"parent": "parent_code"},
        )


def _parents_first(rows: list[ListedAgency]) -> list[ListedAgency]:
    """The rows in an order in which every parent stands before its units; raises FixtureError when there is none."""
    codes = {row.code for row in rows}
    for row in rows:
        if row.parent_code and row.parent_code not in codes:
            raise row.error("parent_code", f"induk “{row.parent_code}” tidak ada dalam agencies.csv.")
    ordered: list[ListedAgency] = []
    waiting = rows
    while waiting:
        placed = {row.code for row in ordered}
        ready = [row for row in waiting if row.parent_code in placed or not row.parent_code]
        if not ready:
            raise waiting[0].error("parent_code", "induk saling menunjuk dalam lingkaran. Kosongkan salah satunya.")
        ordered += ready
        waiting = [row for row in waiting if row not in ready]
    return ordered


def _load_schools(load: ReferenceLoad, folder: Path) -> None:
    rows = read_csv(folder / "schools.csv", ListedSchool, unique=("npsn",))
    districts, agencies = _by_code(District), _by_code(Agency)
    for row in rows:
        if not NPSN.fullmatch(row.npsn):
            raise row.error("npsn", f"“{row.npsn}” bukan NPSN. NPSN terdiri atas 8 angka (atau huruf besar).")
        values = _school(row, districts, agencies)
        keep(load, row, Agency, match={"code": row.npsn}, values=values, columns=SCHOOL_FIELDS)


def _school(row: ListedSchool, districts: dict[str, District], agencies: dict[str, Agency]) -> dict[str, Any]:
    district, village = _named(row, "district_code", districts), _named(row, "village_code", districts)
    if village and village.parent_id != (district.pk if district else None):
        raise row.error("village_code", f"kelurahan “{village}” tidak berada di kecamatan “{row.district_code}”.")
    return {
        "npsn": row.npsn,
        "official_name": row.name,
        "name": row.name,
        "short_name": row.name[:SHORT],
        "kind": SCHOOL_LEVELS[row.level],
        "ownership": row.status,
        "district": district,
        "village": village,
        "address": row.address,
        "parent": _named(row, "parent_code", agencies),
        "in_school_target": row.in_school_target,
        "note": row.note,
    }


def _check_city(folder: Path) -> None:
    """The city's card is read whenever a page or a paper is made; a fault in it must show now, not then."""
    card = read_yaml(folder / "city.yaml", City)
    code = card.office.agency_code
    if not Agency.objects.filter(code=code).exists():
        raise card.office.error("agency_code", f"instansi “{code}” tidak ada dalam agencies.csv.")
    name = card.letterhead.logo
    if name and not (folder / name).is_file():
        raise card.letterhead.error("logo", f"berkas “{name}” tidak ada di samping city.yaml.")
