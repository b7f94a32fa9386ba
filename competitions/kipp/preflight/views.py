"""The pre-flight of one entry, and the page on which a coordinator lets a broken rule pass or takes that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import BEFORE_MINISTRY, NominationRefused
from competitions.core.permissions import participants_only
from competitions.kipp.preflight.facts import findings_of, red_in
from competitions.kipp.preflight.forms import RuleOverrideForm
from competitions.kipp.preflight.services import override


@participants_only
def preflight(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Every rule of one entry with its sentence and source, and what was ever overridden."""
    nomination = _known(request, year, pk)
    findings = findings_of(nomination)
    context = {
        "nomination": nomination,
        "findings": findings,
        "red": red_in(findings),
        "history": nomination.overrides.select_related("by"),
        "may_override": request.user.is_coordinator and nomination.state in BEFORE_MINISTRY,
        "year": year,
    }
    return render(request, "competitions/kipp/preflight/preflight.html", context)


@coordinators_only
def rule(request: SignedInRequest, year: int, pk: int, code: str) -> HttpResponse:
    """GET shows the rule's sentence and asks for the reason; POST stores it."""
    nomination = _known(request, year, pk)
    finding = next((each for each in findings_of(nomination) if each.rule.code == code), None)
    if finding is None or not (finding.is_red or finding.overridden):
        raise Http404
    holds = not finding.overridden
    form = RuleOverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            override(nomination, code, form.cleaned_data["reason"], holds=holds, by=request.user)
        except NominationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = "dikecualikan" if holds else "berlaku lagi"
            messages.success(request, f"{finding.rule.title}: {done} untuk “{nomination.proposal.title}”.")
            return redirect("competitions:preflight", year, pk)
    context = {"nomination": nomination, "finding": finding, "holds": holds, "form": form, "year": year}
    return render(request, "competitions/kipp/preflight/rule.html", context, status=400 if form.errors else 200)


def _known(request: SignedInRequest, year: int, pk: int) -> Nomination:
    known = Nomination.objects.visible_to(request.user).select_related("proposal", "edition", "agency")
    return get_object_or_404(known, pk=pk, edition__programme=Edition.Programme.KIPP, edition__year=year)
