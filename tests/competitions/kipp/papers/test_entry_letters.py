"""The papers to be signed for an entry: filled from it and its proposal, dots where both are silent, for whom."""

import datetime

import pytest
from django.urls import reverse

from competitions.core.models import Nomination
from competitions.kipp.papers.letters import entry_letter
from competitions.kipp.writing.onepage import EntryDesk
from competitions.reference.entryletters import entry_wordings
from proposals.papers.letters import DOTS, letter_docx, letter_pdf
from tests.pdfs import text_of
from tests.proposals.papers.test_letters import docx_text

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
KEYS = (
    "pernyataan_implementasi",
    "identitas",
    "kesediaan_replikasi",
    "formulir_spbe",
    "pernyataan_replikasi",
    "sk_inovator",
    "pakta_integritas",
)


def letter(nomination, key):
    nomination = Nomination.objects.select_related("edition", "agency").get(pk=nomination.pk)
    return entry_letter(EntryDesk(nomination, set(), nomination.nominated_by), key, DAY)


def test_the_portal_has_a_text_of_every_paper_that_the_edition_names(edition):
    assert [paper.key for paper in edition.kipp.attachments] == list(KEYS)
    assert set(KEYS) <= set(entry_wordings())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("write", "read"), [(letter_pdf, text_of), (letter_docx, docx_text)])
def test_each_names_the_innovation_and_the_agency_that_signs(nomination, cast, key, write, read):
    text = read(write(letter(nomination, key)))
    assert "Ambulans Laut".casefold() in text.casefold()
    assert cast.home.official_name.casefold() in text.casefold()
    assert "NIP" in text


def test_what_is_known_stands_in_it_and_what_is_not_is_dots(nomination):
    (team,) = [block.table for block in letter(nomination, "identitas").blocks if block.table]
    assert [row[1:3] for row in team.rows[:2]] == [("Siti Aminah", "197802112006041009"), ("", "")]
    assert len(team.rows) == 5
    facts = dict(letter(nomination, "pernyataan_replikasi").blocks[3].facts)
    assert (facts["Nama inovasi"], facts["Inovasi asal"], facts["Instansi asal"]) == ("Ambulans Laut", DOTS, DOTS)
    Nomination.objects.update(origin_innovation="Perahu Sehat", origin_institution="Kota Contoh")
    facts = dict(letter(nomination, "pernyataan_replikasi").blocks[3].facts)
    assert (facts["Inovasi asal"], facts["Instansi asal"]) == ("Perahu Sehat", "Kota Contoh")


def test_no_innovator_leaves_every_row_of_the_team_empty(nomination):
    Nomination.objects.update(innovator_name="", innovator_nip="")
    (team,) = [block.table for block in letter(nomination, "identitas").blocks if block.table]
    assert {row[1:] for row in team.rows} == {("", "", "", "")}


@pytest.mark.parametrize("name", ["kipp_letter", "kipp_letter_word"])
def test_only_papers_of_the_edition_open_and_only_for_those_who_know_the_entry(client, edition, nomination, cast, name):
    def asked(person, key="identitas"):
        client.force_login(person)
        return client.get(reverse(f"competitions:{name}", args=[2026, nomination.pk, key])).status_code

    assert (asked(cast.owner), asked(cast.leader), asked(cast.stranger), asked(cast.reviewer)) == (200, 200, 404, 404)
    assert asked(cast.owner, "surat_pengantar") == 404
    edition.rules = edition.rules | {"attachments": []}
    edition.save()
    assert asked(cast.owner) == 404


def test_the_page_of_letters_leads_to_each_of_them(client, nomination, cast):
    client.force_login(cast.owner)
    page = client.get(reverse("competitions:letters", args=[2026, nomination.pk])).content.decode()
    for key in KEYS:
        assert reverse("competitions:kipp_letter", args=[2026, nomination.pk, key]) in page
        assert reverse("competitions:kipp_letter_word", args=[2026, nomination.pk, key]) in page
