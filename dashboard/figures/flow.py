"""How proposals move: where they wait and how long, what waits longest and with whom, and what changed in a week."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency
from foundation.text.keys import natural
from proposals.core.counts.counting import KnownPeriod
from proposals.core.holding import Held, longest, tallies
from proposals.core.workflow import SUBMITTED, Action, Holder, Status

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
    """The proposals in one pair of hands: how many, how many of them long, and the days of the longest."""

    holder: Holder
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
    held: Held

    @property
    def holder(self) -> str:
        """Who has to act, by name where it is the agency."""
        return str(self.agency) if self.held.holder is Holder.AGENCY else self.held.words

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


def queues(known: KnownPeriod, at: datetime.datetime) -> list[Queue]:
    """Where the proposals wait, one entry per holder; two queries."""
    found = tallies(known.rows, at - datetime.timedelta(days=LONG_DAYS))
    return [
        Queue(holder, each.amount, each.long, max((at - each.oldest).days, 0) if each.oldest else 0)
        for holder, each in found.items()
    ]


def stuck_longest(known: KnownPeriod, agencies: Mapping[int, Agency], at: datetime.datetime) -> list[Stuck]:
    """The proposals that have waited longest, the longest first, each with whom it lies; three queries."""
    found = longest(known.rows, STUCK_SHOWN)
    rows = known.rows.filter(pk__in=[key for key, _ in found]).order_by()
    told: dict[int, list[Any]] = {
        key: about for key, *about in rows.values_list("pk", "number", "title", "agency_id", "status")
    }
    return [
        Stuck(key, number, title, agencies[agency], Status(status), each.days(at), each)
        for key, each in found
        for number, title, agency, status in (told[key],)
    ]


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
        SELECT n.agency_id FROM (
            SELECT DISTINCT p.agency_id FROM proposals_sent p
            WHERE {known} AND p.status = ANY(%(submitted)s) AND p.submitted_at >= %(since)s
        ) n WHERE NOT EXISTS (
            SELECT 1 FROM proposals_sent p
            WHERE {known} AND p.status = ANY(%(submitted)s) AND p.submitted_at < %(since)s AND p.agency_id = n.agency_id
        )
        """,
        submitted=list(SUBMITTED),
        since=since,
    )
    counts = dict(moves)
    newcomers = (agencies[key] for (key,) in first)
    return Week(
        since=since,
        changes=[ActionCount(action, counts[action]) for action in REPORTED if counts.get(action)],
        newcomers=sorted(newcomers, key=lambda agency: natural(agency.name)),
    )
