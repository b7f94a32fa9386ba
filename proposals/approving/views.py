"""The operator's page: asking the head, handing the link over, taking it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.naming import head_of
from agencies.core.requests import SignedInRequest
from agencies.officials.offices import Office
from agencies.officials.picking import signatory
from foundation.once import sent_once
from foundation.whatsapp import whatsapp_url
from proposals.approving import services
from proposals.approving.forms import HeadForm
from proposals.approving.notifications import head_url
from proposals.approving.state import letter_kind, state_of
from proposals.approving.tokens import handed_token
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.guide.readiness import completeness
from proposals.core.locking import check_writable
from proposals.core.models import Proposal
from proposals.core.workflow import WorkflowError
from proposals.writing.desk import own


@sent_once()
def approval(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the approval of an own proposal stands; POST asks the head."""
    proposal = own(request, pk)
    kind = letter_kind(proposal.period.guide)
    if kind is None:
        raise Http404
    state = state_of(proposal)
    form = HeadForm(request.POST or None, initial=_known_head(proposal, state.asked))
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask(proposal, form.asked, by=request.user)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Tautan dikirim ke {asked.email}. Salinannya untuk WhatsApp ada di bawah.")
            return redirect("proposals:approval", pk)
    link = head_url(token) if state.waits and state.asked and (token := handed_token(state.asked)) else ""
    context = {
        "proposal": proposal,
        "kind": kind,
        "state": state,
        "form": form,
        "closed": _closed(proposal, request),
        "others": [item for item in completeness(proposal).missing if item.anchor != f"id_{kind.key}"],
        "link": link,
        "is_head": bool(link and services.own_account(proposal.agency, request.user)),
        "whatsapp": whatsapp_url("", _words(proposal, link)) if link else "",
        "answers": HeadAnswer.objects.filter(proposal=proposal).defer("content"),
    }
    return render(request, "proposals/approving/approval.html", context)


def _closed(proposal: Proposal, request: SignedInRequest) -> str:
    """Why nothing may be asked now; empty when it may."""
    try:
        check_writable(proposal, request.user)
    except WorkflowError as refusal:
        return str(refusal)
    return ""


def _known_head(proposal: Proposal, last: HeadRequest | None) -> dict[str, str]:
    """Who was asked last, else who heads the agency today by the record of officials."""
    if last:
        return {"name": last.name, "nip": last.nip, "position": last.position, "email": last.email}
    agency = proposal.agency
    head = signatory(Office.AGENCY_HEAD, timezone.localdate(), agency)
    if head is None:
        return {"position": head_of(agency.kind, agency.official_name)}
    email = head.account.email if head.account else ""
    return {"name": head.full_name, "nip": head.nip, "position": head.office_in_full, "email": email}


def _words(proposal: Proposal, link: str) -> str:
    return (
        f"Mohon persetujuan Bapak/Ibu atas usulan inovasi “{proposal.title}”. Baca dan jawab di sini: {link} "
        "Portal mengirim kode enam angka ke surel Bapak/Ibu untuk menjawab."
    )


@require_POST
def withdraw(request: SignedInRequest, pk: int, asked: int) -> HttpResponse:
    """Makes the link void."""
    found = get_object_or_404(HeadRequest, pk=asked, proposal=own(request, pk))
    try:
        done = services.withdraw(found, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Tautan ditarik." if done else "Tautan itu sudah tidak berlaku sebelumnya.")
    return redirect("proposals:approval", pk)
