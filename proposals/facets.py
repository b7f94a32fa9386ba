"""Counts beside the choices of a filter: how many proposals each choice would leave, by few queries at any size.

Two queries count everything: one groups by year, status and affair, one by agency, from which the owner's kind, level
and district follow. A filter at work is counted apart, because it counts what the other filters leave.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from agencies.models import Agency
from proposals.models import Affair, Period

BY_FACTS = ("period_id", "status", "affair_id")
BY_AGENCY = ("agency_id",)
Group = tuple[Any, ...]
Counts = dict[str, Counter[Group]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: what stands in the address, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with counted choices: its name, the fields it is grouped by, and which of them names a choice."""

    name: str
    fields: tuple[str, ...]
    place: int
    choices: Callable[["Names"], dict[Any, Choice]]


class Names:
    """The rows that name the choices, loaded once: three small tables."""

    def __init__(self) -> None:
        self.periods = {period.pk: Choice(str(period.year), str(period.year)) for period in Period.objects.all()}
        self.affairs = {
            row.pk: Choice(row.key, row.name) for row in Affair.objects.only("key", "name").order_by("name")
        }
        agencies = Agency.objects.select_related("district").only(
            "code", "name", "kind", "npsn", "district__code", "district__name"
        )
        self.agencies = list(agencies.order_by("name"))

    def by_agency(self, choice: Callable[[Agency], Choice | None]) -> dict[Any, Choice]:
        named = ((agency.pk, choice(agency)) for agency in self.agencies)
        return {pk: found for pk, found in named if found}


def counted(rows: QuerySet, fields: tuple[str, ...]) -> Counter[Group]:
    """How many of the rows share the same values of the fields; one query."""
    groups = rows.order_by().values_list(*fields).annotate(amount=Count("pk"))
    return Counter({tuple(group[:-1]): group[-1] for group in groups})


def all_counts(filterset: Any, facets: Iterable[Facet]) -> Counts:
    """Everything that is counted for the choices of a filter; two queries and one for each filter at work."""
    found = {"": counted(filterset.qs, BY_FACTS), BY_AGENCY[0]: counted(filterset.qs, BY_AGENCY)}
    for facet in facets:
        if filterset.form.cleaned_data.get(facet.name):
            found[facet.name] = counted(filterset.without(facet.name), facet.fields)
    return found


def add_counts(filterset: Any, facets: Iterable[Facet], counts: Counts) -> tuple[int, dict[str, dict[str, str]]]:
    """Writes the counts into the labels of the filter's form; choices that lead nowhere are left out.

    Gives back how many rows the filter leaves in all, and the labels without numbers, by filter and value.
    """
    names = Names()
    plain: dict[str, dict[str, str]] = {}
    for facet in facets:
        shared = counts[BY_AGENCY[0] if facet.fields is BY_AGENCY else ""]
        groups = counts.get(facet.name, shared)
        plain[facet.name] = _label(filterset.form[facet.name], groups, facet, facet.choices(names))
    return counts[BY_AGENCY[0]].total(), plain


def _label(bound: Any, groups: Counter[Group], facet: Facet, choices: dict[Any, Choice]) -> dict[str, str]:
    amounts: Counter[str] = Counter()
    for group, amount in groups.items():
        if group[facet.place] in choices:
            amounts[choices[group[facet.place]].value] += amount
    named = {choice.value: choice.label for choice in choices.values()}
    asked = bound.data or []
    kept = [asked] if isinstance(asked, str) else asked
    options = [
        (value, f"{label} ({_dotted(amounts[value])})")
        for value, label in named.items()
        if amounts[value] or value in kept
    ]
    empty = getattr(bound.field, "empty_label", None)
    bound.field.widget.choices = [("", empty), *options] if empty else options
    return named


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
