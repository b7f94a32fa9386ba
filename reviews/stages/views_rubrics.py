"""The coordinator's rubric editor."""

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from proposals.core.period.models import Period
from reviews.core.models import Rubric
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk.forms import ScoreForm
from reviews.stages import rubrics
from reviews.stages.forms_rubrics import (
    ChangeNoteForm,
    CriterionForm,
    LinesFormSet,
    ReasonsForm,
    edited,
    initial_lines,
    initial_reasons,
)
from reviews.stages.judged import judged_parts

REASONS = "alasan"


@coordinators_only
def rubric(request: SignedInRequest, pk: int) -> HttpResponse:
    """The editor, and below it the form as a reviewer will see it."""
    row = get_object_or_404(Rubric, pk=pk)
    criteria, frozen = list(row.criteria.all()), rubrics.has_scores(row)
    # A page that does not show them leaves the reasons as they are.
    told = request.POST if f"{REASONS}-least" in request.POST else None
    reasons = ReasonsForm(told, initial=initial_reasons(row), prefix=REASONS)
    least = reasons.cleaned_data["least"] if reasons.is_valid() else row.justify_min_words
    shared = {"parts": judged_parts(row, criteria), "least": least}
    lines = LinesFormSet(request.POST or None, initial=initial_lines(criteria), prefix="kriteria", form_kwargs=shared)
    note = ChangeNoteForm(request.POST or None)
    refused = ""
    if request.method == "POST" and _is_sound(lines, note, reasons):
        try:
            said = reasons.reasons() if reasons.is_bound else None
            saved = rubrics.save_rubric(
                row, edited(lines), by=request.user, note=note.cleaned_data["note"], reasons=said
            )
        except ReviewRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, f"Rubrik “{saved}” versi {saved.version} tersimpan.")
            return redirect("reviews:rubric", saved.pk)
    context = {
        "rubric": row,
        "lines": lines,
        "note": note,
        "reasons": reasons,
        "frozen": frozen,
        "refused": refused,
        "weights": sum(each.weight for each in criteria),
        "preview": ScoreForm(rubric=row, criteria=criteria, scale=Period.ScoreScale.RANGE),
    }
    return render(request, "reviews/stages/rubric.html", context)


def _is_sound(lines: BaseFormSet[CriterionForm], note: ChangeNoteForm, reasons: ReasonsForm) -> bool:
    """Whether all that was typed can be stored together."""
    sound = [lines.is_valid(), note.is_valid(), reasons.is_valid() or not reasons.is_bound]
    return all(sound) and (not reasons.is_bound or reasons.check_levels(edited(lines)))
