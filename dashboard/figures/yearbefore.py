"""The headline figures beside those of the period before, when that period was as old as this one is now.

A period grows no older than it is long: once it is closed, both years are compared as they stood on its last day.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from django.db.models import Case, Count, F, OuterRef, Subquery, When
from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Nomination
from competitions.kipp.figures import standing_nominations
from dashboard.figures import counts as figures
from dashboard.figures import links
from dashboard.figures.counts import Coverage, Tally
from dashboard.forecast.predicting import pace as weekly_pace
from dashboard.forecast.predicting import pace_begins
from foundation.cache import kept, stamp
from foundation.changes.reading import part_of
from foundation.text.rounding import rounded
from proposals.core.affairs.models import Affair
from proposals.core.history.record import Event
from proposals.core.period.basics import basics
from proposals.core.period.models import Period
from proposals.core.period.state import PeriodState, day_of, period_state
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import PRIVATE, SUBMITTED, Status
from reviews.core.models import Interest

SENT = frozenset(Status) - PRIVATE
# The tables behind the figures of a year, besides its proposals and their moves.
HOUR = datetime.timedelta(hours=1)
SOURCES = (Agency, User, Affair, Period, Edition, Nomination, Interest)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline figures of a period at one moment; `pace` is None when the period was not open then."""

    submitted: int
    eligible: int
    agencies: int
    nominated: int
    schools: int
    affairs: int
    pace: float | None


@dataclass(frozen=True, slots=True)
class YearLine:
    """One figure of both years; `url` opens the list behind this year's, and `name` is the name of its figure.

    Both are empty once this year's is no longer the present one.
    """

    label: str
    now: float
    then: float
    url: str
    name: str = ""

    @property
    def difference(self) -> float:
        """Of the two numbers as they are written, so that a reader finds it when subtracting."""
        return float(rounded(self.now, 1) - rounded(self.then, 1))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both years' figures; `at` is the moment of the year before, `day` how many days of its period had begun.

    `closed`: this year's are those of the moment when its period closed.
    """

    before: Period
    at: datetime.datetime
    day: int
    lines: list[YearLine]
    closed: bool


def year_before(period: Period) -> Period | None:
    """The period of its kind before this one; one query."""
    return basics().before(period)


def same_age(before: Period, state: PeriodState) -> datetime.datetime:
    """The moment at which the period before was as old as the one in this state, at the latest its closing.

    While the period is open, to the whole hour.
    """
    age = state.age if state.is_closed else state.age - state.age % HOUR
    return min(before.opens_at + age, before.closes_at)


def headline_then(user: User, period: Period, moment: datetime.datetime) -> Headline:
    """What `headline_at` says, kept until something of that period changes, which seldom happens to a year gone by."""
    content = stamp(*SOURCES, part_of(SentProposal, period.pk), part_of(Event, period.pk))
    key = f"headline-{period.pk}-{user.pk}-{moment:%Y%m%d%H%M%S}"
    return kept(key, content, lambda: headline_at(user, period, moment))


def compared(
    user: User,
    period: Period,
    before: Period | None,
    at: datetime.datetime,
    *,
    tally: Tally,
    covered: Coverage,
    affairs: int,
    pace: float | None,
) -> Comparison | None:
    """This year's figures, already counted, beside the year before; None without one and before the opening.

    Once the period is closed, this year's are counted as of its closing.
    """
    state = period_state(period, at)
    if before is None or state.is_before:
        return None
    then = same_age(before, state)
    present = (
        headline_then(user, period, period.closes_at)
        if state.is_closed
        else Headline(
            submitted=tally.submitted,
            eligible=tally.eligible,
            agencies=covered.submitting.met,
            nominated=covered.kipp.met,
            schools=sum(bool(row.tally.submitted) for row in covered.schools),
            affairs=affairs,
            pace=pace,
        )
    )
    lines = _lines(period, present, headline_then(user, before, then))
    if state.is_closed:
        lines = [replace(line, url="", name="") for line in lines]
    return Comparison(before, then, day_of(before.opens_at, before.closes_at, then), lines, state.is_closed)


def headline_at(user: User, period: Period, moment: datetime.datetime) -> Headline:
    """What the page of this period would have said at the moment, as this reader may know it; four queries.

    The moves kept of every proposal tell its status then. A nomination counts when it existed and still stands.
    """
    rows = figures.proposals_for(user, period)
    counts = _counts(rows, moment)
    by_agency = _summed(((agency, status), amount) for (agency, _, status), amount in counts)
    by_affair = _summed(((affair, status), amount) for (_, affair, status), amount in counts if affair)
    total = sum(by_agency.values(), Tally())
    day = min(timezone.localdate(moment), timezone.localdate(period.closes_at))
    counted = list(Agency.objects.active(day).values_list("pk", "in_target", "in_school_target"))
    target = {key for key, in_target, _ in counted if in_target}
    schools = {key for key, _, in_school_target in counted if in_school_target}
    standing = standing_nominations(period.year, user).filter(nominated_at__lte=moment)
    return Headline(
        submitted=total.submitted,
        eligible=total.eligible,
        agencies=sum(by_agency.get(key, Tally()).submitted >= period.minimum_per_agency for key in target),
        nominated=len(target & set(standing.values_list("agency_id", flat=True))),
        schools=sum(by_agency.get(key, Tally()).submitted > 0 for key in schools),
        affairs=sum(tally.eligible > 0 for tally in by_affair.values()),
        pace=_pace(rows, period, moment),
    )


def _then(rows: SentQuerySet, moment: datetime.datetime, among: frozenset[Status] = SENT) -> SentQuerySet:
    """The rows with `then`, their status at the moment, where it was one of these: by default any but a draft."""
    newest = Event.objects.filter(proposal=OuterRef("pk"), at__lte=moment).order_by("-at", "-pk")
    return rows.order_by().annotate(then=Subquery(newest.values("target")[:1])).filter(then__in=among)


def _counts(rows: SentQuerySet, moment: datetime.datetime) -> list[tuple[tuple[int, int | None, str], int]]:
    """How many proposals each agency had then in each status; the affair is given for basic services only."""
    basic = Case(When(affair__basic_service=True, then=F("affair_id")))
    grouped = _then(rows, moment).values_list("agency_id", basic, "then").annotate(amount=Count("pk"))
    return [((agency, affair, status), amount) for agency, affair, status, amount in grouped]


def _summed(counts: Iterable[tuple[tuple[int | None, str], int]]) -> dict[int | None, Tally]:
    """The tally per key, from counts per key and status."""
    sums: dict[int | None, Counter[str]] = {}
    for (key, status), amount in counts:
        sums.setdefault(key, Counter())[status] += amount
    return {key: figures.tally_of(by_status) for key, by_status in sums.items()}


def _pace(rows: SentQuerySet, period: Period, moment: datetime.datetime) -> float | None:
    if not period_state(period, moment).is_open:
        return None
    first_day = timezone.make_aware(datetime.datetime.combine(pace_begins(timezone.localtime(moment)), datetime.time()))
    recent = _then(rows.filter(submitted_at__gte=first_day), moment, SUBMITTED).count()
    return weekly_pace(recent, moment - period.opens_at)


def _lines(period: Period, now: Headline, then: Headline) -> list[YearLine]:
    proposals, agencies = partial(links.proposal_list, period), partial(links.coverage, period)
    opd, school = partial(agencies, kelompok="opd"), partial(agencies, kelompok="sekolah")
    submitted, eligible = proposals(hitungan="diajukan"), proposals(hitungan="layak")
    found = [
        YearLine("Usulan diajukan", now.submitted, then.submitted, submitted, "period.submitted"),
        YearLine("Usulan layak", now.eligible, then.eligible, eligible, "period.eligible"),
        YearLine(
            "Perangkat daerah yang memenuhi jumlah usulan",
            now.agencies,
            then.agencies,
            opd(aturan="sudah-usulan"),
            "period.agencies_with",
        ),
        YearLine(
            "Perangkat daerah dengan nominasi KIPP",
            now.nominated,
            then.nominated,
            opd(aturan="sudah-kipp"),
            "kipp.target",
        ),
        YearLine("Sekolah yang mengajukan", now.schools, then.schools, school(aturan="ikut"), "schools.with"),
        YearLine("Urusan pelayanan dasar dengan usulan layak", now.affairs, then.affairs, "#lampu", "period.affairs"),
    ]
    if now.pace is not None and then.pace is not None:
        found.append(YearLine("Usulan per minggu, empat minggu terakhir", now.pace, then.pace, ""))
    return found
