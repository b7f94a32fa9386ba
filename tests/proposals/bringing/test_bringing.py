"""Bringing a document along: read, offered part by part, and stored only where somebody says so."""

import datetime
import io

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.utils import timezone
from docx import Document

from agencies.core.models import User
from proposals.bringing.models import BroughtDocument
from proposals.bringing.services import Accepted, Overtaken, clear_old, take
from proposals.core.attachments import Attachment
from proposals.core.guide.models import FormGuide, Section
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.writing.services import Written, save_texts
from tests import factories
from tests.proposals.bringing.conftest import PROBLEM, PROPOSAL, WAY, fields_of, sent, word

pytestmark = pytest.mark.django_db


def the_offer() -> BroughtDocument:
    return BroughtDocument.objects.get()


def choose(desk: Client, **changed: str) -> int:
    """Sends the offer as it is shown but for `changed`; what the portal answers."""
    page = the_offer().get_absolute_url()
    shown = fields_of(desk.get(page).content.decode())
    data = {name: value for name, value in {**shown, **changed}.items() if value != "-"}
    return desk.post(page, data).status_code


def texts_of(proposal: Proposal) -> dict[str, str]:
    return {text.section.key: text.text for text in proposal.texts.select_related("section")}


def test_a_word_document_becomes_a_draft_with_its_answers_and_texts(desk: Client, owner: User) -> None:
    answer = sent(desk, PROPOSAL)
    assert answer["Location"] == the_offer().get_absolute_url()
    assert Proposal.objects.count() == 0

    assert choose(desk) == 302

    stored = Proposal.objects.get()
    assert (stored.title, stored.stage, stored.budget) == ("Loket Ramah", "penerapan", 25_000_000)
    assert (stored.trial_date, stored.applied_date) == (datetime.date(2024, 3, 12), datetime.date(2024, 5, 6))
    assert texts_of(stored) == {"permasalahan": PROBLEM, "metode": WAY}
    assert (stored.agency, stored.created_by) == (owner.agency, owner)
    assert Attachment.objects.count() == 0
    assert BroughtDocument.objects.count() == 0


def test_what_fits_nowhere_is_shown_to_copy(desk: Client) -> None:
    sent(
        desk,
        word("Nama Inovasi: Loket Ramah", "Waktu uji coba: awal tahun 2024", "# Penutup", "Terima kasih semuanya."),
    )
    page = desk.get(the_offer().get_absolute_url()).content.decode()
    assert "Terima kasih semuanya." in page and "awal tahun 2024" in page
    assert choose(desk) == 302
    assert Proposal.objects.get().trial_date is None


def test_only_what_was_ticked_is_stored(desk: Client) -> None:
    sent(desk, PROPOSAL)
    choose(desk, **{"pilih-stage": "-", "pilih-budget": "-", "pilih-metode": "-"})
    stored = Proposal.objects.get()
    assert (stored.stage, stored.budget, stored.applied_date) == ("", None, datetime.date(2024, 5, 6))
    assert texts_of(stored) == {"permasalahan": PROBLEM}


def test_nothing_that_stands_in_a_draft_is_replaced_unasked(desk: Client, proposal: Proposal, owner: User) -> None:
    part = Section.objects.get(key="permasalahan")
    save_texts(proposal, [Written(part, "Sudah ditulis.", 0)], by=owner)
    Proposal.objects.filter(pk=proposal.pk).update(budget=5_000)
    title = proposal.title

    sent(desk, PROPOSAL, proposal=proposal)
    page = desk.get(the_offer().get_absolute_url()).content.decode()
    assert "Sudah ditulis." in page and "Rp5.000" in page
    assert choose(desk) == 302

    proposal.refresh_from_db()
    assert (proposal.title, proposal.budget, proposal.stage) == (title, 5_000, proposal.stage)
    assert texts_of(proposal) == {"permasalahan": "Sudah ditulis.", "metode": WAY}


def test_markup_that_stands_somewhere_is_shown_as_it_was_typed(desk: Client, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(title="<b>Lama</b>")
    document = word("Nama Inovasi: <i>Baru</i>", "Latar belakang", "<u>Antrean</u> panjang setiap hari kerja.")
    sent(desk, document, proposal=proposal)
    page = desk.get(the_offer().get_absolute_url()).content.decode()
    assert [mark for mark in ("<b>Lama", "<i>Baru", "<u>Antrean") if mark in page] == []
    assert "&lt;b&gt;Lama" in page and "&lt;i&gt;Baru" in page


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [("ganti", PROBLEM), ("tambah", f"Sudah ditulis.\n\n{PROBLEM}"), ("biarkan", "Sudah ditulis.")],
)
def test_a_filled_text_is_replaced_or_added_to_by_choice(
    desk: Client, proposal: Proposal, owner: User, choice: str, outcome: str
) -> None:
    save_texts(proposal, [Written(Section.objects.get(key="permasalahan"), "Sudah ditulis.", 0)], by=owner)
    sent(desk, PROPOSAL, proposal=proposal)
    choose(desk, **{"pilih-permasalahan": choice})
    assert texts_of(proposal)["permasalahan"] == outcome


def test_a_date_is_taken_though_one_that_is_not_asked_any_more_does_not_go_with_it(
    desk: Client, proposal: Proposal, guide: FormGuide
) -> None:
    fields = guide.profile["fields"]
    hidden = {"key": "development_date", "label": "Waktu pengembangan", "asked_when": {"stage": ["inisiatif"]}}
    fields.append({"group": fields[-1]["group"], **hidden})
    guide.save()
    began, developed = datetime.date(2024, 1, 1), datetime.date(2024, 2, 1)
    answers = {"stage": "penerapan", "trial_date": None, "applied_date": began, "development_date": developed}
    factories.answer(proposal, answers)
    sent(desk, PROPOSAL, proposal=proposal)

    assert choose(desk, **{"pilih-applied_date": "on"}) == 302

    stored = Proposal.objects.get()
    assert (stored.applied_date, stored.development_date) == (datetime.date(2024, 5, 6), None)


def test_what_a_colleague_wrote_meanwhile_stays_and_nothing_else_is_stored(
    desk: Client, proposal: Proposal, owner: User
) -> None:
    sent(desk, PROPOSAL, proposal=proposal)
    page = the_offer().get_absolute_url()
    shown = fields_of(desk.get(page).content.decode())
    save_texts(proposal, [Written(Section.objects.get(key="metode"), "Dari rekan.", 0)], by=owner)

    answer = desk.post(page, {**shown, "pilih-metode": "ganti", "metode": "Dari dokumen."})

    assert answer.status_code == 400
    assert texts_of(proposal) == {"metode": "Dari rekan."}
    assert (Proposal.objects.get().budget, BroughtDocument.objects.count()) == (proposal.budget, 1)
    again = fields_of(answer.content.decode())
    assert again["metode"] == "Dari dokumen."
    assert desk.post(page, {**again, "pilih-metode": "ganti"}).status_code == 302
    assert texts_of(proposal)["metode"] == "Dari dokumen."


def test_a_text_that_is_too_long_stops_all_and_says_so_at_its_box(desk: Client, proposal: Proposal) -> None:
    sent(desk, PROPOSAL, proposal=proposal)
    long = "kata " * 2_500
    assert choose(desk, permasalahan=long) == 400
    assert (texts_of(proposal), BroughtDocument.objects.count()) == ({}, 1)


def test_two_presses_store_once(desk: Client) -> None:
    sent(desk, PROPOSAL)
    page = the_offer().get_absolute_url()
    shown = fields_of(desk.get(page).content.decode())
    first, second = desk.post(page, shown), desk.post(page, shown)
    assert (first["Location"], Proposal.objects.count()) == (second["Location"], 1)


def test_a_document_is_decided_on_once(desk: Client, owner: User, proposal: Proposal) -> None:
    sent(desk, PROPOSAL, proposal=proposal)
    document = the_offer()
    take(document, Accepted(), by=owner)
    with pytest.raises(Overtaken):
        take(document, Accepted(), by=owner)


def test_leaving_it_all_forgets_the_document(desk: Client, proposal: Proposal) -> None:
    sent(desk, PROPOSAL, proposal=proposal)
    assert desk.post(the_offer().get_absolute_url(), {"tinggalkan": "1"}).status_code == 302
    assert (BroughtDocument.objects.count(), texts_of(proposal)) == (0, {})


def test_a_document_is_forgotten_after_a_day(desk: Client) -> None:
    sent(desk, PROPOSAL)
    BroughtDocument.objects.update(created_at=timezone.now() - datetime.timedelta(hours=23))
    clear_old()
    document = the_offer()
    BroughtDocument.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    assert desk.get(document.get_absolute_url()).status_code == 404
    clear_old()
    with pytest.raises(ObjectDoesNotExist):
        the_offer()


def test_nobody_else_reads_it(desk: Client, client: Client, stranger: User) -> None:
    sent(desk, PROPOSAL)
    page = the_offer().get_absolute_url()
    client.force_login(stranger)
    assert client.get(page).status_code == 404


def test_a_closed_period_stores_nothing(desk: Client, period: Period) -> None:
    sent(desk, PROPOSAL)
    Period.objects.update(closes_at=timezone.now() - datetime.timedelta(days=1))
    assert choose(desk) == 400
    assert (Proposal.objects.count(), SectionText.objects.count()) == (0, 0)
    assert sent(desk, PROPOSAL, "lain.docx").status_code == 400


def test_lists_with_levels_and_small_tables_come_along(desk: Client) -> None:
    document = Document()
    document.add_heading("Permasalahan")
    document.add_paragraph("Yang dikeluhkan warga:")
    for text, style in (
        ("antre", "List Number"), ("tanpa nomor", "List Bullet 2"), ("jauh", "List Bullet 2"), ("mahal", "List Number"),
    ):  # fmt: skip
        document.add_paragraph(text, style=style)
    table = document.add_table(rows=0, cols=3)
    for row in (("Ukuran", "2024", "2025"), ("Antrean", "", "45 menit"), ("1", "Keluhan", "3")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading("Metode")
    table = document.add_table(rows=0, cols=2)
    for row in (("Peran", "Tugas"), ("Kader", "Mendata")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Selesai.")
    out = io.BytesIO()
    document.save(out)

    sent(desk, out.getvalue())
    assert the_offer().texts == {
        "permasalahan": (
            "Yang dikeluhkan warga:\n1. antre\n  - tanpa nomor\n  - jauh\n2. mahal\n"
            "Ukuran | 2024 | 2025\nAntrean |  | 45 menit\n1 | Keluhan | 3"
        ),
        "metode": "Peran | Tugas\nKader | Mendata\nSelesai.",
    }
