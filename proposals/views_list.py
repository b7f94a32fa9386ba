"""The list of proposals: filters with counts, columns to choose, lists kept under a name, export of what is shown."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.requests import SignedInRequest
from agencies.sheets import xlsx_response
from proposals import listing, sheets
from proposals.filters import ProposalFilter
from proposals.models import Proposal, SavedView
from proposals.querysets import ProposalQuerySet

PER_PAGE = 25
KEPT_AT_MOST = 30


def _readable(request: SignedInRequest) -> ProposalQuerySet:
    rows: ProposalQuerySet = Proposal.objects.visible_to(request.user)
    return rows.select_related("agency__district", "period", "affair")


def proposal_list(request: SignedInRequest) -> HttpResponse:
    rows = _readable(request)
    picked, columns = ProposalFilter(request.GET, rows), listing.chosen_columns(request.GET)
    page = Paginator(picked.qs, PER_PAGE).get_page(request.GET.get("page"))
    listing.count_beside(picked, rows, request.GET)
    context = {
        "filter": picked,
        "page_obj": page,
        "columns": columns,
        "lines": listing.lines(page.object_list, columns),
        "columns_form": listing.ColumnsForm({listing.CHOICE: [shown.key for shown in columns]}),
        "saved": request.user.saved_views.all(),
    }
    return render(request, "proposals/list.html", context)


def export(request: SignedInRequest) -> HttpResponse:
    """The rows and columns of the list with the same address."""
    rows = ProposalFilter(request.GET, _readable(request)).qs
    content = sheets.proposals_xlsx(rows, listing.chosen_columns(request.GET))
    return xlsx_response(content, f"usulan-{timezone.localdate():%Y%m%d}.xlsx")


@require_POST
def keep(request: SignedInRequest) -> HttpResponse:
    """Keeps the list's address under a name; the same name again replaces it."""
    name = " ".join(request.POST.get("name", "").split())[:60]
    query = _known(request.POST.get("query", ""))
    back = redirect(f"{reverse('proposals:list')}?{query}")
    if not name:
        messages.error(request, "Beri nama untuk tampilan ini, lalu simpan lagi.")
        return back
    if request.user.saved_views.exclude(name=name).count() >= KEPT_AT_MOST:
        messages.error(request, f"Anda sudah menyimpan {KEPT_AT_MOST} tampilan. Hapus salah satu, lalu simpan lagi.")
        return back
    SavedView.objects.update_or_create(user=request.user, name=name, defaults={"query": query})
    messages.success(request, f"Tampilan “{name}” tersimpan. Bagikan dengan menyalin alamat halaman ini.")
    return back


def _known(query: str) -> str:
    """The filters and columns of an address, everything else left out."""
    given = QueryDict(urlsplit(f"?{query.lstrip('?')}").query)
    kept = QueryDict(mutable=True)
    for name in [*ProposalFilter.base_filters, listing.CHOICE]:
        if values := [value for value in given.getlist(name) if value]:
            kept.setlist(name, values)
    return kept.urlencode()[:2000]


@require_POST
def forget(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedView, pk=pk, user=request.user).delete()
    messages.success(request, "Tampilan dihapus.")
    return redirect("proposals:list")
