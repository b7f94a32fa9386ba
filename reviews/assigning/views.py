"""The coordinator's pages for a whole round: automatic assignment, reviewers, fairness, and "what if"."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.models import User
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.chips import query_without_page
from foundation.once import sent_once
from foundation.sheets.xlsx import xlsx_response
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.assigning import automatic, services
from reviews.assigning.forms import AssignmentPlanForm, CardForm, PairForm, ReassignForm
from reviews.assigning.models import ApartPair, AssignmentPlan, ReviewerCard
from reviews.assigning.sheets import assignments_xlsx as assignments_xlsx_sheets
from reviews.assigning.sheets import plan_xlsx as plan_xlsx_sheets
from reviews.assigning.tasks import order_plan
from reviews.core.models import Assignment
from reviews.core.pages import PEOPLE_PER_PAGE, chosen_period, chosen_stage, kept_for_reader, unseen
from reviews.core.refusals import ReviewRefused

S = AssignmentPlan.State
PLAN_LINES = 50
NUDGES_SHOWN = 10


@coordinators_only
@sent_once(makes=AssignmentPlan)
def plans(request: SignedInRequest) -> HttpResponse:
    """Earlier plans, and the form that asks for a new one."""
    _, stages = chosen_stage(request, chosen_period(request))
    form = AssignmentPlanForm(request.POST or None, stages=stages)
    if request.method == "POST" and form.is_valid():
        plan = order_plan(form.cleaned_data["stage"], by=request.user)
        return redirect("reviews:plan", plan.pk)
    pairs, pair_form = ApartPair.objects.select_related("first", "second"), PairForm()
    recent = AssignmentPlan.objects.filter(stage__in=stages).select_related("stage", "created_by")[:10]
    context = {"form": form, "plans": recent, "pairs": pairs, "pair_form": pair_form}
    return render(request, "reviews/assigning/plans.html", context)


@coordinators_only
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The progress of a dry run, and its result with a reason for every choice; POST applies it."""
    draft = get_object_or_404(AssignmentPlan.objects.select_related("stage", "created_by"), pk=pk)
    if request.method == "POST":
        try:
            number = automatic.apply(draft, by=request.user)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("reviews:plan", pk)
        messages.success(request, f"{number} penugasan dibuat. Setiap penilai diberi tahu satu kali.")
        return redirect("reviews:assignments")
    own = SentProposal.objects.as_role(request.user, Role.COORDINATOR)
    choices, unfilled = _visible_part(draft, own)
    page = Paginator(choices, PLAN_LINES).get_page(request.GET.get("page"))
    shown = {line[0] for line in (*page, *unfilled[:PLAN_LINES])}
    known = SentProposal.objects.select_related("agency").in_bulk(shown)
    people = User.objects.in_bulk([who for _, who, _ in page])
    context = {
        "plan": draft,
        "waiting": draft.state == S.QUEUED,
        "ready": draft.state == S.READY,
        "page_obj": page,
        "choices": [(known[row], people[who], why) for row, who, why in page],
        "unfilled": [(known[row], why) for row, _, why in unfilled[:PLAN_LINES]],
        "unfilled_count": len(unfilled),
        "loads": automatic.planned_loads(draft, own.filter(period=draft.stage.period_id), unseen(request.user)),
        "uneven": draft.result.get("uneven", ""),
    }
    return render(request, "reviews/assigning/plan.html", context)


def _visible_part(draft: AssignmentPlan, own: QuerySet[SentProposal]) -> tuple[list[list[Any]], list[list[Any]]]:
    """Choices and gaps of a dry run, as far as they concern `own`, the proposals that the reader coordinates."""
    parts = [draft.result.get(part, []) for part in ("choices", "unfilled")]
    named = {line[0] for part in parts for line in part}
    visible = set(own.filter(pk__in=named).values_list("pk", flat=True))
    choices, unfilled = ([line for line in part if line[0] in visible] for part in parts)
    return choices, unfilled


@coordinators_only
def plan_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dry run as the spreadsheet that can be changed and then read back instead of applying it."""
    draft = get_object_or_404(AssignmentPlan.objects.select_related("stage"), pk=pk)
    choices, _ = _visible_part(draft, SentProposal.objects.as_role(request.user, Role.COORDINATOR))
    return xlsx_response(plan_xlsx_sheets(draft.stage, choices), f"rancangan-penugasan-{draft.pk}.xlsx")


@coordinators_only
def assignments_xlsx(request: SignedInRequest) -> HttpResponse:
    rows = (
        SentProposal.objects.as_role(request.user, Role.COORDINATOR)
        .under_review()
        .filter(period=chosen_period(request))
    )
    return xlsx_response(assignments_xlsx_sheets(rows), f"penugasan-{timezone.localdate():%Y%m%d}.xlsx")


@coordinators_only
@require_POST
@sent_once()
def pair_add(request: SignedInRequest) -> HttpResponse:
    form = PairForm(request.POST)
    if form.is_valid():
        form.save()
        messages.success(request, "Pasangan penilai dipisahkan.")
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("reviews:plans")


@coordinators_only
@require_POST
def pair_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    ApartPair.objects.filter(pk=pk).delete()
    messages.success(request, "Pasangan penilai boleh bertugas bersama lagi.")
    return redirect("reviews:plans")


@coordinators_only
def reviewers(request: SignedInRequest) -> HttpResponse:
    """Who has how much to do, who is behind, and how each is set."""
    stage, stages = chosen_stage(request, chosen_period(request))
    late = stage.closes_at is not None and stage.closes_at < timezone.now()
    hidden, number = unseen(request.user), request.GET.get("page")

    def worked_out() -> tuple[int, list[automatic.ReviewerLoad]]:
        found = automatic.loads(stage, hidden)
        return len(found), list(Paginator(found, PEOPLE_PER_PAGE).get_page(number))

    amount, shown = kept_for_reader(request, f"reviewers-{stage.pk}", worked_out)
    people = User.objects.select_related("reviewer_card").in_bulk([load.person for load in shown])
    context = {
        "stage": stage,
        "stages": stages,
        "people": [(people[load.person], load) for load in shown if load.person in people],
        "late": late,
        "page_obj": Paginator(range(amount), PEOPLE_PER_PAGE).get_page(number),
        "query": query_without_page(request),
    }
    return render(request, "reviews/assigning/reviewers.html", context)


@coordinators_only
def reviewer(request: SignedInRequest, pk: int) -> HttpResponse:
    """One reviewer: limits, expertise, reminders, and the open tasks with a quick way to hand them over."""
    person = get_object_or_404(User.objects.reviewers(), pk=pk)
    card = ReviewerCard.objects.filter(user=person).first() or ReviewerCard(user=person)
    form = CardForm(request.POST or None, instance=card)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Pengaturan {person} tersimpan.")
        return redirect("reviews:reviewers")
    visible = SentProposal.objects.as_role(request.user, Role.COORDINATOR)
    tasks = Assignment.objects.waiting().under_way().filter(reviewer=person, proposal__in=visible)
    context = {
        "person": person,
        "form": form,
        "tasks": tasks.select_related("proposal__agency", "stage").in_queue_order(),
        "others": User.objects.reviewers().exclude(pk=pk),
        "nudges": person.review_nudges.select_related("sent_by")[:NUDGES_SHOWN],
    }
    return render(request, "reviews/assigning/reviewer.html", context)


@coordinators_only
@require_POST
def reassign(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = SentProposal.objects.as_role(request.user, Role.COORDINATOR)
    tasks = Assignment.objects.waiting().select_related("proposal", "reviewer")
    task = get_object_or_404(tasks, pk=pk, proposal__in=visible)
    form = ReassignForm(request.POST)
    if form.is_valid():
        try:
            services.reassign(task, form.cleaned_data["reviewer"], by=request.user)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{task.proposal.reference} dialihkan kepada {form.cleaned_data['reviewer']}.")
    else:
        messages.error(request, "Pilih penilai pengganti, lalu tekan Alihkan.")
    return redirect("reviews:reviewer", task.reviewer_id)
