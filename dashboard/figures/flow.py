"""How proposals move: where they wait and how long, what waits longest and with whom, and what changed in a week."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency
from proposals.core.counting import KnownPeriod
from proposals.core.workflow import PRIVATE, SUBMITTED, WAITING_FOR, Action, Role, Status
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

    key: int
    number: str
    title: str
    agency: Agency
    status: Status
    days: int
    holder: str

    @property
    def url(self) -> str:
        return reverse("proposals:detail", args=[self.key])


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


WAITING = [status for role in Role for status in waiting_statuses(role)]
ROLES = [(role, statuses) for role in Role if (statuses := waiting_statuses(role))]


def queues(known: KnownPeriod, at: datetime.datetime) -> list[Queue]:
    """Where the proposals wait, one entry per role; one query."""
    asked = known.ask(
        """
        SELECT p.status, count(*), count(*) FILTER (WHERE p.status_since <= %(long)s), min(p.status_since)
        FROM proposals_sent p WHERE {known} AND p.status = ANY(%(waiting)s) GROUP BY p.status
        """,
        long=at - datetime.timedelta(days=LONG_DAYS),
        waiting=WAITING,
    )
    found = {status: (waiting, long, since) for status, waiting, long, since in asked}
    return [_queue(role, [found[status] for status in statuses if status in found], at) for role, statuses in ROLES]


def _queue(role: Role, parts: list[tuple[int, int, datetime.datetime]], at: datetime.datetime) -> Queue:
    oldest = min((since for _, _, since in parts), default=None)
    return Queue(role, sum(part[0] for part in parts), sum(part[1] for part in parts), _days(oldest, at))


def _days(since: datetime.datetime | None, at: datetime.datetime) -> int:
    return max((at - since).days, 0) if since else 0


def stuck_longest(known: KnownPeriod, agencies: Mapping[int, Agency], at: datetime.datetime) -> list[Stuck]:
    """The proposals that have waited longest, the longest first, each with whom it lies; one query."""
    asked = known.ask(
        """
        SELECT p.id, p.number, p.title, p.agency_id, p.status, p.status_since,
            (SELECT count(*) FROM reviews_assignment a WHERE a.proposal_id = p.id AND a.state = %(open)s)
        FROM proposals_sent p WHERE {known} AND p.status = ANY(%(waiting)s)
        ORDER BY p.status_since, p.id LIMIT %(shown)s
        """,
        open=Assignment.State.ASSIGNED,
        waiting=WAITING,
        shown=STUCK_SHOWN,
    )
    return [
        Stuck(
            key=key,
            number=number,
            title=title,
            agency=agencies[agency],
            status=Status(status),
            days=_days(since, at),
            holder=_holder(Status(status), agencies[agency], open_reviews),
        )
        for key, number, title, agency, status, since, open_reviews in asked
    ]


def _holder(status: Status, agency: Agency, open_reviews: int) -> str:
    role = WAITING_FOR[status]
    if role is Role.PROPOSER:
        return str(agency)
    if role is Role.REVIEWER:
        return (
            f"{open_reviews} penilai belum selesai" if open_reviews else "Koordinator: belum ada penilai atau keputusan"
        )
    return role.label


def week_before(known: KnownPeriod, agencies: Mapping[int, Agency], at: datetime.datetime) -> Week:
    """What happened in the seven days until `at` to the proposals of the period; two queries."""
    since = (at - WEEK).replace(second=0, microsecond=0)
    moves = known.ask(
        """
        SELECT e.action, count(DISTINCT e.proposal_id) FROM proposals_event e
        JOIN proposals_sent p ON p.id = e.proposal_id
        WHERE {known} AND e.at >= %(since)s AND e.action = ANY(%(reported)s) GROUP BY e.action
        """,
        since=since,
        reported=list(REPORTED),
    )
    first = known.ask(
        """
        SELECT p.agency_id FROM proposals_sent p WHERE {known} AND p.status = ANY(%(submitted)s)
        GROUP BY p.agency_id HAVING min(p.submitted_at) >= %(since)s
        """,
        submitted=list(SUBMITTED),
        since=since,
    )
    counts = dict(moves)
    newcomers = (agencies[key] for (key,) in first)
    return Week(
        since=since,
        changes=[ActionCount(action, counts[action]) for action in REPORTED if counts.get(action)],
        newcomers=sorted(newcomers, key=lambda agency: agency.name),
    )
