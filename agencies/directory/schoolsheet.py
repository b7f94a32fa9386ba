"""The list of schools as a spreadsheet: given out as stored, read back with what is new, changed or wrong."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError

from agencies.core.kinds import SCHOOL_KINDS, Ownership
from agencies.core.models import Agency, District
from agencies.directory.reference import NPSN, SHORT
from foundation.sheets.cells import Missing, alike, code, line
from foundation.sheets.confined import read_confined
from foundation.sheets.marking import CellMark
from foundation.sheets.mending import Mends, overlaid
from foundation.sheets.reading import REMARKS, SheetTable
from foundation.sheets.template import AskedColumn, template

MOST_ROWS: Final = 3000
NO_MENDS: Final[Mends] = {}
TITLES: Final = {
    "npsn": "NPSN", "name": "Nama sekolah", "kind": "Jenjang", "ownership": "Status", "district": "Kecamatan",
    "village": "Kelurahan", "address": "Alamat", "parent": "Instansi induk", "in_school_target": "Sekolah target",
    "note": "Catatan",
}  # fmt: skip
# As schools.csv of the city's files calls them.
OTHER_TITLES: Final = {
    "level": "kind", "status": "ownership", "district_code": "district", "village_code": "village",
    "parent_code": "parent", **{key: key for key in TITLES},
}  # fmt: skip
NEEDED: Final = ("name", "kind", "ownership")
YES: Final = {"ya": True, "yes": True, "true": True, "1": True, "tidak": False, "no": False, "false": False, "0": False}
GUIDANCE: Final = (
    "Satu baris satu sekolah, dikenal dari NPSN. Baris dengan NPSN baru menjadi sekolah baru.",
    "Sel yang kosong tidak mengubah apa pun. Sekolah yang tidak disebut tidak dihapus.",
)


class Wrong(ValueError):
    """A cell that cannot be taken; the text is a sentence for the user."""


@dataclass(slots=True)
class SchoolChange:
    """One row that would change something: the school, new or as it is stored, and its columns with old and new."""

    school: Agency
    is_new: bool
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class ReadSchools:
    """What a list of schools would change; `same` rows change nothing, `unnamed` schools are not in the list.

    `ignored` are the titles of columns that were not read.
    """

    table: SheetTable
    wanted: list[SchoolChange] = field(default_factory=list)
    faults: list[CellMark] = field(default_factory=list)
    same: int = 0
    unnamed: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def fresh(self) -> int:
        return sum(change.is_new for change in self.wanted)

    @property
    def changed(self) -> int:
        return len(self.wanted) - self.fresh


def offered() -> dict[str, list[str]]:
    """What may stand in the columns that offer a choice."""
    places = list(District.objects.all())
    return {
        "kind": [str(kind.label) for kind in SCHOOL_KINDS],
        "ownership": [str(one.label) for one in Ownership],
        "district": [place.name for place in places if place.kind == District.Kind.KECAMATAN],
        "village": [place.name for place in places if place.kind == District.Kind.KELURAHAN],
        "in_school_target": ["Ya", "Tidak"],
    }


def schools_xlsx() -> bytes:
    """The stored schools as a spreadsheet that can be changed, added to and read back."""
    words = offered()
    widths = {"name": 44, "address": 36, "note": 30}
    asked = [AskedColumn(title, widths.get(key, 18), choices=words.get(key, ())) for key, title in TITLES.items()]
    rows = Agency.objects.schools().exclude(npsn=None).select_related("district", "village", "parent")
    lines = [[_shown(getattr(row, "official_name" if key == "name" else key), key) for key in TITLES] for row in rows]
    return template("Sekolah", asked, guidance=GUIDANCE, rows=MOST_ROWS, lines=lines)


def read_schools(data: bytes, name: str, *, mends: Mends = NO_MENDS) -> ReadSchools:
    """What the list in a file called `name` would change; nothing is stored. The queries don't depend on its length.

    `mends` is what was typed in place of cells. Raises Unreadable when it is no spreadsheet.
    """
    titles = [*TITLES.values(), *OTHER_TITLES]
    table = overlaid(read_confined(data, name, titles=titles, needed=TITLES["npsn"], most=MOST_ROWS), mends)
    read = ReadSchools(table)
    keys = {alike(title): key for key, title in TITLES.items()}
    heads = [alike(title) for title in table.heading.titles]
    places = {key: at for at, head in enumerate(heads) if (key := keys.get(head) or OTHER_TITLES.get(head))}
    known = {*keys, *OTHER_TITLES, alike(REMARKS), "no", "no.", ""}
    read.ignored = [head for head in table.heading.titles if alike(head) not in known]
    if "npsn" not in places:
        read.faults.append(CellMark(table.heading.number, None, TITLES["npsn"], "Kolom ini tidak ada dalam berkas."))
        return read
    reader = _Reader(places)
    for number, cells in table.rows:
        row = {
            key: cells[at] for key, at in places.items() if (at < len(cells) and line(cells[at])) or _missing(cells, at)
        }
        if row:
            reader.take(number, row, read)
    read.unnamed = len(reader.stored.keys() - reader.seen)
    return read


def _missing(cells: list[Any], at: int) -> bool:
    return at < len(cells) and isinstance(cells[at], Missing)


class _Reader:
    """What is looked up once for all rows, and which schools were named."""

    def __init__(self, places: dict[str, int]) -> None:
        self.places, self.seen = places, set[str]()
        self.stored = {
            row.npsn: row
            for row in Agency.objects.exclude(npsn=None).select_related("district", "village", "parent")
            if row.npsn
        }
        every = list(District.objects.select_related("parent"))
        agencies = list(Agency.objects.filter(npsn=None))
        self.look_up: dict[str, Callable[[Any], Any]] = {
            "name": line,
            "address": line,
            "note": line,
            "kind": _among(
                {str(kind.label): kind for kind in SCHOOL_KINDS}, {kind.value: kind for kind in SCHOOL_KINDS}
            ),
            "ownership": _among({str(one.label): one for one in Ownership}, {one.value: one for one in Ownership}),
            "district": _among(*_places(every, District.Kind.KECAMATAN)),
            "village": _among(*_places(every, District.Kind.KELURAHAN)),
            "parent": _among({row.name: row for row in agencies}, {row.code: row for row in agencies}),
            "in_school_target": _among(YES),
        }

    def take(self, number: int, cells: dict[str, Any], read: ReadSchools) -> None:
        """Adds what one row would change, or what is wrong with it."""
        told: dict[str, str] = {}
        npsn = self._npsn(cells.pop("npsn", None), told)
        values = self._values(cells, told)
        stored = self.stored.get(npsn)
        if stored is None:
            told |= {
                key: f"{TITLES[key]} harus diisi untuk sekolah baru." for key in NEEDED if key not in {*cells, *told}
            }
        school = stored or Agency(code=npsn, npsn=npsn)
        change = SchoolChange(school, stored is None)
        self._change(change, values, told)
        if told:
            read.faults += [
                CellMark(number, self.places.get(key), TITLES[key], sentence) for key, sentence in told.items()
            ]
        elif change.changes or change.is_new:
            read.wanted.append(change)
        else:
            read.same += 1

    def _npsn(self, cell: Any, told: dict[str, str]) -> str:
        npsn = code(cell).upper()
        if not NPSN.fullmatch(npsn):
            told["npsn"] = (
                f"“{npsn}” bukan NPSN. NPSN terdiri atas 8 angka (atau huruf besar)." if npsn else "Isi NPSN."
            )
        elif npsn in self.seen:
            told["npsn"] = "NPSN ini tertulis dua kali dalam berkas."
        self.seen.add(npsn)
        return npsn

    def _values(self, cells: dict[str, Any], told: dict[str, str]) -> dict[str, Any]:
        values = {}
        for key, cell in cells.items():
            try:
                if isinstance(cell, Missing):
                    raise Wrong(cell.value)
                values[key] = self.look_up[key](cell)
            except Wrong as fault:
                told[key] = str(fault)
        return values

    def _change(self, change: SchoolChange, values: dict[str, Any], told: dict[str, str]) -> None:
        """Puts the values into the school and notes what was different."""
        school = change.school
        for key, value in values.items():
            attribute = "official_name" if key == "name" else key
            old = getattr(school, attribute)
            if _shown(old, key) != _shown(value, key):
                change.changes.append((TITLES[key], _shown(old, key), _shown(value, key)))
                setattr(school, attribute, value)
                if key == "name":
                    school.name, school.short_name = value, value[:SHORT]
        village = school.village if {"village", "district"} & values.keys() else None
        if village and village.parent_id != school.district_id:
            told["village"] = f"Kelurahan {village} berada di kecamatan {village.parent}."
        if school.in_target and school.in_school_target:
            told["in_school_target"] = "Instansi ini dihitung sebagai perangkat daerah target."
        try:
            if not told:
                school.clean_fields(exclude={"district", "village", "parent"})
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                told[name if name in TITLES else "name"] = " ".join(sentences)


def _places(every: Iterable[District], kind: str) -> tuple[dict[str, District], dict[str, District]]:
    """The places of a kind by the names that only one of them has, and by code."""
    mine = [place for place in every if place.kind == kind]
    shared = Counter(place.name for place in mine)
    return {row.name: row for row in mine if shared[row.name] == 1}, {row.code: row for row in mine}


def _among(*offered: dict[str, Any]) -> Callable[[Any], Any]:
    """Finds what a cell names among what is offered, by any of its names."""
    known = {alike(name): value for names in reversed(offered) for name, value in names.items()}

    def find(cell: Any) -> Any:
        word = alike(code(cell))
        if word not in known:
            few = ". Pakai salah satu: " + "; ".join(offered[0]) if len(offered[0]) < 12 else ""
            raise Wrong(f"“{line(cell)}” tidak dikenal{few}.")
        return known[word]

    return find


def _shown(value: Any, key: str) -> str:
    """A value as it reads in the list."""
    if key == "in_school_target":
        return "Ya" if value else "Tidak"
    if key == "kind":
        return next((str(kind.label) for kind in SCHOOL_KINDS if kind.value == value), str(value))
    if key == "ownership":
        return next((str(one.label) for one in Ownership if one.value == value), "")
    return "" if value is None else line(value)
