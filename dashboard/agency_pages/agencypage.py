"""One agency or school as data: its year, its years, its people, what it still lacks, how it was reminded."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.core.permissions import may_see_invitations
from competitions.core.models import Edition
from competitions.iga.gaps.of_agency import AgencyGaps, agency_gaps
from dashboard.agency_pages.needs import Need, needs_of
from dashboard.agency_pages.schoolpage import units_of
from dashboard.charts.svg import Chart
from dashboard.charts.yearchart import YearBar, years
from dashboard.figures import counts
from dashboard.figures.counts import AgencyRow, Tally
from dashboard.figures.results import YearOfResults, results_of_agency
from dashboard.figures.schools import SchoolRow, schools_by_district
from dashboard.nudges.models import Nudge
from dashboard.nudges.recipients import deadlines
from proposals.core.counts.counting import period_counts
from proposals.core.holding import Held, held
from proposals.core.period.models import Period
from proposals.core.querysets import SentQuerySet
from proposals.core.reading.own import OwnProposal, of_year
from proposals.core.sent import SentProposal
from reviews.core.shown import ShownScore
from reviews.ranking.feedback import scores_for
from reviews.scoring.rules import average

PROPOSALS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class AgencyYear:
    """The counts of one earlier or later year; the mean score is for those who oversee."""

    period: Period
    tally: Tally
    mean_score: ShownScore | None


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal as this reader may know it: with whom it waits and how many days, and its score."""

    proposal: SentProposal | OwnProposal
    held: Held
    days: int
    score: ShownScore | None


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """Everything the page of one agency shows to one reader."""

    agency: Agency
    row: AgencyRow
    lines: list[ProposalLine]
    more: int
    years: list[AgencyYear]
    chart: Chart | None
    people: list[User]
    needs: list[Need]
    iga: AgencyGaps | None
    mean_score: ShownScore | None
    schools: list[SchoolRow]
    units: list[AgencyRow]
    nudges: list[Nudge]
    results: list[YearOfResults]
    oversees: bool
    is_own: bool
    sees_invitations: bool
    may_be_reminded: bool

    @property
    def shows_scores(self) -> bool:
        return self.oversees or any(line.score is not None for line in self.lines)


def agency_page(user: User, agency: Agency, period: Period) -> AgencyPage:
    """What this reader may know of the agency; its own people know its scores as the period's setting says."""
    oversees, is_own = user.is_leader or user.is_coordinator, user.agency_id == agency.pk
    visible = SentProposal.objects.visible_to(user).filter(agency=agency)
    row = counts.agency_rows([agency], period_counts(period, user), period, user)[0]
    units = units_of(user, agency, period)
    lines, amount = of_year(user, period, PROPOSALS_SHOWN) if is_own else _sent(visible.filter(period=period))
    scores = scores_for(user, visible)
    history = _years(visible, scores if oversees else {})
    needs, iga = needs_of(user, row, period, visible), _iga_gaps(user, agency, period)
    liftable = iga is not None and iga.liftable > 0
    return AgencyPage(
        agency=agency,
        row=row,
        lines=_lines(lines, scores),
        more=max(amount - PROPOSALS_SHOWN, 0),
        years=history,
        chart=_chart(agency.code, history),
        people=list(agency.people.filter(is_active=True)),
        needs=needs,
        iga=iga,
        mean_score=next((one.mean_score for one in history if one.period == period), None),
        schools=schools_by_district([unit for unit in units if unit.agency.in_school_target], agency.code),
        units=[unit for unit in units if not unit.agency.in_school_target],
        nudges=_nudges(agency, period) if oversees else [],
        results=results_of_agency(user, agency),
        oversees=oversees,
        is_own=is_own,
        sees_invitations=may_see_invitations(user, agency),
        may_be_reminded=user.is_coordinator and (liftable or _may_be_reminded(needs, agency, period)),
    )


def _iga_gaps(user: User, agency: Agency, period: Period) -> AgencyGaps | None:
    """What lifts the agency's innovations in the year's edition of IGA; None where nothing can be done."""
    edition = Edition.objects.of_year(Edition.Programme.IGA, period.year)
    return agency_gaps(edition, agency, user) if edition else None


def _may_be_reminded(needs: list[Need], agency: Agency, period: Period) -> bool:
    """Whether something is missing that can still be put right."""
    reasons = [need.reason for need in needs if need.reason and not need.done]
    return any(timezone.now() <= deadlines(period, reason).of(agency.pk) for reason in reasons)


def _sent(rows: SentQuerySet) -> tuple[list[SentProposal], int]:
    """The newest of these proposals, as many as are shown, and how many there are in all; two queries."""
    newest = rows.select_related("created_by").order_by("-submitted_at", "-pk")
    return list(newest[:PROPOSALS_SHOWN]), rows.count()


def _lines(shown: Sequence[SentProposal | OwnProposal], scores: dict[int, ShownScore]) -> list[ProposalLine]:
    """Each with whom it waits and its score; one query."""
    hands, now = held(shown), timezone.now()
    return [ProposalLine(one, hands[one.pk], hands[one.pk].days(now), scores.get(one.pk)) for one in shown]


def _years(visible: SentQuerySet, scores: dict[int, ShownScore]) -> list[AgencyYear]:
    """All years with a proposal, the newest first, each with the mean of its scores; three queries."""
    tallies = counts.tallies(visible, "period_id")
    by_period: dict[int, list[ShownScore]] = {}
    scored = visible.filter(pk__in=list(scores)).order_by().values_list("pk", "period_id")
    for proposal, period in scored:
        by_period.setdefault(period, []).append(scores[proposal])
    periods = Period.objects.filter(pk__in=list(tallies)).order_by("-year")
    return [AgencyYear(one, tallies[one.pk], _mean(by_period.get(one.pk, []))) for one in periods]


def _mean(scores: list[ShownScore]) -> ShownScore | None:
    """The mean of scores, as provisional as any of them."""
    known = [each.value for each in scores if each.value is not None]
    return ShownScore(average(known), any(each.provisional for each in scores)) if known else None


def _chart(code: str, history: list[AgencyYear]) -> Chart | None:
    """The years of an agency as a picture; one year alone is no history."""
    bars = [YearBar(one.period.year, one.tally.submitted, one.tally.eligible, one.mean_score, code) for one in history]
    return years("tahun-ke-tahun", bars[::-1]) if len(bars) > 1 else None


def _nudges(agency: Agency, period: Period) -> list[Nudge]:
    return list(Nudge.objects.filter(agency=agency, period=period).select_related("sent_by", "letter_number"))
