"""What the procedure of the period asks of a meeting and its outcomes, and in what a meeting departs from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from agencies.core.models import User
from foundation.papers.moments import spoken
from proposals.core.moving.gates import GatedMove
from proposals.core.sent import SentProposal
from proposals.core.workflow import OUTCOMES, UNDER_REVIEW, Action
from reviews.core.models import ReviewStage
from reviews.core.standings import stage_figures
from reviews.meeting.core.models import Decision, Deviation, Meeting
from reviews.procedure import rules
from reviews.procedure.models import Procedure
from reviews.procedure.rules import DeviationKind, Lack, has_quorum, lacks
from reviews.ranking.ranking import ranked


def gate(moves: Sequence[GatedMove]) -> dict[int, str]:
    """No outcome leaves without the reviews that the procedure asks for, unless the deviation is on the minutes.

    Gives, by key of the proposal, the sentence that says what is missing. Four queries for any number of moves.
    """
    leaving = [move for move in moves if move.step.action in OUTCOMES and move.step.source in UNDER_REVIEW]
    if not leaving:
        return {}
    missing = lacking((move.proposal, move.step.action, move.period) for move in leaving)
    allowed = _allowed([move.proposal for move in leaving])
    found = {}
    for move in leaving:
        open_ones = [lack for lack in missing.get(move.proposal, []) if lack.kind not in allowed[move.proposal]]
        if open_ones:
            found[move.proposal] = missing_words(move.reference, open_ones)
    return found


def missing_words(reference: str, lacks: Iterable[Lack]) -> str:
    """The sentence that says what this proposal lacks, and what to do."""
    return (
        f"{reference} {' dan '.join(lack.words for lack in lacks)}. Tunggu penilai menyelesaikannya, "
        "tugaskan penilai, atau catat penyimpangan dengan alasannya."
    )


def lacking(asked: Iterable[tuple[int, str, int]]) -> dict[int, list[Lack]]:
    """What each proposal lacks for an outcome, by its key; asked as key, action and period. Three queries."""
    wanted = list(asked)
    periods = {period for _, _, period in wanted}
    procedures = Procedure.objects.in_bulk(periods)
    stages: defaultdict[int, list[ReviewStage]] = defaultdict(list)
    for stage in ReviewStage.objects.filter(period__in=periods):
        stages[stage.period_id].append(stage)
    figures = stage_figures([key for key, _, _ in wanted], [stage for rows in stages.values() for stage in rows])
    return {
        key: found
        for key, action, period in wanted
        if (found := lacks(procedures[period], action, stages[period], figures.get(key, {})))
    }


def _allowed(keys: Collection[int]) -> Mapping[int, set[str]]:
    """By key of the proposal, the deviations of the meeting that has yet to carry out its decision."""
    carried_out = Decision.objects.filter(proposal__in=keys, carried_out_at__isnull=False)
    over = set(carried_out.values_list("meeting_id", "proposal_id"))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for meeting, proposal, kind in Deviation.objects.filter(proposal__in=keys).values_list(
        "meeting_id", "proposal_id", "kind"
    ):
        if (meeting, proposal) not in over:
            found[proposal].add(kind)
    return found


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A better-ranked proposal that the meeting does not praise, and the reason where one is given."""

    proposal: SentProposal
    place: int
    reason: str


def passed_over(meeting: Meeting) -> list[PassedOver]:
    """Those that stand before the last praised one and are not praised, the best first; four queries."""
    decisions = dict(meeting.decisions.values_list("proposal_id", "action"))
    praised = {key for key, action in decisions.items() if action == Action.SHORTLIST}
    if not praised:
        return []
    waiting = SentProposal.objects.filter(Q(status__in=UNDER_REVIEW) | Q(pk__in=decisions), period=meeting.period_id)
    known = waiting.select_related("agency").in_bulk()
    rows = ranked(meeting.period, list(known), meeting=meeting.pk)
    places = {row.proposal_id: row.place for row in rows if row.place is not None}
    last = max((places[key] for key in praised if key in places), default=0)
    reasons = dict(meeting.deviations.filter(kind=DeviationKind.RANK).values_list("proposal_id", "reason"))
    better = sorted((place, key) for key, place in places.items() if place < last and key not in praised)
    return [PassedOver(known[key], place, reasons.get(key, "")) for place, key in better]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A decision of the meeting that lacks something the procedure asks for, and nobody said why."""

    proposal: SentProposal
    lacks: list[Lack]

    @property
    def words(self) -> str:
        return " dan ".join(lack.words for lack in self.lacks)


def unexplained(meeting: Meeting) -> list[Unexplained]:
    """What the meeting decides on without all that the procedure asks for and without a reason; five queries."""
    decisions = list(meeting.decisions.select_related("proposal__agency"))
    missing = lacking((each.proposal_id, each.action, meeting.period_id) for each in decisions)
    said = set(meeting.deviations.values_list("proposal_id", "kind", "words")) if missing else set()
    found = []
    for each in decisions:
        lacks_now = by_kind(missing.get(each.proposal_id, []))
        open_ones = [lack for lack in lacks_now if (each.proposal_id, lack.kind, lack.words) not in said]
        if open_ones:
            found.append(Unexplained(each.proposal, open_ones))
    return found


def by_kind(lacks_now: Iterable[Lack]) -> list[Lack]:
    """One for each kind, with the words of all of it, as a deviation is kept."""
    words: defaultdict[DeviationKind, list[str]] = defaultdict(list)
    for lack in lacks_now:
        words[lack.kind].append(lack.words)
    return [Lack(kind, " dan ".join(said)) for kind, said in words.items()]


def may_deviate(meeting: Meeting, by: User) -> bool:
    """Whether the procedure names this person as the one who allows deviations."""
    return rules.may_deviate(meeting.period.procedure, by, chairs=by.pk == meeting.chair_id)


def obstacles(meeting: Meeting, reader: User) -> list[str]:
    """One sentence for everything but the outcomes themselves that keeps the meeting from being signed now.

    A proposal that the reader may not know of is spoken of by its rank alone.
    """
    procedure = meeting.period.procedure
    found = _obstacles_of_the_day(meeting, procedure) if procedure.in_meeting else []
    never = procedure.passing_over == Procedure.PassingOver.NEVER
    skipped = [one for one in passed_over(meeting) if never or not one.reason]
    known = SentProposal.objects.roles_of_all(reader, [one.proposal.pk for one in skipped])
    for one in skipped:
        name = (
            f"{one.proposal.reference} (peringkat {one.place})"
            if known.get(one.proposal.pk)
            else f"Peringkat {one.place}"
        )
        if never:
            found.append(
                f"{name} dilewati, dan tata cara periode ini tidak "
                "mengizinkannya. Loloskan juga, atau kurangi yang diunggulkan."
            )
        else:
            found.append(f"{name} tidak diunggulkan, sedangkan yang di bawahnya diunggulkan. Tuliskan alasannya.")
    return found


def _obstacles_of_the_day(meeting: Meeting, procedure: Procedure) -> list[str]:
    found = []
    if meeting.held_at > timezone.now():
        found.append(f"Rapat baru berlangsung {spoken(meeting.held_at)}. Setujui hasilnya sesudah rapat.")
    came = dict(meeting.members.values_list("person_id", "present"))
    present = sum(came.values())
    if not has_quorum(procedure, present, len(came)):
        found.append(
            f"Kuorum belum tercapai: {present} dari {len(came)} undangan hadir, diperlukan {procedure.quorum} persen. "
            "Catat daftar hadirnya, atau jadwalkan ulang rapat."
        )
    for needed, who, person in (
        (procedure.chair_present, "Ketua rapat", meeting.chair),
        (procedure.head_present, "Kepala Bapperida", meeting.head),
    ):
        if needed and not came.get(person.pk):
            found.append(f"{who} ({person}) tidak tercatat hadir. Catat kehadirannya, atau ganti orangnya.")
    return found


def was_there(meeting: Meeting, person: User) -> bool:
    """Whether the person may sign as somebody who was there; without a meeting nobody has to be."""
    return not meeting.period.procedure.in_meeting or meeting.members.filter(person=person.pk, present=True).exists()
