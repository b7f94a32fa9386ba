"""What happens around the proposals of a demo year: notices are read, agencies nominate for KIPP, one has more time."""

import datetime
import random
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import F
from django.utils import timezone

from agencies.core.models import Notification
from competitions.core.models import Edition, Nomination
from inovasi.demo.drafts import DemoEntry, DemoKit
from inovasi.demo.guard import MARK
from inovasi.demo.timing import office_hour
from proposals.core.periods import PeriodExtension
from proposals.core.workflow import ELIGIBLE, SUBMITTED

NOMINATING: Final = 3  # one agency in so many
ENTERED, CHOSEN = 4, 3  # of the nominations, so many are at the ministry, and so many more chosen by the city
UNREAD_FOR: Final = datetime.timedelta(days=12)
READ_AFTER: Final = datetime.timedelta(hours=20)
MORE_TIME: Final = datetime.timedelta(days=7)


def read_notices(until: datetime.datetime) -> None:
    """What was told long before `until` has been read."""
    old = Notification.objects.filter(created_at__lt=until - UNREAD_FOR)
    old.update(read_at=F("created_at") + READ_AFTER)


def store_nominations(desk: DemoKit, entries: Sequence[DemoEntry], until: datetime.datetime) -> None:
    """About a third of the agencies have nominated their best proposal for the KIPP edition of the year."""
    edition = Edition.objects.filter(programme=Edition.Programme.KIPP, year=desk.period.year).first()
    if edition is None:
        return
    best: dict[int, DemoEntry] = {}
    for entry in sorted(entries, key=lambda each: (each.course.status in ELIGIBLE, each.course.quality)):
        if entry.idea.agency.in_target and entry.course.status in SUBMITTED:
            best[entry.idea.agency.pk] = entry
    count = sum(agency.in_target for agency in {entry.idea.agency for entry in entries}) // NOMINATING
    chosen = sorted(best.values(), key=lambda entry: -entry.course.quality)[: max(1, count)]
    Nomination.objects.bulk_create(
        _nomination(desk.rng, edition, place, entry, until) for place, entry in enumerate(chosen, start=1)
    )


def _nomination(
    rng: random.Random, edition: Edition, place: int, entry: DemoEntry, until: datetime.datetime
) -> Nomination:
    states = Nomination.State
    later = states.SHORTLISTED if place <= ENTERED + CHOSEN else states.NOMINATED
    state = states.ENTERED if place <= ENTERED else later
    sent = entry.moves[0].at
    day = timezone.localtime(sent + (until - sent) * rng.uniform(0.05, 0.9)).date()
    return Nomination(
        edition=edition,
        proposal_id=entry.proposal.pk,
        agency=entry.idea.agency,
        state=state,
        registration_number=f"KIPP-{edition.year}-{place:03d} {MARK}" if state == states.ENTERED else "",
        nominated_by=entry.operator,
        nominated_at=min(max(sent, office_hour(rng, day)), until),
    )


def store_extension(desk: DemoKit, entries: Iterable[DemoEntry]) -> None:
    """One agency that is still writing has been given a week more."""
    writing = sorted(
        (entry.idea.agency for entry in entries if not entry.moves and entry.idea.agency.in_target),
        key=lambda agency: agency.code,
    )
    if writing:
        PeriodExtension.objects.create(
            period=desk.period,
            agency=writing[0],
            closes_at=desk.period.closes_at + MORE_TIME,
            reason=desk.rng.choice(desk.words.notes["extension"]),
        )
