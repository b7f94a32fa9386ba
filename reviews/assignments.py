"""Writing assignments: who is asked to score which proposal, one by one or many at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from agencies import ledger
from agencies.models import Kind, User
from proposals import services as proposals
from proposals.cleaning import clean_text
from proposals.models import Proposal
from proposals.workflow import UNDER_REVIEW, Role
from reviews import conflicts, notifications
from reviews.models import Assignment, ReviewStage
from reviews.services import ReviewRefused

ACTIVE = (Assignment.State.ASSIGNED, Assignment.State.DONE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer as offered for one proposal: the load in this stage, and what speaks against the person.

    `obstacle` can never be overridden; `doubt` comes from the record and can be, with a reason.
    """

    person: User
    load: int
    obstacle: str
    doubt: str


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
        return "memiliki benturan kepentingan"
    return ""


def conflicted_people(proposal: Proposal) -> set[int]:
    """Users with a standing conflict of interest on the proposal."""
    return set(proposal.conflicts.standing().values_list("user_id", flat=True))


def candidates(proposal: Proposal, stage: ReviewStage, by: User) -> list[Candidate]:
    """Everybody who could be asked, those with the smallest load first; loads as far as `by` may know of them."""
    conflicted = conflicted_people(proposal)
    known = Proposal.objects.as_role(by, Role.COORDINATOR).order_by().values("pk")
    here = Q(assignments__stage=stage, assignments__state__in=ACTIVE, assignments__proposal__in=known)
    active = Count("assignments", filter=here)
    people = list(User.objects.reviewers().annotate(load=active).order_by("load", "full_name", "pk"))
    doubts = conflicts.computed([proposal], [person.pk for person in people])[proposal.pk]
    return [
        Candidate(person, person.load, obstacle(person, proposal, conflicted), doubts.get(person.pk, ""))
        for person in people
    ]


@transaction.atomic
def assign(proposal: Proposal, reviewer: User, *, by: User, override: str = "") -> Assignment:
    """Asks the reviewer to score the proposal in its present stage, and tells the person.

    An assignment that was taken back before comes back with everything already written. `override` is the reason for
    choosing somebody whom the record speaks against. Raises ReviewRefused when the person may not review it, when it
    is not under review, or when `by` does not coordinate it.
    """
    current = proposals.lock(proposal)
    doubts = conflicts.computed([current], [reviewer.pk])[current.pk]
    assignment, fresh = _assign(current, reviewer, by=by, doubt=doubts.get(reviewer.pk, ""), override=override)
    if fresh:
        notifications.assigned(reviewer, [current])
    return assignment


def _assign(current: Proposal, reviewer: User, *, by: User, doubt: str, override: str = "") -> tuple[Assignment, bool]:
    _check_coordinator(by, current)
    stage = stage_of(current)
    present = Assignment.objects.filter(stage=stage, proposal=current, reviewer=reviewer).first()
    if present and present.state in ACTIVE:
        return present, False
    override = clean_text(override) if doubt else ""
    _check_free(reviewer, current, doubt=doubt, override=override)
    row = present or Assignment(stage=stage, proposal=current, reviewer=reviewer)
    before = {"state": present.state} if present else {}
    row.state = Assignment.State.DONE if row.done_at else Assignment.State.ASSIGNED
    row.reason, row.assigned_by, row.override_reason = "", by, override
    row.save()
    ledger.append_all([assignment_note(row, before, row.state)], actor=by)
    return row, True


def assignment_note(row: Assignment, before: dict[str, str], state: str) -> ledger.Note:
    """What the tamper-evident record keeps when somebody is asked; `state` is the one that the task starts in."""
    after = {"state": state, "proposal": row.proposal_id, "reviewer": row.reviewer_id, "stage": row.stage_id}
    if row.override_reason:
        return ledger.Note(Kind.OVERRIDE, row, before, after | {"reason": row.override_reason})
    return ledger.Note(Kind.ASSIGNMENT, row, before, after)


def _check_free(reviewer: User, proposal: Proposal, *, doubt: str, override: str) -> None:
    against = obstacle(reviewer, proposal, conflicted_people(proposal))
    if against:
        raise ReviewRefused(f"{reviewer} tidak dapat menilai {proposal.reference}: {against}. Pilih penilai lain.")
    if doubt and not override:
        raise ReviewRefused(
            f"{reviewer} {doubt}. Pilih penilai lain, atau tuliskan alasan pengecualian; "
            "alasan itu dicantumkan dalam berkas keputusan."
        )


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
    if row.state not in ACTIVE:
        return
    reason, before = clean_text(reason), row.state
    if row.state == Assignment.State.DONE and not reason:
        raise ReviewRefused(f"{row.reviewer} sudah selesai menilai. Tuliskan alasan pembatalan, lalu kirim lagi.")
    row.state, row.reason = Assignment.State.REMOVED, reason
    row.save(update_fields=["state", "reason"])
    notifications.unassigned(row.reviewer, current)
    ledger.append(
        Kind.ASSIGNMENT, row, actor=by, before={"state": before}, after={"state": row.state, "reason": reason}
    )


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
def reassign(assignment: Assignment, reviewer: User, *, by: User) -> Assignment:
    """Gives a task to somebody else; what the first person wrote stays in the record. Raises as `assign`."""
    unassign(assignment, by=by, reason=f"Dialihkan kepada {reviewer}.")
    return assign(assignment.proposal, reviewer, by=by)


@transaction.atomic
def assign_many(pairs: Iterable[tuple[Proposal, User]], *, by: User) -> int:
    """Many assignments at once, with one message per reviewer; returns how many are new. All or nothing."""
    wanted = list(pairs)
    rows = {proposal.pk: proposal for proposal, _ in wanted}
    doubts = conflicts.computed(rows.values(), {reviewer.pk for _, reviewer in wanted})
    told: dict[User, list[Proposal]] = defaultdict(list)
    for proposal, reviewer in wanted:
        current = proposals.lock(proposal)
        _, fresh = _assign(current, reviewer, by=by, doubt=doubts[proposal.pk].get(reviewer.pk, ""))
        if fresh:
            told[reviewer].append(proposal)
    for reviewer, given in told.items():
        notifications.assigned(reviewer, given)
    return sum(len(given) for given in told.values())


def import_rows(rows: Iterable[tuple[int, str, str]], *, by: User) -> int:
    """Assigns from a table of (row number, proposal number, user name): all of it, or nothing with every fault named.

    Returns how many assignments are new. Raises ReviewRefused with one sentence per faulty row.
    """
    wanted = list(rows)
    own = Proposal.objects.as_role(by, Role.COORDINATOR)
    found = {row.number: row for row in own.filter(number__in={number for _, number, _ in wanted})}
    people = {
        row.username: row for row in User.objects.reviewers().filter(username__in={name for _, _, name in wanted})
    }
    faults = [f"Baris {line}: usulan “{number}” tidak ditemukan." for line, number, _ in wanted if number not in found]
    faults += [f"Baris {line}: penilai “{name}” tidak ditemukan." for line, _, name in wanted if name not in people]
    if faults:
        raise ReviewRefused(" ".join(faults[:10]) + " Perbaiki lembarnya, lalu unggah lagi.")
    return assign_many([(found[number], people[name]) for _, number, name in wanted], by=by)


def overview(rows: QuerySet) -> QuerySet:
    """Proposals with the reviewers they want, have, and have reviews of, in the stage where they stand."""
    here = Q(assignments__stage__order=F("review_round"))
    stage = ReviewStage.objects.filter(period=OuterRef("period"), order=OuterRef("review_round"))
    return rows.annotate(
        wanted=Subquery(stage.values("reviewers_per_proposal")[:1]),
        reviewers=Count("assignments", filter=here & Q(assignments__state__in=ACTIVE)),
        complete=Count("assignments", filter=here & Q(assignments__state="done")),
    )
