"""Addresses of the list behind each number, so that a figure and the list it opens agree by construction."""

from collections.abc import Iterable
from functools import cache, lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from agencies.core.models import Agency
from proposals.core.period.models import Period
from proposals.core.workflow import Holder, Status

# A page names the same few addresses in hundreds of links.
_address = cache(reverse)


def _with_query(url: str, chosen: dict[str, object]) -> str:
    kept = (
        (name, tuple(value) if isinstance(value, list) else str(value))
        for name, value in chosen.items()
        if value not in (None, "")
    )
    return _joined(url, tuple(kept))


def _year(of: Period | int) -> int:
    return of if isinstance(of, int) else of.year


@lru_cache(maxsize=8192)
def _joined(url: str, query: tuple[tuple[str, str | tuple[str, ...]], ...]) -> str:
    return f"{url}?{urlencode(query, doseq=True)}"


def proposal_list(period: Period | int, **chosen: object) -> str:
    """The list of proposals of a period or year, narrowed by names of proposals.browsing.filters.ProposalFilter."""
    return _with_query(_address("proposals:list"), {"tahun": _year(period), **chosen})


def coverage(period: Period, **chosen: object) -> str:
    """The page of agencies of a period, narrowed by the names of dashboard.agency_pages.filters."""
    return _with_query(_address("dashboard:coverage"), {"tahun": period.year, **chosen})


def agency(one: Agency, period: Period) -> str:
    """The page of one agency in the year of the period."""
    return _with_query(_address("dashboard:agency", args=(one.code,)), {"tahun": period.year})


def ready(one: Agency, period: Period) -> str:
    """How ready one agency is for IGA and KIPP in the year of the period."""
    return _with_query(_address("dashboard:ready", args=(one.code,)), {"tahun": period.year})


def nominations(period: Period | int, code: str) -> str:
    """The KIPP nominations of one agency in a year or that of a period."""
    return _with_query(_address("competitions:kipp", args=(_year(period),)), {"instansi": code})


def report(key: str, form: str, period: Period, **chosen: object) -> str:
    """A report of the centre as "pdf", "xlsx" or "csv", narrowed as the centre's form says."""
    return _with_query(reverse(f"dashboard:report_{form}", args=[key]), {"tahun": period.year, **chosen})


def in_hands_of(holder: Holder) -> str:
    """The list of proposals of all years in these hands."""
    return _with_query(_address("proposals:list"), {"menunggu": holder})


def with_status(*statuses: Status) -> str:
    """The list of proposals of all years in one of these statuses."""
    return _with_query(_address("proposals:list"), {"status": sorted(statuses)})


def nudging(page: str, period: Period, **chosen: object) -> str:
    """A page of the reminders, by the name of its address, narrowed by reason and group."""
    return _with_query(reverse(f"dashboard:{page}"), {"tahun": period.year, **chosen})


def nudge(one: Agency, period: Period, **chosen: object) -> str:
    """The page that reminds one agency."""
    return _with_query(reverse("dashboard:nudge", args=[one.code]), {"tahun": period.year, **chosen})


def letters(period: Period, keys: Iterable[int]) -> str:
    """The letters with these keys, to number and to print."""
    return nudging("letters", period, surat=",".join(map(str, keys)))


def letters_pdf(period: Period, keys: Iterable[int]) -> str:
    """The same letters as one PDF."""
    return nudging("letters_pdf", period, surat=",".join(map(str, keys)))


def schools(parent: Agency, period: Period, **chosen: object) -> str:
    """The schools below an agency, narrowed by the names of dashboard.agency_pages.forms.SchoolForm."""
    url = _with_query(reverse("dashboard:schools", args=[parent.code]), {"tahun": period.year, **chosen})
    return f"{url}#daftar" if chosen else url
