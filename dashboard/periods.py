"""Which period a page of the leader is about: the year in the address, else the current one."""

from django.http import Http404, HttpRequest

from proposals.models import Period


def chosen_period(request: HttpRequest) -> Period:
    """The period of `?tahun=`, else the current one. Raises Http404 when there is none."""
    year = request.GET.get("tahun", "")
    found = Period.objects.filter(year=int(year)).first() if year.isdecimal() and len(year) == 4 else None
    period = found or (None if year else Period.objects.current())
    if period is None:
        raise Http404("Belum ada periode usulan untuk tahun ini.")
    return period


def year_tabs(period: Period, path: str) -> list[dict[str, object]]:
    """All years as tabs to the same page, the newest first; one query."""
    years = Period.objects.order_by("-year").values_list("year", flat=True)
    return [{"label": str(year), "url": f"{path}?tahun={year}", "active": year == period.year} for year in years]
