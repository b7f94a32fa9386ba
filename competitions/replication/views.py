"""Pages of the register of replications: of one innovation with its forms, and of the city with filter and sheet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.permissions import participants_only
from competitions.core.querysets import known_to
from competitions.replication import services, sheets
from competitions.replication.counting import counted, replications_of
from competitions.replication.forms import ReplicationCorrectionForm, ReplicationForm, ReplicationWithdrawalForm
from competitions.replication.listing import ReplicationFilter, lines_of, register_of, totals
from competitions.replication.models import Replication
from competitions.replication.permissions import WRITERS, closed_because
from competitions.replication.services import ReplicationRefused
from foundation.files.storage import NOT_STORED, is_full
from foundation.once import sent_once
from foundation.sheets.xlsx import xlsx_response
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

PER_PAGE = 25
FOLDER = "competitions/replication"


@leaders_and_coordinators
def register(request: SignedInRequest) -> HttpResponse:
    """Every replication that holds, narrowed by the filter."""
    picked = ReplicationFilter(request.GET, register_of(request.user))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "filter": picked,
        "page_obj": Paginator(picked.qs, PER_PAGE).get_page(request.GET.get("page")),
        "totals": totals(picked.qs),
        "query": asked.urlencode(),
    }
    return render(request, f"{FOLDER}/register.html", context)


@leaders_and_coordinators
def register_export(request: SignedInRequest) -> HttpResponse:
    """The same rows as a spreadsheet."""
    picked = ReplicationFilter(request.GET, register_of(request.user))
    return xlsx_response(sheets.register_xlsx(picked.qs), "register-replikasi.xlsx")


@participants_only
def replications(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who copied one innovation, with what was corrected and withdrawn."""
    proposal, roles = _opened(request, pk)
    closed = closed_because(proposal.status, roles)
    context = {
        "proposal": proposal,
        "lines": lines_of(pk),
        "words": counted(replications_of([pk])[pk]).words,
        "may_write": not closed,
        "closed": closed if roles & WRITERS else "",
    }
    return render(request, f"{FOLDER}/replications.html", context)


@participants_only
@sent_once()
def replication_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enters who copied the innovation."""
    proposal, _ = _writable(request, pk)
    form = ReplicationForm(request.POST or None, request.FILES or None)
    lead = f"{proposal.title}. Satu catatan untuk setiap daerah, unit, atau lembaga yang meniru."
    return _answer(
        request, proposal, form, ("Catat replikasi", lead, "Simpan"),
        lambda: services.record(pk, form.said, by=request.user, document=form.verdict),
    )  # fmt: skip


@participants_only
@sent_once()
def replication_correct(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Another version takes the place of one."""
    proposal, stored = _writable(request, pk, row)
    form = ReplicationCorrectionForm(request.POST or None, request.FILES or None, instance=stored)
    lead = f"{proposal.title}. Yang tercatat sebelumnya tetap terbaca sebagai riwayat."
    return _answer(
        request, proposal, form, (f"Perbaiki: {stored}", lead, "Simpan perbaikan"),
        lambda: services.correct(
            stored, form.said, reason=form.cleaned_data["reason"], by=request.user, document=form.verdict
        ),
    )  # fmt: skip


@participants_only
@sent_once()
def replication_withdraw(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """One is taken back; its history stays."""
    proposal, stored = _writable(request, pk, row)
    form = ReplicationWithdrawalForm(request.POST or None)
    lead = f"{proposal.title}. Catatan ini tidak dihitung lagi di mana pun; riwayatnya tetap terbaca."
    return _answer(
        request, proposal, form, (f"Tarik: {stored}", lead, "Tarik catatan"),
        lambda: services.withdraw(stored, reason=form.cleaned_data["reason"], by=request.user),
    )  # fmt: skip


@participants_only
def replication_file(request: SignedInRequest, pk: int, row: int) -> FileResponse:
    """The document, for those who know the innovation."""
    _opened(request, pk)
    stored = get_object_or_404(Replication.objects.exclude(file=""), pk=row, proposal=pk)
    response = FileResponse(
        stored.file.open("rb"), content_type=stored.content_type, filename=stored.file_name, as_attachment=True
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(request: SignedInRequest, pk: int) -> tuple[SentProposal, set[Role]]:
    """The innovation and this reader's roles on it; Http404 for one they do not know."""
    proposal = get_object_or_404(known_to(request.user).select_related("agency"), pk=pk)
    return proposal, SentProposal.objects.roles_of(request.user, proposal)


def _writable(request: SignedInRequest, pk: int, row: int = 0) -> tuple[SentProposal, Replication]:
    """The innovation and one of its rows, for those who write here; whether it is open the service says."""
    proposal, roles = _opened(request, pk)
    if not roles & WRITERS:
        raise Http404
    stored = get_object_or_404(Replication, pk=row, proposal=pk) if row else Replication(proposal_id=pk)
    return proposal, stored


def _answer(
    request: SignedInRequest, proposal: SentProposal, form: Any, words: tuple[str, str, str],
    write: Callable[[], Replication],
) -> HttpResponse:  # fmt: skip
    """The form, or what it wrote; where that is refused, what was typed stays, with the sentence."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = write()
            except ReplicationRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except OSError as problem:
                if not is_full(problem):
                    raise
                form.add_error(None, NOT_STORED)
            else:
                messages.success(request, f"{made.who}: {'ditarik dari' if made.withdrawn else 'ada di'} register.")
                return redirect("competitions:replications", proposal.pk)
    context = dict(zip(("title", "lead", "send"), words, strict=True)) | {"form": form, "proposal": proposal}
    return render(request, f"{FOLDER}/form.html", context, status=status)
