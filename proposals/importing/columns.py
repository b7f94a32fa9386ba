"""The columns of a spreadsheet of proposals: their titles by key, what may be chosen, and which cell is whose."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from agencies.core.models import Agency
from foundation.sheets import cells as meant
from foundation.sheets.reading import REMARKS, Heading
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS, FieldKind

AGENCY: Final = "agency"
TEXT: Final = "teks-"
# A column of the file by its place, where its title is not known; what somebody said of it in the browser.
PLACE: Final = "kolom-"
IGNORED: Final = "abaikan"
# The first column of the template; it only counts the rows, and says which of them is the example.
NUMBER: Final = "No."
EXAMPLE: Final = "contoh"
COUNTING: Final = {"no", "no.", "nomor", "no urut", "no. urut", "nomor urut"}
PASSED_OVER: Final = {*COUNTING, meant.alike(REMARKS)}
YES_NO: Final = {"ya": "True", "tidak": "False"}
UNKNOWN: Final = "Kolom ini tidak dikenal. Pakai judul kolom dari templat."
TWICE: Final = "Kolom ini sudah ada di sebelah kirinya. Hapus salah satunya."


def columns(guide: FormGuide, *, with_agency: bool) -> dict[str, str]:
    """The columns of the template by key, with their titles: profile fields of the guide, then its sections."""
    titles = {AGENCY: "Kode instansi"} if with_agency else {}
    for key in guide.fields:
        titles |= {field.column: field.label or guide.heading(key) for field in QUESTIONS[key]}
    sections = Section.objects.filter(guide=guide, parent__isnull=False).order_by("parent__order", "order")
    return titles | {f"{TEXT}{section.key}": section.title for section in sections}


def choices(guide: FormGuide, titles: Mapping[str, str]) -> dict[str, list[str]]:
    """What may stand in the columns of `titles` that offer a choice, as people write it."""
    affairs = list(Affair.objects.filter(selectable=True))
    offered: dict[str, list[str]] = {}
    for key in titles.keys() & {AGENCY, *BY_COLUMN}:
        match BY_COLUMN[key].kind if key in BY_COLUMN else AGENCY:
            case FieldKind.CHOICE:
                offered[key] = [label for _, label in guide.choices(BY_COLUMN[key].asked_as)]
            case FieldKind.YES_NO:
                offered[key] = [word.title() for word in YES_NO]
            case FieldKind.AFFAIR:
                offered[key] = [affair.name for affair in affairs if not affair.crossing_only]
            case FieldKind.AFFAIRS:
                offered[key] = [affair.name for affair in affairs]
            case "agency":
                offered[key] = _agency_words(list(Agency.objects.active()))
    return {key: offered[key] for key in titles if key in offered}


def agencies_by_word(agencies: Iterable[Agency]) -> dict[str, Agency]:
    """Agencies by code, and by what else stands for only one of them: a code in another case, a name."""
    said = {
        row: {meant.alike(name) for name in (row.code, row.official_name, row.name, row.short_name)} for row in agencies
    }
    shared = Counter(name for names in said.values() for name in names)
    loose = {name: row for row, names in said.items() for name in names if name and shared[name] == 1}
    return loose | {row.code: row for row in said}


def _agency_words(agencies: list[Agency]) -> list[str]:
    """How agencies are offered: by name, and by code where others bear that name."""
    known = agencies_by_word(agencies)
    return [row.name if known.get(meant.alike(row.name)) == row else row.code for row in agencies]


class Places(NamedTuple):
    """Which column holds what: the key of each place, None where there is none, and what is wrong with the heading.

    `wrong` has the title, what is wrong, and the key under which somebody can say what the column holds.
    """

    keys: list[str | None]
    wrong: list[tuple[str, str, str]]
    counting: int | None

    def place(self, key: str) -> int | None:
        """Where the column of a key stands; None when the file lacks it."""
        if key.startswith(PLACE):
            return int(key.removeprefix(PLACE))
        return self.keys.index(key) if key in self.keys else None

    def cells(self, line: Sequence[Any], known: Mapping[str, str]) -> dict[str, Any]:
        """The filled cells of a row by key; what is `known` better, from mending, takes their place."""
        cells: dict[str, Any] = {key: cell for key, cell in zip(self.keys, line, strict=False) if key}
        return {
            key: cell
            for key, cell in {**cells, **known}.items()
            if isinstance(cell, meant.Missing) or meant.alike(cell)
        }

    def is_example(self, line: Sequence[Any]) -> bool:
        """Whether a row is the example of the template, left in."""
        return (
            self.counting is not None
            and self.counting < len(line)
            and meant.alike(line[self.counting]).startswith(EXAMPLE)
        )


def places(heading: Heading, titles: Mapping[str, str], said: Mapping[str, str]) -> Places:
    """Reads a heading; `said` is what somebody said in the browser of columns that are not known."""
    by_title = {meant.alike(title): key for key, title in titles.items()}
    found = Places([], [], next((at for at, head in enumerate(heading.titles) if meant.alike(head) in COUNTING), None))
    for at, head in enumerate(heading.titles):
        own = f"{PLACE}{at}"
        key = said[own] if own in said else by_title.get(meant.alike(head))
        if key in found.keys:
            found.wrong.append((head, TWICE, own))
        elif key not in titles and key != IGNORED and head and meant.alike(head) not in PASSED_OVER:
            found.wrong.append((head, UNKNOWN, own))
        found.keys.append(key if key in titles and key not in found.keys else None)
    return found
