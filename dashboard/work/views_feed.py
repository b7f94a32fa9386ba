"""The page with the personal address of the calendar, and the calendar that this address opens."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from dashboard.work.feed import address_of, feed_entries, new_link, reader_by
from foundation.days.calendars import calendar_file
from foundation.security.links import by_link


def calendar_link(request: SignedInRequest) -> HttpResponse:
    """Shows the address; POST makes another one."""
    if request.method == "POST":
        new_link(request.user)
        messages.success(request, "Alamat kalender dibuat. Alamat sebelumnya, bila ada, tidak berlaku lagi.")
        return redirect("dashboard:calendar_link")
    return render(request, "dashboard/work/calendar_link.html", {"address": address_of(request.user)})


def _closed(request: HttpRequest) -> HttpResponse:
    raise Http404


@by_link(reader_by, _closed)
def feed(request: HttpRequest, reader: User) -> HttpResponse:
    """The reader's dates, for a calendar programme that asks again and again."""
    return calendar_file(feed_entries(reader), "kalender-inovasi")
