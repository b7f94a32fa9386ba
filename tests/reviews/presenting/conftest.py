"""A morning in the hall and what is presented there: three proposals in the second stage, of two agencies."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from icalendar import Calendar

from foundation.outbox.models import OutgoingMail
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage
from reviews.presenting import services
from reviews.presenting.models import Session, Slot
from reviews.presenting.planning import place_key, positions
from reviews.presenting.services import Choice


def hour(number: int, minute: int = 0, *, ahead: int = 7) -> datetime.datetime:
    """A time of the day so many days from now."""
    day = timezone.localdate() + datetime.timedelta(days=ahead)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(number, minute)))


def place(stage: ReviewStage, at: datetime.datetime, room: str = "Aula") -> str:
    """What a form sends for this time and room."""
    return next(place_key(one) for one in positions(stage) if (one.span.starts, one.place) == (at, room))


def so_far() -> set[int]:
    return set(OutgoingMail.objects.values_list("pk", flat=True))


def entry(mail: OutgoingMail) -> tuple[str, str, int, str]:
    """Method, mark, change and beginning of the entry in a mail."""
    calendar = Calendar.from_ical(mail.calendar)
    [event] = calendar.events
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].to_ical().decode()


@pytest.fixture
def talks(make, stages: list[ReviewStage], cast: SimpleNamespace) -> list[SentProposal]:
    """Two of the first agency and one of the other, in the second stage; the first two share a juror."""
    made = [make(review_round=2), make(review_round=2), make(agency=cast.other, review_round=2)]
    for proposal, people in zip(made, ([cast.reviewer], [cast.reviewer, cast.second], [cast.second]), strict=True):
        for person in people:
            Assignment.objects.create(stage=stages[1], proposal_id=proposal.pk, reviewer=person)
    return made


def session(stage: ReviewStage, room: str = "Aula", first: int = 9, last: int = 12, **values: object) -> Session:
    ahead = values.pop("ahead", 7)
    fresh = Session(
        stage=stage, place=room, starts=hour(first, ahead=ahead), ends=hour(last, ahead=ahead), minutes=50, pause=10
    )
    fresh.save()
    return fresh


@pytest.fixture
def hall(stages: list[ReviewStage]) -> Session:
    """Nine to twelve in a week, three slots."""
    return session(stages[1])


@pytest.fixture
def slot(hall: Session, talks: list[SentProposal], cast: SimpleNamespace) -> Slot:
    """The first proposal at nine."""
    choice = Choice(talks[0].pk, place(hall.stage, hour(9)))
    return services.apply(hall.stage, [choice], by=cast.coordinator)[0]
