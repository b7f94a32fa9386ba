"""The pages of the verification desk: the queue, one proposal after the other, and many clean ones at once."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Refusals
from proposals.core.workflow import HELD_BY, Action, Holder, Role, Status, WorkflowError
from proposals.sent.shown import as_written
from proposals.verifying import answers, services, undoing, waiting
from proposals.verifying.checklist import COMPARED, Desk, desk_of, repair_until
from proposals.verifying.clean import AT_ONCE, accept_clean, clean_ones, sent_once
from proposals.verifying.leafing import asked_for, leaves

PER_PAGE = 50


@coordinators_only
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits for verification, in the order in which the desk goes through it."""
    rows = waiting.waiting_for(request.user).annotate(unanswered=waiting.UNANSWERED).select_related("agency", "period")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = [(row, waiting.days_waited(row.status_since)) for row in page]
    first = listed[0][0] if page.number == 1 and listed else rows.first()
    context = {"page_obj": page, "listed": listed, "first": first, "accepted": undoing.accepted_now(request.user)}
    return render(request, "proposals/verifying/queue.html", context)


@coordinators_only
def clean(request: SignedInRequest) -> HttpResponse:
    """GET lists what is clean on one page of the queue; POST accepts what was ticked of it and is clean still."""
    if request.method != "POST":
        page = Paginator(sent_once(request.user), AT_ONCE).get_page(request.GET.get("page"))
        found = clean_ones(page, request.user)
        return render(request, "proposals/verifying/clean.html", {"found": found, "page_obj": page})
    ticked = set(_ticked(request))
    events, refusals = accept_clean(ticked, by=request.user)
    if events:
        messages.success(request, f"{len(events)} usulan lolos verifikasi. Batalkan di bawah bila keliru.")
        if left := len(ticked) - len(events) - len(refusals):
            messages.info(request, f"{left} lainnya tidak diterima, karena tidak lagi bersih atau tidak lagi menunggu.")
    else:
        messages.info(request, "Tidak ada usulan yang diterima: pilih paling sedikit satu yang masih bersih.")
    _tell(request, refusals)
    return redirect("proposals:to_verify")


@coordinators_only
@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Takes acceptances of the last ten minutes back."""
    events, refusals = undoing.take_back(_ticked(request), by=request.user)
    if events:
        messages.success(request, f"{len(events)} usulan kembali menunggu verifikasi.")
    _tell(request, refusals)
    return redirect("proposals:to_verify")


def _ticked(request: SignedInRequest) -> list[int]:
    return [key for value in request.POST.getlist("usulan") if (key := number_in(value)) is not None]


def _tell(request: SignedInRequest, refusals: Refusals) -> None:
    for move, reason in refusals:
        messages.error(request, f"{move.proposal.reference}: {reason}")


@coordinators_only
def desk(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET lays one proposal on the desk; POST keeps the answers, decides, and goes on to the next by itself."""
    mine = Proposal.objects.as_role(request.user, Role.COORDINATOR).with_answers()
    proposal = get_object_or_404(mine.select_related("agency__district"), pk=pk)
    if HELD_BY.get(Status(proposal.status)) is not Holder.VERIFICATION:
        messages.info(
            request, f"{proposal.reference} sudah tidak menunggu verifikasi: {proposal.get_status_display()}."
        )
        return redirect(proposal)
    if request.method != "POST":
        return _part(request, proposal) if "HX-Request" in request.headers else _opened(request, proposal)
    laid = desk_of(proposal, request.user, lacking=answers.lacking(request.POST))
    given = answers.filled(laid, request.POST)
    if wrong := answers.outdated(laid, request.POST):
        return _drawn(request, laid, given, wrong)
    action = answers.OUTCOMES.get(request.POST.get("hasil", ""))
    if action is None:
        services.keep_answers(laid, given, by=request.user)
        return _drawn(request, desk_of(proposal, request.user), given)
    if wrong := answers.faults(laid, given, action):
        return _drawn(request, laid, given, wrong)
    return _decided(request, laid, given, action)


def _opened(request: SignedInRequest, proposal: Proposal) -> HttpResponse:
    laid = desk_of(proposal, request.user, compare="mirip" in request.GET)
    looked_at = asked_for(leaves(laid.read.attachments, request.GET))
    return _drawn(request, laid, answers.unfilled(laid, looked_at))


def _part(request: SignedInRequest, proposal: Proposal) -> HttpResponse:
    """One part of the desk by itself: another page of a file, or the comparison with other proposals it left out."""
    if "berkas" in request.GET:
        leaf = asked_for(leaves(as_written(proposal).attachments, request.GET))
        if leaf is None:
            raise Http404
        return render(request, "proposals/verifying/_leaf.html", {"leaf": leaf, "desk": request.path})
    laid = desk_of(proposal, request.user)
    compared = replace(laid, lines=tuple(line for line in laid.lines if line.item.machine in COMPARED))
    context = {"desk": compared, "wrong": set(), "about": " di usulan lain"}
    return render(request, "proposals/verifying/_portal.html", context)


def _decided(request: SignedInRequest, laid: Desk, given: answers.Filled, action: Action) -> HttpResponse:
    follows = waiting.neighbours(request.user, laid.proposal.pk).next
    try:
        event = services.decide(laid, given, action, by=request.user)
    except WorkflowError as refusal:
        return _drawn(request, laid, given, [answers.Fault(str(refusal), "putusan")])
    told = f"{event.get_action_display()}: {laid.proposal.reference} “{laid.proposal.title}”."
    messages.success(request, told if follows else f"{told} Tidak ada lagi yang menunggu verifikasi.")
    return redirect(waiting.desk_url(follows))


def _drawn(
    request: SignedInRequest, laid: Desk, given: answers.Filled, faults: list[answers.Fault] | None = None
) -> HttpResponse:
    place = waiting.neighbours(request.user, laid.proposal.pk)
    shown = replace(laid, lines=given.lines, back=given.back)
    context: dict[str, Any] = {
        "desk": shown,
        "proposal": laid.proposal,
        "read": laid.read,
        "leaves": leaves(laid.read.attachments, request.GET),
        "given": given,
        "faults": faults or [],
        "wrong": {fault.anchor for fault in faults or []},
        "place": place,
        "waited": waiting.days_waited(laid.proposal.status_since),
        "until": repair_until(laid.proposal),
        "may_turn_down": Action.REJECT in {step.action for step in moves.offered(laid.proposal, {Role.COORDINATOR})},
    }
    return render(request, "proposals/verifying/desk.html", context, status=400 if faults else 200)
