"""The entry desk of one entry: its fields to copy into the ministry's portal, its papers, and what is missing."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.nominating import BEFORE_MINISTRY
from competitions.core.permissions import participants_only
from competitions.entering.copying import in_groups, next_to_copy
from competitions.kipp.letters.listing import letters_of
from competitions.kipp.papers import services
from competitions.kipp.papers.copying import copies_of, portal_fields
from competitions.kipp.papers.entries import known_desk
from competitions.kipp.preflight.facts import findings_of, red_in


@participants_only
def desk(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One entry in the order of the portal, with what this person has copied."""
    entry = known_desk(request, year, pk)
    nomination = entry.nomination
    groups = in_groups(portal_fields(entry), copies_of(nomination, request.user))
    context = {
        "desk": entry,
        "nomination": nomination,
        "edition": nomination.edition,
        "portal": nomination.edition.kipp.portal or "portal kementerian",
        "groups": groups,
        "to_copy": sum(group.to_copy for group in groups),
        "copied": sum(group.copied for group in groups),
        "empty": [label for group in groups for label in group.empty],
        "papers": letters_of(nomination.edition, [nomination])[nomination.pk],
        "red": red_in(findings_of(nomination)) if nomination.state in BEFORE_MINISTRY else [],
    }
    return render(request, "competitions/kipp/papers/desk.html", context)


@participants_only
@require_POST
def copied(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """Notes that a field was copied; then on to the next one that is to be copied, or to the papers."""
    entry = known_desk(request, year, pk)
    fields = [field for _, fields in portal_fields(entry) for field in fields]
    if key not in {field.key for field in fields}:
        raise Http404
    services.note_copied(entry.nomination, key, request.POST.get("mark", "")[:64], by=request.user)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    following = next_to_copy(fields, copies_of(entry.nomination, request.user))
    place = f"isian-{following}" if following else "surat"
    return redirect(f"{reverse('competitions:kipp_desk', args=[year, pk])}#{place}")
