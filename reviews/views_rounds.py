"""The coordinator's pages for a whole round: automatic assignment, reviewers, fairness, and "what if"."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import Agency, User
from agencies.permissions import coordinators_only
from agencies.requests import SignedInRequest
from agencies.sheets import xlsx_response
from proposals.models import Period, Proposal
from proposals.workflow import DECIDED, ELIGIBLE, Role
from reviews import assignments, automatic, figures, ordering, sheets, whatif
from reviews.fairness import TooLittleOverlap
from reviews.forms_rounds import CardForm, CutOffForm, ImportForm, PairForm, PlanForm, ReassignForm
from reviews.models import ApartPair, Assignment, AssignmentPlan, ReviewerCard, ReviewStage
from reviews.ranking import ranking
from reviews.scoring import Summary
from reviews.services import ReviewRefused
from reviews.views_coordinator import PER_PAGE, chosen_period, kept_for_reader, query_without_page

S = AssignmentPlan.State
PLAN_LINES = 50
# A city's reviewers stand on one page; only a very large panel is turned over.
PEOPLE_PER_PAGE, PEOPLE_PAGE = 50, "penilai"


def chosen_stage(request: SignedInRequest, period: Period | None) -> tuple[ReviewStage, list[ReviewStage]]:
    """The stage named by `tahap`, else the first; a period without stages has no such page."""
    stages = list(period.review_stages.order_by("order")) if period else []
    if not stages:
        raise Http404
    named = request.GET.get("tahap", "")
    return next((stage for stage in stages if str(stage.order) == named), stages[0]), stages


@coordinators_only
def plans(request: SignedInRequest) -> HttpResponse:
    """Earlier plans, and the form that asks for a new one."""
    _, stages = chosen_stage(request, chosen_period(request))
    form = PlanForm(request.POST or None, stages=stages)
    if request.method == "POST" and form.is_valid():
        plan = ordering.order_plan(form.cleaned_data["stage"], by=request.user)
        return redirect("reviews:plan", plan.pk)
    pairs, pair_form = ApartPair.objects.select_related("first", "second"), PairForm()
    recent = AssignmentPlan.objects.filter(stage__in=stages).select_related("stage", "created_by")[:10]
    context = {"form": form, "plans": recent, "pairs": pairs, "pair_form": pair_form}
    return render(request, "reviews/plans.html", context)


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
    own = Proposal.objects.as_role(request.user, Role.COORDINATOR)
    choices, unfilled = _visible_part(draft, own)
    page = Paginator(choices, PLAN_LINES).get_page(request.GET.get("page"))
    shown = {line[0] for line in (*page, *unfilled[:PLAN_LINES])}
    known = Proposal.objects.select_related("agency").in_bulk(shown)
    people = User.objects.in_bulk([who for _, who, _ in page])
    context = {
        "plan": draft,
        "waiting": draft.state == S.QUEUED,
        "ready": draft.state == S.READY,
        "page_obj": page,
        "choices": [(known[row], people[who], why) for row, who, why in page],
        "unfilled": [(known[row], why) for row, _, why in unfilled[:PLAN_LINES]],
        "unfilled_count": len(unfilled),
        "loads": automatic.planned_loads(draft, own.filter(period=draft.stage.period_id)),
        "uneven": draft.result.get("uneven", ""),
    }
    return render(request, "reviews/plan.html", context)


def _visible_part(draft: AssignmentPlan, own: QuerySet) -> tuple[list[list[Any]], list[list[Any]]]:
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
    choices, _ = _visible_part(draft, Proposal.objects.as_role(request.user, Role.COORDINATOR))
    return xlsx_response(sheets.plan_xlsx(draft.stage, choices), f"rancangan-penugasan-{draft.pk}.xlsx")


@coordinators_only
def assignments_xlsx(request: SignedInRequest) -> HttpResponse:
    rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).under_review().filter(period=chosen_period(request))
    return xlsx_response(sheets.assignments_xlsx(rows), f"penugasan-{timezone.localdate():%Y%m%d}.xlsx")


@coordinators_only
def assignments_import(request: SignedInRequest) -> HttpResponse:
    """Reads a spreadsheet of assignments: all rows are written, or none and the faults are named."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = sheets.read_assignments(form.cleaned_data["file"])
            number = assignments.import_rows(rows, by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{number} penugasan baru dari lembar ini.")
            return redirect("reviews:assignments")
    return render(request, "reviews/import.html", {"form": form}, status=400 if form.errors else 200)


@coordinators_only
@require_POST
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
    rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).filter(period=stage.period_id)
    number = request.GET.get("page")

    def worked_out() -> tuple[int, list[automatic.Load]]:
        found = automatic.loads(stage, rows)
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
    return render(request, "reviews/reviewers.html", context)


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
    visible = Proposal.objects.as_role(request.user, Role.COORDINATOR)
    tasks = Assignment.objects.waiting().under_way().filter(reviewer=person, proposal__in=visible)
    context = {
        "person": person,
        "form": form,
        "tasks": tasks.select_related("proposal__agency", "stage").in_queue_order(),
        "others": User.objects.reviewers().exclude(pk=pk),
    }
    return render(request, "reviews/reviewer.html", context)


@coordinators_only
@require_POST
def reassign(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Proposal.objects.as_role(request.user, Role.COORDINATOR)
    tasks = Assignment.objects.waiting().select_related("proposal", "reviewer")
    task = get_object_or_404(tasks, pk=pk, proposal__in=visible)
    form = ReassignForm(request.POST)
    if form.is_valid():
        try:
            assignments.reassign(task, form.cleaned_data["reviewer"], by=request.user)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{task.proposal.reference} dialihkan kepada {form.cleaned_data['reviewer']}.")
    else:
        messages.error(request, "Pilih penilai pengganti, lalu tekan Alihkan.")
    return redirect("reviews:reviewer", task.reviewer_id)


@coordinators_only
def fairness(request: SignedInRequest) -> HttpResponse:
    stage, stages = chosen_stage(request, chosen_period(request))
    rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).filter(period=stage.period_id)
    number, people_number = request.GET.get("page"), request.GET.get(PEOPLE_PAGE)
    kept = kept_for_reader(
        request, f"fairness-{stage.pk}", lambda: _fair_page(stage, rows, number=number, people_number=people_number)
    )
    shown = rows.select_related("agency").only("sent_title", "number", "agency__short_name")
    known = shown.in_bulk([line.key for line, _ in kept.lines])
    names = User.objects.in_bulk([row.person for row in kept.people])
    context = {
        "stage": stage,
        "stages": stages,
        "page_obj": Paginator(range(kept.proposals), PER_PAGE).get_page(number),
        "people_page": Paginator(range(kept.reviewers), PEOPLE_PER_PAGE).get_page(people_number),
        "people_name": PEOPLE_PAGE,
        "proposals": [(line, known[line.key], summary) for line, summary in kept.lines],
        "people": [(names[row.person], row) for row in kept.people],
        "why_not": kept.why_not,
        "query": query_without_page(request),
        "people_query": query_without_page(request, PEOPLE_PAGE),
    }
    return render(request, "reviews/fairness.html", context)


@dataclass(frozen=True, slots=True)
class FairPage:
    """One page of the fairness of a stage: how many proposals and reviewers there are, and those on the page."""

    proposals: int
    reviewers: int
    lines: list[tuple[figures.ProposalRow, Summary]]
    people: list[figures.ReviewerRow]
    why_not: str


def _fair_page(stage: ReviewStage, rows: QuerySet, *, number: str | None, people_number: str | None) -> FairPage:
    """Weighs all reviews of the stage; proposals that lie furthest apart come first, reviewers go by their names."""
    lines, people, adjustment = figures.stage_rows(stage, rows)
    names = dict(User.objects.filter(pk__in=[row.person for row in people]).values_list("pk", "full_name"))
    by_name = sorted(people, key=lambda row: (names[row.person], row.person))
    shown = Paginator(lines, PER_PAGE).get_page(number)
    return FairPage(
        proposals=len(lines),
        reviewers=len(people),
        lines=[(line, line.summary) for line in shown],
        people=list(Paginator(by_name, PEOPLE_PER_PAGE).get_page(people_number)),
        why_not=adjustment.reason if isinstance(adjustment, TooLittleOverlap) else "",
    )


@coordinators_only
def what_if(request: SignedInRequest) -> HttpResponse:
    """Moves the cut-off in thought: who would be in, and whether every agency still has one."""
    period = chosen_period(request)
    form = CutOffForm(request.GET or None)
    context: dict[str, Any] = {"period": period, "form": form}
    if period and form.is_valid():
        rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).filter(
            period=period, status__in=ELIGIBLE | DECIDED
        )
        cut, other = form.cleaned_data["batas"], form.cleaned_data["banding"]
        answer = whatif.compare(ranking(period, rows), Decimal(cut), Decimal(other) if other is not None else None)
        known = rows.select_related("agency").in_bulk([line.proposal_id for line in (*answer.moving, *answer.inside)])
        agencies = set(Agency.objects.active().in_target().values_list("pk", "short_name"))
        held = {
            (known[line.proposal_id].agency_id, known[line.proposal_id].agency.short_name) for line in answer.inside
        }
        context |= {
            "answer": answer,
            "moving": [(line, known[line.proposal_id]) for line in answer.moving],
            "without": sorted(name for _, name in agencies - held),
            "agencies": len(agencies),
        }
    return render(request, "reviews/what_if.html", context)
