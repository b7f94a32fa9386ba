"""The base of all papers: tagged, Indonesian, titled, paged, the same bytes every time, and nothing fetched."""

import datetime
import io
import sys

import pytest
from django.template import engines
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from foundation.papers import faces
from foundation.papers import rendering as papers_rendering
from foundation.papers.emoji import without_emoji

CONTEXT = {
    "role": "Kepala Badan",
    "day": datetime.date(2026, 11, 23),
    "title": "Laporan <Contoh>",
    "rows": range(80),
}
PAPER = """{% extends "papers/base.html" %}
{% block typeface %}{{ typeface|default:"official" }}{% endblock %}
{% block title %}{{ title }}{% endblock %}
{% block heading %}<h1>{{ title }}</h1>{% endblock %}
{% block body %}
  <table class="grid"><thead><tr><th scope="col">Nomor</th><th scope="col">Isi</th></tr></thead>
  <tbody>{% for row in rows %}<tr><td class="num">{{ row }}</td><td>baris</td></tr>{% endfor %}</tbody></table>
  {{ extra|safe }}
{% endblock %}
{% block signature %}<div class="signatures">
  {% include "papers/_signature.html" with place="Pangkalpinang" date=day role=role only %}
</div>{% endblock %}"""


@pytest.fixture
def paper(settings, tmp_path):
    """The name of a paper that extends the base template, as any app's paper does."""
    (tmp_path / "contoh.html").write_text(PAPER, encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    assert engines["django"]
    return "contoh.html"


@pytest.fixture
def pdf(paper):
    return PdfReader(io.BytesIO(papers_rendering.render_pdf(paper, CONTEXT)))


def test_paper_is_tagged_titled_and_indonesian(pdf):
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean object
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "id"
    assert pdf.metadata.title == "Laporan <Contoh>"
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()


def test_every_page_says_which_of_how_many_and_carries_the_title(pdf):
    assert len(pdf.pages) == 3
    for number, page in enumerate(pdf.pages, 1):
        text = page.extract_text()
        assert f"Halaman {number} dari 3" in text
        assert "contoh" in text.lower()
    assert pdf.pages[0].mediabox.width == pytest.approx(595.28, abs=0.1)


def test_letterhead_leaves_out_what_is_not_known(pdf):
    text = pdf.pages[0].extract_text()
    assert "PEMERINTAH KOTA PANGKALPINANG" in text
    assert "Laman bapperida.pangkalpinangkota.go.id" in text
    assert "Telepon" not in text
    assert "Surel" not in text


def test_signature_names_place_date_and_office(pdf):
    text = pdf.pages[2].extract_text()
    assert "Pangkalpinang, 23 November 2026" in text
    assert "Kepala Badan," in text
    assert "NIP" in text


def test_same_content_gives_the_same_bytes(paper):
    first = papers_rendering.render_pdf(paper, CONTEXT)
    assert papers_rendering.render_pdf(paper, CONTEXT) == first
    assert papers_rendering.render_pdf(paper, CONTEXT | {"role": "Sekretaris Daerah"}) != first


def families(pdf: bytes) -> set[str]:
    return {name.partition("+")[2] for name in fonts_of(pdf)}


def test_an_official_paper_is_in_the_prescribed_typeface_and_the_portals_own_in_its_own(paper):
    words = CONTEXT | {"extra": "<p><b>tebal</b> <i>miring</i></p>"}
    styles = {"", "-Bold", "-Italic"}
    assert families(papers_rendering.render_pdf(paper, words)) == {f"Arimo{style}" for style in styles}
    own = papers_rendering.render_pdf(paper, words | {"typeface": "portal"})
    assert families(own) == {f"Plus-Jakarta-Sans{style}" for style in styles}


def test_a_decree_is_in_the_likeness_of_bookman(paper):
    words = CONTEXT | {"extra": '<div class="decree"><p>Memutuskan <b>menetapkan</b></p></div>'}
    pdf = papers_rendering.render_pdf(paper, words)
    assert families(pdf) == {"Arimo", "Arimo-Bold", "TeX-Gyre-Bonum", "TeX-Gyre-Bonum-Bold"}
    assert papers_rendering.render_pdf(paper, words) == pdf


def test_a_paper_is_printed_without_the_wheel_of_its_typeface(paper, monkeypatch):
    monkeypatch.setitem(sys.modules, "fontpkg_arimo", None)
    faces.cut.cache_clear()
    pdf = papers_rendering.render_pdf(paper, CONTEXT)
    faces.cut.cache_clear()
    assert families(pdf)
    assert all("Liberation" in name or "DejaVu" in name for name in families(pdf))
    assert "Laporan <Contoh>" in PdfReader(io.BytesIO(pdf)).metadata.title


def test_the_text_of_a_paper_does_not_choose_its_typeface(paper):
    words = CONTEXT | {"title": '<html data-typeface="portal">'}
    assert "Arimo" in families(papers_rendering.render_pdf(paper, words))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd"])
def test_a_paper_that_asks_for_something_outside_is_refused(paper, address):
    with pytest.raises(FatalURLFetchingError):
        papers_rendering.render_pdf(paper, CONTEXT | {"extra": f'<img src="{address}" alt="gambar">'})


def test_qr_code_is_an_svg_with_a_text():
    drawing = papers_rendering.qr_svg("https://contoh.go.id/usulan/1/", "Kode QR usulan")
    assert drawing.startswith("<svg")
    assert "<title>Kode QR usulan</title>" in drawing
    assert "style=" not in drawing


def emoji_font(pdf: bytes) -> bool:
    return any("Noto-Emoji" in name for name in fonts_of(pdf))


def fonts_of(pdf: bytes) -> set[str]:
    resources = [page["/Resources"].get("/Font", {}) for page in PdfReader(io.BytesIO(pdf)).pages]
    return {str(font.get_object()["/BaseFont"]) for fonts in resources for font in fonts.values()}


@pytest.mark.parametrize("sign", ["🚀", "📷", "❤️", "✅", "👩‍⚕️", "1️⃣", "🇮🇩"])
def test_emoji_are_drawn_by_a_font_that_has_them(paper: str, sign: str) -> None:
    """Before, they were printed as empty boxes."""
    pdf = papers_rendering.render_pdf(paper, CONTEXT | {"extra": f"<p>Layanan {sign} cepat</p>"})

    assert emoji_font(pdf)
    assert "Layanan" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_paper_without_emoji_brings_no_font_of_them(paper: str) -> None:
    assert not emoji_font(papers_rendering.render_pdf(paper, CONTEXT | {"extra": "<p>✓ → § ½ “kutip” ☎</p>"}))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("🚀 Sapa Warga 👩‍⚕️ cepat", "Sapa Warga cepat"),
        ("Sapa Warga", "Sapa Warga"),
        ("Nilai 5 ★ §", "Nilai 5 ★ §"),
        ("🚀", "🚀"),
    ],
)
def test_text_without_emoji_keeps_everything_else(text: str, plain: str) -> None:
    assert without_emoji(text) == plain
