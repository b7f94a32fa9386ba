"""Printed papers: a template becomes a tagged PDF with the city's letterhead, the same bytes for the same content."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import segno
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from foundation.city import city, logo
from foundation.figures import PROPERTY, Figure, as_property, figures_in
from foundation.look.palette import filled_in
from foundation.look.typefaces import OFFICIAL, PORTAL, Typeface
from foundation.papers import faces
from foundation.papers.emoji import emoji_rule
from foundation.papers.layoutwatch import Percent, layout_told, nobody, tell_drawing

STYLE = settings.BASE_DIR / "styles" / "paper.css"
VARIANT = "pdf/ua-1"
# What `papers/base.html` says of its typeface, which is that of official papers unless a template says otherwise.
_PORTAL: Final = re.compile(r'<html[^>]* data-typeface="portal"')


class _NothingFromOutside(URLFetcher):  # type: ignore[misc]  # weasyprint comes without types
    """A paper is its template and the style sheet: inline SVG and data: are all it may bring, no file, no network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)


def render_pdf(
    template: str, context: dict[str, Any], *, tell: Percent = nobody, figures: Iterable[Figure] = ()
) -> bytes:
    """The PDF (PDF/UA-1, tagged, Indonesian) of a template that extends `papers/base.html`.

    It is in the typeface of official papers unless the template fills `{% block typeface %}` with `portal`.

    The context holds everything that may vary: neither the base template nor this function reads a clock, so equal
    contexts give equal bytes. An `<svg>` needs a `<title>`, which becomes its text for those who can't see it.
    `tell` hears how far it has come, in percent; what it raises ends the work. `figures` are those that the paper
    tells without marking them.
    """
    return printed(source_of(template, context, figures), tell=tell)


def source_of(template: str, context: dict[str, Any], figures: Iterable[Figure] = ()) -> str:
    """The pages of a paper as HTML, as `printed` takes them; what `render_pdf` says holds here."""
    html = render_to_string(template, context | {"city": city(), "logo": logo()})
    return _with_figures(html, figures)


def printed(source: str, *, tell: Percent = nobody) -> bytes:
    """The PDF of pages given as HTML."""
    document = _laid_out(source, tell)
    tell_drawing(document.pages, tell)
    return drawn(document)


def drawn(document: Document) -> bytes:
    """The PDF of pages that were laid out; the figures they show stand in its property `portalangka`, too."""
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, custom_metadata=True)
    return pdf


def laid_out(
    template: str, context: dict[str, Any], *, tell: Percent = nobody, figures: Iterable[Figure] = ()
) -> Document:
    """The pages of a paper before they are drawn; what `render_pdf` says of template and context holds here."""
    return _laid_out(source_of(template, context, figures), tell)


def drawn_block(source: str, width: float, height: float) -> bytes:
    """One page of this size in points with what another PDF takes in as a stamp, untagged as such stamps are.

    What is set in `rem` gets smaller, down to a third, until it fits.
    """
    for percent in range(100, 30, -5):
        own = (
            f"@page {{ size: {width}pt {height}pt; margin: 0; @bottom-left {{ content: none }} "
            f"@bottom-right {{ content: none }} }} html {{ font-size: {percent / 100 * 8}pt }}"
        )
        document = _laid_out(source, nobody, variant=None, more=own)
        if len(document.pages) == 1:
            break
    block: bytes = document.copy(document.pages[:1]).write_pdf()
    return block


def _laid_out(source: str, tell: Percent, *, variant: str | None = VARIANT, more: str = "") -> Document:
    pages = HTML(string=source, url_fetcher=_NothingFromOutside())
    face, fonts = PORTAL if _PORTAL.search(source) else OFFICIAL, FontConfiguration()
    # These addresses are ours, so that they may be files.
    own = CSS(string=faces.rules(face) + faces.decree_rules(source) + emoji_rule(source) + more, font_config=fonts)
    with layout_told(tell, len(source)):
        return pages.render(stylesheets=[_style(face), own], pdf_variant=variant, font_config=fonts)


@cache
def _style(face: Typeface) -> CSS:
    """The style of papers in this typeface, with the portal's colours: margins of a page can look up neither."""
    return CSS(string=filled_in(STYLE.read_text(encoding="utf-8")).replace(OFFICIAL.family, face.family))


def _with_figures(html: str, more: Iterable[Figure]) -> str:
    """The page with the figures it shows, and `more`, in its head, from where they reach the PDF's properties."""
    figures = [*figures_in(html), *more]
    if not figures:
        return html
    return html.replace(
        "</head>", format_html('<meta name="{}" content="{}"></head>', PROPERTY, as_property(figures)), 1
    )


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
