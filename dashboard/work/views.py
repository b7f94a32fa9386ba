""" "Pekerjaan saya", the page of what waits for one person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from dashboard.figures import overview
from dashboard.work import waiting
from foundation.cache import kept, stamp
from proposals.core.periods import Period
from proposals.core.periodstate import period_state
from proposals.core.permissions import may_import
from reviews.meeting.models import Meeting


def my_work(request: SignedInRequest) -> HttpResponse:
    person, period = request.user, Period.objects.current()
    lead, duty = _kept_work(person, period)
    context = {
        "period": period,
        "lead": lead,
        "meetings": Meeting.objects.visible_to(person).to_be_signed_by(person).order_by("held_at", "pk")
        if lead
        else (),
        "may_import": period is not None and may_import(person),
        "desk": waiting.desk(person, period),
        "duty": duty,
        "reviewing": waiting.review_work(person),
    }
    return render(request, "dashboard/work/my_work.html", context)


def _kept_work(person: User, period: Period | None) -> tuple[waiting.Lead | None, waiting.Duty | None]:
    """What waits for leaders and coordinators.

    It is counted anew only after something behind it, the day or the phase of the period changed.
    """
    if not (person.is_leader or person.is_coordinator):
        return None, None
    phase = period_state(period, timezone.now()).phase if period else ""
    conflicts = person.conflicts.standing().count()
    key = f"work-{period and period.pk}-{phase}-{person.pk}-{conflicts}-{timezone.localdate()}"
    return kept(key, stamp(*overview.SOURCES), lambda: (waiting.lead(person, period), waiting.duty(person)))
