"""Answering a remark, and the coordinator's decision on one that came back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from proposals.core.guide.readiness import CHECK_STEP
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.reading.opening import readable
from proposals.core.workflow import Role, WorkflowError
from proposals.repairing import services
from proposals.writing.desk import own


@require_POST
def answer(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    """Keeps the answer and goes back to where the person was reading."""
    row = get_object_or_404(Remark, pk=remark, proposal=own(request, pk))
    try:
        services.answer(row, request.POST.get("answer", ""), by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Jawaban tersimpan. Jawaban terkirim bersama usulan.")
    if CHECK_STEP in request.POST:
        return redirect("proposals:edit", pk, CHECK_STEP)
    return redirect("proposals:history", pk)


@require_POST
def settle(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    """The coordinator takes a remark as done with; for others there is no such page."""
    proposal = readable(request, pk)
    if Role.COORDINATOR not in Proposal.objects.roles_of(request.user, proposal):
        raise Http404
    row = get_object_or_404(Remark, pk=remark, proposal=pk)
    try:
        services.settle(row, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Catatan diterima.")
    return redirect("proposals:history", pk)
