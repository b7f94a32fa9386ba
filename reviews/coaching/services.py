"""Writing coaching plans: what the coordinator plans and shares, what the agency ticks, and how a plan ends."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import COACHED, Role
from reviews.coaching import notifications
from reviews.coaching.beginning import add_suggestions
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.core.models import Interest
from reviews.core.refusals import ReviewRefused

FASTER = "Rencana ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi."
CLOSED = "Pembinaan ini sudah ditutup. Minta koordinator Bapperida membukanya kembali."


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task as the coordinator wants it; `pk` None is a new one. One that was done is not named again."""

    text: str
    due: datetime.date
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """A whole plan as the coordinator wants it: an open task that is not among `tasks` is taken out."""

    goal: str
    coach: User | None
    coach_name: str
    coach_email: str
    tasks: Sequence[PlannedTask]


@transaction.atomic
def save_plan(plan: CoachingPlan, edit: PlanEdit, *, by: User, at: datetime.datetime | None = None) -> CoachingPlan:
    """Stores the plan as edited; people who know it already are told. `plan` is as the person saw it.

    `at` is when it was, and given by the demo alone, here and below. Raises ReviewRefused when `by` does not coordinate
    the proposal, when somebody was faster, when the plan is closed, or when the coach may not be one.
    """
    current = _coordinated(plan, by, seen=plan.version)
    _check_coach(current, edit)
    before = _facts(current)
    for name in ("goal", "coach", "coach_name", "coach_email"):
        setattr(current, name, getattr(edit, name))
    _store_tasks(current, edit.tasks)
    current.version += 1
    current.save()
    _record(current, "edited", by=by, before=before, after=_facts(current), at=at)
    if current.shared_at and at is None:
        notifications.changed(current)
    return current


def _check_coach(plan: CoachingPlan, edit: PlanEdit) -> None:
    coach = edit.coach
    if plan.shared_at and not (coach or edit.coach_name):
        raise ReviewRefused("Rencana ini sudah disampaikan, jadi pembinanya tidak boleh kosong. Pilih pembina lain.")
    if coach and coach.agency_id == plan.proposal.agency_id:
        raise ReviewRefused(f"{coach} berasal dari instansi pengusul. Pilih pembina dari luar instansi itu.")
    if coach and Interest.objects.standing().filter(user=coach, proposal=plan.proposal_id).exists():
        raise ReviewRefused(f"{coach} mempunyai benturan kepentingan pada usulan ini. Pilih pembina lain.")


def _store_tasks(plan: CoachingPlan, wanted: Sequence[PlannedTask]) -> None:
    """What is new is added, what is open and no longer wanted is taken out; what was done stands first."""
    standing = {task.pk: task for task in plan.tasks.open()}
    if {task.pk for task in wanted if task.pk} - standing.keys():
        raise ReviewRefused(FASTER)
    kept = {task.pk for task in wanted}
    plan.tasks.open().exclude(pk__in=[pk for pk in kept if pk]).delete()
    changed: list[CoachingTask] = []
    fresh: list[CoachingTask] = []
    done = plan.tasks.exclude(done_at=None).count()
    for order, task in enumerate(wanted, start=done + 1):
        row = standing[task.pk] if task.pk else CoachingTask(plan=plan)
        if row.due != task.due:
            row.reminded_on = None
        row.text, row.due, row.order = task.text, task.due, order
        (changed if task.pk else fresh).append(row)
    CoachingTask.objects.bulk_update(changed, ["text", "due", "order", "reminded_on"])
    CoachingTask.objects.bulk_create(fresh)


@transaction.atomic
def take_suggestions(plan: CoachingPlan, *, by: User) -> int:
    """Adds what the reviews say and the plan does not hold yet; returns how many tasks. Raises as `save_plan`."""
    current = _coordinated(plan, by)
    added = add_suggestions([current], {current.proposal_id: timezone.now()})
    if added:
        current.version += 1
        current.save(update_fields=["version"])
        _record(current, "suggested", by=by, after={"added": added})
    return added


@transaction.atomic
def share(plan: CoachingPlan, *, by: User, at: datetime.datetime | None = None) -> None:
    """From now on the agency and the coach see the plan; both are told. Shared twice, it changes nothing.

    Raises ReviewRefused without a coach or without an open task, and as `save_plan` does.
    """
    current = _coordinated(plan, by)
    if current.shared_at:
        return
    if not current.coached_by:
        raise ReviewRefused("Pilih pembinanya lebih dahulu, lalu sampaikan rencana ini.")
    if not current.tasks.open().exists():
        raise ReviewRefused("Tulis paling sedikit satu tugas lebih dahulu, lalu sampaikan rencana ini.")
    current.shared_at = at or timezone.now()
    current.save(update_fields=["shared_at"])
    _record(current, "shared", by=by, after=_facts(current), at=at)
    if at is None:
        notifications.shared(current)


@transaction.atomic
def close(plan: CoachingPlan, note: str, *, by: User, at: datetime.datetime | None = None) -> None:
    """Ends the coaching with what came of it. Raises ReviewRefused without a note, and as `save_plan` does."""
    current, note = _coordinated(plan, by), as_typed(note)
    if not note:
        raise ReviewRefused("Tuliskan hasil pembinaannya, lalu tutup lagi.")
    current.closed_at, current.closing, current.closing_note = at or timezone.now(), CoachingPlan.Closing.FINISHED, note
    current.version += 1
    current.save(update_fields=["closed_at", "closing", "closing_note", "version"])
    _record(current, "closed", by=by, after={"note": note}, at=at)
    if current.shared_at and at is None:
        notifications.closed(current)


@transaction.atomic
def reopen(plan: CoachingPlan, *, by: User) -> None:
    """Takes a plan up again that was closed with its result.

    Raises ReviewRefused when `by` does not coordinate it or when its proposal is not in coaching any more.
    """
    current = _coordinated(plan, by, closed=True)
    if current.closed_at is None:
        return
    if current.proposal.status not in COACHED:
        raise ReviewRefused("Usulan ini tidak lagi dalam pembinaan, jadi rencananya tidak dapat dibuka kembali.")
    before = {"note": current.closing_note}
    current.closed_at, current.closing, current.closing_note = None, "", ""
    current.version += 1
    current.save(update_fields=["closed_at", "closing", "closing_note", "version"])
    _record(current, "again", by=by, before=before)


@transaction.atomic
def tick(task: CoachingTask, note: str, *, by: User, at: datetime.datetime | None = None) -> None:
    """The agency has done a task; the note says what. Ticked before, it stays as it was.

    Raises ReviewRefused without a note, for anybody but the agency's people, and when the plan is not running.
    """
    current, note = _own(task, by), as_typed(note)
    if current.done_at:
        return
    if not note:
        raise ReviewRefused("Tuliskan apa yang sudah dikerjakan, lalu tandai lagi.")
    current.done_at, current.done_by, current.note = at or timezone.now(), by, note
    current.save(update_fields=["done_at", "done_by", "note"])
    _record(current.plan, "done", by=by, after={"task": current.pk, "note": note}, at=at)


@transaction.atomic
def untick(task: CoachingTask, *, by: User) -> None:
    """Takes a tick back; what was written stays on the record. Raises ReviewRefused as `tick` does."""
    current = _own(task, by)
    if current.done_at is None:
        return
    before = {"task": current.pk, "note": current.note}
    current.done_at, current.done_by, current.note = None, None, ""
    current.save(update_fields=["done_at", "done_by", "note"])
    _record(current.plan, "undone", by=by, before=before)


def _locked(plan: int, proposal: int) -> CoachingPlan:
    """The proposal is locked first, as every move does, so that a move and a write here never wait for each other."""
    lock_sent(proposal)
    found = CoachingPlan.objects.select_for_update(of=("self",)).select_related("proposal__agency", "coach")
    return found.get(pk=plan)


def _coordinated(plan: CoachingPlan, by: User, *, seen: int | None = None, closed: bool = False) -> CoachingPlan:
    """The plan as it stands, locked. Raises ReviewRefused as `save_plan` says; `closed`: it may be closed."""
    current = _locked(plan.pk, plan.proposal_id)
    if Role.COORDINATOR not in SentProposal.objects.roles_of(by, current.proposal):
        raise ReviewRefused("Hanya koordinator Bapperida yang dapat mengubah rencana pembinaan ini.")
    if current.closed_at and not closed:
        raise ReviewRefused(CLOSED)
    if seen is not None and seen != current.version:
        raise ReviewRefused(FASTER)
    return current


def _own(task: CoachingTask, by: User) -> CoachingTask:
    """The task as it stands, locked with its plan. Raises ReviewRefused as `tick` says."""
    plan = _locked(task.plan_id, task.plan.proposal_id)
    if Role.PROPOSER not in SentProposal.objects.roles_of(by, plan.proposal):
        raise ReviewRefused("Hanya operator instansi pengusul yang dapat menandai tugas ini.")
    if plan.closed_at:
        raise ReviewRefused(CLOSED)
    current = plan.tasks.filter(pk=task.pk).first()
    if plan.shared_at is None or current is None:
        raise ReviewRefused("Rencana ini sedang disusun ulang koordinator. Muat ulang halaman ini.")
    current.plan = plan
    return current


def _facts(plan: CoachingPlan) -> dict[str, object]:
    """What the record keeps of a plan; an address of mail stays out of it."""
    tasks = [[row.pk, row.text, row.due.isoformat()] for row in plan.tasks.all()]
    return {"goal": plan.goal, "coach": plan.coach_id, "coach_name": plan.coach_name, "tasks": tasks}


def _record(
    plan: CoachingPlan, what: str, *, by: User, before: ledger.Content | None = None,
    after: ledger.Content | None = None, at: datetime.datetime | None = None,
) -> None:  # fmt: skip
    about = {"proposal": plan.proposal_id, "what": what}
    note = ledger.LedgerNote(EntryKind.COACHING, plan, before or {}, {**(after or {}), **about}, at=at)
    ledger.append_all([note], actor=by)
