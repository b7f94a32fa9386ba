"""What waits for one person, role by role: the data behind the page "Pekerjaan saya"."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agencies.core.models import User
from dashboard.charts import labels
from dashboard.figures import links
from dashboard.figures.counts import Rule, Tally, coverage_known, headline, reached
from foundation.figures import marked
from proposals.core.counts.counting import KnownPeriod
from proposals.core.holding import tallies
from proposals.core.period.basics import Basics
from proposals.core.period.models import Period
from proposals.core.period.state import PeriodState, RunningExtensions, period_state, running_extensions
from proposals.core.sent import SentProposal
from proposals.core.workflow import Holder
from reviews.core.models import Assignment
from reviews.core.standings import StageFigures
from reviews.discussion.services import waiting_for


@dataclass(frozen=True, slots=True)
class Duty:
    """The coordinator's part."""

    to_verify: int
    oldest_days: int
    without_reviewer: int
    to_decide: int
    to_establish: int

    @property
    def now(self) -> tuple[SafeString, str] | None:
        """What to do first, as a sentence with its count, and the list of it; None when nothing waits."""
        return next(
            (
                (format_html("{} {}", marked(f"duty.{holder.value}", amount), words), url)
                for holder, amount, url, words in self.lines
                if amount
            ),
            None,
        )

    @property
    def later(self) -> list[tuple[Holder, int, str, str]]:
        """Everything else there is to do."""
        busy = [line for line in self.lines if line[1]]
        return [line for line in self.lines if line not in busy[:1]]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """How long the first of it has waited: pairs of a label and words."""
        return [("Terlama", f"{self.oldest_days} hari")] if self.to_verify and self.oldest_days else []

    @property
    def lines(self) -> list[tuple[Holder, int, str, str]]:
        """What there is to do: holder, how many wait for it, the list of them, and what that means in words."""
        return [
            (holder, amount, _list_of(holder), words)
            for holder, amount, words in (
                (Holder.VERIFICATION, self.to_verify, "usulan menunggu verifikasi"),
                (Holder.REVIEWERS, self.without_reviewer, "usulan dinilai yang menunggu penugasan penilai"),
                (Holder.DECISION, self.to_decide, "usulan yang penilaiannya selesai dan menunggu keputusan"),
                (Holder.DECREE, self.to_establish, "usulan unggulan menunggu SK penetapan"),
            )
        ]


def _list_of(holder: Holder) -> str:
    """Where to work on what is in these hands: what is to be verified has a desk of its own."""
    return reverse("proposals:to_verify") if holder is Holder.VERIFICATION else links.in_hands_of(holder)


@dataclass(frozen=True, slots=True)
class Lead:
    """What leaders and coordinators need to know at once: the counts, the rules and where the period stands."""

    period: Period
    tally: Tally
    submitting: Rule
    kipp: Rule
    prepared: Rule
    entered: Rule
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
    talks: tuple[StageFigures, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.waiting} usulan menunggu nilai dari Anda"

    @property
    def done_words(self) -> str:
        return f"Sudah selesai: {self.done} usulan." if self.done else "Anda diberi tahu bila ada usulan untuk dinilai."

    @property
    def facts(self) -> list[tuple[str, str]]:
        """By when, and what is done: pairs of a label and words."""
        due = [("Batas", date_format(timezone.localtime(self.due)))] if self.due else []
        return [*due, *([("Selesai", f"{self.done} usulan")] if self.done else [])]


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
        prepared=covered.prepared,
        entered=covered.entered,
        state=period_state(known.period, now),
        extended=running_extensions(known.period, now),
    )


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
    """What waits for a reviewer, scores and discussions; None for others. Two queries."""
    if not user.is_reviewer:
        return None
    found = Assignment.objects.of(user).workload()
    return ReviewWork(found.waiting, found.done, found.due, talks=tuple(waiting_for(user)) if found.done else ())
