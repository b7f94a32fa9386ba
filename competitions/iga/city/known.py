"""What the portal itself has on record for a row of the city's own part, beside what the officer types.

Only rows for which it really knows a number: the innovators that the city's decrees honour. Of policy recommendations
and of the RIPJ PID the portal holds nothing (national.md 1.3, rows 13a and 14), so that it says nothing there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from competitions.rules.igarules import CityIndicator
from proposals.core.workflow import Status


@dataclass(frozen=True, slots=True)
class CountedYear:
    """How many there are of one year, and the list that shows them."""

    year: int
    amount: int
    url: str


@dataclass(frozen=True, slots=True)
class PortalCount:
    """What is counted, year by year, the newest first."""

    what: str
    years: list[CountedYear]

    @property
    def amount(self) -> int:
        return sum(one.amount for one in self.years)

    @property
    def source(self) -> str:
        """The sentence that goes along as a note when the number is taken over."""
        parts = ", ".join(f"{one.amount} pada {one.year}" for one in self.years)
        return f"Menurut portal per {date_format(timezone.localdate())}: {self.what}, {parts}."


def portal_count(edition: Edition, rule: CityIndicator, reader: User) -> PortalCount | None:
    """What the portal knows for this row, as this reader may know; one query, none for a row it knows nothing of."""
    counting = _COUNTED.get(rule.key)
    return counting(edition, reader) if counting else None


def is_counted(rule: CityIndicator) -> bool:
    """Whether the portal knows a number for this row, so that one can be typed."""
    return rule.key in _COUNTED


def _honoured(edition: Edition, reader: User) -> PortalCount:
    """Innovations that a decree established in the running year and the one before it, which row 12 asks for."""
    years = [edition.year, edition.year - 1]
    rows = known_to(reader).filter(status=Status.ESTABLISHED, period__year__in=years).order_by()
    found = dict(rows.values_list("period__year").annotate(amount=Count("pk")))
    listing = reverse("proposals:list")
    return PortalCount(
        "inovasi yang ditetapkan dengan SK",
        [
            CountedYear(year, found.get(year, 0), f"{listing}?tahun={year}&status={Status.ESTABLISHED.value}")
            for year in years
        ],
    )


_COUNTED: Final[Mapping[str, Callable[[Edition, User], PortalCount]]] = {"penghargaan_inovator": _honoured}
