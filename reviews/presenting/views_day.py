"""Pages of the day itself: the coordinator's week, the running order on a screen, a juror's own slots on a phone."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from agencies.core.models import User
from agencies.core.permissions import coordinators_only, for_roles
from agencies.core.requests import SignedInRequest
from reviews.core.models import Assignment
from reviews.presenting.models import Session, Slot, SlotJury
from reviews.presenting.week import week_slots

BEFORE: Final = datetime.timedelta(minutes=15)
AFTER: Final = datetime.timedelta(hours=1)


@coordinators_only
def week(request: SignedInRequest) -> HttpResponse:
    return render(request, "reviews/presenting/week.html", {"slots": week_slots(request.user), "now": timezone.now()})


@coordinators_only
def session_screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the projector: who presents now, and who comes after; it shows what its opener coordinates."""
    shown = get_object_or_404(Session.objects.select_related("stage"), pk=pk)
    rows = Slot.objects.coordinated_by(request.user).filter(session=shown).select_related("proposal__agency")
    slots = list(rows)
    context = {"session": shown, "slots": slots, "current": on_now(slots), "now": timezone.now()}
    template = "_screen" if request.headers.get("HX-Request") else "screen"
    return render(request, f"reviews/presenting/{template}.html", context)


def on_now(slots: Sequence[Slot]) -> Slot | None:
    """The one that is on, or comes next; what is over without a note no longer stands in the way."""
    now = timezone.now()
    return next((slot for slot in slots if slot.is_ahead and slot.ends > now), None)


@dataclass(frozen=True, slots=True)
class OwnSlot:
    """A slot as its juror sees it: with the own seat and, if there is one, the own task to score it."""

    slot: Slot
    seat: SlotJury
    task: Assignment | None

    @property
    def is_near(self) -> bool:
        """Whether it is on, from a little before its beginning until some time after its end."""
        return self.slot.starts - BEFORE <= timezone.now() <= self.slot.ends + AFTER

    @property
    def is_due(self) -> bool:
        """Whether it is on, and not scored yet."""
        return self.is_near and self.task is not None and self.task.state == Assignment.State.ASSIGNED


@for_roles("is_reviewer")
def my_slots(request: SignedInRequest) -> HttpResponse:
    """What the person listens to from today on, each with the way to its score sheet."""
    rows = own_slots(request.user)
    return render(request, "reviews/presenting/my_slots.html", {"rows": rows, "due": _due(rows)})


def own_slots(user: User) -> list[OwnSlot]:
    """From today on, the earliest first; three queries."""
    today = timezone.make_aware(datetime.datetime.combine(timezone.localdate(), datetime.time()))
    rows = Slot.objects.judged_by(user).filter(starts__gte=today).exclude(state=Slot.State.MISSED)
    slots = list(rows.select_related("session", "proposal__agency").distinct())
    tasks = Assignment.objects.of(user).filter(proposal__in=[slot.proposal_id for slot in slots])
    found = {(task.stage_id, task.proposal_id): task for task in tasks}
    seats = {seat.slot_id: seat for seat in SlotJury.objects.filter(reviewer=user, slot__in=slots)}
    return [OwnSlot(slot, seats[slot.pk], found.get((slot.stage_id, slot.proposal_id))) for slot in slots]


def _due(rows: Sequence[OwnSlot]) -> OwnSlot | None:
    return next((row for row in rows if row.is_due), None)
