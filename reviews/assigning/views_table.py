"""The table of who reviews what, and choosing the reviewers of one proposal."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.chips import query_without_page
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.assigning import services, staffing
from reviews.assigning.filters import AssignmentFilter
from reviews.assigning.forms import OverrideForm, ReviewersForm
from reviews.core.models import Assignment
from reviews.core.pages import PER_PAGE, chosen_period, coordinated, stages_of
from reviews.core.refusals import ReviewRefused


@coordinators_only
def assignment_table(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    stages = stages_of(period)
    rows = SentProposal.objects.as_role(request.user, Role.COORDINATOR).under_review().filter(period=period)
    picked = AssignmentFilter(request.GET, rows.order_by("review_round", "number"), stages=stages)
    shown = picked.qs.select_related("agency").only("number", "title", "review_round", "agency__short_name")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "filter": picked,
        "page_obj": page,
        "lines": staffing.staffed(page, stages),
        "query": query_without_page(request),
    }
    return render(request, "reviews/assigning/assignments.html", context)


@coordinators_only
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = coordinated(request, pk)
    try:
        stage = services.stage_of(proposal)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    offered = services.candidates(proposal, stage, request.user)
    active = list(Assignment.objects.active().filter(stage=stage, proposal=proposal).select_related("reviewer"))
    special = "khusus-why" in request.POST
    form = ReviewersForm(
        None if special else request.POST or None,
        initial={"reviewers": [str(row.reviewer_id) for row in active]},
        candidates=offered,
    )
    for row in active:
        form.keep(row.reviewer)
    override = OverrideForm(request.POST if special else None, candidates=offered)
    if (override if special else form).is_valid() and _assigned(request, proposal, form, override):
        return redirect("reviews:assignments")
    context = {"proposal": proposal, "stage": stage, "form": form, "override": override, "active": active}
    return render(
        request, "reviews/assigning/assign.html", context | {"barred": [each for each in offered if each.obstacle]}
    )


def _assigned(request: SignedInRequest, proposal: SentProposal, form: ReviewersForm, override: OverrideForm) -> bool:
    """Writes what the valid one of the two forms says; a refusal becomes an error of that form."""
    by = request.user
    try:
        if override.is_bound:
            person = override.chosen()
            services.assign(proposal, person, by=by, override=override.cleaned_data["why"])
            messages.success(request, f"{person} ditugaskan dengan pengecualian.")
        else:
            reason = form.cleaned_data["reason"]
            added, removed = services.set_reviewers(proposal, form.chosen(), by=by, reason=reason)
            messages.success(request, f"Penilai {proposal.reference}: {added} ditambahkan, {removed} dibatalkan.")
    except ReviewRefused as refusal:
        (override if override.is_bound else form).add_error(None, str(refusal))
        return False
    return True
