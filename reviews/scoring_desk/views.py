"""The reviewer's pages: the queue, scoring one proposal, and stepping back from it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import for_roles
from agencies.core.requests import SignedInRequest
from foundation.text.plain import as_typed
from foundation.text.rounding import in_figures
from proposals.sent.shown import as_sent
from reviews.core import marks
from reviews.core import permissions as core_permissions
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.scoring.rules import OutsideScale
from reviews.scoring_desk import pledges, services
from reviews.scoring_desk.forms import RecusalForm, ScoreForm, initial_of

PER_PAGE = 25
reviewers_only = for_roles("is_reviewer")


def own_assignment(request: SignedInRequest, pk: int) -> Assignment:
    """The person's own active assignment; anything else does not exist."""
    found = Assignment.objects.of(request.user).select_related(
        "proposal__agency", "proposal__affair", "proposal__period__guide", "stage__rubric", "reviewer"
    )
    return get_object_or_404(found, pk=pk)


@reviewers_only
def queue(request: SignedInRequest) -> HttpResponse:
    mine = Assignment.objects.of(request.user)
    shown = request.GET.get("tampil", "")
    rows = mine.done().order_by("-done_at") if shown == "selesai" else mine.to_do().in_queue_order()
    paginator = Paginator(rows.select_related("proposal__agency", "stage"), PER_PAGE)
    page: Page[Any] = paginator.get_page(request.GET.get("page"))
    for row in page:
        row.closed = services.why_closed(row)
    context = {
        "page_obj": page,
        "counts": mine.workload(),
        "shown": shown,
        "first": mine.to_do().open_now().in_queue_order().select_related("proposal__agency", "stage").first(),
    }
    return render(request, "reviews/scoring_desk/queue.html", context)


@reviewers_only
def score(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = own_assignment(request, pk)
    period = assignment.proposal.period
    if not pledges.accepted(request.user, period):
        return redirect("reviews:pledge", period.year)
    form = score_form(request, assignment)
    if request.method == "POST" and saved(request, assignment, form):
        following = _after(assignment)
        return redirect("reviews:score", following) if following else redirect("reviews:queue")
    status = 400 if request.method == "POST" else 200
    return render(request, "reviews/scoring_desk/score.html", _score_context(assignment, form), status=status)


def score_form(request: SignedInRequest, assignment: Assignment) -> ScoreForm:
    """The rubric as a form: what was typed, else the draft, else the stored review.

    A review that cannot be changed any more shows the version of the rubric it was given by.
    """
    given = marks.newest_marks(assignment)
    closed = services.why_closed(assignment)
    rubric = marks.rubric_used(assignment, given) if closed else assignment.stage.rubric
    return ScoreForm(
        request.POST or None,
        initial=initial_of(given, assignment.comment, assignment.draft),
        rubric=rubric,
        criteria=list(rubric.criteria.all()),
        scale=assignment.proposal.period.score_scale,
    )


def saved(request: SignedInRequest, assignment: Assignment, form: ScoreForm) -> bool:
    """Stores a valid form; a refusal becomes an error of the form, which keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        saved = services.save_review(assignment, form.answers(), form.cleaned_data["comment"], by=request.user)
    except (ReviewRefused, OutsideScale) as refusal:
        form.add_error(None, str(refusal))
        return False
    total = "tanpa nilai" if saved.total is None else f"nilai {in_figures(saved.total)}"
    messages.success(request, f"Penilaian {saved.proposal.reference} tersimpan, {total}.")
    return True


def _score_context(assignment: Assignment, form: ScoreForm) -> dict[str, Any]:
    colleagues: list[Assignment] = []
    if core_permissions.sees_colleagues(assignment):
        others = Assignment.objects.done().filter(proposal=assignment.proposal, stage=assignment.stage)
        colleagues = list(others.exclude(pk=assignment.pk).select_related("reviewer"))
    read = as_sent(assignment.proposal)
    return {
        "assignment": assignment,
        "proposal": assignment.proposal,
        "profile": read.profile,
        "stage": assignment.stage,
        "steps": read.steps,
        "attachments": read.attachments,
        "form": form,
        "counts": Assignment.objects.of(assignment.reviewer).workload(),
        "closed": services.why_closed(assignment),
        "colleagues": colleagues,
        "may_discuss": core_permissions.sees_colleagues(assignment),
        "skip_to": _after(assignment),
    }


def _after(assignment: Assignment) -> int | None:
    """The next task of the queue after this one, starting over at the end; None when nothing else is open."""
    waiting = Assignment.objects.of(assignment.reviewer).to_do().open_now().in_queue_order()
    keys = list(waiting.values_list("pk", flat=True))
    later = keys[keys.index(assignment.pk) + 1 :] if assignment.pk in keys else []
    return next((key for key in [*later, *keys] if key != assignment.pk), None)


@reviewers_only
@require_POST
def save_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keeps what has been typed so far: 204, or 409 with the sentence that says why not.

    Whoever saves and leaves (`keluar`) goes to the queue either way.
    """
    assignment = own_assignment(request, pk)
    form = score_form(request, assignment)
    try:
        services.save_draft(
            assignment, {name: as_typed(form.data[name]) for name in form.fields if name in form.data}, by=request.user
        )
    except ReviewRefused as refusal:
        if "keluar" not in request.POST:
            return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, str(refusal))
    return redirect("reviews:queue") if "keluar" in request.POST else HttpResponse(status=204)


@reviewers_only
def recuse(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = own_assignment(request, pk)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conflict = form.cleaned_data["kind"] == "conflict"
        try:
            services.recuse(assignment, by=request.user, reason=form.cleaned_data["reason"], conflict=conflict)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Anda telah mengundurkan diri. Koordinator akan menunjuk penilai lain.")
            return redirect("reviews:queue")
    return render(request, "reviews/scoring_desk/recuse.html", {"form": form, "assignment": assignment})
