"""The pages of an entry's texts: what each role is answered, what a clash and a closed edition leave to the writer."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from competitions.kipp.writing.models import EntryText
from competitions.replication.models import Replication
from proposals.core.models import SectionText
from proposals.text.shown import SectionShown, fingerprint
from reviews.core.models import Interest
from tests import makers

pytestmark = pytest.mark.django_db
KEY = "latar_belakang"


def address(nomination, name="kipp_text", key=KEY):
    args = [2026, nomination.pk] + ([] if name == "kipp_texts" else [key])
    return reverse(f"competitions:{name}", args=args)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["owner"])
    return client


def written(nomination, by, text="Tulisan rekan.", **values):
    return EntryText.objects.create(nomination=nomination, section=KEY, text=text, words=2, edited_by=by, **values)


def sent(text, shown="0", **more):
    return {KEY: text, f"{KEY}-versi": str(shown)} | more


def test_a_section_is_saved_and_leads_to_the_next(desk, nomination):
    answer = desk.post(address(nomination), sent("Antrean panjang.", lanjut="1"))
    assert answer.url == address(nomination, key="tujuan")
    assert EntryText.objects.get().text == "Antrean panjang."
    last = address(nomination, key="keberlanjutan")
    answer = desk.post(last, {"keberlanjutan": "Isi.", "keberlanjutan-versi": "0", "lanjut": "1"})
    assert answer.url == address(nomination, "kipp_texts")


def test_the_page_names_the_source_and_offers_it_while_the_section_is_empty(desk, nomination, cast):
    page = desk.get(address(nomination)).content.decode()
    assert "Dari usulan: Permasalahan<" in page
    assert 'name="ambil"' in page
    written(nomination, cast["owner"])
    assert 'name="ambil"' not in desk.get(address(nomination)).content.decode()


def test_taking_the_source_keeps_what_was_typed_meanwhile(desk, nomination):
    answer = desk.post(address(nomination), sent("Sudah saya ketik.", ambil="1"), follow=True)
    assert "sudah berisi tulisan" in answer.content.decode()
    assert EntryText.objects.get().text == "Sudah saya ketik."


def test_taking_the_source_twice_is_harmless(desk, nomination):
    desk.post(address(nomination), sent("", ambil="1"))
    stored = EntryText.objects.get()
    desk.post(address(nomination), sent("", ambil="1"))
    assert (EntryText.objects.get().text, EntryText.objects.get().version) == (stored.text, stored.version)
    assert stored.text


def test_a_section_without_source_shows_its_prompts(desk, nomination):
    page = desk.get(address(nomination, key="evaluasi")).content.decode()
    assert "Siapa yang mengevaluasi" in page
    assert 'name="ambil"' not in page


def test_the_section_about_copies_starts_from_the_register(desk, nomination, cast):
    place = address(nomination, key="difusi")
    page = desk.get(place).content.decode()
    assert "Dari register replikasi" in page and 'name="ambil"' not in page
    day = datetime.date(2025, 5, 1)
    copied = {"proposal_id": nomination.proposal_id, "paper": "pks", "paper_date": day, "by": cast["owner"]}
    Replication.objects.create(who="Kabupaten Bangka", kind="region", contact_name="Rahasia", **copied)
    Replication.objects.create(who="Puskesmas Gerunggang", kind="unit", **copied)
    desk.post(place, {"difusi": "", "difusi-versi": "0", "ambil": "1"})
    text = EntryText.objects.get().text
    assert text.startswith("Sudah ditiru oleh 1 daerah dan 1 unit kota ini:")
    assert "- Kabupaten Bangka (daerah lain, 2025)" in text and "Rahasia" not in text
    assert "Sumber berubah" not in desk.get(place).content.decode()
    Replication.objects.create(who="Kota Lain", kind="region", **copied)
    moved = desk.get(place).content.decode()
    assert "Sumber berubah" in moved and "Kota Lain" in moved


def test_the_writer_is_told_when_the_record_moved_on_and_says_that_it_was_read(desk, nomination, proposal):
    told = "Sumber berubah sejak Anda mulai"
    desk.post(address(nomination), sent("Isi saya."))
    assert told not in desk.get(address(nomination)).content.decode()
    SectionText.objects.filter(proposal=proposal, section__key="permasalahan").update(text="Masalah yang baru.")
    answer = desk.get(address(nomination))
    assert told in answer.content.decode()
    assert "Masalah yang baru." in answer.content.decode()
    assert "sumber berubah" in desk.get(address(nomination, "kipp_texts")).content.decode()
    shown = SectionShown.of(EntryText.objects.get())
    desk.post(address(nomination), sent("Isi saya.", shown, sesuai=answer.context["source"].digest))
    assert told not in desk.get(address(nomination)).content.decode()
    assert EntryText.objects.get().text == "Isi saya."


def test_a_clash_shows_both_and_the_next_save_is_a_choice(desk, nomination, cast):
    written(nomination, cast["colleague"])
    answer = desk.post(address(nomination), sent("Tulisan saya."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<ins>saya.</ins>" in page
    assert "Tulisan saya.</textarea>" in page
    base = answer.context["form"].data[f"{KEY}-versi"]
    undecided = {f"{KEY}-ditanya": fingerprint("Tulisan saya.")}
    assert desk.post(address(nomination), sent("Tulisan saya.", base, **undecided)).status_code == 409
    assert EntryText.objects.get().text == "Tulisan rekan."
    chosen = undecided | {"pakai_tulisan": KEY}
    assert desk.post(address(nomination), sent("Tulisan saya.", base, **chosen)).status_code == 302
    assert EntryText.objects.get().text == "Tulisan saya."


def test_the_stored_text_may_be_chosen(desk, nomination, cast):
    written(nomination, cast["colleague"])
    desk.post(address(nomination), sent("Tulisan saya.", pakai_tersimpan=KEY))
    assert EntryText.objects.get().text == "Tulisan rekan."


def test_autosave_answers_with_the_base_of_the_next_save(desk, nomination):
    answer = desk.post(address(nomination, "kipp_text_save"), sent("Satu."))
    stored = EntryText.objects.get()
    assert (answer.status_code, answer.json()["saved"]) == (200, {KEY: str(SectionShown.of(stored))})
    again = desk.post(address(nomination, "kipp_text_save"), sent("Satu dua.", answer.json()["saved"][KEY]))
    assert (again.status_code, EntryText.objects.get().words) == (200, 2)
    # The same tab once more with what it knew before: an answer that was lost on its way.
    assert desk.post(address(nomination, "kipp_text_save"), sent("Satu dua.")).status_code == 200


def test_autosave_refuses_a_clash_with_both_versions(desk, nomination, cast):
    written(nomination, cast["colleague"])
    answer = desk.post(address(nomination, "kipp_text_save"), sent("Tulisan saya."))
    (conflict,) = answer.json()["conflicts"]
    assert (answer.status_code, answer.json()["saved"], conflict["stored"]) == (409, {}, "Tulisan rekan.")
    assert "Gabungkan" in conflict["html"]
    assert EntryText.objects.get().text == "Tulisan rekan."


def test_autosave_leaves_a_text_that_is_too_long_with_its_writer(desk, nomination):
    answer = desk.post(address(nomination, "kipp_text_save"), sent("a" * 20_001))
    assert answer.status_code == 422
    assert KEY in answer.json()["errors"]
    page = desk.post(address(nomination), sent("a" * 20_001))
    assert page.status_code == 400
    assert "a" * 20_001 in page.content.decode()


@pytest.mark.parametrize("versi", ["x", "7-2-3", "", "9" * 30])
def test_a_base_that_is_none_of_ours_overwrites_nothing(desk, nomination, cast, versi):
    written(nomination, cast["colleague"])
    assert desk.post(address(nomination), sent("Tulisan saya.", versi)).status_code in (400, 409)
    assert desk.post(address(nomination, "kipp_text_save"), sent("Tulisan saya.", versi)).status_code in (409, 422)
    assert EntryText.objects.get().text == "Tulisan rekan."


def test_a_closed_edition_is_read_and_gives_back_what_was_typed(desk, edition, nomination, cast):
    written(nomination, cast["owner"], "Sudah tersimpan.")
    edition.closes_on = timezone.localdate() - datetime.timedelta(days=1)
    edition.save()
    page = desk.get(address(nomination)).content.decode()
    assert "Sudah tersimpan." in page
    assert "<textarea" not in page
    answer = desk.post(address(nomination), sent("Terlambat diketik."))
    assert answer.status_code == 409
    assert "Terlambat diketik.</textarea>" in answer.content.decode()
    saved = desk.post(address(nomination, "kipp_text_save"), sent("Terlambat diketik."))
    assert saved.status_code == 423
    assert "ditutup pada" in saved.json()["refused"]
    assert EntryText.objects.get().text == "Sudah tersimpan."


@pytest.mark.parametrize("name", ["kipp_texts", "kipp_text", "kipp_text_presence"])
def test_who_knows_the_proposal_reads_and_nobody_else(client, nomination, cast, name):
    answers = {}
    for person in cast:
        client.force_login(cast[person])
        answers[person] = client.get(address(nomination, name)).status_code
    known = dict.fromkeys(("owner", "colleague", "coordinator", "leader"), 200)
    assert answers == known | dict.fromkeys(("stranger", "reviewer"), 404)


def test_a_leader_reads_and_cannot_write(client, nomination, cast):
    client.force_login(cast["leader"])
    assert "<textarea" not in client.get(address(nomination)).content.decode()
    client.post(address(nomination), sent("Isi."))
    assert client.post(address(nomination, "kipp_text_save"), sent("Isi.")).status_code == 423
    assert not EntryText.objects.exists()


def test_a_conflict_of_interest_hides_the_texts(client, nomination, cast):
    Interest.objects.create(
        proposal_id=nomination.proposal_id,
        user=cast["coordinator"],
        reason="Saudara.",
        declared_by=cast["coordinator"],
    )
    client.force_login(cast["coordinator"])
    for name in ("kipp_texts", "kipp_text"):
        assert client.get(address(nomination, name)).status_code == 404
    assert client.post(address(nomination, "kipp_text_save"), sent("Isi.")).status_code == 404


def test_an_unknown_section_is_not_found(desk, nomination):
    assert desk.get(address(nomination, key="ringkasan")).status_code == 404
    assert desk.post(address(nomination, "kipp_text_save", "ringkasan"), sent("Isi.")).status_code == 404


def test_who_else_writes_is_told(client, nomination, cast):
    client.force_login(cast["colleague"])
    client.post(address(nomination, "kipp_text_presence"), {"tempat": KEY})
    client.force_login(cast["owner"])
    assert "Latar Belakang (naskah KIPP)" in client.get(address(nomination, "kipp_text_presence")).json()["line"]


@pytest.mark.parametrize("name", ["kipp_texts", "kipp_text"])
def test_pages_cost_the_same_empty_and_full(desk, edition, nomination, cast, name):
    def cost():
        desk.get(address(nomination, name))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address(nomination, name)).status_code == 200
        return len(queries)

    empty = cost()
    EntryText.objects.bulk_create(
        EntryText(nomination=nomination, section=section.key, text="Isi.", words=1, edited_by=cast["owner"])
        for section in edition.kipp.proposal_form.sections
    )
    assert cost() == empty


def test_the_board_leads_to_the_texts(desk, nomination):
    assert address(nomination, "kipp_texts") in desk.get("/kompetisi/kipp/2026/").content.decode()


def test_the_forms_of_the_edition_are_read(desk, edition):
    page = desk.get("/kompetisi/kipp/2026/formulir/").content.decode()
    for words in ("Formulir 2021", "Formulir 2022/2023", "Formulir 2025/2026", "dipakai edisi ini", "belum diketahui"):
        assert words in page


def test_the_board_costs_the_same_with_texts(desk, nomination, cast):
    def cost():
        desk.get("/kompetisi/kipp/2026/")
        with CaptureQueriesContext(connection) as queries:
            desk.get("/kompetisi/kipp/2026/")
        return len(queries)

    bare = cost()
    written(nomination, cast["owner"])
    makers.make_proposal(cast["owner"].agency, "in_review", title="Lain")
    assert cost() == bare
