"""Rows that change a few times a year and that many pages read: years, affairs, forms, agencies, districts.

A process remembers them for as long as the database says that none of their tables has changed, which is one query.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest

from agencies.core.models import Agency, District
from foundation.cache import remembered, stamp
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.period.models import Period
from proposals.core.querysets import current_of

Part = TypeVar("Part", Section, AttachmentKind)
SOURCES = (Agency, District, Affair, FormGuide, Section, AttachmentKind, Period)


@dataclass(frozen=True, slots=True)
class Basics:
    """All of them by key: periods with their guides, the newest year first; agencies with their districts, by name.

    `sections` and `kinds` (of files) are those of a guide, by its key, in their order.
    `state` is the stamp of their tables, for whatever else follows from these rows alone (`cache.remembered`). They are
    shared between requests: whoever wants to change a row loads it anew.
    """

    state: str
    periods: Mapping[int, Period]
    affairs: Mapping[int, Affair]
    guides: Mapping[int, FormGuide]
    sections: Mapping[int, Sequence[Section]]
    kinds: Mapping[int, Sequence[AttachmentKind]]
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
    """What holds now; one query, and seven more after a change."""
    state = stamp(*SOURCES)
    return remembered("basics", state, lambda: _loaded(state))


def basics_for(request: HttpRequest) -> Basics:
    """The same, asked for once per request."""
    found: Basics | None = getattr(request, "_basics", None)
    if found is None:
        found = basics()
        setattr(request, "_basics", found)  # noqa: B010 - for the type checker
    return found


def _loaded(state: str) -> Basics:
    guides, districts = FormGuide.objects.in_bulk(), District.objects.in_bulk()
    periods = {period.pk: period for period in Period.objects.order_by("-year")}
    for period in periods.values():
        period.guide = guides[period.guide_id]
    agencies = {agency.pk: agency for agency in Agency.objects.order_by("sort_key", "pk")}
    for agency in agencies.values():
        agency.district = districts.get(agency.district_id or 0)
        agency.parent = agencies.get(agency.parent_id or 0)
    affairs = {affair.pk: affair for affair in Affair.objects.order_by("order")}
    return Basics(
        state=state,
        periods=periods,
        affairs=affairs,
        guides=guides,
        sections=_by_guide(Section.objects.order_by("order")),
        kinds=_by_guide(AttachmentKind.objects.order_by("order")),
        agencies=agencies,
        districts=districts,
    )


def _by_guide(rows: Iterable[Part]) -> dict[int, list[Part]]:
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.guide_id].append(row)
    return found
