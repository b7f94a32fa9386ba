"""The coordinator's pages: who reviews what, the ranking and what is decided from it, and their exports."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.freshness import kept, stamp
from agencies.models import LedgerEntry, User
from agencies.papers import pdf_response
from agencies.permissions import coordinators_only
from agencies.requests import SignedInRequest
from agencies.sheets import xlsx_response
from proposals import workflow
from proposals.models import Period, Proposal
from proposals.workflow import DECIDED, ELIGIBLE, Note, Role
from reviews import assignments, deciding, papers, sheets, staffing
from reviews.filters import AssignmentFilter, RankingFilter
from reviews.forms import OverrideForm, ReviewersForm
from reviews.models import Assignment, Conflict, Criterion, ReviewStage, Rubric, Score
from reviews.ranking import Standings, standings
from reviews.scoring import TIE_RULES
from reviews.services import ReviewRefused

PER_PAGE = 25
T = TypeVar("T")
# Every table behind the scores; removed and recused assignments leave a line in the ledger.
SOURCES = (Proposal, Period, Assignment, Score, ReviewStage, Rubric, Criterion, Conflict, LedgerEntry, User)


def chosen_period(request: SignedInRequest) -> Period | None:
    """The period named by `tahun`, else the current one."""
    year = request.GET.get("tahun", "")
    named = Period.objects.filter(year=year).first() if year.isdigit() else None
    return named or Period.objects.current()


def query_without_page(request: SignedInRequest, name: str = "page") -> str:
    """The query string for the links of the pager that turns the parameter of this name."""
    query: QueryDict = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


def kept_for_reader(request: SignedInRequest, name: str, make: Callable[[], T]) -> T:
    """What `make` gives this person at this address, worked out anew only after something behind the scores changed."""
    conflicts = request.user.conflicts.standing().count()
    asked = sha256(request.GET.urlencode().encode()).hexdigest()[:16]
    return kept(f"{name}-{request.user.pk}-{conflicts}-{asked}", stamp(*SOURCES), make)


def _stages(period: Period | None) -> list[ReviewStage]:
    return list(period.review_stages.order_by("order")) if period else []


def coordinated(request: SignedInRequest, pk: int) -> Proposal:
    """The proposal, if this person coordinates it; otherwise it does not exist."""
    found = Proposal.objects.as_role(request.user, Role.COORDINATOR).select_related("agency", "period", "affair")
    return get_object_or_404(found, pk=pk)


@coordinators_only
def assignment_table(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    stages = _stages(period)
    rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).under_review().filter(period=period)
    picked = AssignmentFilter(request.GET, rows.order_by("review_round", "number"), stages=stages)
    shown = picked.qs.select_related("agency").only("number", "sent_title", "review_round", "agency__short_name")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "filter": picked,
        "page_obj": page,
        "lines": staffing.staffed(page, stages),
        "query": query_without_page(request),
    }
    return render(request, "reviews/assignments.html", context)


@coordinators_only
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = coordinated(request, pk)
    try:
        stage = assignments.stage_of(proposal)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    offered = assignments.candidates(proposal, stage, request.user)
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
    return render(request, "reviews/assign.html", context | {"barred": [each for each in offered if each.obstacle]})


def _assigned(request: SignedInRequest, proposal: Proposal, form: ReviewersForm, override: OverrideForm) -> bool:
    """Writes what the valid one of the two forms says; a refusal becomes an error of that form."""
    by = request.user
    try:
        if override.is_bound:
            person = override.chosen()
            assignments.assign(proposal, person, by=by, override=override.cleaned_data["why"])
            messages.success(request, f"{person} ditugaskan dengan pengecualian.")
        else:
            reason = form.cleaned_data["reason"]
            added, removed = assignments.set_reviewers(proposal, form.chosen(), by=by, reason=reason)
            messages.success(request, f"Penilai {proposal.reference}: {added} ditambahkan, {removed} dibatalkan.")
    except ReviewRefused as refusal:
        (override if override.is_bound else form).add_error(None, str(refusal))
        return False
    return True


def _ranked(
    request: SignedInRequest, period: Period | None, stages: list[ReviewStage]
) -> tuple[RankingFilter, QuerySet]:
    """The filter and the proposals of the ranking that this person coordinates."""
    rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).filter(period=period, status__in=ELIGIBLE | DECIDED)
    picked = RankingFilter(request.GET, rows, stages=stages)
    return picked, picked.qs


def _kept_page(request: SignedInRequest, period: Period, rows: QuerySet) -> tuple[int, Standings]:
    """How long the ranking is as this person filtered it, and its part on the page asked for."""

    def worked_out() -> tuple[int, Standings]:
        found = standings(period, rows)
        page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
        return len(found.rows), replace(found, rows=list(page))

    return kept_for_reader(request, f"standings-{period.pk}", worked_out)


@coordinators_only
def ranking_page(request: SignedInRequest) -> HttpResponse:
    """Raw and adjusted scores side by side, in the order of the official ones."""
    period = chosen_period(request)
    stages = _stages(period)
    picked, rows = _ranked(request, period, stages)
    amount, found = _kept_page(request, period, rows) if period else (0, Standings([], "", by_adjusted=False))
    page = Paginator(range(amount), PER_PAGE).get_page(request.GET.get("page"))
    shown = rows.select_related("agency").only("sent_title", "number", "status", "review_round", "agency__short_name")
    known = shown.in_bulk([line.proposal_id for line in found.rows])
    names = {stage.order: stage.name for stage in stages}
    lines = [(line, known[line.proposal_id]) for line in found.rows]
    context = {
        "period": period,
        "filter": picked,
        "page_obj": page,
        "lines": [(line, proposal, names.get(proposal.review_round)) for line, proposal in lines],
        "why_not_adjusted": found.reason,
        "by_adjusted": found.by_adjusted,
        "actions": deciding.BATCH_ACTIONS,
        "query": query_without_page(request),
        "tie_rules": TIE_RULES,
    }
    return render(request, "reviews/ranking.html", context)


@coordinators_only
def ranking_xlsx(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    if period is None:
        raise Http404
    _, rows = _ranked(request, period, _stages(period))
    return xlsx_response(sheets.ranking_xlsx(period, rows), f"peringkat-{timezone.localdate():%Y%m%d}.xlsx")


@coordinators_only
@require_POST
def decide(request: SignedInRequest) -> HttpResponse:
    """Carries one action out on the ticked rows; where it needs a note, asks for it first.

    The address carries the filter and the page of the ranking, so that one comes back to the same rows.
    """
    action, chosen = request.POST.get("action", ""), request.POST.getlist("pilih")
    back = f"{reverse('reviews:ranking')}?{request.GET.urlencode()}"
    if action not in deciding.BATCH_ACTIONS or not chosen:
        messages.error(request, "Centang sedikitnya satu usulan, lalu pilih tindakannya.")
        return redirect(back)
    step = next(step for step in workflow.STEPS if step.action == action)
    note = request.POST.get("note", "").strip()
    if step.note and not note:
        asked = "note" in request.POST
        context = {"step": step, "chosen": chosen, "is_decree": step.note is Note.DECREE, "missing": asked}
        return render(request, "reviews/decide.html", context | {"back": back}, status=400 if asked else 200)
    outcome = deciding.batch(action, deciding.picked(chosen), by=request.user, note=note)
    _report(request, step, outcome)
    return redirect(back)


def _report(request: SignedInRequest, step: workflow.Step, outcome: deciding.Outcome) -> None:
    if outcome.moved:
        messages.success(request, f"{step.action.label}: {len(outcome.moved)} usulan.")
    for text in outcome.left_alone("tidak diubah"):
        messages.warning(request, text)
    if not outcome.moved and not outcome.refused:
        messages.error(request, "Tidak ada usulan yang dapat diubah. Muat ulang peringkat, lalu pilih lagi.")


@coordinators_only
def recap(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = coordinated(request, pk)
    return pdf_response(papers.recap_pdf(proposal, timezone.now()), f"rekap-nilai-{proposal.reference}.pdf")
