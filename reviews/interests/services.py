"""Conflicts of interest as the coordinator keeps them: recorded for somebody, and lifted with a reason."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.core.asking import ask_to_reckon
from reviews.core.models import Assignment, Interest
from reviews.core.refusals import ReviewRefused
from reviews.procedure.models import Procedure
from reviews.procedure.rules import may_except, who_deviates


@dataclass(frozen=True, slots=True)
class InterestTally:
    """How often conflicts stand, and how often one was set aside: lifted, or overridden for one assignment."""

    standing: int
    lifted: int
    overridden: int

    @property
    def exceptions(self) -> int:
        return self.lifted + self.overridden


def tally(period: Period, by: User) -> InterestTally:
    """The counts of the period on the proposals that `by` coordinates; three queries."""
    known = Interest.objects.coordinated_by(by).filter(proposal__period=period)
    coordinated = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(period=period).order_by().values("pk")
    overridden = Assignment.objects.active().filter(proposal__in=coordinated).exclude(override_reason="")
    return InterestTally(known.standing().count(), known.lifted().count(), overridden.count())


def coordinated(number: str, by: User) -> SentProposal | None:
    """The proposal with this number, if `by` coordinates it; for everybody else it does not exist."""
    return SentProposal.objects.as_role(by, Role.COORDINATOR).filter(number__iexact=number.strip()).first()


@transaction.atomic
def record(person: User, proposal: SentProposal, *, kind: str, reason: str, by: User) -> Interest:
    """A conflict that somebody else knows of, such as coaching, stands from now on; the person's tasks end.

    Raises ReviewRefused when `by` does not coordinate the proposal, without a reason, or when one stands already.
    """
    reason = as_typed(reason)
    if Role.COORDINATOR not in SentProposal.objects.roles_of(by, proposal):
        raise ReviewRefused("Hanya koordinator Bapperida yang dapat mencatat benturan kepentingan usulan ini.")
    if not reason:
        raise ReviewRefused("Tuliskan dasar benturan kepentingannya, lalu simpan lagi.")
    if Interest.objects.standing().filter(user=person, proposal=proposal).exists():
        raise ReviewRefused(f"Benturan kepentingan {person} pada {proposal.reference} sudah tercatat.")
    return declare_conflict(person, lock_sent(proposal.pk), reason=reason, by=by, kind=kind)


@transaction.atomic
def lift(conflict: Interest, *, by: User, reason: str) -> Interest:
    """Overrides a standing conflict; the reason is printed in the decision papers. Ended tasks stay ended.

    Raises ReviewRefused without a reason, when it was lifted already, when the procedure of the period names somebody
    else, or when `by` neither coordinates nor leads the proposal, as is the case for everybody's own conflict.
    """
    reason = as_typed(reason)
    found = Interest.objects.known_to(by).standing().filter(pk=conflict.pk).select_related("proposal")
    current = found.select_for_update(of=("self",)).first()
    if current is None or not (by.is_coordinator or may_except(current.proposal.period_id, by)):
        raise ReviewRefused("Benturan kepentingan ini sudah dicabut atau tidak tersedia bagi Anda.")
    check_exception(current.proposal.period_id, by)
    if not reason:
        raise ReviewRefused("Tuliskan alasan pencabutan, lalu kirim lagi.")
    current.lifted_at, current.lifted_by, current.lift_reason = timezone.now(), by, reason
    current.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    before, after = {"standing": True, "reason": current.reason}, {"standing": False, "reason": reason}
    about = {"user": current.user_id, "proposal": current.proposal_id}
    ledger.append(EntryKind.OVERRIDE, current, actor=by, before=before, after=after | about)
    return current


def check_exception(period: int, by: User) -> None:
    """Raises ReviewRefused for somebody who may not set a conflict aside in the period with this key."""
    if not may_except(period, by):
        raise ReviewRefused(who_deviates(Procedure.objects.get(pk=period)))


@transaction.atomic
def declare_conflict(
    user: User, proposal: SentProposal, *, reason: str, by: User, kind: str = Interest.Kind.DECLARED,
    at: datetime.datetime | None = None,
) -> Interest:  # fmt: skip
    """A conflict of interest stands from now on; all active assignments of the person on the proposal end.

    Declaring it twice changes nothing. `at` is when it was declared, and given by the demo alone.
    """
    told = {"reason": reason, "kind": kind, "declared_by": by, "declared_at": at or timezone.now()}
    Assignment.objects.active().filter(reviewer=user, proposal=proposal).update(
        state=Assignment.State.RECUSED, reason=reason
    )
    ask_to_reckon(proposal.period_id)
    conflict, fresh = Interest.objects.get_or_create(user=user, proposal=proposal, lifted_at=None, defaults=told)
    if fresh:
        after = {"user": conflict.user_id, "proposal": conflict.proposal_id, "reason": conflict.reason}
        acting_for = None if by == user else user
        note = ledger.LedgerNote(EntryKind.CONFLICT, conflict, {}, after, acting_for, conflict.declared_at)
        ledger.append_all([note], actor=by)
    return conflict
