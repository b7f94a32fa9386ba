"""Reading proposals: one proposal, its history, its papers and its files; and moving it on."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.requests import SignedInRequest
from agencies.inbox.services import read_about
from foundation.issued import views as issued_views
from foundation.numbers import number_in
from foundation.printing import services as printing
from proposals.approving.state import ApprovalState, letter_kind, state_of
from proposals.core import above, workflow
from proposals.core import permissions as core_permissions
from proposals.core.approval.frozen import sent_approval
from proposals.core.attachments import Attachment
from proposals.core.guide.readiness import completeness
from proposals.core.history.record import Event, Revision
from proposals.core.history.remarks import RemarkMisplaced, StillUnanswered
from proposals.core.holding import held
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.reading.opening import predecessor, readable, timeline
from proposals.core.sent import SentProposal
from proposals.core.whereabouts import whereabouts
from proposals.core.workflow import Action, Holder, NotReady, Role, Status, WorkflowError
from proposals.page.asking import asking_of
from proposals.page.history import news
from proposals.page.remarking import boxes, typed_remarks
from proposals.papers import printing as papers_printing
from proposals.papers.receipts import receipt_of
from proposals.sent.exchange import exchange_of, in_tally
from proposals.sent.shown import as_revised, may_open, shown


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = readable(request, pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    # Its own agency reads first where it is and what comes next.
    where = whereabouts([proposal], proposal.agency_id)[pk] if Role.PROPOSER in roles else None
    events, read, waits = timeline(pk, roles), shown(proposal), where.held if where else held([proposal])[pk]
    steps = moves.offered(proposal, roles)
    may_write = Role.PROPOSER in roles and proposal.is_editable
    before = predecessor(request, proposal)
    if Role.PROPOSER in roles:
        read_about(request.user, pk)
    exchange = exchange_of(proposal) if roles & {Role.COORDINATOR, Role.PROPOSER} else []
    context = {
        "proposal": proposal,
        "approval": _approval_of(proposal, roles),
        "sent_approval": None if Role.PROPOSER in roles else sent_approval(pk),
        "exchange": exchange,
        "tally": in_tally(exchange),
        # What nobody has decided on stands open before the coordinator, also while the agency still has to answer.
        "is_undecided": Role.COORDINATOR in roles and any(remark.settled_at is None for remark in exchange),
        "waiting": sum(remark.is_open for remark in exchange) if may_write else 0,
        "may_ask_again": any(step.takes_remarks for step in steps),
        "may_settle": Role.COORDINATOR in roles and not proposal.is_editable,
        "profile": read.profile,
        "steps": read.steps,
        "is_held": read.is_held,
        "roles": roles,
        "may_publish_picture": core_permissions.may_publish_picture(proposal.status, roles),
        "attachments": read.attachments,
        "actions": [step for step in steps if step.action is not Action.WITHDRAW],
        "undoing": [step for step in steps if step.action is Action.WITHDRAW],
        "held": waits,
        "where": where,
        "may_verify": Role.COORDINATOR in roles and waits.holder is Holder.VERIFICATION,
        "may_write": may_write,
        "state": completeness(proposal) if may_write and isinstance(proposal, Proposal) else None,
        "may_delete": Role.PROPOSER in roles and proposal.is_editable and not proposal.number,
        "may_discuss": core_permissions.may_discuss(roles) and bool(proposal.number),
        "may_hand_over": Role.PROPOSER in roles,
        "last_note": next((event for event in events if event["note"]), None),
        "events": events,
        "before": before,
        "carried": above.carried(request, before.pk if before else None),
        "news": news(proposal, roles),
        "boxes": above.boxes(settings.PROPOSAL_BOXES, request, pk, roles),
        "side_boxes": above.boxes(settings.PROPOSAL_SIDE_BOXES, request, pk, roles),
    }
    return render(request, "proposals/page/detail.html", context)


def _approval_of(proposal: Proposal | SentProposal, roles: set[Role]) -> ApprovalState | None:
    """What its agency reads of the approval, while it writes and once there was one."""
    if Role.PROPOSER not in roles or not isinstance(proposal, Proposal) or not letter_kind(proposal.period.guide):
        return None
    state = state_of(proposal)
    return state if proposal.is_editable or state.answer else None


def act(request: SignedInRequest, pk: int, action: str) -> HttpResponse:
    """GET asks for the note and a confirmation; POST carries the move out."""
    proposal = readable(request, pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    step = next((step for step in moves.offered(proposal, roles) if step.action == action), None)
    context: dict[str, Any] = {
        "proposal": proposal,
        "step": step,
        "needs_note": bool(step and step.note),
        "asking": asking_of(step, proposal) if step and Role.PROPOSER in roles else None,
    }
    typed = {name: str(text) for name, text in request.POST.items()}
    if step and step.takes_remarks:
        context["groups"] = boxes(shown(proposal), typed)
    if request.method != "POST":
        if step is None:
            raise Http404
        return render(request, "proposals/page/act.html", context)
    note = request.POST.get("note", "")
    remarks = typed_remarks(pk, typed) if step and step.takes_remarks else []
    try:
        event = moves.perform(
            action, proposal, by=request.user, note=note, remarks=remarks, unanswered=_known_unanswered(request)
        )
    except NotReady as refusal:
        return render(request, "proposals/page/not_ready.html", {"proposal": proposal, "refusal": refusal}, status=409)
    except StillUnanswered as refusal:
        waiting = {"proposal": proposal, "remarks": refusal.remarks}
        return render(request, "proposals/repairing/still_open.html", waiting, status=409)
    except (workflow.NoteMissing, RemarkMisplaced) as refusal:
        return render(
            request,
            "proposals/page/act.html",
            context | {"error": str(refusal), "note": note},
            status=400,
        )
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect("proposals:detail", pk)
    return _moved(request, event)


def _moved(request: SignedInRequest, event: Event) -> HttpResponse:
    """After a move: what was sent has a page of its own, of everything else the page of the proposal tells."""
    if event.action == Action.SUBMIT:
        return redirect("proposals:sent", event.proposal_id)
    status = Status(event.target).label
    messages.success(request, f"{event.get_action_display()}: {event.proposal.reference} kini berstatus “{status}”.")
    return redirect("proposals:detail", event.proposal_id)


def _known_unanswered(request: SignedInRequest) -> set[int]:
    """The remarks that "tetap kirim?" has named, each by its key."""
    return {key for value in request.POST.getlist("tetap") if (key := number_in(value)) is not None}


def printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proposal as this person reads it, or one of its revisions (?revisi=1)."""
    proposal = readable(request, pk)
    asked = "revisi" in request.GET
    read = as_revised(proposal, _revision(request, proposal)) if asked else shown(proposal)
    return printing.handed_out(request, papers_printing.proposal_paper(read))


def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receipt of the newest submission, or of another (?revisi=1); as issued then, or issued now."""
    proposal = readable(request, pk)
    return issued_views.handed_out(request, receipt_of(_revision(request, proposal)))


def _revision(request: SignedInRequest, proposal: Proposal | SentProposal) -> Revision:
    sent = Revision.objects.filter(proposal=proposal.pk).select_related("proposal")
    if "revisi" in request.GET:
        sent = sent.filter(number=number_in(request.GET["revisi"]) or 0)
    revision = sent.first()
    if revision is None:
        raise Http404
    return revision


def download(request: SignedInRequest, pk: int, file: int) -> FileResponse:
    """Gives out evidence to those who may read its proposal; a file not judged clean stays with its own agency.

    A removed file is one of a sent version, and opens for those who may read that version.
    """
    proposal = readable(request, pk)
    attachment = get_object_or_404(Attachment.with_removed, pk=file, proposal=pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    if not may_open(attachment, roles, proposal):
        raise Http404
    response = FileResponse(
        attachment.file.open("rb"), content_type=attachment.content_type, filename=attachment.name, as_attachment=True
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
