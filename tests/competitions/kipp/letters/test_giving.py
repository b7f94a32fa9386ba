"""Giving the letters of an entry: what is taken, refused and replaced, and that nothing typed is lost."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from competitions.core.models import Nomination
from competitions.kipp.letters.listing import GivenWith
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.letters.refusals import LetterRefused
from competitions.kipp.letters.services import LetterFacts, give
from foundation.files.storage import NOT_STORED
from proposals.core.models import Proposal
from tests import factories
from tests.competitions.kipp.letters.sending import YESTERDAY, page, paper_in, paper_of, typed
from tests.factories.letters import stored_letter

pytestmark = pytest.mark.django_db


def test_a_letter_is_given_after_the_proposal_was_sent(operator, nomination):
    assert paper_of(nomination).is_missing
    answer = operator.post(page(nomination), typed(document_number="12/2026"))
    assert answer.url == f"{page(nomination)}#surat-identitas"
    letter = EntryLetter.objects.get()
    assert (letter.paper, letter.signed_on, letter.document_number, letter.pages) == (
        "identitas",
        YESTERDAY,
        "12/2026",
        1,
    )
    found = paper_of(nomination)
    assert (found.is_given, found.is_missing, found.signed_on) == (True, False, YESTERDAY)
    assert found.given.where is GivenWith.ENTRY
    shown = operator.get(page(nomination)).content.decode()
    assert "nomor 12/2026" in shown
    assert "2 surat wajib belum ada" in shown


def test_the_spbe_form_of_a_digital_innovation_can_be_uploaded(operator, nomination, proposal):
    assert paper_of(nomination, "formulir_spbe").is_missing
    assert operator.post(page(nomination), typed("formulir_spbe")).status_code == 302
    assert not paper_of(nomination, "formulir_spbe").is_missing
    Proposal.objects.filter(pk=proposal.pk).update(innovation_type="non_digital", sent_innovation_type="non_digital")
    assert not paper_of(Nomination.objects.get(), "formulir_spbe").is_asked


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"file": None}, "file", "Pilih berkas suratnya."),
        ({"name": "surat.pdf", "data": b"MZ" + bytes(600)}, "file", "yang diterima di sini hanya PDF"),
        ({"signed_on": None}, "signed_on", "Isi tanggal surat."),
        (
            {"signed_on": str(timezone.localdate() + datetime.timedelta(days=2))},
            "signed_on",
            "Tanggal surat masih di depan.",
        ),
        ({"signed_on": "2026-13-40"}, "signed_on", "tanggal"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_typed_is_lost(
    operator, nomination, said, field, sentence
):
    answer = operator.post(page(nomination), typed(document_number="77/A", **said))
    assert answer.status_code == 400
    assert sentence in " ".join(answer.context["wrong"].errors[field])
    assert set(answer.context["wrong"].errors) == {field}
    assert 'value="77/A"' in answer.content.decode()
    if field != "signed_on":
        assert f'value="{YESTERDAY}"' in answer.content.decode()
    assert not EntryLetter.with_removed.exists()


def test_a_letter_larger_than_the_edition_takes_is_refused(operator, nomination, monkeypatch):
    monkeypatch.setattr("competitions.kipp.letters.forms.MEGABYTE", 200)
    answer = operator.post(page(nomination), typed(pages=9))
    assert "lebih besar dari 400 byte" in answer.context["wrong"].errors["file"][0]
    assert not EntryLetter.objects.exists()


def test_a_photo_becomes_a_page(operator, nomination):
    operator.post(page(nomination), typed(name="foto.png", data=factories.picture()))
    letter = EntryLetter.objects.get()
    assert (letter.content_type, letter.name, letter.pages) == ("application/pdf", "foto.pdf", 1)


def test_a_full_disk_is_told_and_keeps_what_was_typed(operator, nomination, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("competitions.kipp.letters.services.store_letters", full)
    answer = operator.post(page(nomination), typed(document_number="77/A"))
    assert answer.status_code == 400
    assert NOT_STORED in answer.content.decode()
    assert 'value="77/A"' in answer.content.decode()


def test_a_paper_that_the_edition_does_not_ask_for_is_not_taken(operator, nomination):
    assert operator.post(page(nomination), typed("surat_lain")).status_code == 404
    assert not EntryLetter.objects.exists()


def test_a_newer_letter_takes_the_place_and_the_former_stays_to_be_read(operator, nomination):
    operator.post(page(nomination), typed())
    first = EntryLetter.objects.get()
    operator.post(page(nomination), typed(pages=2, seen=first.seen_as))
    second = EntryLetter.objects.get()
    assert (second.pages, EntryLetter.with_removed.count()) == (2, 2)
    shown = operator.get(page(nomination)).content.decode()
    assert "1 surat sebelumnya" in shown
    assert page(nomination, "letter_file", first.pk) in shown
    assert b"".join(operator.get(page(nomination, "letter_file", first.pk)).streaming_content) == factories.pdf()


def test_two_tabs_do_not_replace_each_other_unseen(operator, nomination):
    operator.post(page(nomination), typed())
    late = operator.post(page(nomination), typed(pages=2, document_number="9/B"))
    assert late.status_code == 400
    shown = late.content.decode()
    assert "baru saja diganti atau diubah orang lain" in shown
    assert 'value="9/B"' in shown
    first = EntryLetter.objects.get()
    assert first.pages == 1
    assert f'value="{first.seen_as}"' in shown
    assert operator.post(page(nomination), typed(pages=2, seen=first.seen_as)).status_code == 302
    assert EntryLetter.objects.get().pages == 2


def test_the_same_letter_sent_twice_stays_one(operator, nomination):
    for _ in range(2):
        assert operator.post(page(nomination), typed()).status_code == 302
    assert EntryLetter.with_removed.count() == 1


def test_a_wrong_date_is_put_right_without_the_file(operator, nomination):
    operator.post(page(nomination), typed())
    first = EntryLetter.objects.get()
    said = typed(file=None, signed_on="2026-01-02", document_number="5", seen=first.seen_as)
    assert operator.post(page(nomination), said).status_code == 302
    first.refresh_from_db()
    assert (str(first.signed_on), first.document_number, first.version) == ("2026-01-02", "5", 2)
    assert EntryLetter.with_removed.count() == 1
    assert operator.post(page(nomination), said | {"identitas-document_number": "6"}).status_code == 400


def test_a_date_after_the_upload_is_no_correction(cast, nomination):
    letter = stored_letter(nomination, cast.owner)
    with (
        time_machine.travel(timezone.now() + datetime.timedelta(days=9)),
        pytest.raises(LetterRefused, match="sesudah"),
    ):
        give(
            nomination.pk,
            paper_in(nomination),
            None,
            LetterFacts(timezone.localdate()),
            by=cast.owner,
            seen=letter.seen_as,
        )


def test_a_removed_letter_is_missing_again_and_can_be_read(operator, nomination, cast):
    letter = stored_letter(nomination, cast.owner)
    assert operator.post(page(nomination, "letter_remove", letter.pk)).status_code == 302
    assert paper_of(nomination).is_missing
    shown = operator.get(page(nomination)).content.decode()
    assert "1 surat sebelumnya" in shown
    before = EntryLetter.with_removed.get().removed_at
    operator.post(page(nomination, "letter_remove", letter.pk))
    assert EntryLetter.with_removed.get().removed_at == before
