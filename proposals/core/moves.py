"""Moves of proposals, their numbers and revisions. Every function is one transaction and refuses with a sentence."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.city import city
from proposals.core import gates, notifications, workflow
from proposals.core.locking import check_open, lock
from proposals.core.models import Proposal
from proposals.core.numbering import format_number
from proposals.core.periods import Period
from proposals.core.readiness import shortfalls
from proposals.core.record import Event, Revision
from proposals.core.remarking import answer_remarks, write_remarks
from proposals.core.revisions import content_hash, content_of
from proposals.core.workflow import DECIDED, Action, NotReady, OutOfDate, Step
from proposals.text.cleaning import clean_text


@transaction.atomic
def perform(
    action: str, proposal: Proposal, *, by: User, note: str = "", remarks: Mapping[str, str] | None = None
) -> Event:
    """Carries out one move of the workflow: asks the table, moves if nobody was faster, records, tells.

    `remarks` maps section keys to words about them; a step that takes no remarks leaves them aside.
    Raises NotAvailable, NoteMissing, NotReady, WritingClosed or OutOfDate; nothing is changed then.
    """
    note = clean_text(note).strip()
    current = lock(proposal)
    step = workflow.find(action, proposal.status, Proposal.objects.roles_of(by, current), note)
    gates.check(step, current)
    changes = changes_of(step, current, note)
    moved = Proposal.objects.filter(pk=proposal.pk, status=step.source, review_round=proposal.review_round).update(
        status=step.target, **changes
    )
    if not moved:
        raise OutOfDate("Usulan ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi.")
    if step.action is Action.SUBMIT:
        freeze(current, by=by)
    event = record(step, current, by=by, note=note)
    if remarks and step.takes_remarks:
        write_remarks(event, current, remarks)
    current.refresh_from_db()
    notifications.moved(event, current)
    if is_decision(step):
        ledger.append_all([decision_note(step, current, note)], actor=by)
    return event


def is_decision(step: Step) -> bool:
    """Whether the step makes or takes back a decision, and so goes on the tamper-evident record."""
    return bool({step.source, step.target} & DECIDED)


def decision_note(step: Step, proposal: Proposal, note: str) -> ledger.LedgerNote:
    """What the record keeps of such a step."""
    after = {"status": step.target, "action": step.action, "note": note}
    return ledger.LedgerNote(EntryKind.DECISION, proposal, {"status": step.source}, after)


def changes_of(step: Step, proposal: Proposal, note: str) -> dict[str, Any]:
    """What moves along with the status for this step; refuses what the step additionally needs."""
    now = timezone.now()
    changes: dict[str, Any] = {"status_since": now, "updated_at": now}
    if step.action is Action.SUBMIT:
        changes |= _submission(proposal)
    elif step.action is Action.REVIVE:
        check_open(proposal.period, proposal.agency)
    elif step.action is Action.ADVANCE:
        changes["review_round"] = F("review_round") + 1
    elif step.action is Action.ESTABLISH:
        changes["decree_number"] = note
    return changes


def _submission(proposal: Proposal) -> dict[str, Any]:
    check_open(proposal.period, proposal.agency)
    missing = shortfalls(proposal)
    if missing:
        raise NotReady(missing)
    changes: dict[str, Any] = {"review_round": 1}
    if not proposal.number:
        changes["number"] = next_number(proposal.period)
    if not proposal.submitted_at:
        changes["submitted_at"] = timezone.now()
    return changes


def next_number(period: Period) -> str:
    """The next number of the period; numbers are given out in order and never twice, because the row is locked.

    Others may refer to the period meanwhile, so that a long import and a submission do not wait for each other.
    """
    locked = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    locked.last_sequence += 1
    locked.save(update_fields=["last_sequence"])
    return format_number(city()["city"]["number_prefix"], locked.year, locked.last_sequence)


def freeze(proposal: Proposal, *, by: User) -> Revision:
    """The revision of this submission; content equal to the newest revision makes no new one."""
    content = content_of(proposal)
    digest = content_hash(content)
    newest = proposal.revisions.first()
    if newest and newest.sha256 == digest:
        return newest
    revision = Revision.objects.create(
        proposal=proposal,
        number=newest.number + 1 if newest else 1,
        content=content,
        sha256=digest,
        created_by=by,
    )
    answer_remarks(proposal, revision, newest)
    return revision


def record(step: Step, proposal: Proposal, *, by: User | None, note: str) -> Event:
    """One row per move in the history that nobody can change."""
    return Event.objects.create(
        proposal=proposal, action=step.action, source=step.source, target=step.target, actor=by, note=note
    )
