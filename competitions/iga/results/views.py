"""Pages of results: the years of the city with their sources, the ministry beside us, and entering one result."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.results.comparing import compared_indicators, compared_innovations
from competitions.iga.results.forms import SUBJECTS, ResultForm
from foundation.once import sent_once

IGA = Edition.Programme.IGA


@leaders_and_coordinators
def results(request: SignedInRequest, year: int) -> HttpResponse:
    """All years that are known, and this edition's innovations with a result of the ministry."""
    edition = edition_of(IGA, year)
    rows = list(NationalResult.objects.filter(programme="iga", subject__in=SUBJECTS))
    context = {
        "edition": edition,
        "own": [row for row in rows if row.subject == NationalResult.Subject.CITY],
        "others": [row for row in rows if row.subject != NationalResult.Subject.CITY],
        "innovations": compared_innovations(edition, request.user),
        "indicators": compared_indicators(edition, request.user),
    }
    return render(request, "competitions/iga/results/results.html", context)


@coordinators_only
@sent_once()
def result_new(request: SignedInRequest, year: int) -> HttpResponse:
    """Enters a result; what is not known stays without a row."""
    edition = edition_of(IGA, year)
    stored = NationalResult(programme="iga", by=request.user, at=timezone.now())
    form = ResultForm(request.POST or None, instance=stored, initial={"year": year})
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Hasil tercatat.")
        return redirect("competitions:iga_results", year)
    return render(request, "competitions/iga/results/result_form.html", {"edition": edition, "form": form})
