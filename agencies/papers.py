"""Printed papers: a template becomes a tagged PDF with the city's letterhead, the same bytes for the same content."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from agencies.city import city


class _OwnFilesOnly(URLFetcher):
    """Papers use what the template brings (inline SVG, data:) and the project's own style sheet; nothing else is fetched."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data", "file"})


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The PDF (PDF/UA-1, tagged, Indonesian) of a template that extends `papers/base.html`."""
    html = render_to_string(template, context | {"city": city()})
    document = HTML(string=html, base_url=str(settings.BASE_DIR / "static" / "css"), url_fetcher=_OwnFilesOnly())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[settings.BASE_DIR / "static/css/paper.css"])
    return pdf


def pdf_response(content: bytes, filename: str) -> HttpResponse:
    """Hands a PDF to the browser to show, under a name that fits for saving."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
