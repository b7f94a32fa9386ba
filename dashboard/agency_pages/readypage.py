"""How ready one agency is for IGA and KIPP: each of its innovations in both, what waits for whom, and its units."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import BEFORE_MINISTRY, AgeCheck, check_age, months_between
from competitions.core.permissions import sees_every_agency
from competitions.core.querysets import known_to
from competitions.dates.listing import CalendarLine, calendars_of
from competitions.iga.candidates.cockpit import LOOKS
from competitions.iga.candidates.pool import candidates_of, with_candidacy
from competitions.iga.candidates.readiness import blocks_in, readiness_of_many
from competitions.iga.core.models import Claim
from competitions.iga.core.states import CandidacyState
from competitions.iga.gaps.agencies import NOTHING, AgencyReadiness, highest_points, readiness_by_agency
from competitions.iga.gaps.lists import bundle_name, standings_of
from competitions.iga.gaps.reckoning import bundles_of, rows_of
from competitions.kipp.figures import StandingByAgency, standing_by_agency
from competitions.kipp.preflight.facts import findings_of_many, red_in
from dashboard.figures.iga import ReadinessRow, step_of, waits_of
from foundation.text.keys import natural
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import STANDING, SUBMITTED


@dataclass(frozen=True, slots=True)
class InIga:
    """One innovation in the edition of IGA: its state, the rules that keep it out, its maturity and its best step.

    `verified` and `claimed` are of `highest` points; `step` names the one document that brings it most, and `gain` how
    many points that is.
    """

    state: str
    look: str
    red: tuple[str, ...]
    verified: int
    claimed: int
    highest: int
    step: str
    gain: int


@dataclass(frozen=True, slots=True)
class InKipp:
    """One innovation in the edition of KIPP: the state of its nomination and the formal rules that hold it back."""

    key: int
    state: str
    red: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One innovation; `iga` and `kipp` are None where it takes no part, `following` is the next date that concerns it.

    `age` is that at KIPP's closing; None in a year without KIPP.
    """

    proposal: SentProposal
    iga: InIga | None
    kipp: InKipp | None
    age: AgeCheck | None
    following: CalendarLine | None

    @property
    def age_words(self) -> str:
        """Its age at the closing; while that day is not known, today's, which is said."""
        if self.age is None or self.proposal.applied_date is None:
            return "belum dapat dihitung"
        if self.age.months is None:
            return f"{months_between(self.proposal.applied_date, timezone.localdate())} bulan hari ini"
        return f"{self.age.months} bulan"


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """The whole page, for one reader; `units` are the counts of those below, without the names of innovations."""

    agency: Agency
    period: Period
    editions: dict[str, Edition]
    has: AgencyReadiness
    step: str
    lines: list[ReadyLine]
    units: list[ReadinessRow]

    @property
    def iga(self) -> Edition | None:
        return self.editions.get(Edition.Programme.IGA)

    @property
    def kipp(self) -> Edition | None:
        return self.editions.get(Edition.Programme.KIPP)

    @property
    def waits(self) -> str:
        return waits_of(self.has)

    @property
    def units_total(self) -> ReadinessRow:
        """The sums of the units."""
        total = sum((row.has for row in self.units), NOTHING)
        return ReadinessRow(self.agency, total, sum(row.nominations for row in self.units))


def ready_page(user: User, agency: Agency, period: Period) -> ReadyPage:
    """What this reader may know of the agency's readiness in the year of the period; three dozen queries at any size.

    The caller has asked `may_read_agency`.
    """
    found = Edition.objects.running().filter(year=period.year)
    editions = {edition.programme: edition for edition in found}
    iga, kipp = editions.get(Edition.Programme.IGA), editions.get(Edition.Programme.KIPP)
    has = readiness_by_agency(iga, user) if iga else {}
    standing = standing_by_agency(period.year, user if sees_every_agency(user) else None)
    return ReadyPage(
        agency=agency,
        period=period,
        editions=editions,
        has=has.get(agency.pk, NOTHING),
        step=step_of(agency.pk, standing),
        lines=_lines(user, agency, period, iga, kipp),
        units=_units(agency, has, standing),
    )


def _units(agency: Agency, has: dict[int, AgencyReadiness], standing: StandingByAgency) -> list[ReadinessRow]:
    """The units and schools below that have something in either; one query."""
    found = agency.units.filter(pk__in=[*has, *standing.nominations])
    rows = [
        ReadinessRow(unit, has.get(unit.pk, NOTHING), standing.nominations.get(unit.pk, 0), step_of(unit.pk, standing))
        for unit in found
    ]
    return sorted(rows, key=lambda row: (-row.has.ready, -row.has.candidates, natural(row.agency.name)))


def _lines(user: User, agency: Agency, period: Period, iga: Edition | None, kipp: Edition | None) -> list[ReadyLine]:
    """The innovations that take part in either edition or were submitted in the period, by their titles."""
    nominations = _nominations(kipp, agency, user) if kipp else {}
    wanted = Q(pk__in=list(nominations)) | Q(period=period, status__in=SUBMITTED & STANDING)
    if iga:
        wanted |= Q(pk__in=candidates_of(iga, user).filter(agency=agency).order_by().values("pk"))
    proposals = list(known_to(user).filter(wanted, agency=agency).select_related("period"))
    in_iga = _in_iga(iga, proposals, user) if iga else {}
    in_kipp = _in_kipp(kipp, nominations) if kipp else {}
    calendars = {each.programme: each.coming for each in calendars_of([one for one in (iga, kipp) if one])}
    lines = []
    for one in sorted(proposals, key=lambda each: natural(each.title)):
        nomination = nominations.get(one.pk)
        dates = [
            calendars.get(Edition.Programme.IGA) if one.pk in in_iga else None,
            calendars.get(Edition.Programme.KIPP) if nomination and nomination.state in BEFORE_MINISTRY else None,
        ]
        limits = kipp.limits_of(nomination.group if nomination else "") if kipp else None
        age = check_age(one.applied_date, kipp.closes_on, limits.min_age_months) if kipp and limits else None
        following = min((each for each in dates if each), key=lambda each: each.day or datetime.date.max, default=None)
        lines.append(ReadyLine(one, in_iga.get(one.pk), in_kipp.get(one.pk), age, following))
    return lines


def _nominations(edition: Edition, agency: Agency, user: User) -> dict[int, Nomination]:
    """The standing nominations of the agency that this reader knows, by key of the proposal; one query."""
    rows = Nomination.objects.standing().filter(edition=edition, agency=agency).visible_to(user)
    return {row.proposal_id: row for row in rows.select_related("proposal", "agency", "edition")}


def _in_kipp(edition: Edition, nominations: dict[int, Nomination]) -> dict[int, InKipp]:
    findings = findings_of_many(edition, list(nominations.values()))
    return {
        key: InKipp(
            row.pk,
            row.get_state_display(),
            tuple(each.rule.code for each in red_in(findings[row.pk])) if row.state in BEFORE_MINISTRY else (),
        )
        for key, row in nominations.items()
    }


def _in_iga(edition: Edition, proposals: Collection[SentProposal], user: User) -> dict[int, InIga]:
    """Those of the proposals that are candidates of the edition, by key; ten queries."""
    keys = [one.pk for one in proposals]
    known: Any = with_candidacy(candidates_of(edition, user).filter(pk__in=keys), edition)
    rows = list(known.order_by("pk"))
    findings = readiness_of_many(edition, [row.pk for row in rows])
    claims: dict[int, dict[int, Claim]] = {}
    for claim in Claim.objects.filter(proposal__in=keys, indicator__edition=edition).select_related("level"):
        claims.setdefault(claim.proposal_id, {})[claim.indicator_id] = claim
    indicators, highest = list(edition.indicators.prefetch_related("levels")), highest_points(edition)
    found = {}
    for row in rows:
        bundles = bundles_of(rows_of(standings_of(edition, indicators, claims.get(row.pk, {}))))
        best = max(bundles, key=lambda each: each.gain, default=None)
        state = CandidacyState(row.candidacy_state)
        found[row.pk] = InIga(
            str(state.label),
            LOOKS.get(state, ""),
            tuple(each.rule.code for each in blocks_in(findings[row.pk])),
            row.candidacy_verified_points,
            row.candidacy_claimed_points,
            highest,
            bundle_name(best.key, best.rows) if best else "",
            best.gain if best else 0,
        )
    return found
