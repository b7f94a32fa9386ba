"""A stored proposal where what was sent belongs: each line is a mistake that mypy has to call one.

It reads this file with the rest (`make check`), and complains of every `ignore` here that nothing needs any more.
"""

from django.utils import timezone

from competitions.core.models import Edition
from competitions.kipp.services import nominate
from dashboard.figures.yearbefore import _then
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.sent.shown import as_sent
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import stage_figures
from reviews.scoring_desk.papers import recap_context


def a_stored_row_on_a_page(stored: Proposal, assignment: Assignment, edition: Edition) -> None:
    recap_context(stored, timezone.now())  # type: ignore[arg-type]  # the mistake
    as_sent(stored)  # type: ignore[arg-type]  # the mistake
    nominate(edition, stored, by=assignment.reviewer)  # type: ignore[arg-type]  # the mistake
    Assignment(stage=assignment.stage, proposal=stored, reviewer=assignment.reviewer)  # type: ignore[misc]  # the mistake


def stored_rows_in_a_count(stages: list[ReviewStage]) -> None:
    stage_figures(Proposal.objects.all(), stages)  # type: ignore[arg-type]  # the mistake
    _then(Proposal.objects.all(), timezone.now())  # type: ignore[arg-type]  # the mistake


def words_that_were_not_sent(sent: SentProposal, assignment: Assignment) -> tuple[object, ...]:
    return (
        sent.texts,  # type: ignore[attr-defined]  # the mistake
        sent.attachments,  # type: ignore[attr-defined]  # the mistake
        sent.initiator_name,  # type: ignore[attr-defined]  # the mistake
        assignment.proposal.revisions,  # type: ignore[attr-defined]  # the mistake
        SentProposal.objects.filter(texts__words__gt=0),  # type: ignore[misc]  # the mistake
    )
