"""The papers of one proposal: the proposal as printed, and the receipt of its submission."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.city import city
from foundation.papers.rendering import qr_svg, render_pdf
from foundation.printing.services import Paper
from foundation.site import absolute
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.workflow import PRIVATE, STEPS, Action, Role, Status
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
    """The whole proposal: cover, profile, sections, evidence with short hashes, history and a QR to the portal."""
    proposal = shown.head
    context = {
        "proposal": proposal,
        "profile": shown.profile,
        "steps": shown.steps,
        "attachments": shown.attachments,
        "moves": list(_moves(proposal)),
        "revision": Revision.objects.filter(proposal=proposal.pk).defer("content").first(),
        "is_draft": proposal.status in PRIVATE,
        "address": address_of(proposal),
        "qr": qr_svg(address_of(proposal), "Kode QR menuju usulan ini di portal"),
    }
    name = f"usulan-{proposal.number or proposal.pk}.pdf"
    return Paper("proposals/papers/proposal.html", context, name, f"Cetak usulan: {proposal.title}")


def receipt_pdf(proposal: Head) -> bytes:
    """One page that says what was received from whom and when, with the hash of the frozen content."""
    context = {
        "proposal": proposal,
        "name": proposal.sent_title if isinstance(proposal, Proposal) else proposal.title,
        "revision": Revision.objects.filter(proposal=proposal.pk).defer("content").first(),
        "address": address_of(proposal),
        "qr": qr_svg(address_of(proposal), "Kode QR menuju usulan ini di portal"),
    }
    return render_pdf("proposals/papers/receipt.html", context)


def address_of(proposal: Head) -> str:
    """The full address of the proposal in the portal; it opens only for those who may read it."""
    return absolute(proposal.get_absolute_url())


def _moves(proposal: Head) -> Iterator[PrintedMove]:
    for event in Event.objects.filter(proposal=proposal.pk).order_by("at", "pk"):
        yield PrintedMove(
            Action(event.action).label, _office(event, proposal), event.at, Status(event.target).label, event.note
        )


def _office(event: Event, proposal: Head) -> str:
    if event.actor_id is None:
        return "Portal"
    by_proposer = any(step.action == event.action and step.role is Role.PROPOSER for step in STEPS)
    office: str = proposal.agency.short_name if by_proposer else city().office.short_name
    return office
