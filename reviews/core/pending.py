"""What of reviewing waits for a coordinator: conditions on sent proposals, for counts and their lists alike."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from proposals.core.workflow import UNDER_REVIEW
from reviews.core.models import Assignment
from reviews.core.standings import StageFigures

HERE = Q(stage__period=OuterRef("period"), stage__order=OuterRef("review_round"))


def needs_successor() -> Q:
    """A reviewer stepped back in the stage where the proposal stands, and it has fewer than the stage asks for."""
    gone = Assignment.objects.filter(HERE, proposal=OuterRef("pk"), state=Assignment.State.RECUSED)
    short = StageFigures.objects.filter(HERE, proposal=OuterRef("pk"), asked__lt=F("stage__reviewers_per_proposal"))
    return Q(status__in=UNDER_REVIEW) & Q(Exists(gone)) & Q(Exists(short))


def too_few_reviews() -> Q:
    """Reviewers were asked, but those who are done and those who still can be will not be as many as the stage needs.

    After the stage has closed nobody can be done any more.
    """
    over = Q(stage__closes_at__lt=timezone.now())
    short = over & Q(n__lt=F("stage__minimum_scores")) | Q(n__lt=F("stage__minimum_scores") + F("done") - F("asked"))
    found = StageFigures.objects.filter(HERE, short, proposal=OuterRef("pk"), asked__gt=0)
    return Q(status__in=UNDER_REVIEW) & Q(Exists(found))


def in_dispute() -> Q:
    """Its reviewers lie further apart in some stage than that allows, and nobody has dealt with it yet."""
    apart = StageFigures.objects.filter(Q(settled=False), proposal=OuterRef("pk"), spread__gt=F("stage__spread_limit"))
    return Q(status__in=UNDER_REVIEW) & Q(Exists(apart))
