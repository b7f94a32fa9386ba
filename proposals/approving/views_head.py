"""The head's pages, opened by a link and without an account: reading the proposal, its files, and the answer."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.naming import head_of
from foundation.security import links
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome
from proposals.approving import services, tokens
from proposals.approving.forms import HeadAnswerForm
from proposals.approving.services import CHANGED, LinkClosed, ReadAgain
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import to_approve
from proposals.core.attachments import Attachment
from proposals.core.history.contents import content_hash
from proposals.core.permissions import may_open_file
from proposals.core.workflow import Role, WorkflowError
from proposals.sent.shown import as_written

Proof = HeadAnswer.Proof
SEND_CODE = "kirim_kode"


def closed(request: HttpRequest) -> HttpResponse:
    """One page for every link that opens nothing, whether it was withdrawn, has run out or never was."""
    note(Kind.BEARER, Outcome.REFUSED, detail="tautan kepala")
    return render(request, "proposals/approving/closed.html", status=404)


by_link = links.by_link(tokens.asked_by, closed)


@by_link
def head(request: HttpRequest, found: tuple[HeadRequest, HeadAnswer.Proof]) -> HttpResponse:
    """The whole proposal as it stands, and the answer below it."""
    asked, proof = found
    own = services.own_account(asked.proposal.agency, request.user)
    proof = Proof.ACCOUNT if own else proof
    given = HeadAnswer.objects.filter(request=asked).select_related("proposal").defer("content").first()
    if given:
        return render(request, "proposals/approving/thanks.html", {"answer": given})
    proposal = asked.proposal
    if not asked.is_waiting or not proposal.is_editable:
        return closed(request)
    office = head_of(proposal.agency.kind, proposal.agency.official_name)
    needs_code = proof is Proof.CODE
    known = {"nip": asked.nip, "position": asked.position}
    form = HeadAnswerForm(request.POST or None, initial=known, office=office, needs_code=needs_code)
    refused, digest = "", content_hash(to_approve([proposal.pk])[proposal.pk])
    if request.method == "POST" and SEND_CODE in request.POST:
        typed = {name: request.POST.get(name, "") for name in ("name", "nip", "position", "is_head", "note")}
        form = HeadAnswerForm(initial=typed, office=office, needs_code=needs_code)
        refused = _send_code(request, asked) if needs_code else ""
    elif request.method == "POST" and form.is_valid() and request.POST.get("read") == digest:
        try:
            if _holds(form, asked, needs_code=needs_code):
                services.answer(asked.pk, form.said, proof=proof, by=own)
                return redirect(request.path)
        except (ReadAgain, LinkClosed):
            return redirect(request.path)
    if request.method == "POST" and request.POST.get("read") != digest:
        refused = CHANGED
    context = {
        "proposal": proposal,
        "read": as_written(proposal),
        "asked": asked,
        "form": form,
        "digest": digest,
        "needs_code": needs_code,
        "refused": refused,
        "verdicts": HeadAnswer.Verdict,
        "masked": links.masked(asked.email),
    }
    return render(
        request,
        "proposals/approving/head.html",
        context,
        status=400 if form.errors else 409 if refused == CHANGED else 200,
    )


def _send_code(request: HttpRequest, asked: HeadRequest) -> str:
    """Why no code left, empty when one did."""
    try:
        services.send_code(asked.pk)
    except WorkflowError as refusal:
        return str(refusal)
    messages.success(request, f"Kode dikirim ke {links.masked(asked.email)}. Ketik di bawah, di bagian “Jawaban Anda”.")
    return ""


def _holds(form: HeadAnswerForm, asked: HeadRequest, *, needs_code: bool) -> bool:
    """Whether the code is right, where one is needed; else it is said at its field."""
    why = services.take_code(asked.pk, form.cleaned_data["code"]) if needs_code else ""
    if why:
        form.add_error("code", why)
    return not why


@by_link
def head_file(request: HttpRequest, found: tuple[HeadRequest, HeadAnswer.Proof], file: int) -> HttpResponseBase:
    """One file of the proposal, while the link is open."""
    asked, _ = found
    attachment = get_object_or_404(Attachment, pk=file, proposal=asked.proposal_id)
    if not asked.is_waiting or not asked.proposal.is_editable:
        return closed(request)
    if not may_open_file(attachment.scan, {Role.PROPOSER}):
        raise Http404
    note(Kind.EVIDENCE, detail="lewat tautan kepala")
    return FileResponse(
        attachment.file.open("rb"), content_type=attachment.content_type, filename=attachment.name, as_attachment=True
    )
