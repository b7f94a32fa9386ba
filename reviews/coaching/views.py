"""Pages of coaching: the list of plans, one plan, and what coordinators and agencies do with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.chips import query_without_page
from foundation.numbers import year_in
from foundation.once import sent_once
from foundation.sheets.xlsx import xlsx_response
from proposals.core.sent import SentProposal
from proposals.core.workflow import COACHED, Role
from reviews.coaching import services, sheets
from reviews.coaching.filters import CoachingFilter, narrowed
from reviews.coaching.forms import CloseForm, DoneForm, PlanForm, TaskFormSet, edited, initial_tasks
from reviews.coaching.models import CoachingPlan
from reviews.coaching.querysets import CoachingPlanQuerySet
from reviews.core.pages import PER_PAGE
from reviews.core.refusals import ReviewRefused

COUNTED = ("tanpa-pembina", "disiapkan", "lewat")


def _listed(request: SignedInRequest) -> tuple[list[int], int | None, CoachingPlanQuerySet]:
    """The years with plans that this person may see, the chosen or else the newest of them, and its plans.

    Who can see none at all finds no such page, but for coordinators and leaders.
    """
    seen = CoachingPlan.objects.visible_to(request.user)
    years = sorted(set(seen.order_by().values_list("proposal__period__year", flat=True)), reverse=True)
    if not years and not (request.user.is_coordinator or request.user.is_leader):
        raise Http404
    named = year_in(request.GET.get("tahun", ""))
    year = named or next(iter(years), None)
    return years, year, seen.filter(proposal__period__year=year) if year else seen.none()


def plan_list(request: SignedInRequest) -> HttpResponse:
    years, year, rows = _listed(request)
    picked = CoachingFilter(request.GET, rows)
    listed = picked.qs.with_counts(timezone.localdate()).select_related("proposal__agency", "coach")
    page = Paginator(listed.order_by("proposal__number", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": {"year": year} if year else None,
        "years": [{"label": str(each), "url": f"?tahun={each}", "active": each == year} for each in years],
        "filter": picked,
        "page_obj": page,
        "counts": {state.replace("-", "_"): narrowed(rows, state).count() for state in COUNTED},
        "query": query_without_page(request),
    }
    return render(request, "reviews/coaching/plans.html", context)


def plans_xlsx(request: SignedInRequest) -> HttpResponse:
    _, _, rows = _listed(request)
    content = sheets.coaching_xlsx(CoachingFilter(request.GET, rows).qs)
    return xlsx_response(content, f"pembinaan-{timezone.localdate():%Y%m%d}.xlsx")


def _seen(request: SignedInRequest, pk: int) -> CoachingPlan:
    """The plan, if this person may know of it; otherwise it does not exist."""
    rows = CoachingPlan.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("proposal__agency", "proposal__period", "coach"), pk=pk)


def _coordinated(request: SignedInRequest, pk: int) -> CoachingPlan:
    rows = CoachingPlan.objects.coordinated_by(request.user)
    return get_object_or_404(rows.select_related("proposal__agency", "proposal__period", "coach"), pk=pk)


def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _seen(request, pk))


def _page(request: SignedInRequest, shown: CoachingPlan, status: int = 200, **more: Any) -> HttpResponse:
    roles = SentProposal.objects.roles_of(request.user, shown.proposal)
    tasks = list(shown.tasks.select_related("done_by__agency"))
    context = {
        "plan": shown,
        "tasks": tasks,
        "done": sum(task.done_at is not None for task in tasks),
        "may_plan": Role.COORDINATOR in roles,
        "may_reopen": Role.COORDINATOR in roles and shown.closed_at and shown.proposal.status in COACHED,
        "may_tick": Role.PROPOSER in roles and shown.is_running,
        "may_read": bool(roles),
        "named": Role.COORDINATOR in roles or Role.LEADER in roles or Role.PROPOSER in roles,
        "close_form": CloseForm(),
        **more,
    }
    return render(request, "reviews/coaching/plan.html", context, status=status)


@coordinators_only
@sent_once()
def plan_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Goal, coach and open tasks at once; the version tells whether somebody else was faster."""
    shown = _coordinated(request, pk)
    tasks = list(shown.tasks.open())
    form = PlanForm(request.POST or None, instance=shown)
    lines = TaskFormSet(request.POST or None, initial=initial_tasks(tasks), prefix="tugas")
    refused = ""
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        seen = CoachingPlan(pk=shown.pk, proposal_id=shown.proposal_id, version=form.cleaned_data["version"])
        try:
            services.save_plan(seen, edited(form, lines), by=request.user)
        except ReviewRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, "Rencana pembinaan tersimpan.")
            return redirect(shown)
    origins = {task.pk: task.get_origin_display() for task in tasks if task.origin != task.Origin.COORDINATOR}
    context = {
        "plan": shown,
        "form": form,
        "lines": lines,
        "rows": [(line, origins.get(line.initial.get("pk", 0))) for line in lines],
        "refused": refused,
    }
    wrong = request.method == "POST"
    return render(request, "reviews/coaching/plan_edit.html", context, status=400 if wrong else 200)


def _carry_out(request: SignedInRequest, pk: int, work: Callable[[CoachingPlan], str]) -> HttpResponse:
    """Runs one service on a plan that this person coordinates, says what came of it, and goes back to the plan."""
    shown = _coordinated(request, pk)
    try:
        messages.success(request, work(shown))
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:coaching", pk)


@coordinators_only
@require_POST
def plan_share(request: SignedInRequest, pk: int) -> HttpResponse:
    def work(shown: CoachingPlan) -> str:
        services.share(shown, by=request.user)
        return "Rencana disampaikan kepada instansi dan pembinanya."

    return _carry_out(request, pk, work)


@coordinators_only
@require_POST
def plan_suggest(request: SignedInRequest, pk: int) -> HttpResponse:
    def work(shown: CoachingPlan) -> str:
        added = services.take_suggestions(shown, by=request.user)
        return f"{added} tugas ditambahkan dari hasil penilaian." if added else "Tidak ada saran baru dari penilaian."

    return _carry_out(request, pk, work)


@coordinators_only
@require_POST
@sent_once()
def plan_close(request: SignedInRequest, pk: int) -> HttpResponse:
    def work(shown: CoachingPlan) -> str:
        services.close(shown, request.POST.get("note", "")[:500], by=request.user)
        return "Pembinaan ditutup. Instansi dan pembinanya diberi tahu."

    return _carry_out(request, pk, work)


@coordinators_only
@require_POST
def plan_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    def work(shown: CoachingPlan) -> str:
        services.reopen(shown, by=request.user)
        return "Pembinaan dibuka kembali."

    return _carry_out(request, pk, work)


@require_POST
def task_done(request: SignedInRequest, pk: int, task: int) -> HttpResponse:
    """Ticks a task with its note; with `batal` takes the tick back."""
    shown = _seen(request, pk)
    row = get_object_or_404(shown.tasks.select_related("plan"), pk=task)
    form = DoneForm(request.POST)
    try:
        if "batal" in request.POST:
            services.untick(row, by=request.user)
            messages.success(request, "Tugas dibuka kembali.")
        elif form.is_valid():
            services.tick(row, form.cleaned_data["note"], by=request.user)
            messages.success(request, "Tugas ditandai selesai.")
        else:
            return _page(request, shown, 400, wrong=row.pk, wrong_form=form)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{shown.get_absolute_url()}#tugas-{row.pk}")
