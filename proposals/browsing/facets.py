"""Counts beside the choices of a filter, by few queries at any size.

Two queries count everything: one groups by facts such as year, status and affair, one by agency, from which the owner's
kind, level and district follow. A filter at work is counted apart, because it counts what the other filters leave.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from agencies.core.models import Agency
from foundation.cache import remembered
from foundation.text.keys import natural
from foundation.text.rounding import grouped
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal
from proposals.core.period.basics import Basics, basics

BY_FACTS = ("period_id", "status", "affair_id")
BY_AGENCY = ("agency_id",)
BY_PUBLIC_FACTS = ("period_id", "affair_id", "stage")
Group = tuple[Any, ...]
Counts = dict[str, Counter[Group]]


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One choice of a filter: what stands in the address, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with counted choices: its name, the fields it is grouped by, and which of them names a choice."""

    name: str
    fields: tuple[str, ...]
    place: int
    choices: Callable[["Names"], dict[Any, FacetChoice]]


class Names:
    """The rows that name the choices."""

    def __init__(self, every: Basics) -> None:
        self.periods = {key: FacetChoice(str(one.year), str(one.year)) for key, one in every.periods.items()}
        by_name = sorted(every.affairs.values(), key=lambda affair: natural(affair.name))
        self.affairs = {affair.pk: FacetChoice(affair.key, affair.name) for affair in by_name}
        self.agencies = list(every.agencies.values())
        self.guides = every.guides
        self._known: dict[Facet, dict[Any, FacetChoice]] = {}

    @cached_property
    def stages(self) -> dict[Any, FacetChoice]:
        """How far innovations are, as the guides of all years name it; the newest name counts."""
        return {key: FacetChoice(key, label) for key, label in stages_of(self.guides.values())}

    def choices_of(self, facet: Facet) -> dict[Any, FacetChoice]:
        """The choices of a facet, worked out once."""
        if facet not in self._known:
            self._known[facet] = facet.choices(self)
        return self._known[facet]

    def by_agency(self, choice: Callable[[Agency], FacetChoice | None]) -> dict[Any, FacetChoice]:
        named = ((agency.pk, choice(agency)) for agency in self.agencies)
        return {pk: found for pk, found in named if found}


def stage_choices() -> list[tuple[str, str]]:
    """The stages of all guides as (key, label), in the order of the guides; one query."""
    return stages_of(basics().guides.values())


def stages_of(guides: Iterable[FormGuide]) -> list[tuple[str, str]]:
    ordered = sorted(guides, key=lambda guide: guide.pk)
    return list({key: label for guide in ordered for key, label in guide.choices("stage")}.items())


def counted(rows: QuerySet[Proposal], fields: tuple[str, ...]) -> Counter[Group]:
    """How many of the rows share the same values of the fields; one query."""
    groups = rows.order_by().values_list(*fields).annotate(amount=Count("pk"))
    return Counter({tuple(group[:-1]): group[-1] for group in groups})


def all_counts(filterset: Any, facets: Sequence[Facet]) -> Counts:
    """Everything that is counted for the choices of a filter; a query and one for each filter at work."""
    together = tuple(dict.fromkeys(field for facet in facets for field in facet.fields))
    groups = counted(filterset.qs, together)
    found = {shared(fields): _by(groups, [together.index(field) for field in fields]) for fields in _fields(facets)}
    for facet in facets:
        if filterset.form.cleaned_data.get(facet.name):
            found[facet.name] = counted(filterset.without(facet.name), facet.fields)
    return found


def _fields(facets: Sequence[Facet]) -> set[tuple[str, ...]]:
    return {facet.fields for facet in facets}


def _by(groups: Counter[Group], places: Sequence[int]) -> Counter[Group]:
    """The same rows counted by some of the fields, those at these places."""
    found: Counter[Group] = Counter()
    for group, amount in groups.items():
        found[tuple(group[place] for place in places)] += amount
    return found


def add_counts(
    filterset: Any, facets: Sequence[Facet], counts: Counts, every: Basics
) -> tuple[int, dict[str, dict[str, str]]]:
    """Writes the counts into the labels of the filter's form; choices that lead nowhere are left out.

    Gives back how many rows the filter leaves in all, and the labels without numbers, by filter and value.
    """
    names = remembered("facets", every.state, lambda: Names(every))
    plain: dict[str, dict[str, str]] = {}
    for facet in facets:
        groups = counts.get(facet.name, counts[shared(facet.fields)])
        plain[facet.name] = _label(filterset.form[facet.name], groups, facet, names.choices_of(facet))
    return counts[shared(BY_AGENCY)].total(), plain


def shared(fields: tuple[str, ...]) -> str:
    """Under which key the counts by these fields are kept; no filter is named so."""
    return " ".join(("by", *fields))


def _label(bound: Any, groups: Counter[Group], facet: Facet, choices: dict[Any, FacetChoice]) -> dict[str, str]:
    amounts: Counter[str] = Counter()
    for group, amount in groups.items():
        if group[facet.place] in choices:
            amounts[choices[group[facet.place]].value] += amount
    named = {choice.value: choice.label for choice in choices.values()}
    asked = bound.data or []
    kept = [asked] if isinstance(asked, str) else asked
    options = [
        (value, f"{label} ({grouped(amounts[value])})")
        for value, label in named.items()
        if amounts[value] or value in kept
    ]
    empty = getattr(bound.field, "empty_label", None)
    bound.field.widget.choices = [("", empty), *options] if empty else options
    return named
