"""What waits for one person, role by role: the data behind the page "Pekerjaan saya"."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agencies.core.models import User
from dashboard.charts import labels
from dashboard.figures import links
from dashboard.figures.counts import Rule, Tally, coverage_known, headline, reached, tally_of
from foundation.figures import marked
from proposals.core.basics import Basics
from proposals.core.counts.counting import KnownPeriod
from proposals.core.guide.readiness import Completeness
from proposals.core.holding import tallies
from proposals.core.own import OwnProposal, Unfinished, unfinished
from proposals.core.periods import Period, PeriodExtension
from proposals.core.periodstate import PeriodState, Phase, RunningExtensions, period_state, phase_of, running_extensions
from proposals.core.sent import SentProposal
from proposals.core.workflow import EDITABLE, PRIVATE, Holder, Role
from reviews.core.models import Assignment

DESK_ROWS = 20


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One own proposal that can be written on: how complete it is, and when writing ends."""

    proposal: OwnProposal
    state: Completeness
    closes_at: datetime.datetime
    note: str

    @property
    def days_left(self) -> int:
        """Whole days until writing ends; below zero once it has ended."""
        return (timezone.localdate(self.closes_at) - timezone.localdate()).days

    @property
    def is_open(self) -> bool:
        return timezone.now() <= self.closes_at


@dataclass(frozen=True, slots=True)
class ProposerDesk:
    """The proposer's part: proposals to finish, how many there are in all, and the own agency's counts.

    `starts_in` is the period in which a new one may be begun now.
    """

    rows: list[DeskRow]
    total: int
    tally: Tally
    starts_in: Period | None

    @property
    def all_url(self) -> str:
        return links.with_status(*EDITABLE)


@dataclass(frozen=True, slots=True)
class Duty:
    """The coordinator's part."""

    to_verify: int
    oldest_days: int
    without_reviewer: int
    to_decide: int
    to_establish: int

    @property
    def lines(self) -> list[tuple[Holder, int, str, str]]:
        """What there is to do: holder, how many wait for it, the list of them, and what that means in words."""
        return [
            (holder, amount, links.in_hands_of(holder), words)
            for holder, amount, words in (
                (Holder.VERIFICATION, self.to_verify, "usulan menunggu verifikasi"),
                (Holder.REVIEWERS, self.without_reviewer, "usulan dinilai yang menunggu penugasan penilai"),
                (Holder.DECISION, self.to_decide, "usulan yang penilaiannya selesai dan menunggu keputusan"),
                (Holder.DECREE, self.to_establish, "usulan unggulan menunggu SK penetapan"),
            )
        ]


@dataclass(frozen=True, slots=True)
class Lead:
    """What leaders and coordinators need to know at once: the counts, the rules and where the period stands."""

    period: Period
    tally: Tally
    submitting: Rule
    kipp: Rule
    state: PeriodState
    extended: RunningExtensions

    @property
    def missing(self) -> int:
        """How many submitted proposals the target still lacks."""
        return max(self.period.target - self.tally.submitted, 0)

    @property
    def lacking(self) -> str:
        """What is counted of the agencies that have not submitted enough."""
        return f"perangkat daerah {labels.lacking(self.period.minimum_per_agency)}"

    @property
    def against_target(self) -> SafeString:
        """The target beside the count: what it lacks while the period is open, whether it was reached after that."""
        year = self.period.year
        said = [format_html("dari target {}", marked("period.target", self.period.target, year=year))]
        if not self.state.is_before and (self.state.is_closed or not self.missing):
            said.append(marked("period.reached", reached(self.period, self.tally), year=year))
        if not self.state.is_before and self.missing:
            said.append(format_html("kurang {}", marked("period.missing", self.missing, year=year)))
        return format_html_join(", ", "{}", ((each,) for each in said))


@dataclass(frozen=True, slots=True)
class ReviewWork:
    """The reviewer's part."""

    waiting: int
    done: int
    due: datetime.datetime | None


def lead(user: User, known: KnownPeriod | None, every: Basics) -> Lead | None:
    """How far the city is, as this person may know it; None for others and without a period.

    One query, two once the period is closed.
    """
    if known is None or not (user.is_leader or user.is_coordinator):
        return None
    covered, now = coverage_known(known, every), timezone.now()
    return Lead(
        period=known.period,
        tally=headline(known.counts),
        submitting=covered.submitting,
        kipp=covered.kipp,
        state=period_state(known.period, now),
        extended=running_extensions(known.period, now),
    )


def desk(user: User, known: KnownPeriod | None, every: Basics) -> ProposerDesk | None:
    """What the person's agency still has to write; None without an agency. Six queries."""
    if user.agency_id is None:
        return None
    period = known.period if known else None
    to_write, total = unfinished(user, DESK_ROWS, every)
    by_agency = known.counts.grouped("agency_id") if known else {}
    extensions = dict(PeriodExtension.objects.filter(agency=user.agency_id).values_list("period_id", "closes_at"))
    return ProposerDesk(
        rows=[_desk_row(one, extensions) for one in to_write],
        total=total,
        tally=tally_of(by_agency.get(user.agency_id, Counter())),
        starts_in=period if period and _is_open(period, extensions) else _other_round(),
    )


def _other_round() -> Period | None:
    return Period.objects.open_at(timezone.now()).first()


def _closing(period: Period, extensions: dict[int, datetime.datetime]) -> datetime.datetime:
    return max(period.closes_at, extensions.get(period.pk, period.closes_at))


def _is_open(period: Period, extensions: dict[int, datetime.datetime]) -> bool:
    return phase_of(period.opens_at, _closing(period, extensions), timezone.now()) is Phase.OPEN


def _desk_row(one: Unfinished, extensions: dict[int, datetime.datetime]) -> DeskRow:
    note = "" if one.proposal.status in PRIVATE else "Bapperida meminta perbaikan."
    return DeskRow(one.proposal, one.state, _closing(one.proposal.period, extensions), note)


def duty(user: User, closed: Sequence[int]) -> Duty | None:
    """What waits for a coordinator, over all periods; None for others. Two queries.

    `closed` are the keys of the proposals that a conflict of interest takes away.
    """
    if not user.is_coordinator:
        return None
    now, sent = timezone.now(), SentProposal.objects.all()
    found = tallies(sent.exclude(pk__in=closed) if closed else sent, now)
    oldest = found[Holder.VERIFICATION].oldest
    return Duty(
        to_verify=found[Holder.VERIFICATION].amount,
        oldest_days=max((now - oldest).days, 0) if oldest else 0,
        without_reviewer=found[Holder.REVIEWERS].amount,
        to_decide=found[Holder.DECISION].amount,
        to_establish=found[Holder.DECREE].amount,
    )


def review_work(user: User) -> ReviewWork | None:
    """What waits for a reviewer; None for others. One query."""
    if not user.is_reviewer:
        return None
    mine = Assignment.objects.filter(
        reviewer=user, proposal__in=SentProposal.objects.as_role(user, Role.REVIEWER).values("pk")
    )
    found = mine.order_by().aggregate(
        waiting=Count("pk", filter=Q(state=Assignment.State.ASSIGNED)),
        done=Count("pk", filter=Q(state=Assignment.State.DONE)),
        due=Min("stage__closes_at", filter=Q(state=Assignment.State.ASSIGNED)),
    )
    return ReviewWork(**found)
