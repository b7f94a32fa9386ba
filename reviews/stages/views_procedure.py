"""The page of a period's procedure: read and changed by coordinators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from reviews.core.pages import chosen_period
from reviews.core.refusals import ReviewRefused
from reviews.procedure.models import Procedure
from reviews.stages import procedures
from reviews.stages.forms_procedure import ProcedureForm
from reviews.stages.services import has_scores


@coordinators_only
def procedure(request: SignedInRequest) -> HttpResponse:
    """The rules of the chosen period, and the versions made after its first score."""
    period = chosen_period(request)
    if period is None:
        raise Http404
    rules = Procedure.objects.select_related("period").get(pk=period.pk)
    scored = has_scores(period)
    stages = list(period.review_stages.order_by("order"))
    form = ProcedureForm(request.POST or None, instance=rules, stages=stages, scored=scored)
    if request.method == "POST" and form.is_valid():
        try:
            version = procedures.save(form.instance, by=request.user, note=form.cleaned_data.get("note", ""))
        except ReviewRefused as refusal:
            form.add_error("note" if scored and not form.cleaned_data.get("note") else None, str(refusal))
        else:
            made = f" sebagai versi {version.version}" if version else ""
            messages.success(request, f"Tata cara tersimpan{made}.")
            return redirect(f"{reverse('reviews:procedure')}?tahun={period.year}")
    versions = period.procedure_versions.select_related("made_by")
    context = {"period": period, "form": form, "scored": scored, "versions": versions}
    return render(request, "reviews/stages/procedure.html", context, status=400 if form.errors else 200)
