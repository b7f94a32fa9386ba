"""Freezing the ranking for a decision meeting, so that all meetings of a period follow one rank.

A new meeting takes over the ranking of one that is still under way. Otherwise it continues those before it: what they
have decided keeps its place, and the others take the places that are left, in the order of their scores now.
"""

import datetime
from itertools import count

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED
from reviews.core.standings import ProposalStanding
from reviews.meeting.core.locking import locked_open
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.core.passing import take_back_reasons
from reviews.ranking.adjusting import reckon_if_behind
from reviews.ranking.frozen import FrozenPlace, FrozenRanking
from reviews.ranking.ranking import FIGURES, Row, live


def freeze(meeting: Meeting, *, by: User) -> FrozenRanking:
    """Freezes the ranking for a meeting that has none yet, at the moment when it was made; in a transaction."""
    _hold(meeting.period)
    under_way = FrozenRanking.objects.filter(period=meeting.period).exclude(meeting__state=Meeting.State.RELEASED)
    other = under_way.order_by("-at", "-meeting").first()
    at = other.at if other else meeting.created_at
    places = list(other.places.all()) if other else _places(meeting.period)
    return _store(meeting, places, by=by, at=at)


@transaction.atomic
def freeze_anew(meeting: Meeting, *, by: User) -> FrozenRanking:
    """Takes the scores as they are now, for this meeting and every other of the period that nobody has signed.

    The record keeps it. Raises MeetingRefused for others than coordinators and once somebody has signed.
    """
    current = locked_open(meeting, by)
    _hold(current.period)
    before = FrozenRanking.objects.filter(meeting=current).first()
    changed = before.changed(()) if before else None
    places, at = _places(current.period), timezone.now()
    unsigned = Meeting.objects.filter(period=current.period).exclude(pk__in=Meeting.objects.fixed().values("pk"))
    for each in unsigned.order_by("pk"):
        _store(each, places, by=by, at=at)
        take_back_reasons(each)
    ledger.append(
        EntryKind.DECISION,
        current,
        actor=by,
        before={"peringkat": before.at if before else None},
        after={"peringkat": at, "nilai berubah": changed},
    )
    return FrozenRanking.objects.get(meeting=current)


def _hold(period: Period) -> None:
    """Two who freeze at once do so one after the other; reviews go on meanwhile."""
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)


def _store(meeting: Meeting, places: list[FrozenPlace], *, by: User, at: datetime.datetime) -> FrozenRanking:
    FrozenRanking.objects.filter(meeting=meeting).delete()
    frozen = FrozenRanking.objects.create(meeting=meeting, period=meeting.period, at=at, by=by)
    for each in places:
        each.pk, each.frozen = None, frozen
        each._state.adding = True
    FrozenPlace.objects.bulk_create(places)
    return frozen


def _places(period: Period) -> list[FrozenPlace]:
    """Every ranked proposal of the period with its place, those decided on before with the one they had."""
    reckon_if_behind(period)
    rows = live(period, list(ProposalStanding.objects.filter(period=period).values_list("pk", flat=True)), why=True)
    kept = _decided(period, {row.proposal_id for row in rows})
    taken = {each.place for each in kept.values()}
    free = (place for place in count(1) if place not in taken)
    found = []
    for row in rows:
        if row.proposal_id in kept:
            found.append(kept[row.proposal_id])
        else:
            found.append(_fresh(row, None if row.place is None else next(free)))
    return found


def _decided(period: Period, ranked: set[int]) -> dict[int, FrozenPlace]:
    """The places of what signed meetings have decided and nobody has reopened, the later meeting's before others."""
    fixed = Meeting.objects.filter(period=period, pk__in=Meeting.objects.fixed().values("pk"))
    standing = Decision.objects.filter(meeting__in=fixed).filter(
        ~Q(meeting__state=Meeting.State.RELEASED)
        | Q(proposal__in=SentProposal.objects.filter(status__in=DECIDED).values("pk"))
    )
    pairs = standing.filter(proposal__in=ranked).order_by("-meeting", "proposal").values_list("meeting", "proposal")
    held = FrozenPlace.objects.filter(frozen__in=fixed.values("pk"), place__isnull=False)
    places = {(each.frozen_id, each.proposal_id): each for each in held}
    kept: dict[int, FrozenPlace] = {}
    taken: set[int | None] = set()
    for pair in pairs:
        place = places.get(pair)
        if place and pair[1] not in kept and place.place not in taken:
            kept[pair[1]] = place
            taken.add(place.place)
    return kept


def _fresh(row: Row, place: int | None) -> FrozenPlace:
    return FrozenPlace(
        proposal_id=row.proposal_id,
        place=place,
        score=row.score,
        raw=row.raw,
        adjusted=row.adjusted,
        provisional=row.provisional,
        gone_through=row.gone_through,
        decided_by=row.decided_by,
        figures={
            order: {name: _plain(getattr(figures, name)) for name in FIGURES} for order, figures in row.stages.items()
        },
    )


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int) else str(value)
