"""The discussion with the coordinator, and handing over."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from proposals.core import permissions as core_permissions
from proposals.core.models import Proposal
from proposals.core.reading.opening import readable
from proposals.core.workflow import WorkflowError
from proposals.discussion import services
from proposals.discussion.forms import HandoverForm
from proposals.discussion.models import Message
from proposals.writing.desk import own


@sent_once()
def discussion(request: SignedInRequest, pk: int) -> HttpResponse:
    """The thread between the agency and the coordinators; others find no such page."""
    proposal = readable(request, pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    if not core_permissions.may_discuss(roles) or not proposal.number:
        raise Http404
    error, text = "", request.POST.get("text", "")
    if request.method == "POST":
        try:
            services.say(proposal, text, by=request.user)
        except WorkflowError as refusal:
            error = str(refusal)
        else:
            messages.success(request, "Pesan terkirim.")
            return redirect("proposals:discussion", pk)
    thread = Message.objects.filter(proposal=pk)
    named = core_permissions.sees_actors(roles)
    context = {"proposal": proposal, "thread": thread, "named": named, "error": error, "text": text}
    return render(request, "proposals/discussion/discussion.html", context, status=400 if error else 200)


@sent_once()
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Passes the writing on to a colleague; everybody of the agency keeps their access."""
    proposal = own(request, pk)
    colleagues = proposal.agency.people.filter(is_active=True).exclude(pk=request.user.pk)
    form = HandoverForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        taker, note = form.cleaned_data["taker"], form.cleaned_data["note"]
        try:
            services.hand_over(proposal, taker, note, by=request.user)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Usulan diserahkan kepada {taker}. Pemberitahuan sudah dikirim.")
            return redirect(proposal)
    handovers = proposal.handovers.select_related("giver", "taker")
    return render(
        request, "proposals/discussion/hand_over.html", {"proposal": proposal, "form": form, "handovers": handovers}
    )
