"""The public catalogue of established innovations: pages, pictures and open data, without contact data and evidence."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.http import condition

from foundation.cache import stamp, version
from foundation.chips import Chip, chips
from foundation.sheets.csvfile import csv_lines, csv_response
from foundation.site import absolute
from proposals.browsing.facets import add_counts, all_counts
from proposals.browsing.filters import CATALOGUE_FACETS, CatalogueFilter
from proposals.catalogue import opendata, sharecard
from proposals.catalogue.models import PublicPicture
from proposals.catalogue.purpose import summaries
from proposals.core import above
from proposals.core.guide.models import FormGuide
from proposals.core.period.basics import basics
from proposals.core.sent import SentProposal
from proposals.sent.shown import as_sent

PER_PAGE, RELATED, MOST_AFFAIRS = 12, 3, 8
FRESH_SECONDS = 300
DATA_SECONDS = 3600
# Of the profile: what stands in large type below the head of an innovation, and what the head itself says already.
HEADLINES = frozenset({"stage", "applied_date", "innovation_type", "form"})
IN_HEAD = frozenset({"title", "summary", "affair"})
# What stands beside a text.
BESIDE = frozenset({"indicators"})
# What a case is not read for first: the law it rests on.
LAST = frozenset({"dasar_hukum"})
YEAR_SECONDS = 365 * 24 * 3600


def _public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A visitor's page may be kept for a while by anybody, a signed-in person's by nobody."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True)
    else:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _found(request: HttpRequest) -> CatalogueFilter:
    return CatalogueFilter(request.GET, SentProposal.objects.published())


@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    picked = _found(request)
    with picked.looked_up():
        amount, at_work, panel = picked.keep("catalogue", lambda: _panel(picked, asked_of(request, picked)))
        page = _page(picked, amount, request.GET.get("page"))
        cards = opendata.cards(page)
    context = {
        "panel": panel,
        "page_obj": page,
        "cards": cards,
        "affairs": opendata.by_affair()[:MOST_AFFAIRS],
        "chips": at_work,
        "site_url": absolute(),
        "share_card": sharecard.portal_card_url(),
    }
    return _public(request, render(request, "proposals/catalogue/catalogue.html", context))


def _panel(picked: CatalogueFilter, asked: QueryDict) -> tuple[int, list[Chip], str]:
    """How many innovations are found, the filters at work, and the search box with its counted filters as shown."""
    amount, labels = add_counts(picked, CATALOGUE_FACETS, all_counts(picked, CATALOGUE_FACETS), basics())
    at_work = chips(picked.form, asked, labels)
    context = {"filter": picked, "narrowed": any(name != "q" for name in asked)}
    return amount, at_work, mark_safe(render_to_string("proposals/catalogue/_catalogue_filters.html", context))


def _page(picked: CatalogueFilter, amount: int, number: str | None) -> Page[SentProposal]:
    """The page of this number of what the filter finds, in its order; `amount` is how many there are."""
    shown: QuerySet[SentProposal] = picked.qs.for_cards(picked.order)
    paginator = Paginator(shown, PER_PAGE)
    paginator.count = amount
    return paginator.get_page(number)


def asked_of(request: HttpRequest, picked: CatalogueFilter) -> QueryDict:
    """What the address asks of the filters: no empty values, no page."""
    asked = QueryDict(mutable=True)
    for name in picked.filters:
        if value := request.GET.get(name, "").strip():
            asked[name] = value
    return asked


@login_not_required
def innovation(request: HttpRequest, pk: int) -> HttpResponse:
    found = SentProposal.objects.published().select_related("agency__district", "affair", "period__guide", "picture")
    proposal = get_object_or_404(found, pk=pk)
    picture = getattr(proposal, "picture", None)
    read = as_sent(proposal)
    told = opendata.public_rows(read)
    parts = [
        (part, text) for step in read.steps for part, text in step.written if (text and text.text) or part.indicators
    ]
    context = {
        "proposal": proposal,
        "picture": picture,
        "share_card": reverse("proposals:share_card", args=[pk, sharecard.card_code(proposal, picture)]),
        "facts": [answer for answer in told if answer.question in HEADLINES],
        "profile": [answer for answer in told if answer.question not in HEADLINES | IN_HEAD | BESIDE],
        "parts": sorted(parts, key=lambda each: each[0].key in LAST),
        "summary": summaries([proposal], FormGuide.objects.in_bulk()).get(pk, ""),
        "copied_by": above.copied_by([pk])[pk],
        "awards": above.awards_of([pk]).get(pk, ()),
        "related": opendata.related(proposal, RELATED),
        "site_url": absolute(),
    }
    return _public(request, render(request, "proposals/catalogue/innovation.html", context))


@login_not_required
def innovation_picture(request: HttpRequest, pk: int, code: str, *, small: bool = False) -> HttpResponseBase:
    """The released picture of an established innovation; its address changes with its content, so it may be kept."""
    picture = get_object_or_404(
        PublicPicture, proposal=pk, sha256__startswith=code, proposal__in=SentProposal.objects.published()
    )
    file = picture.small if small else picture.file
    return _lasting(FileResponse(file.open("rb"), content_type="image/jpeg"))


@login_not_required
def share_card(request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
    """The card of an established innovation; an address from before a change leads to the card of today."""
    found = SentProposal.objects.published().select_related("agency", "affair", "picture")
    proposal = get_object_or_404(found, pk=pk)
    picture = getattr(proposal, "picture", None)
    today = sharecard.card_code(proposal, picture)
    if code != today:
        return redirect("proposals:share_card", pk, today)
    return _lasting(HttpResponse(sharecard.card(proposal, picture), content_type="image/png"))


@login_not_required
def portal_card(request: HttpRequest, code: str) -> HttpResponseBase:
    """The card of the portal's own public pages."""
    if code != sharecard.portal_card_code():
        return redirect(sharecard.portal_card_url())
    return _lasting(HttpResponse(sharecard.portal_card(), content_type="image/png"))


def _lasting(response: HttpResponseBase) -> HttpResponseBase:
    """The answer at an address that changes with its content, so that anybody may keep it."""
    patch_cache_control(response, public=True, max_age=YEAR_SECONDS, immutable=True)
    return response


@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    """What the open data are, column by column, with a true example, the licence and the time of the newest change."""
    rows = SentProposal.objects.published()
    first = rows.order_by("number").values("pk")[:1]
    example = next(opendata.records(rows.filter(pk__in=first)), {})
    context = {
        "columns": [(name, meaning, example.get(name)) for name, meaning in opendata.COLUMNS],
        "amount": rows.count(),
        "changed_at": opendata.changed_at(rows),
        "site_url": absolute(),
        "share_card": sharecard.portal_card_url(),
    }
    return _public(request, render(request, "proposals/catalogue/open_data.html", context))


def _data_tag(request: HttpRequest, **_: object) -> str:
    """Tells a program that asked before whether the data are still the same; changes with the data and the portal."""
    parts = (version(), stamp(*opendata.sources()), absolute(), request.get_full_path())
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _for_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Data that anybody's program may read and keep for an hour, and that are sent again only when they changed."""

    def answer(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        response = condition(etag_func=_data_tag)(view)(request, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(response, public=True, max_age=DATA_SECONDS)
        return response

    return login_not_required(wraps(view)(answer))


@_for_programs
def data_json(request: HttpRequest) -> JsonResponse:
    """The innovations the catalogue shows with the same address, for programs."""
    answer = opendata.document(_found(request).qs)
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@_for_programs
def data_csv(request: HttpRequest, *, spreadsheet: bool = False) -> StreamingHttpResponse:
    """The same as a table: with commas as open data portals expect, or as the offices' spreadsheet programs open it."""
    rows = (list(record.values()) for record in opendata.records(_found(request).qs))
    lines = csv_lines(opendata.HEADINGS, rows, delimiter=";" if spreadsheet else ",", mark=spreadsheet)
    return csv_response(lines, "inovasi-daerah.csv")
