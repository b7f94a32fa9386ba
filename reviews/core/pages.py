"""What the coordinator's pages of reviewing share: the period asked for, pager links, figures kept for a reader."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.core.models import Agency, User
from agencies.core.requests import SignedInRequest
from foundation.cache import kept, stamp
from foundation.numbers import year_in
from proposals.core.period.models import Period
from proposals.core.permissions import breadth
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.core.models import Assignment, Criterion, Interest, ReviewStage, Rubric, Score

PER_PAGE = 25


T = TypeVar("T")


# Every table behind the scores and what stands beside them.
SOURCES = (SentProposal, Agency, Period, Assignment, Score, ReviewStage, Rubric, Criterion, Interest, User)


def chosen_period(request: SignedInRequest) -> Period | None:
    """The period named by `tahun`, else the current one."""
    year = year_in(request.GET.get("tahun", ""))
    named = Period.objects.filter(year=year).first() if year else None
    return named or Period.objects.current()


def kept_for_reader(request: SignedInRequest, name: str, make: Callable[[], T]) -> T:
    """What `make` gives this person at this address, worked out anew only after something behind the scores changed."""
    conflicts = request.user.conflicts.standing().count()
    asked = sha256(request.GET.urlencode().encode()).hexdigest()[:16]
    return kept(f"{name}-{request.user.pk}-{conflicts}-{asked}", stamp(*SOURCES), make)


def unseen(user: User) -> Iterable[int]:
    """The keys of the sent proposals that a coordinator must not know of: few, so that lists skip them.

    Raises PermissionDenied for anybody else, from whom more than these is hidden.
    """
    known = breadth(user)
    if known is None or not known.sent:
        raise PermissionDenied
    return known.closed


def stages_of(period: Period | None) -> list[ReviewStage]:
    return list(period.review_stages.order_by("order")) if period else []


def coordinated(request: SignedInRequest, pk: int) -> SentProposal:
    """The proposal, if this person coordinates it; otherwise it does not exist."""
    found = SentProposal.objects.as_role(request.user, Role.COORDINATOR).select_related("agency", "period", "affair")
    return get_object_or_404(found, pk=pk)


# A city's reviewers stand on one page; only a very large panel is turned over.
PEOPLE_PER_PAGE, PEOPLE_PAGE = 50, "penilai"


def chosen_stage(request: SignedInRequest, period: Period | None) -> tuple[ReviewStage, list[ReviewStage]]:
    """The stage named by `tahap`, else the first; a period without stages has no such page."""
    stages = list(period.review_stages.order_by("order")) if period else []
    if not stages:
        raise Http404
    named = request.GET.get("tahap", "")
    return next((stage for stage in stages if str(stage.order) == named), stages[0]), stages
