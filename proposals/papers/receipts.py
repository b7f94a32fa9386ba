"""The receipt of a submission: what a revision says, issued once, so that it opens for ever with the same bytes."""

from typing import Any, Final

from django.utils import timezone

from foundation.issued import services
from foundation.issued.models import IssuedPaper, Subject, address_of, versions_of
from foundation.issued.services import PaperHead
from foundation.papers.rendering import qr_svg, render_pdf
from foundation.site import absolute
from proposals.core.approval.frozen import SentApproval
from proposals.core.head import detail_url
from proposals.core.history.record import Revision
from proposals.core.whereabouts import way_ahead
from proposals.sent.received import received

RECEIPT: Final = "tanda-terima"
TEMPLATE: Final = "proposals/papers/receipt.html"
IN_PORTAL: Final = "Kode QR menuju usulan ini di portal"


def receipt_of(revision: Revision) -> IssuedPaper:
    """The issued receipt of a revision, which is printed and issued now where that was not done before.

    It says what the revision keeps, with the names of the day it was sent. Who asks at the same moment gets the same.
    """
    issued = versions_of(RECEIPT, Subject.of(revision)).first()
    if issued:
        return issued
    code = services.new_code()
    return services.issue(_head(revision), receipt_pdf(revision, code), by=None, code=code)


def receipt_pdf(revision: Revision, code: str) -> bytes:
    """What was received from whom and when, its files, the hash of the frozen content, and what comes next.

    The dates of what comes next are those that are set on the day it is printed, which it names.
    """
    return render_pdf(TEMPLATE, _context(revision, code))


def _head(revision: Revision) -> PaperHead:
    number = str(revision.proposal.number)
    return PaperHead(
        kind=RECEIPT,
        kind_name="Tanda terima usulan",
        subject=Subject.of(revision),
        title=f"Tanda terima usulan {number}, revisi {revision.number}",
        about=f"{revision.agency_name}, {revision.period_name}",
        series=f"TT-{revision.created_at.year}",
        filename=f"tanda-terima-{number}.pdf",
    )


def _context(revision: Revision, code: str) -> dict[str, Any]:
    proposal = revision.proposal
    address = absolute(detail_url(proposal.pk))
    return {
        "number": proposal.number,
        "submitted_at": proposal.submitted_at,
        "name": revision.content["profile"]["title"],
        "revision": revision,
        "approval": SentApproval.within(revision.content),
        "received": received(revision, proposal.period.guide),
        "stops": way_ahead(proposal),
        "printed_on": timezone.localdate(),
        "address": address,
        "check_at": address_of(code),
        "qr": qr_svg(address, IN_PORTAL),
    }
