"""What of reviewing waits for a coordinator: conditions on sent proposals, for counts and their lists alike."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from proposals.core.workflow import UNDER_REVIEW
from reviews.core.models import Assignment
from reviews.core.standings import StageFigures

HERE = Q(stage__period=OuterRef("period"), stage__order=OuterRef("review_round"))


def needs_successor() -> Q:
    """In the stage where it stands somebody left: one whose task nobody will finish, or one who stepped back while
    fewer are asked than the stage wants."""
    here = Assignment.objects.filter(HERE, proposal=OuterRef("pk"))
    gone = here.filter(state=Assignment.State.RECUSED)
    short = StageFigures.objects.filter(HERE, proposal=OuterRef("pk"), asked__lt=F("stage__reviewers_per_proposal"))
    return Q(status__in=UNDER_REVIEW) & (Q(Exists(here.left_behind())) | Q(Exists(gone)) & Q(Exists(short)))


def too_few_reviews() -> Q:
    """Reviewers were asked, but those who are done and those who still can be will not be as many as the stage needs.

    After the stage has closed nobody can be done any more. Who was asked and has left waits for a successor instead.
    """
    over = Q(stage__closes_at__lt=timezone.now())
    short = over & Q(n__lt=F("stage__minimum_scores")) | Q(n__lt=F("stage__minimum_scores") + F("done") - F("asked"))
    found = StageFigures.objects.filter(HERE, short, proposal=OuterRef("pk"), asked__gt=0)
    return Q(status__in=UNDER_REVIEW) & Q(Exists(found))


def in_dispute() -> Q:
    """Its reviewers lie further apart in some stage than that allows, and nobody has dealt with it yet."""
    return Q(status__in=UNDER_REVIEW) & Q(Exists(StageFigures.objects.unsettled().filter(proposal=OuterRef("pk"))))
