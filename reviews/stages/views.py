"""The coordinator's pages for the stages of a period."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from reviews.core.models import ReviewStage
from reviews.core.pages import chosen_period
from reviews.core.refusals import ReviewRefused
from reviews.stages import services
from reviews.stages.forms import StageDetailsForm, stage_set_forms
from reviews.stages.forms_rubrics import ChangeNoteForm


@coordinators_only
def stages(request: SignedInRequest) -> HttpResponse:
    """The stages with their rubrics, and the versions made after the first score."""
    period = chosen_period(request)
    context = {
        "period": period,
        "stages": list(services.with_use(period).select_related("rubric")) if period else [],
        "versions": period.stage_versions.select_related("made_by") if period else [],
    }
    return render(request, "reviews/stages/stages.html", context)


@coordinators_only
def stage_set(request: SignedInRequest) -> HttpResponse:
    """All stages of a period in one form, because their shares must make 100 together."""
    period = chosen_period(request)
    if period is None:
        raise Http404
    scored = services.has_scores(period)
    lines = stage_set_forms(period, request.POST or None)
    note = ChangeNoteForm(request.POST or None, help_text=services.NOTE_HELP)
    refused = ""
    if request.method == "POST" and lines.is_valid() and note.is_valid():
        text = note.cleaned_data["note"]
        try:
            version = services.save_set(period, lines.lines, removed=lines.removed, by=request.user, note=text)
        except ReviewRefused as refusal:
            refused = str(refusal)
        else:
            made = f" sebagai versi {version.version}" if version else ""
            messages.success(request, f"Susunan tahap tersimpan{made}.")
            return redirect(f"{reverse('reviews:stages')}?tahun={period.year}")
    context = {"period": period, "lines": lines, "note": note, "scored": scored, "refused": refused}
    return render(request, "reviews/stages/stage_set.html", context, status=400 if request.method == "POST" else 200)


@coordinators_only
def stage(request: SignedInRequest, pk: int) -> HttpResponse:
    """Dates, words and the size of the panel of one stage."""
    row = get_object_or_404(ReviewStage.objects.select_related("period", "rubric"), pk=pk)
    form = StageDetailsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_details(form.instance, form.changed_data, by=request.user)
        except ReviewRefused as refusal:
            form.add_error("reviewers_per_proposal", str(refusal))
        else:
            messages.success(request, f"Tahap “{row}” tersimpan.")
            return redirect(f"{reverse('reviews:stages')}?tahun={row.period.year}")
    return render(request, "reviews/stages/stage.html", {"stage": row, "form": form})
