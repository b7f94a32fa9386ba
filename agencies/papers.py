"""Printed papers: a template becomes a tagged PDF with the city's letterhead, the same bytes for the same content."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from agencies.city import city

STYLE = settings.BASE_DIR / "static" / "css" / "paper.css"


class _NothingFromOutside(URLFetcher):
    """A paper is its template and the style sheet: inline SVG and data: are all it may bring, no file, no network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The PDF (PDF/UA-1, tagged, Indonesian) of a template that extends `papers/base.html`.

    The context holds everything that may vary: neither the base template nor this function reads a clock, so equal
    contexts give equal bytes. An `<svg>` needs a `<title>`, which becomes its text for those who can't see it.
    """
    html = render_to_string(template, context | {"city": city()})
    document = HTML(string=html, url_fetcher=_NothingFromOutside())
    pdf: bytes = document.write_pdf(stylesheets=[CSS(filename=STYLE)], pdf_variant="pdf/ua-1")
    return pdf


def qr_svg(address: str, title: str) -> SafeString:
    """A QR code of `address` as an inline SVG with `title` as its alternative text."""
    drawing: str = segno.make(address, error="m", micro=False).svg_inline(
        border=0, svgclass="qr", lineclass=None, omitsize=True, title=title
    )
    return mark_safe(drawing)


def pdf_response(content: bytes, filename: str) -> HttpResponse:
    """Hands a PDF to the browser to show, under a name that fits for saving."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
