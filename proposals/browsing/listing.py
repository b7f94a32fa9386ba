"""One look at the list of proposals: who asks, which filters, columns and order."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from agencies.core.models import User
from foundation.cache import drawn
from foundation.chips import Chip, chips
from foundation.figures import Figure, figure
from foundation.numbers import number_in
from proposals.browsing.columns import (
    BY_KEY,
    JOINED,
    SHOWN,
    Layout,
    ListColumn,
    Own,
    as_read,
    layout,
    with_hands,
)
from proposals.browsing.facets import add_counts, all_counts
from proposals.browsing.filters import FACETS, ProposalFilter
from proposals.browsing.models import ListPreference
from proposals.browsing.tallied import TalliedList
from proposals.core.counts.counting import answers_to, closed_to, readable
from proposals.core.period.basics import basics
from proposals.core.reading.own import completeness_among, held_back
from proposals.core.sent import ListedProposal
from proposals.core.workflow import EDITABLE, HELD_BACK, Holder

PER_PAGE = 25
FEW, MANY = 500, 10_000
# No list has a page of a higher number; the database could not count so far.
LAST_PAGE = 10**9
SORT, COLUMN, PANEL = "urut", "kolom", "saring"
# The figure behind each count that a list can be asked for.
COUNT_NAMES = {
    "diajukan": "period.submitted",
    "layak": "period.eligible",
    "unggulan": "period.promoted",
    "ditetapkan": "period.established",
}
KNOWN = (*ProposalFilter.base_filters, SORT, COLUMN)
# The filters of everyday use stand open in the panel; the others serve the numbers of the dashboard and rare questions.
RARE = ("hitungan", "kelompok", "menunggu", "lama", "tindakan", "sejak")


def clean_query(data: QueryDict) -> QueryDict:
    """What the list understands of an address, without empty values and without the page."""
    kept = QueryDict(mutable=True)
    for name in KNOWN:
        values = [value for value in data.getlist(name) if value.strip()]
        if values:
            kept.setlist(name, values)
    return kept


def _shown(rows: QuerySet[ListedProposal]) -> QuerySet[ListedProposal]:
    """With what any column shows, and without what none does."""
    return rows.select_related("agency__district", "period", *JOINED).only(*SHOWN)


class Listing:
    """The list as one person asked for it.

    Attributes: `filter` (with its form), `layout` (columns and order), `rows` (only what this person may see), `open`
    (whether the panel of filters is shown); after `look_up` also `amount` (how many rows there are), `keys` (of the
    proposals on the page), `panel` (search box and filters as they are shown) and `chips` (the filters at work).
    """

    def __init__(self, user: User, data: QueryDict) -> None:
        self.reader = user
        self.query = clean_query(data)
        self.open = PANEL in data
        self.every, self.closed = basics(), closed_to(user)
        self.filter = ProposalFilter(self.query, readable(ListedProposal.objects.all(), user, self.closed))
        kept = ListPreference.objects.filter(user=user).values_list("columns", flat=True).first()
        self.layout: Layout = layout(self.query.getlist(COLUMN), kept or [], self.query.get(SORT, ""))
        self.amount = 0
        self.keys: list[int] = []
        self.panel = ""
        self.chips: list[Chip] = []

    @cached_property
    def found(self) -> QuerySet[ListedProposal]:
        """The rows in their order, bare: for counting, and for the keys of one page."""
        return self.layout.sorted(self.filter.qs)

    @property
    def rows(self) -> QuerySet[ListedProposal]:
        """The rows in their order, with what the columns show; `own` has what this person reads otherwise."""
        return _shown(self.found)

    @cached_property
    def own(self) -> Own:
        """The proposals of this person's agency that it writes otherwise than sent, by key; a query or none."""
        return held_back(self.reader)

    def look_up(self, number: str) -> None:
        """Finds what stands on the page of this number.

        Sorting keys alone is what makes a page of a long list quick. Where the panel is open, each choice says how many
        rows it would leave.
        """
        labels: dict[str, dict[str, str]] = {}
        self.filter.form.is_valid()
        tallied = TalliedList(self.reader, self.closed, self.filter.form.cleaned_data, self.every)
        with self.filter.looked_up(alone=not self.is_long):
            if self.open:
                counts = tallied.counts(FACETS) if tallied.is_known else all_counts(self.filter, FACETS)
                self.amount, labels = add_counts(self.filter, FACETS, counts, self.every)
            elif tallied.is_known:
                self.amount = tallied.total()
            self.keys = self._keys(number) if self.open or tallied.is_known else self._counted_keys(number)
        context = {"listing": self, "filter": self.filter}
        choices = [list(self.filter.form.fields[facet.name].widget.choices) for facet in FACETS if self.open]
        shown = (self.query.urlencode(), self.open, self.layout.sort, self.layout.keys, choices)
        self.panel = drawn("proposals/browsing/_list_filters.html", context, shown)
        self.chips = chips(self.filter.form, self.query, labels)

    def _keys(self, number: str) -> list[int]:
        """The keys of the page, when it is known how many rows there are."""
        paginator = Paginator(self.found.values_list("pk", flat=True), PER_PAGE)
        paginator.count = self.amount
        return list(paginator.get_page(number))

    def _counted_keys(self, number: str) -> list[int]:
        """The keys of the page together with the number of rows, so that words are looked up once and not twice.

        Among very many proposals a common word is quicker counted by itself, and its page read in the list's order.
        """
        if self.is_long:
            self.amount = self._answers()
            if self.amount > FEW:
                return self._keys(number)
        first = (min(number_in(number) or 1, LAST_PAGE) - 1) * PER_PAGE
        rows = self.found.annotate(rows=Window(Count("pk"))).values_list("pk", "rows")
        found = list(rows[first : first + PER_PAGE])
        if found:
            self.amount = found[0][1]
            return [key for key, _ in found]
        self.amount = self.filter.qs.order_by().count()
        return self._keys(number)

    @cached_property
    def is_long(self) -> bool:
        """Whether there are so many proposals in all that their list is better read by its order than put in order."""
        return sum(period.last_sequence for period in self.every.periods.values()) > MANY

    def _answers(self) -> int:
        """How many rows there are; of a question alone it is told by the words."""
        values, asked = self.filter.form.cleaned_data, self.filter.words_asked
        alone = not any(value for name, value in values.items() if name != "q")
        known = answers_to(asked, self.reader, self.closed) if asked and alone else None
        return self.filter.qs.order_by().count() if known is None else known

    def lines(self) -> list[list[tuple[str, str, str]]]:
        """The proposals of the page, each as cells (heading, class, what it shows), as this person may see them now."""
        guides = self.every.guides
        proposals = _shown(self.filter.queryset).in_bulk(self.keys)
        own = [row for row in proposals.values() if row.agency_id == self.reader.agency_id]
        drafts = completeness_among(self.reader, [row.pk for row in own if row.status in EDITABLE], self.every)
        held = held_back(self.reader, [row.pk for row in own if row.status in HELD_BACK])
        columns = self.layout.columns

        def shown(column: ListColumn, proposal: ListedProposal) -> str:
            drawn = column.draw(proposal, guides)
            if column.opens and (state := drafts.get(proposal.pk)):
                return drawn + render_to_string("proposals/browsing/_draft_state.html", {"state": state})
            return drawn

        read = (as_read(proposals[key], held) for key in self.keys if key in proposals)
        found = with_hands(read, self.layout)
        return [[(column.title, column.css, shown(column, proposal)) for column in columns] for proposal in found]

    @property
    def figure(self) -> Figure | None:
        """The figure that counts exactly what the filters ask for; None where none does."""
        cleaned = self.filter.form.cleaned_data
        asked = {name: value for name, value in cleaned.items() if value not in (None, "", [])}
        year = asked["tahun"].year if "tahun" in asked else ""
        if asked.keys() <= {"tahun", "menunggu"} and asked.get("menunggu") in Holder:
            return figure(f"{'holder' if year else 'duty'}.{asked['menunggu']}", self.amount, year=year)
        if asked.keys() == {"tahun", "menunggu", "lama", "instansi"} and asked["menunggu"] == Holder.AGENCY:
            return figure("agency.repairs", self.amount, year=year, subject=f"{asked['instansi'].code}:{asked['lama']}")
        if {"tahun", "hitungan"} <= asked.keys() <= {"tahun", "hitungan", "instansi"}:
            agency = asked["instansi"].code if "instansi" in asked else ""
            return figure(COUNT_NAMES[asked["hitungan"]], self.amount, year=year, subject=agency)
        return None

    @property
    def exact_query(self) -> str:
        """The query that shows the same to anybody, whatever columns they keep."""
        exact = self.query.copy()
        exact.setlist(COLUMN, self.layout.keys)
        return exact.urlencode()

    @property
    def asked_columns(self) -> list[str]:
        """The columns named in the address itself, so that a new search keeps them."""
        return self.query.getlist(COLUMN)

    @property
    def at_work(self) -> list[tuple[str, str]]:
        """The filters and the order at work, for a search from a page whose panel is closed."""
        return [(name, value) for name, values in self.query.lists() if name not in ("q", COLUMN) for value in values]

    @property
    def fields(self) -> list[Any]:
        return [field for field in self.filter.form if field.name not in ("q", *RARE)]

    @property
    def rare_fields(self) -> list[Any]:
        return [field for field in self.filter.form if field.name in RARE]

    @property
    def rare_at_work(self) -> bool:
        return any(name in self.query for name in RARE)

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """The orders to choose from: each shown column, rising and falling."""
        return [
            choice
            for column in self.layout.columns
            for choice in ((column.key, f"{column.title}, naik"), (f"-{column.key}", f"{column.title}, turun"))
        ]

    @property
    def sorted_by(self) -> str:
        """The key of the column the rows are sorted by; empty in the usual order."""
        key = self.layout.sort.removeprefix("-")
        return key if key in BY_KEY else ""
