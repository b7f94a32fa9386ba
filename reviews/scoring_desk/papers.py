"""Printed papers of reviewing: the recap of scores of one proposal, and the empty score sheet to fill in by hand."""

import datetime
from typing import Any, Final

from django.utils import timezone

from agencies.officials.picking import signature_blocks
from foundation.papers.rendering import render_pdf
from proposals.core.sent import SentProposal
from reviews.core import marks
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import stage_figures

SIGNS: Final = "rekap_nilai"


def recap_pdf(proposal: SentProposal, moment: datetime.datetime) -> bytes:
    """Every complete review of the proposal, criterion by criterion, stage by stage, as it stood at `moment`."""
    return render_pdf("reviews/scoring_desk/score_recap.html", recap_context(proposal, moment))


def recap_context(proposal: SentProposal, moment: datetime.datetime) -> dict[str, Any]:
    """What the recap shows; only complete reviews, the newest score of each criterion."""
    stages = list(ReviewStage.objects.filter(period=proposal.period_id).select_related("rubric").order_by("order"))
    figures = stage_figures(SentProposal.objects.filter(pk=proposal.pk), stages).get(proposal.pk, {})
    parts = [_stage(proposal, stage) | {"figures": figures.get(stage.order)} for stage in stages]
    settlements = proposal.settlements.select_related("stage", "written_by")
    return {
        "proposal": proposal,
        "settlements": settlements,
        "stages": [part for part in parts if part["reviews"]],
        "moment": moment,
        "signatures": signature_blocks(SIGNS, timezone.localdate(moment)),
    }


def _stage(proposal: SentProposal, stage: ReviewStage) -> dict[str, Any]:
    reviews = list(
        Assignment.objects.done().filter(proposal=proposal, stage=stage).select_related("reviewer").order_by("pk")
    )
    given = {review.pk: marks.of_one_rubric(marks.newest_marks(review)) for review in reviews}
    known = {score.criterion for found in given.values() for score in found.values()}
    criteria = sorted(known, key=lambda each: (each.rubric_id, each.order))
    lines = [(criterion, [given[review.pk].get(criterion.pk) for review in reviews]) for criterion in criteria]
    return {"stage": stage, "reviews": reviews, "lines": lines}


def sheet_pdf(assignment: Assignment) -> bytes:
    """The empty score sheet of one reviewer for one proposal, to be filled in and signed by hand."""
    criteria = assignment.stage.rubric.criteria.all()
    return render_pdf("reviews/scoring_desk/score_sheet.html", {"assignment": assignment, "criteria": criteria})
