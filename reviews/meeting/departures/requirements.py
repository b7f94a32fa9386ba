"""What the procedure of the period asks of a meeting and its outcomes, and in what a meeting departs from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agencies.core.models import User
from foundation.papers.moments import spoken
from proposals.core.moving.gates import GatedMove
from proposals.core.sent import SentProposal
from proposals.core.workflow import OUTCOMES, UNDER_REVIEW
from reviews.core.models import Score
from reviews.meeting.core import asked
from reviews.meeting.core.models import Decision, Deviation, Meeting
from reviews.meeting.core.passing import places_passed_over
from reviews.procedure import rules
from reviews.procedure.models import Procedure
from reviews.procedure.rules import DeviationKind, Lack, has_quorum


def gate(moves: Sequence[GatedMove]) -> dict[int, str]:
    """No outcome leaves without the reviews that the procedure asks for, unless the deviation is on the minutes; and
    nothing that was reviewed is turned down at the desk of verification.

    Gives, by key of the proposal, the sentence that refuses. Three queries at most for any number of moves.
    """
    outcomes = [move for move in moves if move.step.action in OUTCOMES]
    leaving = [move for move in outcomes if move.step.source in UNDER_REVIEW]
    return _reviewed_already([move for move in outcomes if move not in leaving]) | _unready(leaving)


def _reviewed_already(moves: Sequence[GatedMove]) -> dict[int, str]:
    keys = [move.proposal for move in moves]
    scored = set(Score.objects.filter(assignment__proposal__in=keys).values_list("assignment__proposal_id", flat=True))
    return {
        move.proposal: f"{move.reference} sudah dinilai; hasilnya diputus dalam rapat. Terima kembali ke penilaian, "
        "lalu putuskan dalam rapat."
        for move in moves
        if move.proposal in scored
    }


def _unready(moves: Sequence[GatedMove]) -> dict[int, str]:
    if not moves:
        return {}
    missing = lacking((move.proposal, move.step.action, move.period) for move in moves)
    allowed = _allowed(list(missing))
    found = {}
    for move in moves:
        open_ones = [
            lack for lack in missing.get(move.proposal, []) if (lack.kind, lack.stage) not in allowed[move.proposal]
        ]
        if open_ones:
            found[move.proposal] = missing_words(move.reference, open_ones)
    return found


def missing_words(reference: str, lacks: Iterable[Lack]) -> str:
    """The sentence that says what this proposal lacks, and what to do."""
    return (
        f"{reference} {' dan '.join(lack.words for lack in lacks)}. Tunggu penilai menyelesaikannya, "
        "tugaskan penilai, atau catat penyimpangan dengan alasannya."
    )


def lacking(wanted: Iterable[tuple[int, str, int]]) -> dict[int, list[Lack]]:
    """What each proposal lacks for an outcome, by its key; wanted as key, action and period. One query."""
    rows = list(wanted)
    if not rows:
        return {}
    sql = asked.lacking(
        "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS w(proposal_id, action, period_id)"
    )
    found: defaultdict[int, list[Lack]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT proposal_id, kind, stage_id, name, n, minimum_scores FROM ({sql}) x ORDER BY "order"',  # noqa: S608 - names of our own
            [list(column) for column in zip(*rows, strict=True)],
        )
        for proposal, kind, *stage in cursor.fetchall():
            found[proposal].append(_lack(DeviationKind(kind), *stage))
    return dict(found)


def _lack(kind: DeviationKind, stage: int, name: str, present: int, wanted: int) -> Lack:
    if kind is DeviationKind.STAGE:
        return Lack(kind, f"belum dinilai pada tahap wajib “{name}”", stage)
    return Lack(kind, f"baru memiliki {present} dari {wanted} nilai lengkap di tahap “{name}”", stage)


def _allowed(keys: Collection[int]) -> Mapping[int, set[tuple[str, int | None]]]:
    """By key of the proposal, kind and stage of the deviations that the meeting which has yet to carry it out noted."""
    found: defaultdict[int, set[tuple[str, int | None]]] = defaultdict(set)
    carried_out = Decision.objects.filter(
        meeting=OuterRef("meeting"), proposal=OuterRef("proposal"), carried_out_at__isnull=False
    )
    standing = Deviation.objects.standing().filter(~Exists(carried_out), proposal__in=keys).order_by()
    for proposal, kind, stage in standing.values_list("proposal_id", "kind", "stage_id"):
        found[proposal].add((kind, stage))
    return found


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A better-ranked proposal that the meeting does not praise, and the reason where one is given."""

    proposal: SentProposal
    place: int
    reason: str


def passed_over(meeting: Meeting) -> list[PassedOver]:
    """Those that stand before the last praised one and are not praised, the best first; three queries."""
    places = places_passed_over(meeting)
    known = SentProposal.objects.select_related("agency").in_bulk(places)
    noted = meeting.deviations.standing().filter(kind=DeviationKind.RANK)
    reasons = {(key, place): reason for key, place, reason in noted.values_list("proposal_id", "place", "reason")}
    better = sorted((place, key) for key, place in places.items())
    return [PassedOver(known[key], place, reasons.get((key, place), "")) for place, key in better]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A decision of the meeting that lacks something the procedure asks for, and nobody said why."""

    proposal: SentProposal
    lacks: list[Lack]

    @property
    def words(self) -> str:
        return " dan ".join(lack.words for lack in self.lacks)


def unexplained(meeting: Meeting) -> list[Unexplained]:
    """What the meeting decides on without all that the procedure asks for and without a reason; three queries."""
    decisions = list(meeting.decisions.select_related("proposal__agency"))
    missing = lacking((each.proposal_id, each.action, meeting.period_id) for each in decisions)
    said = set(meeting.deviations.standing().values_list("proposal_id", "kind", "stage_id")) if missing else set()
    found = []
    for each in decisions:
        lacks = missing.get(each.proposal_id, [])
        open_ones = [lack for lack in lacks if (each.proposal_id, lack.kind, lack.stage) not in said]
        if open_ones:
            found.append(Unexplained(each.proposal, open_ones))
    return found


def may_deviate(meeting: Meeting, by: User) -> bool:
    """Whether the procedure names this person as the one who allows deviations."""
    return rules.may_deviate(meeting.procedure, by, chairs=by.pk == meeting.chair_id)


def obstacles(meeting: Meeting, reader: User) -> list[str]:
    """One sentence for everything but the outcomes themselves that keeps the meeting from being signed now.

    A proposal that the reader may not know of is spoken of by its rank alone.
    """
    procedure = meeting.procedure
    found = _obstacles_of_the_day(meeting, procedure) if procedure.in_meeting else []
    never = procedure.passing_over == Procedure.PassingOver.NEVER
    never = never or procedure.deviations_by == Procedure.DeviationsBy.NOBODY
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
    both_sign = procedure.signers == Procedure.Signers.BOTH
    for needed, who, person in (
        (True, "Ketua rapat", meeting.chair),
        (procedure.head_present or both_sign, "Kepala Bapperida", meeting.head),
    ):
        if needed and not came.get(person.pk):
            found.append(f"{who} ({person}) tidak tercatat hadir. Catat kehadirannya, atau ganti orangnya.")
    return found
