"""The list of proposals: the page, its files, the columns a person keeps and the views they save and share."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from foundation.sheets.csvfile import csv_response
from foundation.sheets.xlsx import xlsx_response
from foundation.site import absolute
from proposals.browsing import sheets
from proposals.browsing.columns import known
from proposals.browsing.forms import SavedViewForm
from proposals.browsing.listing import COLUMN, PER_PAGE, Listing, clean_query
from proposals.browsing.models import ListPreference, SavedView
from proposals.core.permissions import may_import


def proposal_list(request: SignedInRequest) -> HttpResponse:
    listing = Listing(request.user, request.GET)
    return _page(request, listing, SavedViewForm(owner=request.user, query=listing.exact_query))


def _page(request: SignedInRequest, listing: Listing, form: SavedViewForm, status: int = 200) -> HttpResponse:
    number = request.GET.get("page", "")
    listing.look_up(number)
    context = {
        "listing": listing,
        "page_obj": Paginator(range(listing.amount), PER_PAGE).get_page(number),
        "lines": listing.lines(),
        "saved_views": request.user.saved_views.all(),
        "view_form": form,
        "may_import": may_import(request.user),
        "share_root": absolute(),
    }
    return render(request, "proposals/browsing/list.html", context, status=status)


def _to_list(query: str) -> HttpResponse:
    return redirect(f"{reverse('proposals:list')}?{query}" if query else "proposals:list")


def export_xlsx(request: SignedInRequest) -> HttpResponse:
    listing = Listing(request.user, request.GET)
    with listing.filter.looked_up():
        amount = listing.found.count()
        fits = amount <= sheets.MOST_XLSX_ROWS
        content = sheets.proposals_xlsx(listing.rows, listing.layout, listing.own) if fits else b""
    if not content:
        messages.error(
            request,
            f"Daftar ini memuat {amount} baris, terlalu banyak untuk satu berkas XLSX (paling banyak "
            f"{sheets.MOST_XLSX_ROWS}). Saring daftarnya, atau unduh sebagai CSV.",
        )
        return _to_list(listing.query.urlencode())
    return xlsx_response(content, f"{_filename()}.xlsx")


def export_csv(request: SignedInRequest) -> HttpResponseBase:
    listing = Listing(request.user, request.GET)
    return csv_response(sheets.proposals_csv(listing.rows, listing.layout, listing.own), f"{_filename()}.csv")


def _filename() -> str:
    return f"usulan-{timezone.localdate():%Y%m%d}"


@require_POST
def keep_columns(request: SignedInRequest) -> HttpResponse:
    """Keeps the chosen columns for this person, or the usual ones again, and goes back to the same list."""
    columns = [] if "bawaan" in request.POST else known(request.POST.getlist(COLUMN))
    ListPreference.objects.update_or_create(user=request.user, defaults={"columns": columns})
    query = clean_query(QueryDict(request.POST.get("query", "")))
    query.pop(COLUMN, None)
    return _to_list(query.urlencode())


@require_POST
@sent_once()
def view_save(request: SignedInRequest) -> HttpResponse:
    query = clean_query(QueryDict(request.POST.get("query", "")))
    form = SavedViewForm(request.POST, owner=request.user, query=query.urlencode())
    if form.is_valid():
        view = form.save()
        messages.success(request, f"Tampilan “{view.name}” tersimpan. Tautannya ada di bagian Tampilan tersimpan.")
        return _to_list(query.urlencode())
    listing = Listing(request.user, query)
    return _page(request, listing, form, status=400)


def view_open(request: SignedInRequest, token: str) -> HttpResponse:
    """Opens a saved view by its address; the list then shows what the reader may see, not what its owner saw."""
    view = get_object_or_404(SavedView, token=token)
    if view.user_id != request.user.pk:
        messages.info(
            request, f"Anda membuka tampilan “{view.name}”. Daftar ini hanya memuat usulan yang boleh Anda lihat."
        )
    return _to_list(view.query)


@require_POST
def view_delete(request: SignedInRequest, token: str) -> HttpResponse:
    view = get_object_or_404(request.user.saved_views, token=token)
    view.delete()
    messages.success(request, f"Tampilan “{view.name}” dihapus. Tautannya tidak berlaku lagi.")
    return redirect("proposals:list")
