"""Every figure and chart of one period at one moment, for one reader; page and papers show the same."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from agencies.core.models import User
from competitions.iga.candidates.affairs import CoveredAffairs, affairs_covered_in
from competitions.iga.simulator.outlook import IndexOutlook
from competitions.iga.simulator.outlook import outlook as index_outlook
from dashboard.charts import labels, plain
from dashboard.charts.svg import Chart
from dashboard.figures import counts, flow, yearbefore
from dashboard.figures.counts import Coverage, Lamp, Tally
from dashboard.figures.flow import LONG_DAYS, Queue, Stuck, Week
from dashboard.figures.schools import SchoolRow, schools_by_district
from dashboard.figures.yearbefore import Comparison
from dashboard.forecast import curve, renewing
from dashboard.forecast.arrivals import Outlook
from foundation.figures import figure
from proposals.core.counts.counting import known_period
from proposals.core.period.basics import Basics
from proposals.core.period.basics import basics as all_basics
from proposals.core.period.models import Period
from proposals.core.period.state import PeriodState, RunningExtensions, period_state, running_extensions
from reviews.meeting.departures.counting import departures


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures of one period at the moment `at`; nothing is forecast or compared before it opens.

    `iga` is None where the year has no edition that scores.
    """

    period: Period
    at: datetime.datetime
    tally: Tally
    coverage: Coverage
    schools: list[SchoolRow]
    affairs: CoveredAffairs
    lamps: list[Lamp]
    iga: IndexOutlook | None
    state: PeriodState
    extended: RunningExtensions
    outlook: Outlook | None
    queues: list[Queue]
    departures: int
    stuck: list[Stuck]
    week: Week
    comparison: Comparison | None

    @property
    def long_days(self) -> int:
        """From how many days on a proposal counts as waiting long."""
        return LONG_DAYS

    @property
    def schools_joined(self) -> int:
        """How many target schools have submitted something."""
        return sum(bool(row.tally.submitted) for row in self.coverage.schools)

    @property
    def waiting_long(self) -> int:
        """How many proposals wait long, whoever they wait for."""
        return sum(queue.long for queue in self.queues)

    @property
    def missing(self) -> int:
        """How many submitted proposals the target still lacks."""
        return max(self.period.target - self.tally.submitted, 0)

    @property
    def verdict(self) -> str:
        """Whether the target will be reached or was; nothing before the opening, when nobody can tell."""
        if self.outlook is None:
            return ""
        if self.state.is_open:
            return labels.verdict(self.outlook.forecast.probability)
        return f"Target {self.reached}."

    @property
    def weight(self) -> tuple[str, str]:
        """How heavy the verdict of a running period weighs, as state and word."""
        return labels.weight(self.outlook.forecast.probability) if self.outlook else ("", "")

    @property
    def pace(self) -> str:
        """What a running period needs per week and what comes now, in sentences; nothing before the opening."""
        if self.outlook is None:
            return ""
        result = self.outlook.forecast
        now = f"sekarang {labels.decimal(result.pace_now or 0)} (rata-rata empat minggu terakhir)"
        needed = f"Diperlukan {labels.decimal(result.pace_needed)} usulan per minggu, " if result.pace_needed else ""
        return f"{needed or 'Usulan per minggu '}{now}. Peluang mencapai target {labels.chance(result.probability)}."

    @property
    def affairs_short(self) -> bool:
        """Whether IGA's rule of affairs is known and not met."""
        return self.affairs.is_known and not self.affairs.met

    @property
    def affairs_eligible(self) -> int:
        """How many basic-service affairs have an eligible proposal of the period."""
        return counts.affairs_with_eligible(self.lamps)

    @property
    def not_eligible(self) -> int:
        """How many submitted proposals are not eligible, or not yet."""
        return self.tally.submitted - self.tally.eligible

    @property
    def scale(self) -> int:
        """What the bar of the target spans: the target, or what was submitted where that is more."""
        return max(self.period.target, self.tally.submitted, 1)

    @property
    def waiting(self) -> int:
        """How many proposals wait, whoever they wait for."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def reached(self) -> str:
        """Whether the period has its target."""
        return counts.reached(self.period, self.tally)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The charts of an overview, the same on the page and on paper; no curve before the opening."""

    progress: Chart
    curve: Chart | None
    funnel: Chart


def overview(user: User, period: Period, at: datetime.datetime, basics: Basics | None = None) -> Overview:
    """Counts everything for this reader; the number of queries does not depend on the number of proposals."""
    every = basics or all_basics()
    known = known_period(period, user)
    counted = known.counts
    tally, covered = counts.headline(counted), counts.coverage_known(known, every)
    affairs = affairs_covered_in(known, every.affairs.values())
    lamps = counts.lamps(counted, affairs)
    expected = renewing.outlook(user, known, every, at)
    return Overview(
        period=period,
        at=at,
        tally=tally,
        coverage=covered,
        schools=schools_by_district(covered.schools),
        affairs=affairs,
        lamps=lamps,
        iga=index_outlook(period.year, user),
        state=period_state(period, at),
        extended=running_extensions(period, at),
        outlook=expected,
        queues=flow.queues(known, at),
        departures=departures(period, known.closed),
        stuck=flow.stuck_longest(known, every.agencies, at),
        week=flow.week_before(known, every.agencies, at),
        comparison=yearbefore.compared(
            user,
            period,
            every.before(period),
            at,
            tally=tally,
            covered=covered,
            affairs=counts.affairs_with_eligible(lamps),
            pace=expected.forecast.pace_now if expected else None,
        ),
    )


def pictures(seen: Overview, prefix: str = "") -> Pictures:
    """Draws the charts of an overview; `prefix` keeps their ids apart when one paper holds them twice."""
    tally = seen.tally
    steps = (
        ("Diajukan", tally.submitted, "period.submitted"),
        ("Layak", tally.eligible, "period.eligible"),
        ("Unggulan", tally.promoted, "period.promoted"),
        ("Ditetapkan", tally.established, "period.established"),
    )
    year = seen.period.year
    return Pictures(
        progress=progress(seen.period, tally, prefix),
        curve=_curve(seen.period, seen.outlook, prefix) if seen.outlook else None,
        funnel=plain.funnel(
            f"{prefix}corong",
            title="Perjalanan usulan",
            steps=[plain.FunnelStep(label, count, figure(name, count, year=year)) for label, count, name in steps],
        ),
    )


def _curve(period: Period, outlook: Outlook, prefix: str) -> Chart:
    return curve.cumulative(
        f"{prefix}kurva",
        points=outlook.points,
        target=period.target,
        opening=timezone.localdate(period.opens_at),
        closing=timezone.localdate(period.closes_at),
        band=outlook.forecast.band,
    )


def matrix(covered: Coverage, prefix: str = "") -> Chart:
    """Draws the target agencies as tiles, as paper shows them; the page has the same tiles with links."""
    return plain.matrix(
        f"{prefix}matriks",
        title="Perangkat daerah menurut keadaannya",
        heading="Instansi",
        tiles=[plain.Tile(row.agency.short_name, row.standing.value, row.words) for row in covered.agencies],
        states=[(standing.value, str(standing.label)) for standing in counts.AgencyStanding],
    )


def progress(period: Period, tally: Tally, prefix: str = "") -> Chart:
    """Draws both counts against the target of the period."""
    counted = {"submitted": tally.submitted, "eligible": tally.eligible, "target": period.target}
    return plain.progress(f"{prefix}capaian", **counted, year=period.year)
