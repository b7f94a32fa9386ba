"""Writing assignments: who is asked to score which proposal, one by one or many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent, locked_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import UNDER_REVIEW, Role
from reviews.assigning.models import ReviewerWish
from reviews.core import notifications as core_notifications
from reviews.core.asking import ask_to_reckon
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.interests import rules as conflicts
from reviews.interests.services import check_exception

ACTIVE = (Assignment.State.ASSIGNED, Assignment.State.DONE)
BATCH = 1000
MOST_FAULTS = 10  # so many are named at once; a longer message would not be read
NOT_COORDINATED = "Hanya koordinator Bapperida yang dapat mengatur penilai usulan ini."
NOT_UNDER_REVIEW = "Penilai hanya dapat diatur untuk usulan yang sedang dinilai. Periksa status usulan ini."
Pair = tuple[SentProposal, User]


class PairsRefused(ReviewRefused):
    """Some of many assignments cannot be made, so none was; `refused` has the place of each among them, and why."""

    def __init__(self, refused: list[tuple[int, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in refused[:MOST_FAULTS]))
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer as offered for one proposal: the load in this stage, and what speaks against the person.

    `obstacle` can never be overridden; `doubt` comes from the record and can be, with a reason; `wish` is what the
    person said of this proposal, in words.
    """

    person: User
    load: int
    obstacle: str
    doubt: str
    wish: str = ""


def stage_of(proposal: SentProposal) -> ReviewStage:
    """The stage in which the proposal stands. Raises ReviewRefused when it is not under review or has no stage."""
    stage = ReviewStage.objects.filter(period=proposal.period_id, order=proposal.review_round).first()
    if proposal.status not in UNDER_REVIEW or stage is None:
        raise ReviewRefused(NOT_UNDER_REVIEW)
    return stage


def obstacle(person: User, proposal: SentProposal, conflicted: set[int]) -> str:
    """Why this person may never review this proposal, or an empty string; `conflicted` are users with a conflict."""
    if not (person.is_active and person.is_reviewer):
        return "bukan penilai aktif"
    if person.agency_id is not None and person.agency_id == proposal.agency_id:
        return "berasal dari instansi pengusul"
    if person.pk in conflicted:
        return "memiliki benturan kepentingan"
    return ""


def conflicted_people(proposal: SentProposal) -> set[int]:
    """Users with a standing conflict of interest on the proposal."""
    return set(Interest.objects.standing().filter(proposal=proposal).values_list("user_id", flat=True))


def candidates(proposal: SentProposal, stage: ReviewStage, by: User) -> list[Candidate]:
    """Everybody who could be asked, those with the smallest load first; loads as far as `by` may know of them."""
    conflicted = conflicted_people(proposal)
    known = SentProposal.objects.as_role(by, Role.COORDINATOR).order_by().values("pk")
    here = Q(assignments__stage=stage, assignments__state__in=ACTIVE, assignments__proposal__in=known)
    active = Count("assignments", filter=here)
    people = list(User.objects.reviewers().annotate(load=active).order_by("load", "sort_key", "pk"))
    doubts = conflicts.computed([proposal], [person.pk for person in people])[proposal.pk]
    wishes = {one.reviewer_id: one.get_wish_display() for one in ReviewerWish.objects.filter(proposal=proposal)}
    return [
        Candidate(
            person,
            person.load,
            obstacle(person, proposal, conflicted),
            doubts.get(person.pk, ""),
            wishes.get(person.pk, ""),
        )
        for person in people
    ]


@transaction.atomic
def assign(proposal: SentProposal, reviewer: User, *, by: User, override: str = "") -> Assignment:
    """Asks the reviewer to score the proposal in its present stage, and tells the person.

    An assignment that was taken back before comes back with everything already written. `override` is the reason for
    choosing somebody whom the record speaks against. Raises ReviewRefused when the person may not review it, when it
    is not under review, when `by` does not coordinate it, or when the procedure lets somebody else make exceptions.
    """
    return _ask([(proposal, reviewer)], by=by, override=override)[0][0]


@transaction.atomic
def assign_many(pairs: Iterable[tuple[SentProposal, User]], *, by: User) -> int:
    """Many assignments at once, with one message per reviewer; returns how many are new. All or nothing.

    The number of queries does not depend on theirs. Raises as `assign`, naming up to ten refusals.
    """
    return _ask(list(pairs), by=by)[1]


def _ask(pairs: list[Pair], *, by: User, override: str = "") -> tuple[list[Assignment], int]:
    """Stores what is asked of whom; returns all of it, and how much of it is new."""
    desk = _desk([proposal.pk for proposal, _ in pairs], {reviewer.pk for _, reviewer in pairs}, by=by)
    asked: dict[tuple[int, int], Assignment] = {}
    fresh: list[tuple[Assignment, dict[str, str]]] = []
    refused = []
    for nth, (proposal, reviewer) in enumerate(pairs):
        place = proposal.pk, reviewer.pk
        known = asked.get(place) or desk.present.get(place)
        try:
            stage = desk.stage_of(proposal)
            reason = "" if known and known.state in ACTIVE else desk.reason_for(proposal, reviewer, override)
        except ReviewRefused as refusal:
            refused.append((nth, str(refusal)))
            continue
        asked[place] = known or Assignment(stage=stage, proposal=desk.rows[proposal.pk], reviewer=reviewer)
        if not (known and known.state in ACTIVE):
            fresh.append((asked[place], {"state": known.state} if known else {}))
            asked[place].override_reason = reason
            _open(asked[place], by)
    if refused:
        raise PairsRefused(refused)
    store_tasks(fresh, by=by)
    return list(asked.values()), len(fresh)


def _open(row: Assignment, by: User) -> None:
    row.state = Assignment.State.DONE if row.done_at else Assignment.State.ASSIGNED
    row.reason, row.assigned_by = "", by


def store_tasks(fresh: Sequence[tuple[Assignment, dict[str, str]]], *, by: User, past: bool = False) -> None:
    """The one writer of tasks: new ones and those that come back, each with how it was before, the message to the
    reviewers and the entries on the record. It asks nothing, and belongs to the caller's transaction.

    With `past`, which only the demo says, the rows know when they were given, and it is told as of then.
    """
    Assignment.objects.bulk_create([row for row, before in fresh if not before], batch_size=BATCH)
    back = [row for row, before in fresh if before]
    for period in {row.proposal.period_id for row in back}:
        ask_to_reckon(period)
    Assignment.objects.bulk_update(back, ["state", "reason", "assigned_by", "override_reason"])
    core_notifications.assigned([row for row, _ in fresh], past=past)
    ledger.append_all([_note(row, before) for row, before in fresh], actor=by)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What asking looks at, gathered once for all pairs: the locked proposals and what speaks against each."""

    rows: dict[int, SentProposal]
    coordinated: set[int]
    stages: dict[tuple[int, int], ReviewStage]
    present: dict[tuple[int, int], Assignment]
    conflicted: dict[int, set[int]]
    doubts: dict[int, dict[int, str]]
    by: User

    def stage_of(self, proposal: SentProposal) -> ReviewStage:
        """The stage to score in. Raises ReviewRefused when there is none, or for others than coordinators."""
        current = self.rows.get(proposal.pk)
        if current is None or current.pk not in self.coordinated:
            raise ReviewRefused(NOT_COORDINATED)
        stage = self.stages.get((current.period_id, current.review_round))
        if current.status not in UNDER_REVIEW or stage is None:
            raise ReviewRefused(NOT_UNDER_REVIEW)
        return stage

    def reason_for(self, proposal: SentProposal, reviewer: User, override: str) -> str:
        """The reason of the override where one is needed, else nothing. Raises ReviewRefused."""
        current = self.rows[proposal.pk]
        against = obstacle(reviewer, current, self.conflicted[current.pk])
        if against:
            raise ReviewRefused(f"{reviewer} tidak dapat menilai {current.reference}: {against}. Pilih penilai lain.")
        doubt = self.doubts[current.pk].get(reviewer.pk, "")
        reason = as_typed(override) if doubt else ""
        if reason:
            check_exception(current.period_id, self.by)
        if doubt and not reason:
            raise ReviewRefused(
                f"{reviewer} {doubt}. Pilih penilai lain, atau tuliskan alasan pengecualian; "
                "alasan itu dicantumkan dalam berkas keputusan."
            )
        return reason


def _desk(keys: list[int], people: set[int], *, by: User) -> _Desk:
    """Locks the proposals, in one order, and reads the rest; the number of queries does not depend on how many."""
    rows = {row.pk: row for row in locked_sent(keys)}
    stages = ReviewStage.objects.filter(period__in={row.period_id for row in rows.values()})
    known = {(stage.period_id, stage.order): stage for stage in stages}
    earlier = Assignment.objects.filter(proposal__in=rows, reviewer__in=people).select_related("stage", "reviewer")
    conflicted: dict[int, set[int]] = defaultdict(set)
    for proposal, user in Interest.objects.standing().filter(proposal__in=rows).values_list("proposal", "user"):
        conflicted[proposal].add(user)
    present = {}
    for row in earlier:
        row.proposal = rows[row.proposal_id]
        if row.stage.order == row.proposal.review_round:
            present[row.proposal_id, row.reviewer_id] = row
    return _Desk(
        rows=rows,
        coordinated=_coordinated(by, rows),
        stages=known,
        present=present,
        conflicted=conflicted,
        doubts=conflicts.computed(rows.values(), people),
        by=by,
    )


def _note(row: Assignment, before: dict[str, str]) -> ledger.LedgerNote:
    """What the tamper-evident record keeps when somebody is asked."""
    after = {"state": row.state, "proposal": row.proposal_id, "reviewer": row.reviewer_id, "stage": row.stage_id}
    if row.override_reason:
        return ledger.LedgerNote(EntryKind.OVERRIDE, row, before, after | {"reason": row.override_reason})
    return ledger.LedgerNote(EntryKind.ASSIGNMENT, row, before, after, at=row.assigned_at)


@transaction.atomic
def unassign(assignments: Iterable[Assignment], *, by: User, reason: str = "") -> None:
    """Takes these tasks back, with one message per reviewer; scores and texts stay in the record but count no more.

    What has ended already stays as it is. A finished review needs a reason. Raises ReviewRefused without it, or when
    `by` does not coordinate every proposal.
    All or nothing; the number of queries does not depend on theirs.
    """
    tasks = {row.pk: row.proposal_id for row in assignments}
    proposals, reason = {row.pk: row for row in locked_sent(set(tasks.values()))}, as_typed(reason)
    if _coordinated(by, proposals) != set(tasks.values()):
        raise ReviewRefused(NOT_COORDINATED)
    active = Assignment.objects.active().filter(pk__in=tasks).select_related("reviewer").order_by("pk")
    ended = list(active.select_for_update(of=("self",)))
    before = {row.pk: {"state": row.state} for row in ended}
    for row in ended:
        if row.state == Assignment.State.DONE and not reason:
            raise ReviewRefused(f"{row.reviewer} sudah selesai menilai. Tuliskan alasan pembatalan, lalu kirim lagi.")
        row.proposal, row.state, row.reason = proposals[row.proposal_id], Assignment.State.REMOVED, reason
    Assignment.objects.bulk_update(ended, ["state", "reason"], batch_size=BATCH)
    core_notifications.unassigned(ended)
    for period in {row.proposal.period_id for row in ended}:
        ask_to_reckon(period)
    after = {"state": Assignment.State.REMOVED, "reason": reason}
    ledger.append_all([ledger.LedgerNote(EntryKind.ASSIGNMENT, row, before[row.pk], after) for row in ended], actor=by)


def _coordinated(by: User, keys: Iterable[int]) -> set[int]:
    """Those of the proposals with these keys that `by` coordinates."""
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(pk__in=keys)
    return set(own.order_by().values_list("pk", flat=True))


@transaction.atomic
def set_reviewers(proposal: SentProposal, chosen: Iterable[User], *, by: User, reason: str = "") -> tuple[int, int]:
    """Makes `chosen` the proposal's reviewers in its present stage; returns (added, removed). All or nothing."""
    stage = stage_of(proposal)
    wanted = {person.pk: person for person in chosen}
    present = {row.reviewer_id: row for row in Assignment.objects.active().filter(stage=stage, proposal=proposal)}
    added = [person for pk, person in wanted.items() if pk not in present]
    removed = [row for pk, row in present.items() if pk not in wanted]
    unassign(removed, by=by, reason=reason)
    for person in added:
        assign(proposal, person, by=by)
    return len(added), len(removed)


@transaction.atomic
def reassign(assignment: Assignment, reviewer: User, *, by: User) -> Assignment:
    """Gives a task to somebody else; what the first person wrote stays in the record.

    Raises as `assign`, and for a task of a stage that the proposal has left.
    """
    if stage_of(lock_sent(assignment.proposal_id)).pk != assignment.stage_id:
        raise ReviewRefused("Tugas ini milik tahap lain. Atur penilai tahap sekarang dari halaman penugasan usulannya.")
    unassign([assignment], by=by, reason=f"Dialihkan kepada {reviewer}.")
    return assign(assignment.proposal, reviewer, by=by)
