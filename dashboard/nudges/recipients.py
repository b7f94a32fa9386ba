"""Whom to remind and why: for each reason the agencies it applies to, until when it may be done, and the words."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.core.querysets import SCHOOLS
from competitions.core.models import Edition
from competitions.iga.gaps.of_agency import UnfinishedEvidence, unfinished_by_agency
from dashboard.figures import counts
from dashboard.figures.counts import AgencyRow
from dashboard.nudges.models import Channel, Nudge, NudgePlan, Reason
from dashboard.nudges.national import OF_AN_EDITION, owed_by_agency
from dashboard.nudges.wording import Facts, letter, message
from foundation.city import city
from foundation.figures import Figure, figure
from foundation.site import absolute
from proposals.core.counts.counting import period_counts
from proposals.core.counts.tallies import StatusCounts
from proposals.core.holding import in_hands_of
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.period.state import period_state
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import Holder

Owed = dict[Reason, dict[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposal that was sent back to be repaired, by its number, and how many days it has waited since."""

    number: str
    days: int


@dataclass(frozen=True, slots=True)
class ToRemind:
    """One agency to which the reason applies: what it lacks, its last reminder and from when it may get the next."""

    row: AgencyRow
    reason: Reason
    missing: int
    repairs: tuple[Repair, ...]
    iga: UnfinishedEvidence | None
    closes_at: datetime.datetime | None
    last: Nudge | None
    rests_until: datetime.date | None
    owed: tuple[str, ...] = ()

    @property
    def liftable(self) -> int:
        """How many innovations of IGA can still rise."""
        return self.iga.liftable if self.iga else 0

    @property
    def longest_days(self) -> int:
        return max((repair.days for repair in self.repairs), default=0)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Until when a reason may still be put right: for everybody, and for agencies that were given more time.

    `known` is whether everybody's is a day somebody set; else it only ends the reminding and is not written down.
    """

    for_all: datetime.datetime
    extended: dict[int, datetime.datetime]
    known: bool = True

    def of(self, agency_id: int) -> datetime.datetime:
        return max(self.for_all, self.extended.get(agency_id, self.for_all))

    @property
    def last(self) -> datetime.datetime:
        return max([self.for_all, *self.extended.values()])


def deadlines(period: Period, reason: str) -> Deadlines:
    """The deadlines of a reason; one query.

    Nominations and evidence whose closing is not known are asked for within their year.
    """
    if reason not in OF_AN_EDITION:
        extended = PeriodExtension.objects.filter(period=period).order_by().values_list("agency_id", "closes_at")
        return Deadlines(period.closes_at, dict(extended))
    editions = Edition.objects.running().filter(programme=OF_AN_EDITION[Reason(reason)], year=period.year)
    day = editions.values_list("closes_on", flat=True).first()
    last = day or datetime.date(period.year, 12, 31)
    end = timezone.make_aware(datetime.datetime.combine(last, datetime.time.max))
    return Deadlines(end, {}, known=day is not None)


def rest_end(last: Nudge, plan: NudgePlan) -> datetime.date:
    """The first day on which the agency may be reminded again."""
    return timezone.localdate(last.sent_at) + datetime.timedelta(days=plan.rest_days)


def lists(
    period: Period, plan: NudgePlan, *, schools: bool = False, reader: User | None = None
) -> dict[Reason, list[ToRemind]]:
    """For each reason the agencies (or schools) it applies to; a dozen queries whatever their number.

    Nobody is silent in a period that has not opened. A repair or an innovation of IGA that this reader may not know of
    is not told; without a reader all are. Whether an agency is silent or has nominated follows from all proposals,
    because a reminder without cause harms.
    """
    everything = SentProposal.objects.filter(period=period)
    counted_all = period_counts(period)
    covered = counts.coverage(counted_all, period, None)
    counted = covered.schools if schools else covered.agencies
    repairs = late_repairs(counts.proposals_for(reader, period) if reader else everything, plan)
    kipp = [row for row in counted if row.agency.in_target and not row.nominations]
    iga = unfinished(period, reader)
    owed = owed_by_agency(period, plan, reader)
    begun = not period_state(period, timezone.now()).is_before
    found = {
        Reason.SILENT: [row for row in counted if begun and row.tally.submitted < period.minimum_per_agency],
        Reason.REPAIR: _of_agencies(period, counted_all, repairs, schools=schools),
        Reason.KIPP: kipp,
        Reason.IGA: _of_agencies(period, counted_all, iga, schools=schools),
    } | _owing(period, counted_all, owed, schools=schools)
    last = _newest(period)
    return {
        reason: _candidates(rows, reason, period, plan, repairs=repairs, iga=iga, owed=owed, last=last)
        for reason, rows in found.items()
    }


def candidates(
    period: Period,
    plan: NudgePlan,
    *,
    reason: str = Reason.SILENT,
    schools: bool = False,
    reader: User | None = None,
) -> list[ToRemind]:
    """The agencies (or schools) to which one reason applies."""
    return lists(period, plan, schools=schools, reader=reader)[Reason(reason)]


def late_repairs(rows: SentQuerySet, plan: NudgePlan) -> dict[int, tuple[Repair, ...]]:
    """Per agency its proposals that wait for repair longer than the procedure gives, the longest first; one query.

    In whole days of twenty-four hours, as the list of proposals counts them, so an agency is late some hours after the
    last day it was told at the earliest.
    """
    now = timezone.now()
    late = rows.filter(in_hands_of(Holder.AGENCY, now - datetime.timedelta(days=plan.late_days)), period=plan.period_id)
    found: dict[int, tuple[Repair, ...]] = {}
    ordered = late.order_by("status_since", "pk").values_list("agency_id", "number", "status_since")
    for agency, number, since in ordered:
        found[agency] = (*found.get(agency, ()), Repair(str(number), (now - since).days))
    return found


def unfinished(period: Period, reader: User | None) -> dict[int, UnfinishedEvidence]:
    """Per agency what of its innovations in the year's edition of IGA can still rise; four queries."""
    edition = Edition.objects.of_year(Edition.Programme.IGA, period.year)
    return unfinished_by_agency(edition, reader) if edition else {}


def _of_agencies(period: Period, rows: StatusCounts, keys: Iterable[int], *, schools: bool) -> list[AgencyRow]:
    group = SCHOOLS if schools else ~SCHOOLS
    agencies = Agency.objects.filter(group, pk__in=list(keys)).select_related("district")
    return counts.agency_rows(agencies, rows, period, None)


def _owing(period: Period, rows: StatusCounts, owed: Owed, *, schools: bool) -> dict[Reason, list[AgencyRow]]:
    """The same for each reason for which something is owed, with all agencies asked for at once."""
    found = _of_agencies(period, rows, {key for keys in owed.values() for key in keys}, schools=schools)
    return {reason: [row for row in found if row.agency.pk in keys] for reason, keys in owed.items()}


def _newest(period: Period) -> dict[int, Nudge]:
    """The last reminder of each agency in the period; one query."""
    newest = Nudge.objects.filter(period=period).order_by().values("agency").annotate(pk_max=Max("pk"))
    return {
        nudge.agency_id: nudge
        for nudge in Nudge.objects.filter(pk__in=newest.values("pk_max")).select_related("sent_by")
    }


def _candidates(
    rows: list[AgencyRow],
    reason: Reason,
    period: Period,
    plan: NudgePlan,
    *,
    repairs: dict[int, tuple[Repair, ...]],
    iga: dict[int, UnfinishedEvidence],
    owed: Owed,
    last: dict[int, Nudge],
) -> list[ToRemind]:
    until, today = deadlines(period, reason), timezone.localdate()
    found = []
    for row in rows:
        key = row.agency.pk
        rest = rest_end(last[key], plan) if key in last else today
        found.append(
            ToRemind(
                row=row,
                reason=reason,
                missing=max(period.minimum_per_agency - row.tally.submitted, 0),
                repairs=repairs.get(key, ()),
                iga=iga.get(key),
                closes_at=until.of(key) if until.known else None,
                last=last.get(key),
                rests_until=rest if rest > today else None,
                owed=owed.get(reason, {}).get(key, ()),
            )
        )
    return found


def figures_for(candidate: ToRemind, plan: NudgePlan) -> list[Figure]:
    """The figures that the words for one agency rest on, that which they say first; none for what is owed."""
    row, code, year = candidate.row, candidate.row.agency.code, plan.period.year
    late = figure("agency.repairs", len(candidate.repairs), year=year, subject=f"{code}:{plan.late_days}")
    told = {
        Reason.SILENT: [
            figure("agency.missing", candidate.missing, year=year, subject=code),
            figure("period.submitted", row.tally.submitted, year=year, subject=code),
        ],
        Reason.REPAIR: [late],
        Reason.KIPP: [figure("kipp.nominations", row.nominations, year=year, subject=code)],
        Reason.IGA: [figure("iga.liftable", candidate.liftable, year=year, subject=code)],
    }
    return told.get(candidate.reason, [])


def text_for(candidate: ToRemind, period: Period, addressee: str, channel: str = "") -> str:
    """The words for one agency today; those of a letter when that is the channel."""
    facts = Facts(
        agency=candidate.row.agency.name,
        kind=candidate.row.agency.kind,
        period=str(period),
        year=period.year,
        minimum=period.minimum_per_agency,
        missing=candidate.missing,
        has_draft=candidate.row.has_draft,
        repairs=tuple(repair.number for repair in candidate.repairs),
        longest_days=candidate.longest_days,
        liftable=candidate.liftable,
        documents=tuple(map(str, candidate.iga.documents)) if candidate.iga else (),
        owed=candidate.owed,
        closing=timezone.localdate(candidate.closes_at) if candidate.closes_at else None,
        today=timezone.localdate(),
        site=absolute(),
        office=city().office.short_name,
    )
    return letter(candidate.reason, facts) if channel == Channel.LETTER else message(candidate.reason, facts, addressee)
