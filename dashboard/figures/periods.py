"""Which period a page of the leader is about: the year in the address, else the current one."""

from django.http import Http404, HttpRequest

from proposals.core.periods import Period


def chosen_period(request: HttpRequest) -> Period:
    """The period of `?tahun=`, else the current one. Raises Http404 when there is none."""
    year = request.GET.get("tahun", "")
    found = Period.objects.filter(year=int(year)).first() if year.isdecimal() and len(year) == 4 else None
    period = found or (None if year else Period.objects.current())
    if period is None:
        raise Http404("Belum ada periode usulan untuk tahun ini.")
    return period


def year_tabs(period: Period, request: HttpRequest) -> list[dict[str, object]]:
    """All years as tabs to the same page with the same choices, the newest first; one query."""
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs: list[dict[str, object]] = []
    for year in Period.objects.order_by("-year").values_list("year", flat=True):
        kept["tahun"] = str(year)
        tabs.append({"label": str(year), "url": f"{request.path}?{kept.urlencode()}", "active": year == period.year})
    return tabs
