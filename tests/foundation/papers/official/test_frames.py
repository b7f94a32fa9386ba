"""What papers put together from the partials: a title paper with two signatures side by side, states, sheets."""

import io

import pytest
from django.template import engines
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from foundation.papers.official.frames import PaperTable, TableColumn, frame
from foundation.papers.official.heads import office_head
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, Standing, signature_lines
from foundation.papers.rendering import render_pdf

PAPER = """{% extends "papers/official/base.html" %}
{% block title %}Berita Acara{% endblock %}
{% block paper %}
  {% include "papers/official/_head.html" with head=head only %}
  {% include "papers/official/_heading.html" with lines=lines only %}
  {% include "papers/official/_facts.html" with facts=facts only %}
  {% include "papers/official/_table.html" with table=table only %}
  {% include "papers/official/_signatures.html" with signs=signs frame=frame only %}
{% endblock %}"""
LONG = "Kepala Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah Kota Contoh"


def signed(office, name):
    return signature_lines(Signatory(office, Standing.DEFINITIVE, "", name, "", "", "", ""), Family.LETTER)


@pytest.fixture
def paper(settings, tmp_path):
    """Makes a paper of the partials, with so many rows and in such a state."""
    (tmp_path / "contoh.html").write_text(PAPER, encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    assert engines["django"]

    def made(rows=2, **state):
        context = {
            "frame": frame("berita_acara", **{"draft": False} | state),
            "head": office_head(),
            "lines": ["BERITA ACARA", "RAPAT PENETAPAN", "NOMOR …/…/…/2026"],
            "facts": [("Tempat", "Ruang rapat")],
            "table": PaperTable(
                [TableColumn("No.", 20), TableColumn("Nama", 80)], [(str(n), "Anggota") for n in range(rows)]
            ),
            "signs": [
                PlacedSignature(signed("Ketua", "Citra"), ("Menyetujui,",)),
                PlacedSignature(signed(LONG, "Dewi")),
            ],
        }
        return render_pdf("contoh.html", context)

    return made


def test_signatures_side_by_side_have_their_names_on_one_line(paper):
    """Although one office takes three lines and the other one."""
    with PdfDocument(paper()) as document:
        words = document[0].get_textpage()
        heights = [words.get_charbox(words.search(name).get_next()[0])[1] for name in ("Citra", "Dewi")]
    assert heights[0] == pytest.approx(heights[1], abs=0.5)


def test_every_signature_has_a_place_of_its_own(paper):
    assert {"ttd-1", "ttd-2"} <= set(PdfReader(io.BytesIO(paper())).named_destinations)


def test_the_header_of_a_table_stands_on_every_page(paper):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper(rows=70))).pages]
    assert len(pages) > 2
    assert [text.count("No. Nama") for text in pages] == [1] * len(pages)


def test_the_head_stands_on_the_first_page_only(paper):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper(rows=70))).pages]
    assert ["PEMERINTAH KOTA" in text for text in pages] == [True] + [False] * (len(pages) - 1)


@pytest.mark.parametrize(
    ("draft", "electronic", "label", "note"),
    [(True, False, "KONSEP", False), (True, True, "KONSEP", False), (False, False, "", False), (False, True, "", True)],
)
def test_what_a_state_says(draft, electronic, label, note):
    framed = frame("surat", draft=draft, electronic=electronic)
    assert framed.label == label
    assert bool(framed.note) is note


def test_a_kind_that_the_city_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="memo"):
        frame("memo", draft=True)
