"""Pages around one proposal or review: discussion, settlement, the pledge, score sheets and entering one on behalf."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from foundation.papers.rendering import pdf_response
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.discussion import services as talking
from reviews.discussion.comparing import compared
from reviews.discussion.forms import OpinionForm, PledgeForm, SettlementForm
from reviews.scoring_desk import papers as scoring_desk_papers
from reviews.scoring_desk import pledges
from reviews.scoring_desk import services as scoring_desk_services
from reviews.scoring_desk.models import ReviewPledge
from reviews.scoring_desk.views import own_assignment, reviewers_only, saved, score_form


def _discussed(request: SignedInRequest, pk: int) -> SentProposal:
    """The proposal, if this person takes part in its discussion; otherwise it does not exist."""
    found = SentProposal.objects.visible_to(request.user).select_related("agency", "period")
    proposal = get_object_or_404(found, pk=pk)
    if not talking.may_discuss(request.user, proposal):
        raise Http404
    return proposal


@sent_once()
def discussion(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _discussed(request, pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            talking.say(proposal, form.cleaned_data["text"], by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reviews:discussion", pk)
    status = 400 if request.method == "POST" else 200
    return render(
        request, "reviews/discussion/discussion.html", _talk_context(request, proposal) | {"form": form}, status=status
    )


def _talk_context(request: SignedInRequest, proposal: SentProposal) -> dict[str, object]:
    reviews = Assignment.objects.done().filter(proposal=proposal).select_related("reviewer", "stage")
    return {
        "proposal": proposal,
        "disputed": compared(talking.disputes(proposal)).get(proposal.pk, []),
        "reviews": reviews.order_by("stage__order", "pk"),
        "opinions": proposal.opinions.select_related("author"),
        "settlements": proposal.settlements.select_related("written_by", "stage"),
        "coordinates": Role.COORDINATOR in SentProposal.objects.roles_of(request.user, proposal),
        "settlement_form": SettlementForm(),
        "over": talking.is_over(proposal),
    }


@coordinators_only
@require_POST
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _discussed(request, pk)
    form = SettlementForm(request.POST)
    if form.is_valid():
        try:
            talking.settle(proposal, form.cleaned_data["text"], by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Penyelesaian selisih nilai tercatat.")
            return redirect("reviews:discussion", pk)
    context = _talk_context(request, proposal) | {"form": OpinionForm(), "settlement_form": form}
    return render(request, "reviews/discussion/discussion.html", context, status=400)


@reviewers_only
def pledge(request: SignedInRequest, year: int) -> HttpResponse:
    period = get_object_or_404(Period, year=year)
    form = PledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pledges.accept(request.user, period)
        messages.success(request, "Terima kasih. Pakta integritas Anda tercatat; silakan mulai menilai.")
        return redirect("reviews:queue")
    accepted = ReviewPledge.objects.filter(user=request.user, period=period).first()
    return render(request, "reviews/discussion/pledge.html", {"form": form, "period": period, "accepted": accepted})


def _task_of_others(request: SignedInRequest, pk: int) -> Assignment:
    """An active assignment of a proposal that this person coordinates; anything else does not exist."""
    visible = SentProposal.objects.as_role(request.user, Role.COORDINATOR)
    found = Assignment.objects.active().filter(proposal__in=visible).exclude(reviewer=request.user)
    related = ("proposal__agency", "proposal__period__guide", "stage__rubric", "reviewer")
    return get_object_or_404(found.select_related(*related), pk=pk)


@reviewers_only
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = own_assignment(request, pk)
    return pdf_response(scoring_desk_papers.sheet_pdf(assignment), f"lembar-nilai-{assignment.proposal.reference}.pdf")


@coordinators_only
def sheet_of(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _task_of_others(request, pk)
    return pdf_response(
        scoring_desk_papers.sheet_pdf(assignment), f"lembar-nilai-{assignment.proposal.reference}-{pk}.pdf"
    )


@coordinators_only
def on_behalf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Copies a signed paper sheet into the portal; the record shows both names."""
    assignment = _task_of_others(request, pk)
    form = score_form(request, assignment)
    if request.method == "POST" and saved(request, assignment, form):
        return redirect("reviews:assign", assignment.proposal_id)
    context = {"assignment": assignment, "form": form, "closed": scoring_desk_services.why_closed(assignment)}
    return render(
        request, "reviews/discussion/on_behalf.html", context, status=400 if request.method == "POST" else 200
    )
