"""Pages of bringing a document along: the upload, for a new proposal or a draft, and the offer to take or leave."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from proposals.bringing import services
from proposals.bringing.forms import DocumentForm, OfferForm
from proposals.bringing.models import BroughtDocument
from proposals.bringing.offering import Offer, offer_of
from proposals.core.guide.readiness import CHECK_STEP
from proposals.core.locking import check_writable
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import WorkflowError
from proposals.filechecks.rules import FileRefused
from proposals.writing.desk import own, round_of

GONE = "Dokumen ini sudah diputuskan, atau sudah dihapus sesudah sehari. Unggah lagi bila masih diperlukan."


@sent_once(makes=BroughtDocument)
def bring_new(request: SignedInRequest) -> HttpResponse:
    """The upload for a proposal that does not exist yet."""
    period = round_of(request)
    if not request.user.agency_id or period is None:
        raise Http404
    return _upload(request, period, None)


@sent_once(makes=BroughtDocument)
def bring(request: SignedInRequest, pk: int) -> HttpResponse:
    """The upload for a draft; nothing of it changes before the person has chosen."""
    proposal = own(request, pk)
    try:
        check_writable(proposal, request.user)
    except WorkflowError as refusal:
        messages.warning(request, str(refusal))
        return redirect(proposal)
    return _upload(request, proposal.period, proposal)


def _upload(request: SignedInRequest, period: Period, proposal: Proposal | None) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect(services.bring(file, file.name or "", period, by=request.user, proposal=proposal))
        except (FileRefused, WorkflowError) as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "period": period, "proposal": proposal}
    return render(request, "proposals/bringing/bring.html", context, status=400 if form.errors else 200)


@sent_once()
def brought(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a document offers; sent here, what was chosen is stored, all or nothing, and the document forgotten."""
    fresh = BroughtDocument.objects.filter(by=request.user, created_at__gt=timezone.now() - services.KEPT)
    document = fresh.select_related("period__guide", "by__agency").filter(pk=pk).first()
    if document is None:
        raise Http404(GONE)
    proposal = own(request, document.proposal_id) if document.proposal_id else None
    if "tinggalkan" in request.POST:
        services.leave(document)
        messages.success(request, f"Tidak ada yang diambil. Isi “{document.file_name}” sudah dihapus dari portal.")
        return redirect("proposals:edit_start", proposal.pk) if proposal else redirect("proposals:new")
    offer = offer_of(document, proposal)
    form = OfferForm(request.POST or None, document=document, proposal=proposal, offer=offer)
    if request.method == "POST" and form.is_valid():
        try:
            stored = services.take(document, form.taken(), by=request.user)
        except WorkflowError as refusal:
            return _offered(request, document, proposal, offer, _again(form, refusal))
        messages.success(request, _told(form, document))
        return redirect("proposals:edit", stored.pk, CHECK_STEP)
    return _offered(request, document, proposal, offer, form)


def _again(form: OfferForm, refusal: WorkflowError) -> OfferForm:
    """The form as it was sent, with why nothing was stored, now based on what stands in the proposal."""
    fresh = OfferForm(form.renewed(), document=form.document, proposal=form.proposal, offer=form.offer)
    fresh.is_valid()
    fresh.add_error(None, str(refusal))
    return fresh


def _told(form: OfferForm, document: BroughtDocument) -> str:
    taken = form.taken()
    amount = len(taken.texts) + len(taken.fields)
    return f"{amount} isian diambil dari “{document.file_name}”. Isi dokumennya sudah dihapus dari portal."


def _offered(
    request: SignedInRequest, document: BroughtDocument, proposal: Proposal | None, offer: Offer, form: OfferForm
) -> HttpResponse:
    context = {"document": document, "proposal": proposal, "offer": offer, "form": form}
    return render(request, "proposals/bringing/brought.html", context, status=400 if form.errors else 200)
