"""The contradictions that the portal once told: each is put back in the one place that told it, and read in two.

Here, and only here, functions of the portal are replaced by wrong ones: a walk that would not find these is worthless.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.utils import timezone

from agencies.core.models import User
from competitions.iga.candidates.affairs import CoveredAffairs, affairs_covered_in
from competitions.kipp.figures import StandingByAgency, offered_by_agency, standing_nominations
from proposals.core import holding
from proposals.core.affairs.models import Affair
from proposals.core.counts.counting import KnownPeriod
from proposals.core.guide import readiness
from proposals.core.guide.readiness import FILES_STEP, PROFILE_STEP, Completeness
from proposals.core.holding import Held, Placed, Waiting
from proposals.core.models import Proposal
from proposals.core.period.basics import Basics
from proposals.core.period.models import Period
from proposals.core.period.state import PeriodState, Phase
from proposals.core.workflow import HELD_BY, UNDER_REVIEW, Holder, Status
from reviews.meeting.core.models import Meeting
from reviews.ranking.frozen import FrozenRanking
from reviews.ranking.ranking import Row, ranking

# Read by other means than an address: the reminders of the city, and the minutes of its meetings.
MAILS, MINUTES = "pengingat", "berita acara"


@dataclass(frozen=True, slots=True)
class OnceTold:
    """A contradiction: the figure, the place in the code that told another value, that old rule, who read it where.

    `at` is when, for what only a later day brings out.
    """

    figure: str
    place: str
    old: Callable[..., Any]
    reader: str
    pages: tuple[str, ...]
    at: datetime.datetime | None = None

    def __str__(self) -> str:
        return f"{self.figure} by {self.place}, read by {self.reader}"


def nominations_of_the_year(known: KnownPeriod) -> StandingByAgency:
    """The dashboard counted only nominations of innovations that were proposed in the edition's year."""
    rows = standing_nominations(known.period.year).filter(proposal__period=known.period)
    return StandingByAgency(dict(rows.values_list("agency_id").annotate(amount=Count("pk"))))


def nominations_of_the_year_for(year: int, reader: User | None = None) -> StandingByAgency:
    """So did the agency's page, the report and the reminders."""
    rows = standing_nominations(year, reader).filter(proposal__period__year=year)
    return StandingByAgency(dict(rows.values_list("agency_id").annotate(amount=Count("pk"))))


def covered_when_possible(known: KnownPeriod, affairs: Iterable[Affair]) -> CoveredAffairs:
    """The dashboard called an affair covered when there was an innovation for it, whether or not the city sends it."""
    found = affairs_covered_in(known, affairs)
    return replace(found, sent=found.candidates)


def held_by_status(rows: Iterable[Placed]) -> dict[int, Held]:
    """What was under review waited for reviewers, whether or not every review was done."""
    return {row.pk: Held(HELD_BY.get(Status(row.status), Holder.REVIEWS), row.status_since) for row in rows}


def waiting_by_status(rows: Any, before: datetime.datetime) -> dict[Holder, Waiting]:
    """So did the counts of who has to act."""
    found = holding.tallies(rows.exclude(status__in=UNDER_REVIEW), before)
    return found | {Holder.REVIEWS: Waiting(rows.filter(status__in=UNDER_REVIEW).count(), 0, None)}


def ranked_in_the_meeting(period: Period, rows: Any, *, frozen: FrozenRanking | None) -> list[Row]:
    """The minutes counted from 1 among what the meeting had decided upon."""
    if frozen is None:
        return ranking(period, rows, frozen=None)
    decided = set(Meeting.objects.filter(pk=frozen.meeting_id).values_list("decisions__proposal", flat=True))
    chosen = [row for row in ranking(period, rows, frozen=frozen) if row.proposal_id in decided]
    return [replace(row, place=place) for place, row in enumerate(chosen, start=1)]


def texts_only(proposals: Collection[Proposal], every: Basics) -> Mapping[int, Completeness]:
    """Home counted the sections of the text alone: "9 dari 9"."""
    found = readiness.completeness_of(proposals, every)
    return {key: _of_texts(state) for key, state in found.items()}


def _of_texts(state: Completeness) -> Completeness:
    texts = tuple(one for one in state.missing if one.step not in (PROFILE_STEP, FILES_STEP))
    return replace(state, required=9, missing=texts)


def with_advice(proposal: Proposal) -> Completeness:
    """The check before sending counted what it advises, too: "24 butir"."""
    state = readiness.completeness(proposal)
    return replace(state, required=state.required + 3)


def offered_only(year: int, reader: User) -> dict[int, int]:
    """The list of KIPP told the leader what the leader may nominate: nothing, of every agency."""
    return offered_by_agency(year, reader)


def always_running(period: Period, at: datetime.datetime) -> PeriodState:
    """The dashboard knew neither a period that has not opened nor one that is over, and counted on past its end."""
    left = timezone.localdate(period.closes_at) - timezone.localdate(at)
    return PeriodState(Phase.OPEN, abs(left.days), at - min(at, period.opens_at), period.closes_at)


def not_yet_reached(period: Period, tally: Any) -> str:
    """A year that was over went on saying that its target was not reached yet."""
    return "belum"


@dataclass(frozen=True, slots=True)
class ToldOf:
    """What the pages are about: the year, a draft, proposals and agencies by what makes them tell, a meeting."""

    year: int
    draft: int
    undecided: Proposal
    nominated: str
    silent: str
    meeting: int


def once_told(rows: ToldOf) -> list[OnceTold]:
    """All of them."""
    year, over = rows.year, datetime.datetime(rows.year, 12, 20, 3, tzinfo=datetime.UTC)
    kipp, ranks = f"/kompetisi/kipp/{year}/", f"/penilaian/peringkat/?tahun={year}"
    nominated, silent = f"/dasbor/instansi/{rows.nominated}/", f"/dasbor/instansi/{rows.silent}/"
    undecided = (f"/dasbor/instansi/{rows.undecided.agency.code}/", rows.undecided.get_absolute_url())
    draft = ("/", "/usulan/", f"/usulan/{rows.draft}/", f"/usulan/{rows.draft}/ubah/periksa/")
    waiting, decide = f"/usulan/?tahun={year}&menunggu=decide", "/usulan/?menunggu=decide"
    unopened = (f"/dasbor/?tahun={year + 1}", "/periode/")
    of_year, of_all = nominations_of_the_year, nominations_of_the_year_for
    tell = OnceTold
    return [
        tell("kipp.target", "dashboard.figures.counts.standing_known_in", of_year, "leader", ("/dasbor/", kipp)),
        tell(
            "kipp.nominations",
            "dashboard.figures.counts.standing_by_agency",
            of_all,
            "leader",
            ("/dasbor/", nominated),
        ),
        tell(
            "kipp.nominations",
            "dashboard.figures.counts.standing_by_agency",
            of_all,
            "coordinator",
            ("/dasbor/", MAILS),
        ),
        tell("kipp.nominable", "competitions.kipp.board.nominable_by_agency", offered_only, "leader", (kipp, silent)),
        tell(
            "iga.affairs_covered",
            "dashboard.figures.overview.affairs_covered_in",
            covered_when_possible,
            "leader",
            ("/dasbor/", f"/kompetisi/iga/{year}/"),
        ),
        tell("proposal.holder", "dashboard.agency_pages.agencypage.held", held_by_status, "leader", undecided),
        tell(
            "holder.decide", "dashboard.figures.flow.tallies", waiting_by_status, "coordinator", ("/dasbor/", waiting)
        ),
        tell("duty.decide", "dashboard.work.waiting.tallies", waiting_by_status, "coordinator", ("/", decide)),
        tell(
            "proposal.rank",
            "reviews.meeting.papers.papers.ranking",
            ranked_in_the_meeting,
            "coordinator",
            (ranks, MINUTES),
        ),
        tell(
            "proposal.rank",
            "reviews.meeting.views.ranking",
            ranked_in_the_meeting,
            "coordinator",
            (ranks, f"/penilaian/penetapan/{rows.meeting}/"),
        ),
        tell("draft.required", "proposals.core.reading.own.completeness_of", texts_only, "writer", draft),
        tell("draft.required", "proposals.writing.desk.completeness", with_advice, "writer", draft),
        tell("period.state", "proposals.periods.views.period_state", always_running, "coordinator", unopened),
        tell(
            "period.state", "dashboard.figures.overview.period_state", always_running, "leader", ("/", "/dasbor/"), over
        ),
        tell("period.reached", "dashboard.work.waiting.reached", not_yet_reached, "leader", ("/", "/dasbor/"), over),
    ]
