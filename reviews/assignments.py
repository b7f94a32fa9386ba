"""Writing assignments: who is asked to score which proposal, one by one or many at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from agencies.models import User
from proposals import services as proposals
from proposals.cleaning import clean_text
from proposals.models import Proposal
from proposals.workflow import UNDER_REVIEW, Role
from reviews import notifications
from reviews.models import Assignment, ReviewStage
from reviews.services import ReviewRefused


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer as offered for one proposal: the load in this stage, and why not, if something stands against it."""

    person: User
    load: int
    obstacle: str


def stage_of(proposal: Proposal) -> ReviewStage:
    """The stage in which the proposal stands. Raises ReviewRefused when it is not under review or has no stage."""
    stage = ReviewStage.objects.filter(period=proposal.period_id, order=proposal.review_round).first()
    if proposal.status not in UNDER_REVIEW or stage is None:
        raise ReviewRefused("Penilai hanya dapat diatur untuk usulan yang sedang dinilai. Periksa status usulan ini.")
    return stage


def obstacle(person: User, proposal: Proposal, conflicted: set[int]) -> str:
    """Why this person may never review this proposal, or an empty string; `conflicted` are users with a conflict."""
    if not (person.is_active and person.is_reviewer):
        return "bukan penilai aktif"
    if person.agency_id is not None and person.agency_id == proposal.agency_id:
        return "berasal dari instansi pengusul"
    if person.pk in conflicted:
        return "menyatakan benturan kepentingan"
    return ""


def conflicted_people(proposal: Proposal) -> set[int]:
    """Users with a standing conflict of interest on the proposal."""
    return set(proposal.conflicts.standing().values_list("user_id", flat=True))


def candidates(proposal: Proposal, stage: ReviewStage) -> list[Candidate]:
    """Everybody who could be asked, those with the smallest load first; two queries."""
    conflicted = conflicted_people(proposal)
    active = Count("assignments", filter=Q(assignments__stage=stage, assignments__state__in=("assigned", "done")))
    people = User.objects.reviewers().annotate(load=active).order_by("load", "full_name", "pk")
    return [Candidate(person, person.load, obstacle(person, proposal, conflicted)) for person in people]


@transaction.atomic
def assign(proposal: Proposal, reviewer: User, *, by: User) -> Assignment:
    """Asks the reviewer to score the proposal in its present stage, and tells the person.

    An assignment that was taken back before comes back with everything already written. Raises ReviewRefused when the
    person may not review it, when it is not under review, or when `by` does not coordinate it.
    """
    assignment, fresh = _assign(proposal, reviewer, by=by)
    if fresh:
        notifications.assigned(reviewer, [proposal])
    return assignment


def _assign(proposal: Proposal, reviewer: User, *, by: User) -> tuple[Assignment, bool]:
    current = proposals.lock(proposal)
    _check_coordinator(by, current)
    stage = stage_of(current)
    against = obstacle(reviewer, current, conflicted_people(current))
    if against:
        raise ReviewRefused(f"{reviewer} tidak dapat menilai {current.reference}: {against}. Pilih penilai lain.")
    assignment, fresh = Assignment.objects.get_or_create(
        stage=stage, proposal=current, reviewer=reviewer, defaults={"assigned_by": by}
    )
    if fresh or assignment.state in (Assignment.State.ASSIGNED, Assignment.State.DONE):
        return assignment, fresh
    assignment.state = Assignment.State.DONE if assignment.done_at else Assignment.State.ASSIGNED
    assignment.reason, assignment.assigned_by = "", by
    assignment.save(update_fields=["state", "reason", "assigned_by"])
    return assignment, True


def _check_coordinator(by: User, proposal: Proposal) -> None:
    if Role.COORDINATOR not in Proposal.objects.roles_of(by, proposal):
        raise ReviewRefused("Hanya koordinator Bapperida yang dapat mengatur penilai usulan ini.")


@transaction.atomic
def unassign(assignment: Assignment, *, by: User, reason: str = "") -> None:
    """Takes the task back; scores and texts stay in the record but count no more.

    A finished review needs a reason. Raises ReviewRefused without it, or when `by` does not coordinate the proposal.
    """
    current = proposals.lock(assignment.proposal)
    _check_coordinator(by, current)
    row = Assignment.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=assignment.pk)
    if row.state not in (Assignment.State.ASSIGNED, Assignment.State.DONE):
        return
    reason = clean_text(reason)
    if row.state == Assignment.State.DONE and not reason:
        raise ReviewRefused(f"{row.reviewer} sudah selesai menilai. Tuliskan alasan pembatalan, lalu kirim lagi.")
    row.state, row.reason = Assignment.State.REMOVED, reason
    row.save(update_fields=["state", "reason"])
    notifications.unassigned(row.reviewer, current)


@transaction.atomic
def set_reviewers(proposal: Proposal, chosen: Iterable[User], *, by: User, reason: str = "") -> tuple[int, int]:
    """Makes `chosen` the proposal's reviewers in its present stage; returns (added, removed). All or nothing."""
    stage = stage_of(proposal)
    wanted = {person.pk: person for person in chosen}
    present = {row.reviewer_id: row for row in Assignment.objects.active().filter(stage=stage, proposal=proposal)}
    added = [person for pk, person in wanted.items() if pk not in present]
    removed = [row for pk, row in present.items() if pk not in wanted]
    for row in removed:
        unassign(row, by=by, reason=reason)
    for person in added:
        assign(proposal, person, by=by)
    return len(added), len(removed)


@transaction.atomic
def assign_many(pairs: Iterable[tuple[Proposal, User]], *, by: User) -> int:
    """Many assignments at once, with one message per reviewer; returns how many are new. All or nothing."""
    told: dict[User, list[Proposal]] = defaultdict(list)
    for proposal, reviewer in pairs:
        _, fresh = _assign(proposal, reviewer, by=by)
        if fresh:
            told[reviewer].append(proposal)
    for reviewer, given in told.items():
        notifications.assigned(reviewer, given)
    return sum(len(given) for given in told.values())


def overview(rows: QuerySet) -> QuerySet:
    """Proposals with the reviewers they want, have, and have reviews of, in the stage where they stand."""
    here = Q(assignments__stage__order=F("review_round"))
    stage = ReviewStage.objects.filter(period=OuterRef("period"), order=OuterRef("review_round"))
    return rows.annotate(
        wanted=Subquery(stage.values("reviewers_per_proposal")[:1]),
        reviewers=Count("assignments", filter=here & Q(assignments__state__in=("assigned", "done"))),
        complete=Count("assignments", filter=here & Q(assignments__state="done")),
    )
