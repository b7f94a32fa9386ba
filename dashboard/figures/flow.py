"""How proposals move: where they wait and how long, what waits longest and with whom, and what changed in a week."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from agencies.core.models import Agency
from proposals.core.querysets import SentQuerySet
from proposals.core.record import Event
from proposals.core.sent import SentProposal
from proposals.core.workflow import PRIVATE, WAITING_FOR, Action, Role, Status
from reviews.core.models import Assignment

STUCK_SHOWN = 5
# From how many days on a proposal counts as waiting long.
LONG_DAYS = 14
WEEK = datetime.timedelta(days=7)
# What the page tells about a week, in this order.
REPORTED = {
    Action.SUBMIT: "usulan diajukan",
    Action.ACCEPT: "usulan lolos verifikasi",
    Action.RETURN: "usulan diminta diperbaiki",
    Action.REJECT: "usulan dinyatakan tidak layak",
    Action.WITHDRAW: "usulan ditarik",
    Action.SHORTLIST: "usulan masuk daftar unggulan",
    Action.PASS_OVER: "usulan masuk pembinaan",
    Action.ESTABLISH: "usulan ditetapkan",
}


@dataclass(frozen=True, slots=True)
class Queue:
    """The proposals that wait for one role: how many, how many of them long, and the days of the longest."""

    role: Role
    waiting: int
    long: int
    longest_days: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """One proposal that has waited long, and with whom it lies."""

    proposal: SentProposal
    days: int
    holder: str


@dataclass(frozen=True, slots=True)
class ActionCount:
    """How many proposals were moved by one action since a day."""

    action: Action
    proposals: int

    @property
    def words(self) -> str:
        return REPORTED[self.action]


@dataclass(frozen=True, slots=True)
class Week:
    """What happened since `since`: moves by action, and the agencies that submitted for the first time."""

    since: datetime.datetime
    changes: list[ActionCount]
    newcomers: list[Agency]

    @property
    def parameter(self) -> str:
        """The moment as the filter of the list of proposals reads it, to the minute."""
        return timezone.localtime(self.since).strftime("%Y-%m-%dT%H:%M")


def waiting_statuses(role: Role) -> list[Status]:
    """The statuses in which a sent proposal waits for this role."""
    return [status for status, who in WAITING_FOR.items() if who is role and status not in PRIVATE]


def queues(rows: SentQuerySet, at: datetime.datetime) -> list[Queue]:
    """Where the proposals wait, one entry per role; one query."""
    roles = [role for role in Role if waiting_statuses(role)]
    long = Q(status_since__lte=at - datetime.timedelta(days=LONG_DAYS))
    asked: dict[str, Count | Min] = {}
    for role in roles:
        held = Q(status__in=waiting_statuses(role))
        asked |= {
            f"{role}_all": Count("pk", filter=held),
            f"{role}_long": Count("pk", filter=held & long),
            f"{role}_since": Min("status_since", filter=held),
        }
    found = rows.order_by().aggregate(**asked)
    return [
        Queue(role, found[f"{role}_all"], found[f"{role}_long"], _days(found[f"{role}_since"], at)) for role in roles
    ]


def _days(since: datetime.datetime | None, at: datetime.datetime) -> int:
    return max((at - since).days, 0) if since else 0


def stuck_longest(rows: SentQuerySet, at: datetime.datetime) -> list[Stuck]:
    """The proposals that have waited longest, the longest first, each with whom it lies; two queries."""
    statuses = [status for role in Role for status in waiting_statuses(role)]
    waiting = rows.filter(status__in=statuses).select_related("agency")
    found = list(waiting.order_by("status_since", "pk")[:STUCK_SHOWN])
    open_reviews = dict(
        Assignment.objects.waiting()
        .filter(proposal__in=found)
        .order_by()
        .values_list("proposal_id")
        .annotate(amount=Count("pk"))
    )
    return [Stuck(one, _days(one.status_since, at), _holder(one, open_reviews.get(one.pk, 0))) for one in found]


def _holder(proposal: SentProposal, open_reviews: int) -> str:
    role = WAITING_FOR[Status(proposal.status)]
    if role is Role.PROPOSER:
        return str(proposal.agency)
    if role is Role.REVIEWER:
        return (
            f"{open_reviews} penilai belum selesai" if open_reviews else "Koordinator: belum ada penilai atau keputusan"
        )
    return role.label


def week_before(rows: SentQuerySet, at: datetime.datetime) -> Week:
    """What happened in the seven days until `at` to the given proposals; two queries."""
    since = (at - WEEK).replace(second=0, microsecond=0)
    moves = Event.objects.filter(proposal__in=rows.order_by().values("pk"), at__gte=since, action__in=list(REPORTED))
    counts = dict(moves.order_by().values_list("action").annotate(amount=Count("proposal_id", distinct=True)))
    first = rows.submitted().order_by().values("agency_id").annotate(first=Min("submitted_at")).filter(first__gte=since)
    return Week(
        since=since,
        changes=[ActionCount(action, counts[action]) for action in REPORTED if counts.get(action)],
        newcomers=list(Agency.objects.filter(pk__in=first.values("agency_id"))),
    )
