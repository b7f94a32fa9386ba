"""One nomination as its page shows it: where it stands, what may be done, what the ministry found, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from agencies.core.models import User
from competitions.core.kippresults import KippResult, outcomes_of
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import (
    BEFORE_MINISTRY,
    NOMINATORS,
    AgeCheck,
    NominationArrow,
    NominationState,
    check_age,
    moves_for,
)
from competitions.core.stages import PLACES, KippStage, open_stages
from competitions.rules.kipprules import KippGroup, KippLimits
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role


@dataclass(frozen=True, slots=True)
class ToldResult:
    """One result with what took its place; `is_open` where this reader may correct it."""

    result: KippResult
    corrected_by: KippResult | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class NominationPage:
    """What the page of a nomination shows one reader."""

    nomination: Nomination
    age: AgeCheck
    limits: KippLimits
    group: KippGroup | None
    category: str
    moves: list[NominationArrow]
    may_edit: bool
    results: list[ToldResult]
    stages: list[KippStage]
    history: list[Any]


def nomination_of(user: User, year: int, pk: int) -> Nomination:
    """The nomination with this key in the KIPP edition of a year, as far as this person may know it; else 404."""
    found = Nomination.objects.visible_to(user).select_related("proposal__agency", "edition", "agency")
    kipp = {"edition__programme": Edition.Programme.KIPP, "edition__year": year}
    nomination: Nomination = get_object_or_404(found, pk=pk, **kipp)
    return nomination


def nomination_page(nomination: Nomination, user: User) -> NominationPage:
    """The page of a nomination for somebody who may know it; four queries."""
    edition, proposal = nomination.edition, nomination.proposal
    roles = SentProposal.objects.roles_of(user, proposal)
    limits = edition.limits_of(nomination.group)
    results = list(nomination.results.select_related("by"))
    tells = Role.COORDINATOR in roles and nomination.state == NominationState.ENTERED
    return NominationPage(
        nomination=nomination,
        age=check_age(proposal.applied_date, edition.closes_on, limits.min_age_months),
        limits=limits,
        group=edition.kipp.group_of(nomination.group),
        category=edition.kipp.label_of_category(nomination.category),
        moves=moves_for(nomination.state, proposal.status, roles, closed=edition.is_closed(timezone.localdate())),
        may_edit=bool(NOMINATORS & roles) and nomination.state in BEFORE_MINISTRY,
        results=_told(results, tells=tells),
        stages=open_stages(outcomes_of(results)) if tells else [],
        history=_history(nomination),
    )


def _told(results: Sequence[KippResult], *, tells: bool) -> list[ToldResult]:
    """The results in the order of their stages, a correction after what it corrects."""
    corrections = {one.corrects_id: one for one in results if one.corrects_id}
    order = list(KippStage)
    listed = sorted(results, key=lambda one: (PLACES[one.stage], order.index(KippStage(one.stage)), one.pk))
    return [ToldResult(one, corrections.get(one.pk), is_open=tells and one.pk not in corrections) for one in listed]


def _history(nomination: Nomination) -> list[Any]:
    """Its past states and numbers, the oldest first: those events of which one says something new; one query."""
    events = nomination.events.order_by("pgh_id")  # type: ignore[attr-defined]  # the table of its history
    told: list[Any] = []
    for event in events:
        said = (event.state, event.registration_number)
        if not told or (told[-1].state, told[-1].registration_number) != said:
            told.append(event)
    return told
