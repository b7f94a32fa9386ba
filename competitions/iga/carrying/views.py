"""The page of claims that were carried from the edition before, and the coordinator's act that carries them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only
from competitions.iga.carrying import tasks
from competitions.iga.carrying.listing import carried_page
from competitions.iga.carrying.services import not_yet_because
from competitions.iga.editing.services import predecessor

IGA = Edition.Programme.IGA


@participants_only
def carried(request: SignedInRequest, year: int) -> HttpResponse:
    """What was carried, and what of it must be renewed: of all agencies, or of the reader's own."""
    edition = edition_of(IGA, year)
    context = {
        "edition": edition,
        "former": predecessor(year),
        "not_yet": not_yet_because(edition),
        "found": carried_page(edition, request.user, request.GET.get("page")),
    }
    return render(request, "competitions/iga/carrying/carried.html", context)


@coordinators_only
@require_POST
def carry(request: SignedInRequest, year: int) -> HttpResponse:
    """Carries what was not carried yet; a second click finds it under way."""
    edition = edition_of(IGA, year)
    if reason := not_yet_because(edition):
        messages.error(request, reason)
    elif tasks.order(edition.pk, request.user.pk):
        messages.success(request, "Klaim sedang dibawa. Anda dikabari begitu selesai.")
    else:
        messages.info(request, "Klaim sudah dalam antrean untuk dibawa. Anda dikabari begitu selesai.")
    return redirect("competitions:carried", year)
