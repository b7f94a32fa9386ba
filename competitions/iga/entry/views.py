"""Pages of the entry desk: what is sent and how far it is entered, one innovation per screen, and its profile."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.entering.copying import next_to_copy
from competitions.iga.candidates.readiness import blocked_in
from competitions.iga.core.models import Candidacy
from competitions.iga.entry import services
from competitions.iga.entry.content import entry_sheet, sent_set, set_rows
from competitions.iga.entry.grouping import grouped_fields
from competitions.iga.entry.models import EntryTick, EvidenceArchive
from competitions.iga.entry.papers import profile_source
from competitions.iga.entry.permissions import enters, looks
from foundation.papers.rendering import pdf_response, printed

PER_PAGE = 25
IGA = Edition.Programme.IGA


@looks
def entry_list(request: SignedInRequest, year: int) -> HttpResponse:
    """What is sent, agency by agency, and how far it is entered at the ministry."""
    edition = edition_of(IGA, year)
    places = dict(set_rows(edition, request.user).values_list("pk", "state"))
    page = Paginator(list(places), PER_PAGE).get_page(request.GET.get("page"))
    mine = Count("ticks", filter=Q(ticks__by=request.user))
    shown = Candidacy.objects.annotate(mine=mine).select_related("proposal__agency").in_bulk(page.object_list)
    context = {
        "edition": edition,
        "page_obj": page,
        "lines": [shown[key] for key in page.object_list],
        "entered": sum(state != Candidacy.State.LISTED for state in places.values()),
        "sent": len(places),
        "blocked": blocked_in(edition, set_rows(edition, request.user)),
        "archives": EvidenceArchive.objects.filter(edition=edition, requested_by=request.user).select_related(
            "edition"
        )[:3],
    }
    return render(request, "competitions/iga/entry/list.html", context)


@enters
def entry(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One innovation in the order of the ministry's form, with what this officer has copied."""
    edition = edition_of(IGA, year)
    rows = sent_set(edition, request.user)
    place = _place(rows, pk)
    row = rows[place]
    sheet = entry_sheet(edition, row, place + 1)
    groups = grouped_fields(sheet.fields, _ticks(row, request.user))
    context = {
        "edition": edition,
        "sheet": sheet,
        "proposal": row.proposal,
        "groups": groups,
        "to_copy": sum(group.to_copy for group in groups),
        "copied": sum(group.copied for group in groups),
        "pieces": sum(len(one.items) for one in sheet.evidence),
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place + 1 < len(rows) else None,
        "sent": len(rows),
    }
    return render(request, "competitions/iga/entry/entry.html", context)


@enters
@require_POST
def entry_tick(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """Notes that a field was copied; then on to the next one that is to be copied, or to the evidence."""
    edition = edition_of(IGA, year)
    rows = sent_set(edition, request.user)
    place = _place(rows, pk)
    row = rows[place]
    if key not in {column.key for column in edition.iga.export_columns}:
        raise Http404
    services.tick(row, key, request.POST.get("mark", "")[:64], by=request.user)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    following = next_to_copy(entry_sheet(edition, row, place + 1).fields, _ticks(row, request.user))
    return redirect(
        f"{reverse('competitions:entry', args=[year, pk])}#{f'isian-{following}' if following else 'bukti'}"
    )


@looks
def entry_profile(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The profile as the ministry prints it."""
    edition = edition_of(IGA, year)
    rows = sent_set(edition, request.user)
    place = _place(rows, pk)
    source = profile_source(entry_sheet(edition, rows[place], place + 1))
    return pdf_response(printed(source), f"profil-iga-{rows[place].proposal.number}.pdf")


def _ticks(row: Candidacy, officer: User) -> dict[str, EntryTick]:
    return {tick.key: tick for tick in EntryTick.objects.filter(candidacy=row, by=officer)}


def _place(rows: list[Candidacy], proposal: int) -> int:
    """Where an innovation stands in the list; raises Http404 when it doesn't."""
    for place, row in enumerate(rows):
        if row.proposal_id == proposal:
            return place
    raise Http404
