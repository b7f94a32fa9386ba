"""What the coordinator's page of a proposal says of its review: rank, score, and who has scored it stage by stage."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from proposals.core.sent import SentProposal
from proposals.core.workflow import UNDER_REVIEW, Role
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import StageFigures, stage_figures
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranked


@dataclass(frozen=True, slots=True)
class StageShown:
    """One stage as the page tells of it: its figures, where there are any, and everybody who was asked to score."""

    stage: ReviewStage
    figures: StageFigures | None
    reviews: Sequence[Assignment]
    is_here: bool

    @property
    def lacking(self) -> int:
        """How many complete reviews the stage still needs."""
        return max(self.stage.minimum_scores - (self.figures.n if self.figures else 0), 0)


def standing_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_BOXES`: for coordinators, who do not read it while they have to score the proposal themselves.

    Nothing before anybody was asked to score. Eight queries at most.
    """
    if Role.COORDINATOR not in roles:
        return ""
    sent = SentProposal.objects.select_related("period").filter(pk=proposal).first()
    asked = Assignment.objects.exclude(state=Assignment.State.REMOVED).filter(proposal=proposal)
    reviews = list(asked.select_related("reviewer").order_by("pk")) if sent else []
    judging = any(one.reviewer_id == request.user.pk and one.state == Assignment.State.ASSIGNED for one in reviews)
    if sent is None or judging or not (reviews or sent.status in UNDER_REVIEW):
        return ""
    stages = list(sent.period.review_stages.all())
    row = next(iter(ranked(sent.period, [sent.pk], stages, frozen=latest(sent.period))), None)
    # Without a place in the ranking, as while the agency repairs it, the reviews are there all the same.
    figures = row.stages if row else stage_figures([sent.pk], stages).get(sent.pk, {})
    context = {
        "proposal": sent,
        "row": row,
        "is_scored": any(each.n for each in figures.values()),
        "stages": _shown(sent, stages, figures, reviews),
        "may_assign": sent.status in UNDER_REVIEW,
    }
    return mark_safe(render_to_string("reviews/ranking/_standing.html", context, request))


def _shown(
    sent: SentProposal, stages: Sequence[ReviewStage], figures: dict[int, StageFigures], reviews: Sequence[Assignment]
) -> list[StageShown]:
    """The stages in which somebody was asked, and the one in which it stands."""
    of: defaultdict[int, list[Assignment]] = defaultdict(list)
    for one in reviews:
        of[one.stage_id].append(one)
    here = sent.review_round if sent.status in UNDER_REVIEW else None
    return [
        StageShown(stage, figures.get(stage.order), of[stage.pk], stage.order == here)
        for stage in stages
        if of[stage.pk] or stage.order == here
    ]
