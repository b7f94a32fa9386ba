"""The proposal as PDF and Word: the form's headings, one count everywhere, KONSEP for what exceeds, and for whom."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from competitions.core.models import Edition
from competitions.kipp.letters.listing import letters_of
from competitions.kipp.preflight.facts import facts_of
from competitions.kipp.writing.models import EntryText
from competitions.kipp.writing.state import text_state
from proposals.text.words import count_words
from tests import factories
from tests.competitions.kipp.papers.conftest import HARD
from tests.competitions.kipp.papers.reading import read_docx, read_pdf
from tests.pdfs import pages_of, text_of

pytestmark = pytest.mark.django_db
LONG = " ".join(f"kata{number}" for number in range(1, 206))


def pdf_of(client, nomination):
    answer = client.get(reverse("competitions:kipp_proposal", args=[2026, nomination.pk]))
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def docx_of(client, nomination):
    return client.get(reverse("competitions:kipp_proposal_word", args=[2026, nomination.pk])).content


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.owner)
    return client


def test_the_same_text_counts_the_same_in_writing_room_preflight_pdf_and_word(reader, nomination, write):
    write(latar_belakang=HARD, dampak=f"{HARD}\n\n{LONG}")
    state = text_state([nomination.pk])[nomination.pk]
    sections = nomination.edition.kipp.proposal_form.sections_of("umum")
    headings = [section.title for section in sections]
    sources = {row.section: row.text for row in EntryText.objects.filter(nomination=nomination)}
    checked = facts_of(nomination.edition, [nomination], {}, letters_of(nomination.edition, [nomination]))
    expected = {section.title: count_words(sources[section.key]) for section in sections}
    assert {each.section.title: each.words for each in state.sections} == expected
    assert {each.title: each.words for each in checked[nomination.pk].sections} == expected
    word = read_docx(docx_of(reader, nomination), headings)
    assert {heading: count_words(text) for heading, text in word.items()} == expected
    by_title = {section.title: sources[section.key] for section in sections}
    pdf = read_pdf(pdf_of(reader, nomination), headings, by_title)
    assert {heading: count_words(text) for heading, text in pdf.items()} == expected


@pytest.mark.parametrize("form", ["a", "b", "c"])
@pytest.mark.parametrize("group", ["umum", "replikasi", "khusus"])
def test_the_headings_are_exactly_those_of_the_form_of_the_group(reader, edition, nomination, form, group):
    edition.rules = edition.rules | {"form": form}
    edition.save()
    type(nomination).objects.filter(pk=nomination.pk).update(group=group)
    headings = [section.title for section in Edition.objects.get().kipp.proposal_form.sections_of(group)]
    word = Document(io.BytesIO(docx_of(reader, nomination)))
    assert [part.text for part in word.paragraphs if part.style.name == "Heading 2"] == headings
    text, at = text_of(pdf_of(reader, nomination)), 0
    body = text[text.index("Tautan dan keterangan video") :]
    for heading in headings:
        assert heading in body[at:], heading
        at = body.index(heading, at) + len(heading)


def test_a_text_within_its_limits_is_no_draft_and_each_page_tells_the_count(reader, nomination, write):
    write(latar_belakang=" ".join(["kata"] * 198), keberlanjutan=" ".join(["kata"] * 300), dampak="\n".join("abc" * 99))
    pdf = pdf_of(reader, nomination)
    assert "198/200 kata" in text_of(pdf)
    assert "KONSEP" not in text_of(pdf)
    total = sum(EntryText.objects.values_list("words", flat=True))
    pages = pages_of(pdf)
    assert len(pages) > 1
    assert all(f"{total}/1.850 kata" in page for page in pages)
    assert all(f"Halaman {number} dari {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_what_exceeds_a_limit_is_konsep_on_every_page_and_says_what_to_do(reader, nomination, write):
    write(latar_belakang=LONG)
    answer = reader.get(reverse("competitions:kipp_proposal", args=[2026, nomination.pk]))
    assert "KONSEP" in answer["Content-Disposition"]
    pages = pages_of(answer.content)
    assert all("KONSEP – melebihi batas" in page for page in pages)
    assert "“Latar Belakang” 205/200 kata, kelebihan 5 kata." in pages[0]
    word = Document(io.BytesIO(docx_of(reader, nomination)))
    assert "KONSEP" in word.sections[0].first_page_header.paragraphs[0].text
    assert any("kelebihan 5 kata" in part.text for part in word.paragraphs)


def test_what_is_not_written_yet_is_konsep_as_well_and_is_named(reader, nomination):
    page = text_of(pdf_of(reader, nomination))
    assert "KONSEP – belum lengkap" in page
    assert "“Latar Belakang” belum ditulis." in page


@pytest.mark.parametrize(("most", "draft"), [(1, True), (5, False), (None, False)])
def test_more_pages_than_the_form_allows_are_konsep(reader, edition, nomination, write, most, draft):
    write(dampak="\n".join("abc" * 30))
    forms = [form | {"max_pages": most} if form["key"] == "c" else form for form in edition.rules["forms"]]
    edition.rules = edition.rules | {"forms": forms}
    edition.save()
    text = text_of(pdf_of(reader, nomination))
    assert ("KONSEP – melebihi batas" in text) is draft
    assert ("halaman, paling banyak 1." in text) is draft


def test_a_paper_that_goes_out_shows_neither_telephone_nor_mail(reader, nomination, write):
    write()
    for text in (text_of(pdf_of(reader, nomination)), str(read_all(docx_of(reader, nomination)))):
        assert "Siti Aminah" in text
        assert "0812-1" not in text
        assert "Penyediaan pelayanan kesehatan" in text


def read_all(content):
    paper = Document(io.BytesIO(content))
    return [cell.text for table in paper.tables for row in table.rows for cell in row.cells]


def test_marks_are_words_and_no_tags(reader, nomination, write):
    write(latar_belakang="<b>Tebal</b> & {{ x }}")
    assert "<b>Tebal</b> & {{ x }}" in text_of(pdf_of(reader, nomination))


@pytest.mark.parametrize("name", ["kipp_proposal", "kipp_proposal_word"])
def test_it_opens_for_those_who_know_the_entry_alone(client, cast, nomination, proposal, name):
    url = reverse(f"competitions:{name}", args=[2026, nomination.pk])
    for person, status in ((cast.owner, 200), (cast.coordinator, 200), (cast.leader, 200), (cast.stranger, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
    factories.conflict(cast.coordinator, proposal)
    client.force_login(cast.coordinator)
    assert client.get(url).status_code == 404


def test_without_a_form_there_is_nothing_to_print(reader, edition, nomination):
    edition.rules = edition.rules | {"form": ""}
    edition.save()
    assert reader.get(reverse("competitions:kipp_proposal", args=[2026, nomination.pk])).status_code == 404


def test_a_long_text_costs_no_more_queries(reader, nomination, write):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            docx_of(reader, nomination)
        return len(queries)

    asked()
    before = asked()
    write(latar_belakang=HARD * 9)
    assert asked() == before
