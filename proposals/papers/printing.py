"""The proposal as printed, with the names of its day."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.papers.rendering import qr_svg
from foundation.printing.services import Paper
from foundation.site import absolute
from proposals.core.approval.frozen import SentApproval
from proposals.core.approval.standing import live_approvals
from proposals.core.history.record import Event, Revision
from proposals.core.history.revisions import names_of
from proposals.core.models import Proposal
from proposals.core.workflow import PRIVATE, Action, Status
from proposals.sent.exchange import exchange_of
from proposals.sent.shown import Head, Shown


@dataclass(frozen=True, slots=True)
class PrintedMove:
    """One line of the printed history: what was done, by which office, when and why; never by which person."""

    label: str
    office: str
    at: datetime.datetime
    outcome: str
    note: str


def proposal_paper(shown: Shown) -> Paper:
    """The whole proposal: cover, profile, sections, evidence with short hashes, history and a QR to the portal.

    What was sent bears the names that agency and period had when it was sent; what its agency still writes, today's.
    """
    proposal = shown.head
    revision = shown.revision or Revision.objects.filter(proposal=proposal.pk).first()
    is_written = isinstance(proposal, Proposal) and proposal.is_editable and shown.revision is None
    names = names_of(proposal) if is_written or revision is None else vars(revision)
    title = shown.said["title"] if shown.revision else proposal.title
    context = {
        "proposal": proposal,
        "agency_name": names["agency_name"],
        "agency_short_name": names["agency_short_name"],
        "period_name": names["period_name"],
        "title": title,
        "profile": shown.profile,
        "steps": shown.steps,
        "attachments": shown.attachments,
        "moves": list(_moves(proposal)),
        "approval": _approval(proposal, revision, is_written=is_written),
        "exchange": exchange_of(proposal, shown.revision),
        "revision": revision,
        "is_old": shown.revision is not None,
        "is_draft": proposal.status in PRIVATE and shown.revision is None,
        "address": address_of(proposal),
        "qr": qr_svg(address_of(proposal), "Kode QR menuju usulan ini di portal"),
    }
    ending = f"-revisi-{shown.revision.number}" if shown.revision else ""
    name = f"usulan-{proposal.number or proposal.pk}{ending}.pdf"
    return Paper("proposals/papers/proposal.html", context, name, f"Cetak usulan: {title}")


def _approval(proposal: Head, revision: Revision | None, *, is_written: bool) -> SentApproval | None:
    """The approval of its head: the one that holds for what is still written, or the one with which it was sent."""
    if is_written:
        live = live_approvals([proposal.pk]).get(proposal.pk)
        return SentApproval.of(live) if live else None
    return SentApproval.within(revision.content) if revision else None


def address_of(proposal: Head) -> str:
    """The full address of the proposal in the portal; it opens only for those who may read it."""
    return absolute(proposal.get_absolute_url())


def _moves(proposal: Head) -> Iterator[PrintedMove]:
    for event in Event.objects.filter(proposal=proposal.pk).order_by("at", "pk"):
        office = event.office_name or "Portal"
        yield PrintedMove(Action(event.action).label, office, event.at, Status(event.target).label, event.note)
