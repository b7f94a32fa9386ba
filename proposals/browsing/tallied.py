"""Counting a list from the tallies instead of its rows, wherever its filters go by what the tallies know.

The answers are those that counting the rows would give (`facets.all_counts`); they cost one query however many
proposals there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from agencies.core.models import Agency, User
from proposals.browsing.facets import BY_AGENCY, BY_FACTS, Counts, Facet, shared
from proposals.browsing.filters import COUNTED, TARGETS
from proposals.core.counts.counting import counts_of_all
from proposals.core.period.basics import Basics

# A group of equal proposals: its period, its agency, its affair and its status.
Line = tuple[int, Agency, int | None, str]
Test = Callable[[Any, Line], bool]
# What each filter asks of a group, given its cleaned value.
TESTS: Final[dict[str, Test]] = {
    "tahun": lambda period, line: line[0] == period.pk,
    "status": lambda chosen, line: line[3] in chosen,
    "hitungan": lambda count, line: line[3] in COUNTED[count],
    "jenis": lambda kind, line: line[1].is_school == (kind == "sekolah"),
    "urusan": lambda affair, line: line[2] == affair.pk,
    "kecamatan": lambda district, line: line[1].district_id == district.pk,
    "jenjang": lambda kind, line: line[1].kind == kind,
    "kelompok": lambda group, line: bool(getattr(line[1], TARGETS[group].removeprefix("agency__"))),
    "instansi": lambda agency, line: line[1].pk == agency.pk,
}
FIELDS: Final[dict[tuple[str, ...], Callable[[Line], tuple[Any, ...]]]] = {
    BY_FACTS: lambda line: (line[0], line[3], line[2]),
    BY_AGENCY: lambda line: (line[1].pk,),
}


class TalliedList:
    """The counts of one list; not known (`is_known`) where only its rows can tell them."""

    def __init__(self, reader: User, closed: Sequence[int], asked: Mapping[str, Any], every: Basics) -> None:
        self.asked = {name: value for name, value in asked.items() if value not in (None, "", [])}
        sums = counts_of_all(reader, closed) if self.asked.keys() <= TESTS.keys() else None
        self.is_known = sums is not None
        self.lines: list[tuple[Line, int]] = [
            ((period, every.agencies[agency], affair, status), amount)
            for (period, agency, affair, status), amount in (sums or {}).items()
        ]

    def total(self) -> int:
        """How many rows the filters leave."""
        return sum(amount for _, amount in self._left())

    def counts(self, facets: Iterable[Facet]) -> Counts:
        """Everything that is counted for the choices of the filters, as `facets.all_counts` gives it."""
        chosen = list(facets)
        at_work = [facet for facet in chosen if facet.name in self.asked]
        found = {shared(fields): self._summed(fields) for fields in {facet.fields for facet in chosen}}
        return found | {facet.name: self._summed(facet.fields, facet.name) for facet in at_work}

    def _summed(self, fields: tuple[str, ...], without: str = "") -> Counter[tuple[Any, ...]]:
        group, sums = FIELDS[fields], Counter[tuple[Any, ...]]()
        for line, amount in self._left(without):
            sums[group(line)] += amount
        return sums

    def _left(self, without: str = "") -> list[tuple[Line, int]]:
        """The groups that all filters but this one leave."""
        tests = [(TESTS[name], value) for name, value in self.asked.items() if name != without]
        return [(line, amount) for line, amount in self.lines if all(test(value, line) for test, value in tests)]
