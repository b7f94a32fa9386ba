"""The front page, as visitors meet it; whoever has signed in is led to the own work."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.core.requests import SignedInRequest
from dashboard.figures import counts, overview
from dashboard.overview.views import MOST_AFFAIRS, NEWEST
from dashboard.work.views import my_work
from foundation.cache import kept, stamp
from foundation.site import absolute
from proposals.catalogue import opendata, sharecard
from proposals.core.affairs.models import Affair
from proposals.core.counts.counting import period_counts
from proposals.core.period.models import Period
from proposals.core.period.state import period_state
from proposals.core.sent import SentProposal


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return my_work(cast(SignedInRequest, request)) if request.user.is_authenticated else front_page(request)


def front_page(request: HttpRequest) -> HttpResponse:
    """What anybody may know: the city's two counts against the target, and the newest established innovations."""
    period = Period.objects.current()
    tally, established, affairs = kept(
        f"front-{period and period.pk}", stamp(SentProposal, Affair), lambda: _public_counts(period)
    )
    context = {
        "period": period,
        "state": period_state(period, timezone.now()) if period else None,
        "tally": tally,
        "chart": overview.progress(period, tally) if period else None,
        "innovations": opendata.cards(SentProposal.objects.published().for_cards()[:NEWEST]),
        "established": established,
        "affairs": affairs[:MOST_AFFAIRS],
        "site_url": absolute(),
        "share_card": sharecard.portal_card_url(),
    }
    return render(request, "dashboard/front/front.html", context)


def _public_counts(period: Period | None) -> tuple[counts.Tally, int, list[tuple[str, str, int]]]:
    """The counts of the period, how many innovations are established in all, and how many of each affair."""
    return (
        counts.headline(period_counts(period)) if period else counts.NONE,
        SentProposal.objects.published().count(),
        opendata.by_affair(),
    )
