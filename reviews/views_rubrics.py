"""The coordinator's pages for stages and rubrics."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.permissions import coordinators_only
from agencies.requests import SignedInRequest
from reviews import rubrics
from reviews.forms import ScoreForm
from reviews.forms_rubrics import ChangeNoteForm, LinesFormSet, StageForm, edited, initial_lines
from reviews.models import ReviewStage, Rubric
from reviews.services import ReviewRefused
from reviews.views_coordinator import chosen_period


@coordinators_only
def stages(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    rows = list(period.review_stages.select_related("rubric").order_by("order")) if period else []
    context = {
        "period": period,
        "stages": [(row, rubrics.stage_has_scores(row)) for row in rows],
        "total": sum(row.share for row in rows),
    }
    return render(request, "reviews/stages.html", context)


@coordinators_only
def stage(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReviewStage.objects.select_related("period", "rubric"), pk=pk)
    form = StageForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            rubrics.save_stage(form.instance, form.changed_data, by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            total = rubrics.shares_sum(row.period)
            if total == 100:
                messages.success(request, f"Tahap “{row}” tersimpan.")
            else:
                messages.warning(
                    request, f"Tahap “{row}” tersimpan, tetapi bagian semua tahap berjumlah {total}, bukan 100."
                )
            return redirect("reviews:stages")
    return render(request, "reviews/stage.html", {"stage": row, "form": form, "frozen": rubrics.stage_has_scores(row)})


@coordinators_only
def rubric(request: SignedInRequest, pk: int) -> HttpResponse:
    """The editor, and below it the form as a reviewer will see it."""
    row = get_object_or_404(Rubric, pk=pk)
    criteria, frozen = list(row.criteria.all()), rubrics.has_scores(row)
    lines = LinesFormSet(request.POST or None, initial=initial_lines(criteria), prefix="kriteria")
    note = ChangeNoteForm(request.POST or None)
    refused = ""
    if request.method == "POST" and lines.is_valid() and note.is_valid():
        try:
            saved = rubrics.save_rubric(row, edited(lines), by=request.user, note=note.cleaned_data["note"])
        except ReviewRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, f"Rubrik “{saved}” versi {saved.version} tersimpan.")
            return redirect("reviews:rubric", saved.pk)
    context = {
        "rubric": row,
        "lines": lines,
        "note": note,
        "frozen": frozen,
        "refused": refused,
        "weights": sum(each.weight for each in criteria),
        "preview": ScoreForm(rubric=row, criteria=criteria),
    }
    return render(request, "reviews/rubric.html", context)
