"""What happens around the proposals of a demo year: notices are read, agencies nominate for KIPP, one has more time."""

import datetime
import random
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import F
from django.utils import timezone

from agencies.core.models import Notification, User
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NOMINABLE, find_move
from competitions.kipp.notifications import NominationChange
from competitions.kipp.storing import store_changes
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from inovasi.demo.timing import office_hour
from proposals.core.period.models import PeriodExtension
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE, Role
from proposals.periods.services import extend

NOMINATING: Final = 3  # one agency in so many
ENTERED, CHOSEN = 4, 3  # of the nominations, so many are at the ministry, and so many more chosen by the city
UNREAD_FOR: Final = datetime.timedelta(days=12)
READ_AFTER: Final = datetime.timedelta(hours=20)
MOVED_AFTER: Final = {"pilih": datetime.timedelta(days=9), "daftarkan": datetime.timedelta(days=16)}
MORE_TIME: Final = datetime.timedelta(days=7)


def read_notices(until: datetime.datetime) -> None:
    """What was told long before `until` has been read, some hours later.

    Written by no service: that of the inbox knows only the present, and each of these lines was read at its own hour.
    """
    old = Notification.objects.filter(created_at__lt=until - UNREAD_FOR)
    old.update(read_at=F("created_at") + READ_AFTER)


def store_nominations(desk: DemoKit, entries: Sequence[DemoEntry], until: datetime.datetime) -> None:
    """About a third of the agencies have nominated their best proposal for the KIPP edition of the year.

    The city has chosen some of those that passed verification, and the best are at the ministry.
    """
    edition = Edition.objects.filter(programme=Edition.Programme.KIPP, year=desk.period.year).first()
    if edition is None:
        return
    best: dict[int, DemoEntry] = {}
    for entry in sorted(entries, key=lambda each: (each.course.status in ELIGIBLE, each.course.quality)):
        if entry.idea.agency.in_target and entry.course.status in NOMINABLE:
            best[entry.idea.agency.pk] = entry
    count = sum(agency.in_target for agency in {entry.idea.agency for entry in entries}) // NOMINATING
    chosen = sorted(best.values(), key=lambda entry: -entry.course.quality)[: max(1, count)]
    rows = SentProposal.objects.select_related("agency").in_bulk([entry.proposal.pk for entry in chosen])
    entered = [_entered(desk.rng, edition, entry, rows[entry.proposal.pk], until) for entry in chosen]
    store_changes(entered)
    listed = [each for each in entered if each.nomination.proposal.status in ELIGIBLE][: ENTERED + CHOSEN]
    staff = desk.cast.coordinator
    store_changes([_moved(each, "pilih", staff, until) for each in listed])
    store_changes([
        _moved(each, "daftarkan", staff, until, f"KIPP-{edition.year}-{place:03d} {MARK}")
        for place, each in enumerate(listed[:ENTERED], start=1)
    ])  # fmt: skip


def _entered(
    rng: random.Random, edition: Edition, entry: DemoEntry, proposal: SentProposal, until: datetime.datetime
) -> NominationChange:
    sent = entry.moves[0].at
    day = timezone.localtime(sent + (until - sent) * rng.uniform(0.05, 0.9)).date()
    nomination = Nomination(edition=edition, proposal=proposal, agency=entry.idea.agency)
    return NominationChange(nomination, entry.operator, at=min(max(sent, office_hour(rng, day)), until))


def _moved(entered: NominationChange, key: str, by: User, until: datetime.datetime, text: str = "") -> NominationChange:
    """The next move of a nomination, some days after it was entered."""
    row = entered.nomination
    arrow = find_move(key, row.state, row.proposal.status, {Role.COORDINATOR})
    return NominationChange(row, by, arrow, text, at=min(row.nominated_at + MOVED_AFTER[key], until))


def store_extension(desk: DemoKit, entries: Iterable[DemoEntry]) -> None:
    """One agency that is still writing has been given a week more."""
    writing = sorted(
        (entry.idea.agency for entry in entries if not entry.moves and entry.idea.agency.in_target),
        key=lambda agency: agency.code,
    )
    if writing:
        reason = desk.rng.choice(desk.words.notes["extension"])
        until = desk.period.closes_at + MORE_TIME
        extend(PeriodExtension(period=desk.period, agency=writing[0], closes_at=until, reason=reason))
