"""The reviewer's pages: the queue, scoring one proposal, and stepping back from it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import ChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.permissions import for_roles
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from foundation.text.plain import as_typed
from foundation.text.rounding import in_figures
from proposals.sent.shown import as_sent
from reviews.core import permissions as core_permissions
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.scoring.rules import OutsideScale
from reviews.scoring_desk import phrases, pledges, screens, services
from reviews.scoring_desk.forms import OUTDATED, WHY, RecusalForm, ScoreForm, form_of
from reviews.scoring_desk.models import ReviewerPhrase
from reviews.scoring_desk.screens import CriterionScreen
from reviews.scoring_desk.tasks_at_hand import complete_drafts

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
        "ready": complete_drafts(request.user),
        "offline": settings.OFFLINE_REVIEWS,
        "first": mine.to_do().open_now().in_queue_order().select_related("proposal__agency", "stage").first(),
    }
    return render(request, "reviews/scoring_desk/queue.html", context)


@reviewers_only
def start(request: SignedInRequest) -> HttpResponse:
    """The first task of the queue, one that was begun before all others; the queue when none is open."""
    first = Assignment.objects.of(request.user).to_do().open_now().in_queue_order().first()
    return redirect("reviews:score", first.pk) if first else redirect("reviews:queue")


@reviewers_only
def score(request: SignedInRequest, pk: int) -> HttpResponse:
    """One criterion (`?kriteria=2`), or the last screen (`?kriteria=akhir`), which sends the review.

    Without either an interrupted review goes on at its first open criterion.
    """
    assignment = own_assignment(request, pk)
    period = assignment.proposal.period
    if not pledges.accepted(request.user, period):
        return redirect("reviews:pledge", period.year)
    asked = request.GET.get("kriteria", "")
    chosen = number_in(asked)
    if request.method == "POST" and chosen is not None:
        return _answered(request, assignment, chosen)
    form = score_form(request, assignment)
    if request.method == "POST":
        if not saved(request, assignment, form):
            return _last(request, assignment, form, status=400)
        after = _after(assignment)
        return redirect("reviews:score", after) if after else redirect("reviews:queue")
    found = screens.screens(form)
    waiting = screens.first_open(found)
    first = waiting.number if waiting and asked != screens.LAST else 0
    number = first if chosen is None else chosen
    if services.why_closed(assignment) or not number:
        return _last(request, assignment, form)
    return _criterion(request, assignment, form, _screen_of(found, number))


def score_form(request: SignedInRequest, assignment: Assignment) -> ScoreForm:
    """The rubric as a form: what was typed, else the draft, else the stored review."""
    return form_of(assignment, request.POST or None)


def _screen_of(found: Sequence[CriterionScreen], number: int) -> CriterionScreen:
    """The screen with this number; any other does not exist."""
    if not 1 <= number <= len(found):
        raise Http404
    return found[number - 1]


def _answered(request: SignedInRequest, assignment: Assignment, number: int) -> HttpResponse:
    """Keeps the answer of one criterion in the draft and goes on; a level that needs a reason asks for it first.

    A refusal shows the last screen with the sentence that says why, and with what was typed.
    """
    form = form_of(assignment)
    before = _screen_of(screens.screens(form), number)
    if form.is_outdated(request.POST) and not services.why_closed(assignment):
        return _asked_again(request, assignment, before)
    typed = before.typed(request.POST)
    try:
        services.save_draft(assignment, typed, by=request.user)
    except ReviewRefused:
        return _last(request, assignment, form_of(assignment, typed=typed), status=400)
    form = form_of(assignment, typed=typed)
    found = screens.screens(form)
    now, pressed = found[number - 1], before.line.level.html_name in request.POST
    if pressed and now.needs_reason and before.chosen and now.level != before.level and now.why == before.why:
        return redirect(_at(assignment, number, "soal"))  # does the reason still fit?
    if now.lacks_reason and not pressed:
        return _criterion(request, assignment, form, now, fault=form.reason_missing())
    if now.lacks_reason:
        return redirect(_at(assignment, number, "soal"))
    if not pressed and "kalimat" not in request.POST:
        phrases.keep(now.why, by=request.user)
    return redirect(_at(assignment, screens.following(found, number)))


def _asked_again(request: SignedInRequest, assignment: Assignment, screen: CriterionScreen) -> HttpResponse:
    """The criterion as the rubric has it now, with the words that an older page of it sent."""
    words = [request.POST[name] for name in request.POST if name.startswith(WHY)]
    form = form_of(assignment, typed={screen.line.why.html_name: as_typed(" ".join(words)) or screen.why})
    return _criterion(request, assignment, form, screens.screens(form)[screen.number - 1], fault=OUTDATED)


def _at(assignment: Assignment, key: int | str, fragment: str = "") -> str:
    """The address of a screen, and of a place on it."""
    address = f"{reverse('reviews:score', args=[assignment.pk])}?kriteria={key}"
    return f"{address}#{fragment}" if fragment else address


def _criterion(
    request: SignedInRequest, assignment: Assignment, form: ScoreForm, screen: CriterionScreen, *, fault: str = ""
) -> HttpResponse:
    judged, rest = screens.beside(screen.criterion, as_sent(assignment.proposal))
    ready, more = screens.sentences(request.user.pk, screen)
    context = _common(assignment, form) | {
        "screen": screen,
        "asks": (screen.lacks_reason or bool(fault)) and "ganti" not in request.GET,
        "judged": judged,
        "rest": rest,
        "ready": ready,
        "more": more,
        "fault": fault,
    }
    return render(request, "reviews/scoring_desk/criterion.html", context, status=400 if fault else 200)


def _last(request: SignedInRequest, assignment: Assignment, form: ScoreForm, *, status: int = 200) -> HttpResponse:
    colleagues: list[Assignment] = []
    if core_permissions.sees_colleagues(assignment):
        others = Assignment.objects.done().filter(proposal=assignment.proposal, stage=assignment.stage)
        colleagues = list(others.exclude(pk=assignment.pk).select_related("reviewer"))
    context = _common(assignment, form) | {
        "rest": screens.beside(None, as_sent(assignment.proposal))[1],
        "colleagues": colleagues,
    }
    return render(request, "reviews/scoring_desk/score.html", context, status=status)


def _common(assignment: Assignment, form: ScoreForm) -> dict[str, Any]:
    """What both kinds of screens say: where one is in the queue and in the rubric."""
    found, counts = screens.screens(form), Assignment.objects.of(assignment.reviewer).workload()
    return {
        "assignment": assignment,
        "proposal": assignment.proposal,
        "stage": assignment.stage,
        "form": form,
        "screens": found,
        "waiting": screens.first_open(found),
        "place": counts.done + 1 if assignment.state == Assignment.State.ASSIGNED else 0,
        "counts": counts,
        "closed": services.why_closed(assignment),
        "may_discuss": core_permissions.sees_colleagues(assignment),
        "skip_to": _after(assignment),
    }


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

    Whoever saves and leaves (`keluar`) goes to the queue either way, whoever changes an answer (`ke`) to its criterion,
    or once it is closed back to what was typed.
    """
    assignment = own_assignment(request, pk)
    form, to, leaves = score_form(request, assignment), request.POST.get("ke", ""), "keluar" in request.POST
    sent = {name: as_typed(form.data[name]) for name in form.fields if name in form.data}
    if to or leaves:  # the last screen repeats the levels, which another tab may have changed meanwhile
        sent = {name: text for name, text in sent.items() if not isinstance(form.fields[name], ChoiceField)}
    try:
        services.save_draft(assignment, sent, by=request.user)
        if form.is_outdated(request.POST):
            raise ReviewRefused(OUTDATED)
    except ReviewRefused as refusal:
        if not (to or leaves):
            return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
        if to and services.why_closed(assignment):
            return _last(request, assignment, form_of(assignment, typed=sent), status=400)
        messages.error(request, str(refusal))
    if to.isdecimal():
        return redirect(_at(assignment, to) + "&ganti=1")
    return redirect("reviews:queue") if leaves else HttpResponse(status=204)


@reviewers_only
@require_POST
def phrase_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes one of the person's own sentences off the list, and goes back to where the list stood."""
    phrases.remove(pk, by=request.user)
    messages.success(request, "Kalimat dihapus dari daftar Anda. Alasan yang sudah ditulis tetap.")
    return redirect("reviews:phrases")


@reviewers_only
def phrase_list(request: SignedInRequest) -> HttpResponse:
    """The reviewer's own sentences."""
    kept = ReviewerPhrase.objects.filter(reviewer=request.user)
    return render(request, "reviews/scoring_desk/phrases.html", {"kept": kept, "most": phrases.AT_MOST})


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
