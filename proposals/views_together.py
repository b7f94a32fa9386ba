"""History and comparison of revisions, remarks, the discussion with the coordinator, and handing over."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.requests import SignedInRequest
from proposals import permissions, services_together
from proposals.comparing import changes_between
from proposals.desk import own
from proposals.forms_together import HandoverForm
from proposals.models import Proposal, Remark
from proposals.readiness import CHECK_STEP
from proposals.sentfiles import Shelf, revisions_with_files
from proposals.shown import reads_sent, title_for
from proposals.views import readable, timeline
from proposals.workflow import Role, WorkflowError


def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every move, every revision and every remark with its answer."""
    proposal = readable(request, pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    sent = revisions_with_files(proposal, as_sent=reads_sent(roles, proposal))
    context = {
        "proposal": proposal,
        "name": title_for(roles, proposal),
        "events": timeline(proposal, roles),
        "sent": sent,
        "revisions": [revision for revision, _ in sent],
        "remarks": proposal.remarks.select_related("section", "answered_in"),
        "may_tick": Role.PROPOSER in roles,
    }
    return render(request, "proposals/history.html", context)


def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two revisions (?dari=1&ke=2, by default the last two), words marked; from the older to the newer."""
    proposal = readable(request, pk)
    revisions = list(proposal.revisions.defer("content"))
    asked = [request.GET.get(name, "") for name in ("dari", "ke")]
    numbers = {int(number) for number in asked if number.isdecimal()} or {row.number for row in revisions[:2]}
    pair = list(proposal.revisions.filter(number__in=numbers).order_by("number"))
    if len(pair) != 2:
        raise Http404
    old, new = pair
    roles = Proposal.objects.roles_of(request.user, proposal)
    shelf = Shelf(proposal, as_sent=reads_sent(roles, proposal))
    context = {
        "proposal": proposal,
        "name": title_for(roles, proposal),
        "revisions": revisions,
        "old": old,
        "new": new,
        "changes": changes_between(old, new, proposal.period.guide),
        "files": shelf.changes(old.content["files"], new.content["files"]),
        "remarks": proposal.remarks.filter(answered_in=new).select_related("section"),
    }
    return render(request, "proposals/compare.html", context)


@require_POST
def tick(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    """Marks a remark as dealt with and goes back to where the person was reading."""
    proposal = own(request, pk)
    row = get_object_or_404(Remark.objects.select_related("proposal"), pk=remark, proposal=proposal)
    services_together.tick(row, by=request.user)
    if CHECK_STEP in request.POST:
        return redirect("proposals:edit", pk, CHECK_STEP)
    return redirect("proposals:history", pk)


def discussion(request: SignedInRequest, pk: int) -> HttpResponse:
    """The thread between the agency and the coordinators; others find no such page."""
    proposal = readable(request, pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    if not permissions.may_discuss(roles) or not proposal.number:
        raise Http404
    error, text = "", request.POST.get("text", "")
    if request.method == "POST":
        try:
            services_together.say(proposal, text, by=request.user)
        except WorkflowError as refusal:
            error = str(refusal)
        else:
            messages.success(request, "Pesan terkirim.")
            return redirect("proposals:discussion", pk)
    thread = proposal.messages.select_related("author__agency")
    named = permissions.sees_actors(roles)
    context = {"proposal": proposal, "thread": thread, "named": named, "error": error, "text": text}
    context["name"] = title_for(roles, proposal)
    return render(request, "proposals/discussion.html", context, status=400 if error else 200)


def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Passes the writing on to a colleague; everybody of the agency keeps their access."""
    proposal = own(request, pk)
    colleagues = proposal.agency.people.filter(is_active=True).exclude(pk=request.user.pk)
    form = HandoverForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        taker, note = form.cleaned_data["taker"], form.cleaned_data["note"]
        try:
            services_together.hand_over(proposal, taker, note, by=request.user)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Usulan diserahkan kepada {taker}. Pemberitahuan sudah dikirim.")
            return redirect(proposal)
    handovers = proposal.handovers.select_related("giver", "taker")
    return render(request, "proposals/hand_over.html", {"proposal": proposal, "form": form, "handovers": handovers})
