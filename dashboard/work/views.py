""" "Pekerjaan saya", the page of what waits for one person."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from competitions.dates.listing import next_date
from dashboard.delivery import unread
from dashboard.work import waiting
from dashboard.work.chores import chore_lines, late_for
from dashboard.work.coached import coached_texts, coaching_lines
from dashboard.work.desk import proposer_desk
from dashboard.work.feed import takes_part
from foundation.days.calendars import calendar_file
from proposals.core.counts.counting import closed_to, known_period
from proposals.core.period.basics import basics_for
from proposals.core.period.deadline import deadline_entry
from proposals.core.permissions import may_import
from reviews.meeting.core.models import Meeting

MOST_LATE = 5


def my_work(request: SignedInRequest) -> HttpResponse:
    person, every = request.user, basics_for(request)
    period = every.current()
    known = known_period(period, person) if period else None
    lead = waiting.lead(person, known, every)
    meetings = _to_sign(person) if lead else []
    closed = known.closed if known else closed_to(person)
    duty = waiting.duty(person, closed)
    reviewing, late = waiting.review_work(person), late_for(person, closed)
    # The one dark block of the page: what this person does first.
    now, waits = duty and duty.now, reviewing and reviewing.waiting
    first = "lead" if meetings else "duty" if now else "review" if waits else "desk"
    desk = proposer_desk(person, known, every)
    context = {
        "period": period,
        "lead": lead,
        "meetings": meetings,
        "may_import": period is not None and may_import(person),
        "desk": desk,
        "desk_rows": (desk.others if first == "desk" else desk.rows) if desk else [],
        "unheard": unread.unheard(person),
        "duty": duty,
        "duty_rows": (duty.later if first == "duty" else duty.lines) if duty else [],
        "chores": chore_lines(person, closed, late),
        "late": late[:MOST_LATE],
        "reviewing": reviewing,
        "coaching": coaching_lines(person, closed),
        "coached_texts": coached_texts(person),
        "first": first,
        "national": next_date() if takes_part(person) else None,
    }
    return render(request, "dashboard/work/my_work.html", context)


def deadline(request: SignedInRequest) -> HttpResponse:
    """The day on which writing ends for the person's agency, for a calendar; others have no such day."""
    desk = request.user.agency
    period = basics_for(request).current()
    if desk is None or period is None:
        raise Http404
    return calendar_file([deadline_entry(period, period.closing_for(desk))], f"batas-pengajuan-{period.year}")


def _to_sign(person: User) -> list[Meeting]:
    """What waits for the person's signature; which of it they may see is asked only where there is any."""
    keys = list(Meeting.objects.to_be_signed_by(person).values_list("pk", flat=True))
    return list(Meeting.objects.visible_to(person).filter(pk__in=keys).order_by("held_at", "pk")) if keys else []
