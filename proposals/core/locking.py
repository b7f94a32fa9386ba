"""Before any write on a proposal: whether it is open to this person now, and the lock on its row."""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from agencies.core.models import Agency, User
from foundation.papers.moments import spoken
from proposals.core import workflow
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.querysets import ProposalQuerySet, SentQuerySet
from proposals.core.sent import AnyProposal, SentProposal
from proposals.core.workflow import Role

NOT_THEIRS = "Hanya operator instansi pengusul yang dapat mengubah usulan ini."


class WritingClosed(workflow.WorkflowError):
    """The period, the status or the person does not allow writing now."""


class NotTheirs(WritingClosed):
    """This person does not write this proposal, whatever its state."""


def check_writable(proposal: Proposal, by: User) -> None:
    """Raises WritingClosed unless this person may change this proposal now."""
    if Role.PROPOSER not in Proposal.objects.roles_of(by, proposal):
        raise NotTheirs(NOT_THEIRS)
    _check_open_now(proposal)


def lock_writable(key: int, by: User) -> Proposal:
    """The proposal with this key, locked as by `lock`; raises as `check_writable` does. One query."""
    try:
        proposal = locked([key]).as_role(by, Role.PROPOSER).get()
    except Proposal.DoesNotExist as problem:
        raise NotTheirs(NOT_THEIRS) from problem
    _check_open_now(proposal)
    return proposal


def _check_open_now(proposal: Proposal) -> None:
    if not proposal.is_editable:
        raise WritingClosed(
            f"Usulan berstatus “{proposal.get_status_display()}” tidak dapat diubah. "
            "Tarik usulan, atau tunggu permintaan perbaikan dari Bapperida."
        )
    check_open(proposal.period, proposal.agency)


def check_open(period: Period, agency: Agency) -> None:
    """Raises WritingClosed outside the dates of the period and of the agency's extension."""
    if not period.is_open_for(agency):
        when = f"dibuka {spoken(period.opens_at)}"
        if timezone.now() > period.closes_at:
            when = f"ditutup {spoken(period.closing_for(agency))}"
        raise WritingClosed(
            f"{period.name} {when}. Bila instansi Anda memerlukan waktu tambahan, hubungi koordinator Bapperida."
        )


def lock(proposal: AnyProposal) -> Proposal:
    """The proposal as it stands now, locked until the end of the transaction; only its key is read from `proposal`."""
    return locked([proposal.pk]).get()


def locked(keys: Iterable[int]) -> ProposalQuerySet:
    """The proposals with these keys, locked in one order, so that two transactions never wait for each other."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("period__guide", "agency")
    # The search column and the guide's fields are large and no save needs them.
    return rows.defer("search", "period__guide__profile").filter(pk__in=keys).order_by("pk")


def lock_sent(key: int) -> SentProposal:
    """What was sent of the proposal with this key, its stored row locked as by `lock`."""
    return locked_sent([key]).get()


def locked_sent(keys: Iterable[int]) -> SentQuerySet:
    """What was sent of the proposals with these keys, their stored rows locked as by `locked`."""
    rows = SentProposal.objects.select_for_update(of=("self",)).select_related("period", "agency")
    return rows.filter(pk__in=keys).order_by("pk")


def touch(proposal: Proposal) -> None:
    """Notes that the content changed and when."""
    Proposal.objects.filter(pk=proposal.pk).update(version=F("version") + 1, updated_at=timezone.now())
