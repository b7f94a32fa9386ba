"""Rows that change a few times a year and that nearly every page reads: years, affairs, forms, agencies, districts.

A process remembers them for as long as the database says that none of their tables has changed, which is one query.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from agencies.core.models import Agency, District
from foundation.cache import remembered, stamp
from proposals.core.periods import Affair, FormGuide, Period
from proposals.core.querysets import current_of

SOURCES = (Agency, District, Affair, FormGuide, Period)


@dataclass(frozen=True, slots=True)
class Basics:
    """All of them by key: periods with their guides, the newest year first; agencies with their districts, by name.

    They are shared between requests: whoever wants to change a row loads it anew.
    """

    periods: Mapping[int, Period]
    affairs: Mapping[int, Affair]
    guides: Mapping[int, FormGuide]
    agencies: Mapping[int, Agency]
    districts: Mapping[int, District]

    def current(self, now: datetime.datetime | None = None) -> Period | None:
        """The period that `Period.objects.current` gives."""
        return current_of(self.periods.values(), now)

    def of_year(self, year: int) -> Period | None:
        return next((period for period in self.periods.values() if period.year == year), None)

    def before(self, period: Period) -> Period | None:
        """The period of its kind that opened last before this one."""
        of_kind = (one for one in self.periods.values() if one.is_side_round == period.is_side_round)
        earlier = [one for one in of_kind if one.opens_at < period.opens_at]
        return max(earlier, key=lambda one: one.opens_at, default=None)


def basics() -> Basics:
    """What holds now; one query, and five more after a change."""
    return remembered("basics", stamp(*SOURCES), _loaded)


def basics_for(request: HttpRequest) -> Basics:
    """The same, asked for once per request."""
    found: Basics | None = getattr(request, "_basics", None)
    if found is None:
        found = basics()
        setattr(request, "_basics", found)  # noqa: B010 - for the type checker
    return found


def _loaded() -> Basics:
    guides, districts = FormGuide.objects.in_bulk(), District.objects.in_bulk()
    periods = {period.pk: period for period in Period.objects.order_by("-year")}
    for period in periods.values():
        period.guide = guides[period.guide_id]
    agencies = {agency.pk: agency for agency in Agency.objects.order_by("name")}
    for agency in agencies.values():
        agency.district = districts.get(agency.district_id or 0)
        agency.parent = agencies.get(agency.parent_id or 0)
    affairs = {affair.pk: affair for affair in Affair.objects.order_by("order")}
    return Basics(periods, affairs, guides, agencies, districts)
