"""The repair round: one remark per screen for the agency, and the coordinator's decision on one that came back."""

import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from agencies.inbox.services import read_about
from proposals.core.guide.readiness import CHECK_STEP
from proposals.core.history.remarks import Remark
from proposals.core.locking import check_writable
from proposals.core.models import Proposal
from proposals.core.period.repairing import SentBack, repair_days
from proposals.core.reading.opening import readable
from proposals.core.workflow import PRIVATE, Role, WorkflowError
from proposals.repairing import services
from proposals.repairing.editing import Editor, editor_of
from proposals.repairing.forms import AnswerForm
from proposals.sent.exchange import changes_so_far
from proposals.writing.desk import own
from proposals.writing.saving import closed, tell_tidied

# In the address of a remark whose answer was asked for and not given.
LACKING: Final = "kurang"


def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leads to the first remark that waits for an answer, or to sending when there is none."""
    proposal = own(request, pk)
    first = Remark.objects.open().filter(proposal=proposal).first()
    if first:
        return redirect("proposals:repair_remark", pk, first.pk)
    return redirect("proposals:edit", pk, CHECK_STEP)


def repair_remark(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    """One remark: its words, what it is about to be mended here, what has changed, and the answer."""
    proposal = own(request, pk)
    here = get_object_or_404(Remark.objects.told(), pk=remark, proposal=proposal)
    read_about(request.user, pk)
    try:
        check_writable(proposal, request.user)
        if here.answered_in_id or here.settled_at:
            if request.method == "POST":
                raise services.AnswerRefused(services.DONE_WITH)
            return redirect("proposals:repair", pk)
        return _mended(request, proposal, here)
    except WorkflowError as refusal:
        if request.method == "POST":
            return closed(request, proposal, "", refusal)
        messages.warning(request, str(refusal))
        return redirect(proposal)


def _mended(request: SignedInRequest, proposal: Proposal, here: Remark) -> HttpResponse:
    editor = editor_of(request, proposal, here)
    if editor.answer:
        return editor.answer
    is_answer = request.method == "POST" and "kind" not in request.POST
    told = request.POST if is_answer else request.GET if LACKING in request.GET else None
    form = AnswerForm(told, initial={"answer": here.answer})
    if not is_answer or editor.clashes or not editor.is_stored:
        refused = is_answer or bool(editor.files and editor.files["refused"])
        return _shown(request, proposal, here, editor, form, 409 if editor.clashes else 400 if refused else 200)
    if form.is_valid():
        services.answer(here, form.cleaned_data["words"], by=request.user)
    elif "lanjut" in request.POST:
        # What was written is stored; it is shown as it stands now, with the answer still to come.
        return redirect(f"{request.path}?{urlencode({LACKING: 1, 'ready': request.POST.get('ready', '')})}")
    if editor.form:
        tell_tidied(request, editor.form)
    return _go_on(request, proposal, here)


def _go_on(request: SignedInRequest, proposal: Proposal, here: Remark) -> HttpResponse:
    """Out, here again, or to the next open remark; after the last one to sending."""
    if "keluar" in request.POST:
        return redirect("home")
    if "lanjut" not in request.POST:
        messages.success(request, "Tersimpan.")
        return redirect("proposals:repair_remark", proposal.pk, here.pk)
    waiting = list(Remark.objects.open().filter(proposal=proposal).values_list("pk", flat=True))
    if waiting:
        later = next((key for key in waiting if key > here.pk), waiting[0])
        return redirect("proposals:repair_remark", proposal.pk, later)
    messages.success(request, "Semua catatan sudah dijawab. Periksa sekali lagi, lalu kirim kembali.")
    return redirect("proposals:edit", proposal.pk, CHECK_STEP)


def _shown(
    request: SignedInRequest, proposal: Proposal, here: Remark, editor: Editor, form: AnswerForm, status: int
) -> HttpResponse:
    remarks = list(Remark.objects.undecided().told().filter(proposal=proposal, answered_in=None))
    place = next((number for number, row in enumerate(remarks, 1) if row.pk == here.pk), 1)
    context: dict[str, Any] = {
        "proposal": proposal,
        "remark": here,
        "editor": editor,
        "form": form,
        "changes": changes_so_far(here, proposal),
        "place": place,
        "amount": len(remarks),
        "parts": _rail(proposal, remarks, here),
        "others": sum(row.is_open for row in remarks if row.pk != here.pk),
        "until": _until(proposal),
    }
    return render(request, "proposals/repairing/remark.html", context, status=status)


def _until(proposal: Proposal) -> datetime.date | None:
    """The last day for the repair of what was sent back."""
    if proposal.status in PRIVATE:
        return None
    back = SentBack(proposal.period_id, proposal.status_since, proposal.period.closing_for(proposal.agency))
    return repair_days({proposal.pk: back}).get(proposal.pk)


def _rail(proposal: Proposal, remarks: list[Remark], here: Remark) -> list[dict[str, Any]]:
    """The remarks as steps, and what follows them."""
    entries = [
        {
            "title": f"{number}. {row.place}",
            "url": reverse("proposals:repair_remark", args=[proposal.pk, row.pk]),
            "is_here": row.pk == here.pk,
            "state": "dijawab" if row.answer else "belum",
        }
        for number, row in enumerate(remarks, 1)
    ]
    after = {"title": "Kirim kembali", "url": reverse("proposals:edit", args=[proposal.pk, CHECK_STEP]), "state": ""}
    return [{"title": "Catatan Bapperida", "entries": entries}, {"title": "Sesudah itu", "entries": [after]}]


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
