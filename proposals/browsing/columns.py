"""The columns of the list of proposals: what each shows, how it sorts, and which are chosen.

A row says what was last sent, unless it is of the reader's own agency, which reads what it is writing (`as_read`).
Rows are found and sorted by what was sent, for everybody alike.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db.models import Case, F, QuerySet, Value, When
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from foundation.sheets.xlsx import CellKind, Column
from foundation.text.keys import Natural
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import PROFILE, FieldKind, ListedAs, ProfileField, word
from proposals.core.holding import held
from proposals.core.sent import ListedProposal
from proposals.core.workflow import Status

Guides = Mapping[int, FormGuide]
# Proposals of the reader's own agency that it writes otherwise than they were sent, by key.
Own = Mapping[int, object]
BY_STATUS = Case(*(When(status=status, then=Value(place)) for place, status in enumerate(Status)))


# Profile fields that are no words in a file.
KINDS = {FieldKind.DATE: CellKind.DATE, FieldKind.MONEY: CellKind.RUPIAH}
# Columns whose values say by themselves what they are, so that a phone leaves their headings out.
PLAIN = ("nomor", "instansi", "status", "diajukan")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its name in addresses, its heading and width in a file, what a row shows and what it sorts by."""

    key: str
    heading: Column
    value: Callable[[ListedProposal, Guides], Any]
    order: F | Case

    @property
    def title(self) -> str:
        return self.heading.title

    @property
    def opens(self) -> bool:
        """Whether it holds the name, which opens the proposal."""
        return self.key == "judul"

    @property
    def css(self) -> str:
        """The class of its cells on the page."""
        if self.heading.kind in (CellKind.WHOLE, CellKind.RUPIAH):
            return "num"
        if self.opens:
            return "row-name"
        width = "text-nowrap" if self.key == "nomor" or self.heading.kind is CellKind.DATE else "text"
        return f"{width} row-plain" if self.key in PLAIN else width

    def draw(self, proposal: ListedProposal, guides: Guides) -> str:
        """A cell as the page shows it: the name as a link, the status as a pill, anything else by its kind."""
        value = self.value(proposal, guides)
        if self.opens:
            return format_html('<a href="{}">{}</a>', proposal.get_absolute_url(), value)
        if self.key == "status":
            return _pill(proposal.status, value)
        if value in (None, ""):
            return NOTHING
        return DRAWN[self.heading.kind](value)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns in which order, sorted by which of them ("" is the usual order)."""

    columns: tuple[ListColumn, ...]
    sort: str = ""

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]

    def sorted(self, rows: QuerySet[ListedProposal]) -> QuerySet[ListedProposal]:
        column = BY_KEY.get(self.sort.removeprefix("-"))
        if column is None:
            return rows.order_by("-submitted_at", "-pk")
        falling = self.sort.startswith("-")
        return rows.order_by(column.order.desc() if falling else column.order.asc(), "-pk")

    def cells(self, proposal: ListedProposal, guides: Guides) -> list[Any]:
        return [column.value(proposal, guides) for column in self.columns]


@cache
def _pill(value: str, label: str) -> str:
    """The status pill; there are as many as statuses, so each is drawn once."""
    return render_to_string("components/_status.html", {"value": value, "label": label})


NOTHING = mark_safe('<span class="muted">–</span>')
DRAWN: dict[CellKind, Callable[[Any], str]] = {
    CellKind.TEXT: conditional_escape,
    CellKind.DATE: lambda value: date_format(value, "j M Y"),
    CellKind.WHOLE: str,
    CellKind.RUPIAH: lambda value: f"Rp{number_format(value)}",
}


def _answer(field: ProfileField) -> Callable[[ListedProposal, Guides], Any]:
    """A field of the profile: an amount or a day as such, anything else in words."""

    def value(proposal: ListedProposal, guides: Guides) -> Any:
        said = field.of(proposal)
        if said is None or field.kind in KINDS:
            return said
        return word(field, said, guides[proposal.period.guide_id])

    return value


def _waiting_for(proposal: Any, _: Guides) -> str:
    words: str = proposal.held.words
    return words


def _waiting_since(proposal: Any, _: Guides) -> Any:
    return timezone.localdate(proposal.held.since) if proposal.held.holder else None


def _day(field: str) -> Callable[[ListedProposal, Guides], Any]:
    def value(proposal: ListedProposal, guides: Guides) -> Any:
        moment = getattr(proposal, field)
        return timezone.localdate(moment) if moment else None

    return value


def _column(
    key: str,
    title: str,
    width: int,
    value: Callable[[ListedProposal, Guides], Any],
    *,
    order: Any,
    kind: CellKind = CellKind.TEXT,
) -> ListColumn:
    return ListColumn(key, Column(title, width, kind), value, F(order) if isinstance(order, str) else order)


def _profile_column(field: ProfileField, listed: ListedAs) -> ListColumn:
    """A field of the profile as a column; it sorts by what was sent, an affair and a title in natural order."""
    kind, order = KINDS.get(field.kind, CellKind.TEXT), _order(field)
    return _column(listed.key, listed.title, listed.width, _answer(field), order=order, kind=kind)


def _order(field: ProfileField) -> Any:
    if field.kind is FieldKind.AFFAIR:
        return f"{field.column}__sort_key"
    return Natural(field.column) if field.column == "title" else field.column


def _loaded(field: ProfileField) -> str:
    return f"{field.column}__name" if field.kind is FieldKind.AFFAIR else field.column


LISTED = [(field, field.listed) for field in PROFILE if field.listed]
# The name of the innovation opens its row, the other answers follow on whose it is.
NAME, *OTHER_ANSWERS = (_profile_column(field, listed) for field, listed in LISTED)
COLUMNS = (
    _column("nomor", "Nomor", 16, lambda p, _: p.number, order="number"),
    NAME,
    _column("instansi", "Instansi", 26, lambda p, _: p.agency.short_name, order="agency__short_sort_key"),
    _column("nama_instansi", "Nama instansi", 44, lambda p, _: p.agency.name, order="agency__sort_key"),
    _column(
        "jenis",
        "Jenis pengusul",
        18,
        lambda p, _: "Sekolah" if p.agency.is_school else "Perangkat daerah",
        order="agency__npsn",
    ),
    _column(
        "kecamatan",
        "Kecamatan",
        16,
        lambda p, _: p.agency.district.name if p.agency.district else None,
        order="agency__district__sort_key",
    ),
    _column("tahun", "Tahun", 8, lambda p, _: p.period.year, order="period__year", kind=CellKind.WHOLE),
    *OTHER_ANSWERS,
    _column("status", "Status", 16, lambda p, _: p.get_status_display(), order=BY_STATUS),
    _column("menunggu", "Menunggu", 22, _waiting_for, order=BY_STATUS),
    _column("ditunggu", "Menunggu sejak", 16, _waiting_since, order="status_since", kind=CellKind.DATE),
    _column("sejak", "Berstatus ini sejak", 16, _day("status_since"), order="status_since", kind=CellKind.DATE),
    _column("diajukan", "Diajukan", 16, _day("submitted_at"), order="submitted_at", kind=CellKind.DATE),
)
# The database columns behind these, so that a list loads nothing else.
SHOWN = (
    "number", "status", "status_since", "submitted_at", "agency__name", "agency__short_name", "agency__kind",
    "agency__in_target", "agency__in_school_target",
    "agency__district__name", "period__year", "period__guide",
    *(_loaded(field) for field, _ in LISTED),
)  # fmt: skip
JOINED = tuple(field.column for field, _ in LISTED if field.kind is FieldKind.AFFAIR)
BY_KEY = {column.key: column for column in COLUMNS}
HANDS = frozenset({"menunggu", "ditunggu"})
USUAL = ("nomor", "judul", "instansi", "status", "diajukan")


def as_read(row: ListedProposal, own: Own) -> ListedProposal:
    """The row as its reader reads it: with the words of `own`, by key, where its own agency writes others than sent."""
    if row.pk in own:
        for field, _ in LISTED:
            setattr(row, field.column, field.of(own[row.pk]))
    return row


def with_hands(rows: Iterable[ListedProposal], shown: Layout) -> list[ListedProposal]:
    """The rows, each with `held` where a column shows in whose hands it is; one query or none."""
    found: list[Any] = list(rows)
    if not HANDS.isdisjoint(shown.keys):
        hands = held(found)
        for row in found:
            row.held = hands[row.pk]
    return found


def all_guides() -> Guides:
    """The guides by key, loaded when the first column asks for the words of one; one query or none."""
    return cast(Guides, SimpleLazyObject(FormGuide.objects.in_bulk))


def layout(asked: Iterable[str], kept: Sequence[str], sort: str) -> Layout:
    """The columns asked for in the address, else those the person keeps, else the usual ones; others are skipped.

    The name of the innovation is always there, because it opens the proposal.
    """
    keys = known(asked) or known(kept) or list(USUAL)
    if "judul" not in keys:
        keys.insert(1 if keys[0] == "nomor" else 0, "judul")
    return Layout(tuple(BY_KEY[key] for key in keys), sort if sort.removeprefix("-") in BY_KEY else "")


def known(keys: Iterable[str]) -> list[str]:
    """Those of the keys that name a column, each once, in their order."""
    return [key for key in dict.fromkeys(keys) if key in BY_KEY]
