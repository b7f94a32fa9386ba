"""The coordinator's rubric editor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from proposals.core.period.models import Period
from reviews.core.models import Rubric
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk.forms import ScoreForm
from reviews.stages import rubrics
from reviews.stages.forms_rubrics import ChangeNoteForm, LinesFormSet, edited, initial_lines


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
        "preview": ScoreForm(rubric=row, criteria=criteria, scale=Period.ScoreScale.RANGE),
    }
    return render(request, "reviews/stages/rubric.html", context)
