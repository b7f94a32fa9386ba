"""Which period a page of the leader is about: the year in the address, else the current one."""

from django.http import Http404, HttpRequest

from foundation.numbers import year_in
from proposals.core.period.basics import basics_for
from proposals.core.period.models import Period


def chosen_period(request: HttpRequest) -> Period:
    """The period of `?tahun=`, else the current one. Raises Http404 when there is none."""
    year, known = request.GET.get("tahun", ""), basics_for(request)
    asked = year_in(year)
    found = known.of_year(asked) if asked is not None else None
    period = found or (None if year else known.current())
    if period is None:
        raise Http404("Belum ada periode usulan untuk tahun ini.")
    return period


def year_tabs(period: Period, request: HttpRequest) -> list[dict[str, object]]:
    """All years as tabs to the same page with the same choices, the newest first."""
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs: list[dict[str, object]] = []
    for one in basics_for(request).periods.values():
        kept["tahun"] = str(one.year)
        tabs.append({"label": str(one.year), "url": f"{request.path}?{kept.urlencode()}", "active": one == period})
    return tabs
