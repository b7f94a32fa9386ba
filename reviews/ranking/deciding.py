"""Moves from the ranking: one or many proposals at once, each by the workflow table, and what a stage asks first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agencies.core.models import User
from foundation.numbers import number_in
from foundation.text.rounding import in_figures
from proposals.core.moving.gates import GatedMove
from proposals.core.moving.moves import Move, perform_allowed
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, NotAvailable, Role
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import StageFigures, stage_figures
from reviews.ranking.figures import open_disputes

BATCH_ACTIONS: tuple[Action, ...] = (Action.ADVANCE,)
LEAVES_WITH_PRAISE = frozenset({Action.ADVANCE, Action.SHORTLIST})
MOVED_ON = "Usulan ini sudah berpindah tahap. Muat ulang peringkat, lalu periksa."


@dataclass(frozen=True, slots=True)
class Picked:
    """A proposal as it was chosen on the page: its key and the stage it stood in then."""

    pk: int
    round: int


@dataclass(slots=True)
class BatchOutcome:
    """What a batch did: proposals moved, and those left alone with the sentence that says why."""

    moved: list[SentProposal] = field(default_factory=list)
    refused: list[tuple[SentProposal, str]] = field(default_factory=list)

    def left_alone(self, words: str) -> list[str]:
        """One text per reason, naming all proposals it kept back; `words` say what did not happen to them."""
        by_reason: dict[str, list[str]] = {}
        for proposal, reason in self.refused:
            by_reason.setdefault(reason, []).append(proposal.reference)
        return [f"{', '.join(references)} {words}. {reason}" for reason, references in by_reason.items()]


def picked(values: Iterable[str]) -> list[Picked]:
    """The rows ticked on the page, each sent as "key:stage"; what does not read like that is left out."""
    parts = (value.partition(":") for value in values)
    read = ((number_in(pk), number_in(round_)) for pk, _, round_ in parts)
    return [Picked(pk, round_) for pk, round_ in read if pk is not None and round_ is not None]


def named(rows: Iterable[Picked], *, by: User) -> list[tuple[Picked, SentProposal]]:
    """The chosen rows with their proposals, as far as `by` coordinates them, by their numbers; one query."""
    wanted = {item.pk: item for item in rows}
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(pk__in=wanted).select_related("agency")
    return [(wanted[proposal.pk], proposal) for proposal in own.order_by("number")]


def batch(action: str, rows: Iterable[Picked], *, by: User) -> BatchOutcome:
    """Carries the action out on every chosen proposal that allows it and reports the others.

    Those that `by` does not coordinate are not reported: to this person they do not exist.
    """
    rounds = {item.pk: item.round for item in rows}
    outcome = BatchOutcome()
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(pk__in=rounds)
    wanted: dict[int, SentProposal] = {}
    for proposal in own.select_related("agency", "period").order_by("number"):
        if proposal.review_round == rounds[proposal.pk]:
            wanted[proposal.pk] = proposal
        else:
            outcome.refused.append((proposal, MOVED_ON))
    events, refusals = perform_allowed([Move(action, proposal) for proposal in wanted.values()], by=by)
    outcome.moved += (wanted[event.proposal_id] for event in events)
    outcome.refused += ((wanted[move.proposal.pk], str(reason)) for move, reason in refusals)
    return outcome


def gate(moves: Sequence[GatedMove]) -> dict[int, str]:
    """Nobody moves on before the reviews of the stage are complete, nor from the last stage into another; nobody is
    praised while reviewers disagree too far.

    What reviews an outcome needs, the procedure of the period says.

    Gives, by key of the proposal, the sentence that says what is missing. Three queries for any number of moves.
    """
    leaving = [move for move in moves if move.step.action in LEAVES_WITH_PRAISE]
    if not leaving:
        return {}
    stages = list(ReviewStage.objects.filter(period__in={move.period for move in leaving}).order_by("order"))
    figures = stage_figures(SentProposal.objects.filter(pk__in=[move.proposal for move in leaving]), stages)
    asked = _asked([move.proposal for move in leaving if move.step.action is not Action.SHORTLIST])
    found = {}
    for move in leaving:
        stage = next((one for one in stages if (one.period_id, one.order) == (move.period, move.round)), None)
        try:
            if stage is not None:
                _check_praise(move, stage, figures.get(move.proposal, {}), (stage.pk, move.proposal) in asked)
            if move.step.action is Action.ADVANCE:
                _check_next(move, stages)
        except NotAvailable as refusal:
            found[move.proposal] = str(refusal)
    return found


def _asked(keys: list[int]) -> set[tuple[int, int]]:
    """Stage and proposal, as keys, where a reviewer still has to score; one query, none without keys."""
    waiting = Assignment.objects.waiting().filter(proposal__in=keys) if keys else Assignment.objects.none()
    return set(waiting.order_by().values_list("stage_id", "proposal_id"))


def _check_praise(move: GatedMove, stage: ReviewStage, own: Mapping[int, StageFigures], asked: bool) -> None:
    """Raises NotAvailable when the figures of this proposal do not let it leave the stage with praise.

    `asked`: whether a reviewer still has to score it there.
    """
    here = own.get(stage.order)
    if move.step.action is not Action.SHORTLIST:
        _check_enough(move, stage, here.n if here else 0, asked)
        return
    waiting = open_disputes(own.values())
    if waiting:
        figures = waiting[0]
        raise NotAvailable(
            f"Nilai {move.reference} pada tahap “{figures.stage}” berselisih {in_figures(figures.spread)} poin, di "
            f"atas batas {figures.stage.spread_limit}. Tuliskan penyelesaiannya pada halaman pembahasan, atau tugaskan "
            "penilai tambahan."
        )


def _check_next(move: GatedMove, stages: Iterable[ReviewStage]) -> None:
    following = (move.period, move.round + 1)
    if following not in {(stage.period_id, stage.order) for stage in stages}:
        raise NotAvailable("Usulan ini sudah berada di tahap penilaian terakhir. Lanjutkan dengan keputusan.")


def _check_enough(move: GatedMove, stage: ReviewStage, present: int, asked: bool) -> None:
    if present >= stage.minimum_scores:
        return
    raise NotAvailable(
        f"{move.reference} baru memiliki {present} dari {stage.minimum_scores} nilai lengkap di tahap “{stage}”. "
        + ("Tunggu penilai menyelesaikannya." if asked else "Tugaskan penilai lebih dahulu.")
    )
