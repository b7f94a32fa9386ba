"""Pages that move candidates on: one move, all ready ones at once, and adding one by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.iga.candidates import services
from competitions.iga.candidates.cockpit import rows_of
from competitions.iga.candidates.forms import MOVE_FORMS, ByHandForm
from competitions.iga.candidates.services import CandidacyRefused, NumberTaken, arrow_of
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import CandidacyState
from foundation.numbers import number_in
from foundation.once import sent_once
from foundation.text.keys import contains
from proposals.core.sent import SentProposal

IGA = Edition.Programme.IGA
FOUND_PER_PAGE = 15


@coordinators_only
@sent_once()
def candidacy_move(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """GET asks for what the move needs and a confirmation; POST carries it out."""
    edition = edition_of(IGA, year)
    row: Any = get_object_or_404(rows_of(edition, request.user), pk=pk)
    roles = SentProposal.objects.roles_of(request.user, row)
    arrow = arrow_of(key, row.candidacy_state, roles)
    if arrow is None:
        if request.method != "POST":
            raise Http404
        messages.error(
            request,
            f"“{row.title}” kini berkeadaan “{CandidacyState(row.candidacy_state).label}”, jadi tindakan itu tidak "
            "tersedia lagi. Periksa keadaannya.",
        )
        return redirect("competitions:candidate", year, pk)
    stored = Candidacy.objects.filter(edition=edition, proposal=row.pk).first()
    candidacy = stored or Candidacy(edition=edition, proposal=row)
    candidacy.edition = edition
    form = MOVE_FORMS[arrow.needs](
        request.POST or None,
        instance=candidacy,
        initial={"seen": row.candidacy_state, "stood": candidacy.changed_at.isoformat(), "reason": ""},
    )
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in form.cleaned_data if name not in ("seen", "stood")}
        seen = form.cleaned_data["seen"] or row.candidacy_state
        try:
            done = services.move(
                edition, row, key, by=request.user, seen=seen, stood=form.cleaned_data["stood"], typed=typed
            )
        except NumberTaken as refusal:
            form.add_error("registration_number", str(refusal))
        except CandidacyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("competitions:candidate", year, pk)
        else:
            messages.success(request, f"{done.label}: “{row.title}”.")
            return redirect("competitions:candidate", year, pk)
    context = {"edition": edition, "row": row, "move": arrow, "form": form}
    return render(request, "competitions/iga/candidacy_move.html", context, status=400 if form.errors else 200)


@coordinators_only
@sent_once()
def list_ready(request: SignedInRequest, year: int) -> HttpResponse:
    """Every ready candidate at once, after a page that names how many and whose."""
    edition = edition_of(IGA, year)
    if request.method == "POST":
        try:
            count = services.list_ready(
                edition, by=request.user, confirmed=number_in(request.POST.get("jumlah", "")) or 0
            )
        except CandidacyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("competitions:list_ready", year)
        messages.success(request, f"{count} inovasi masuk daftar kirim.")
        return redirect("competitions:iga", year)
    ready: Any = services.ready_for(edition, request.user).order_by()
    agencies = list(ready.values_list("agency__short_name").annotate(amount=Count("pk")).order_by("agency__sort_key"))
    in_set = Candidacy.objects.in_set().filter(edition=edition).count()
    count = sum(amount for _, amount in agencies)
    context = {"edition": edition, "agencies": agencies, "count": count, "in_set": in_set, "after": in_set + count}
    return render(request, "competitions/iga/list_ready.html", context)


@coordinators_only
@sent_once()
def add_candidate(request: SignedInRequest, year: int) -> HttpResponse:
    """A search among innovations that are no candidates, and for the chosen one the reason."""
    edition = edition_of(IGA, year)
    offered = services.addable_to(edition, request.user).select_related("agency", "period")
    key = number_in(request.GET.get("inovasi", ""))
    chosen = get_object_or_404(offered, pk=key) if key is not None and request.method != "POST" else None
    if request.method == "POST":
        known = SentProposal.objects.visible_to(request.user)
        chosen = get_object_or_404(known, pk=key or 0)
    form = ByHandForm(request.POST or None)
    if chosen and request.method == "POST" and form.is_valid():
        try:
            services.add_by_hand(edition, chosen, by=request.user, reason=form.cleaned_data["reason"])
        except CandidacyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("competitions:add_candidate", year)
        messages.success(request, f"“{chosen.title}” menjadi calon {edition}.")
        return redirect("competitions:candidate", year, chosen.pk)
    words = request.GET.get("q", "").strip()
    found = offered.filter(contains(words, "title", "number", "agency__name")) if words else offered.none()
    page = Paginator(found.order_by("-period__year", "number", "pk"), FOUND_PER_PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "chosen": chosen, "form": form, "words": words, "page_obj": page}
    context["query"] = urlencode({"q": words})
    return render(request, "competitions/iga/add_candidate.html", context, status=400 if form.errors else 200)
