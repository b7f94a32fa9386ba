"""What of reviewing waits for a coordinator: conditions on sent proposals, for counts and their lists alike."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from proposals.core.workflow import UNDER_REVIEW
from reviews.core.models import Assignment
from reviews.core.querysets import UNDER_WAY
from reviews.core.standings import StageFigures


def _among(rows: QuerySet[Any]) -> Q:
    """Those with one of these tasks or figures in the stage where they stand, read once and not for each proposal."""
    return Q(pk__in=rows.filter(UNDER_WAY).order_by().values("proposal"))


def needs_successor() -> Q:
    """In the stage where it stands somebody left: one whose task nobody will finish, or one who stepped back while
    fewer are asked than the stage wants."""
    gone = Assignment.objects.filter(state=Assignment.State.RECUSED)
    short = StageFigures._base_manager.filter(asked__lt=F("stage__reviewers_per_proposal"))
    return _among(Assignment.objects.left_behind()) | _among(gone) & _among(short)


def too_few_reviews() -> Q:
    """Reviewers were asked, but those who are done and those who still can be will not be as many as the stage needs.

    After the stage has closed nobody can be done any more. Who was asked and has left waits for a successor instead.
    """
    over = Q(stage__closes_at__lt=timezone.now())
    short = over & Q(n__lt=F("stage__minimum_scores")) | Q(n__lt=F("stage__minimum_scores") + F("done") - F("asked"))
    return _among(StageFigures._base_manager.filter(short, asked__gt=0))


def in_dispute() -> Q:
    """Its reviewers lie further apart in some stage than that allows, and nobody has dealt with it yet."""
    apart = StageFigures.objects.unsettled().filter(proposal__status__in=UNDER_REVIEW)
    return Q(pk__in=apart.order_by().values("proposal"))
