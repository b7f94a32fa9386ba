"""Reference data of the ground floor: the city's card, districts, agencies and schools."""

import re
from pathlib import Path
from typing import Any, Final, TypeVar

from agencies.core.kinds import SCHOOL_KINDS, AgencyKind, Ownership
from agencies.core.models import Agency, District
from foundation.fixtures.reading import (
    Record,
    check_keys,
    flag,
    one_of,
    read_csv,
    read_yaml,
    section,
    sections,
    several,
    text,
    unique,
)
from foundation.fixtures.storing import ReferenceLoad, keep

Place = TypeVar("Place", District, Agency)

DISTRICT_COLUMNS: Final = ("level", "code", "name", "official_name", "parent_code")
AGENCY_COLUMNS: Final = (
    "code", "official_name", "name", "short_name", "kind", "parent_code", "affair_codes", "in_target", "assumed",
    "note",
)  # fmt: skip
SCHOOL_COLUMNS: Final = (
    "npsn", "name", "level", "status", "district_code", "village_code", "address", "in_school_target", "parent_code",
    "note",
)  # fmt: skip
CITY_KEYS: Final = (
    "name", "official_name", "government_name", "kind", "region_code", "province", "number_prefix", "timezone",
    "timezone_label",
)  # fmt: skip
SCHOOL_FIELDS: Final = {
    "official_name": "name", "short_name": "name", "kind": "level", "ownership": "status", "code": "npsn",
    "district": "district_code", "village": "village_code", "parent": "parent_code",
}  # fmt: skip
NPSN: Final = re.compile(r"[0-9A-Z]{8}")
SHORT: Final = 60


def load_agencies(load: ReferenceLoad, folder: Path) -> None:
    """Loads districts.csv, agencies.csv and schools.csv, checks city.yaml. Raises FixtureError at the first fault."""
    _load_districts(load, folder)
    _load_agencies(load, folder)
    _load_schools(load, folder)
    _check_city(folder)


def read_agencies(folder: Path) -> list[Record]:
    """The rows of agencies.csv; the affairs in `affair_codes` are the business of the floor that knows affairs."""
    return read_csv(folder / "agencies.csv", AGENCY_COLUMNS)


def _load_districts(load: ReferenceLoad, folder: Path) -> None:
    rows = read_csv(folder / "districts.csv", DISTRICT_COLUMNS)
    unique(rows, "code")
    for row in rows:
        text(row, "code")
        one_of(row, "level", District.Kind.values)
    for row in sorted(rows, key=lambda row: row["level"] != District.Kind.KECAMATAN):
        parent = _named(row, "parent_code", _by_code(District)) if row["parent_code"] else None
        keep(
            load,
            row,
            District,
            match={"code": row["code"]},
            values={"name": row["name"], "kind": row["level"], "parent": parent},
            columns={"kind": "level", "parent": "parent_code"},
        )


def _by_code(model: type[Place]) -> dict[str, Place]:
    return {row.code: row for row in model.objects.all()}


def _named(row: Record, key: str, known: dict[str, Place]) -> Place | None:
    """The row of `known` that the code under `key` names; None for an empty cell."""
    code = text(row, key, needed=False)
    if code and code not in known:
        raise row.error(key, f"kode “{code}” tidak dikenal. Tambahkan dahulu barisnya, atau perbaiki kodenya.")
    return known.get(code)


def _load_agencies(load: ReferenceLoad, folder: Path) -> None:
    rows = read_agencies(folder)
    unique(rows, "code")
    for row in rows:
        one_of(row, "kind", [kind for kind in AgencyKind.values if kind not in SCHOOL_KINDS])
        several(row, "affair_codes")
    for row in _parents_first(rows):
        keep(
            load,
            row,
            Agency,
            match={"code": text(row, "code")},
            values={
                "official_name": row["official_name"],
                "name": row["name"],
                "short_name": row["short_name"],
                "kind": row["kind"],
                "parent": _named(row, "parent_code", _by_code(Agency)) if row["parent_code"] else None,
                "in_target": flag(row, "in_target"),
                "assumed": flag(row, "assumed"),
                "note": row["note"],
            },
            columns={"parent": "parent_code"},
        )


def _parents_first(rows: list[Record]) -> list[Record]:
    """The rows in an order in which every parent stands before its units; raises FixtureError when there is none."""
    codes = {row["code"] for row in rows}
    for row in rows:
        if row["parent_code"] and row["parent_code"] not in codes:
            raise row.error("parent_code", f"induk “{row['parent_code']}” tidak ada dalam {row.file}.")
    ordered: list[Record] = []
    waiting = rows
    while waiting:
        placed = {row["code"] for row in ordered}
        ready = [row for row in waiting if row["parent_code"] in placed or not row["parent_code"]]
        if not ready:
            raise waiting[0].error("parent_code", "induk saling menunjuk dalam lingkaran. Kosongkan salah satunya.")
        ordered += ready
        waiting = [row for row in waiting if row not in ready]
    return ordered


def _load_schools(load: ReferenceLoad, folder: Path) -> None:
    rows = read_csv(folder / "schools.csv", SCHOOL_COLUMNS)
    unique(rows, "npsn")
    districts, agencies = _by_code(District), _by_code(Agency)
    for row in rows:
        npsn = text(row, "npsn")
        if not NPSN.fullmatch(npsn):
            raise row.error("npsn", f"“{npsn}” bukan NPSN. NPSN terdiri atas 8 angka (atau huruf besar).")
        keep(load, row, Agency, match={"code": npsn}, values=_school(row, districts, agencies), columns=SCHOOL_FIELDS)


def _school(row: Record, districts: dict[str, District], agencies: dict[str, Agency]) -> dict[str, Any]:
    district, village = _named(row, "district_code", districts), _named(row, "village_code", districts)
    if village and village.parent_id != (district.pk if district else None):
        raise row.error("village_code", f"kelurahan “{village}” tidak berada di kecamatan “{row['district_code']}”.")
    kinds = {kind.label: kind for kind in SCHOOL_KINDS}
    return {
        "npsn": row["npsn"],
        "official_name": row["name"],
        "name": row["name"],
        "short_name": row["name"][:SHORT],
        "kind": kinds[one_of(row, "level", kinds)],
        "ownership": one_of(row, "status", Ownership.values),
        "district": district,
        "village": village,
        "address": row["address"],
        "parent": _named(row, "parent_code", agencies),
        "in_school_target": flag(row, "in_school_target"),
        "note": row["note"],
    }


def _check_city(folder: Path) -> None:
    """The letterhead is read whenever a paper is printed; a fault in it must show now, not then."""
    card = read_yaml(folder / "city.yaml")
    check_keys(card, ("city", "office", "letterhead", "signatories", "map", "open_data"))
    city, office = section(card, "city"), section(card, "office")
    for key in CITY_KEYS:
        text(city, key)
    code = text(office, "agency_code")
    if not Agency.objects.filter(code=code).exists():
        raise office.error("agency_code", f"instansi “{code}” tidak ada dalam agencies.csv.")
    for key in ("name", "short_name"):
        text(office, key)
    head = section(card, "letterhead")
    check_keys(head, ("lines", "address", "postal_code", "phone", "email", "website", "place"), ("logo",))
    name = text(head, "logo", needed=False)
    if name and not (folder / name).is_file():
        raise head.error("logo", f"berkas “{name}” tidak ada di samping city.yaml.")
    check_keys(section(card, "open_data"), ("licence", "licence_url", "note"))
    unique(sections(card, "signatories"), "key")
