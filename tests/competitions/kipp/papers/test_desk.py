"""The entry desk: the portal's fields in their order, what was copied, what is missing, for whom, at which price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Nomination
from competitions.kipp.papers.copying import IDENTITY, TEXTS, portal_fields
from competitions.kipp.papers.entries import desk_of
from competitions.kipp.papers.models import CopiedField
from competitions.kipp.writing.models import EntryText
from tests import factories
from tests.competitions.kipp.papers.conftest import HARD
from tests.factories.letters import stored_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, cast, nomination):
    client.force_login(cast.owner)
    return reverse("competitions:kipp_desk", args=[2026, nomination.pk])


def tick_url(nomination, key):
    return reverse("competitions:kipp_copied", args=[2026, nomination.pk, key])


def fields_of(nomination):
    found = Nomination.objects.select_related("edition", "agency").get(pk=nomination.pk)
    return {field.key: field for _, fields in portal_fields(desk_of(found, found.nominated_by)) for field in fields}


def test_the_fields_stand_in_the_order_of_the_edition_then_the_sections_of_the_form(nomination, write):
    write(latar_belakang="Dua kata.")
    found = Nomination.objects.select_related("edition", "agency").get(pk=nomination.pk)
    groups = dict(portal_fields(desk_of(found, found.nominated_by)))
    assert list(groups) == [IDENTITY, TEXTS]
    asked = [field.key for field in found.edition.kipp.identification]
    at = asked.index("inovator")
    expected = [*asked[:at], "inovator_nama", "inovator_nip", "inovator_telepon", "inovator_surel", *asked[at + 1 :]]
    assert [field.key for field in groups[IDENTITY]] == expected
    assert [field.key for field in groups[TEXTS]] == [s.key for s in found.edition.kipp.proposal_form.sections_of("")]
    first = groups[TEXTS][0]
    assert (first.value, first.words, first.limit) == ("Dua kata.", 2, 200)


def test_what_is_known_is_filled_in_and_nothing_is_invented(nomination):
    fields = fields_of(nomination)
    assert fields["judul"].value == "Ambulans Laut"
    assert fields["kategori"].value == "Penyediaan pelayanan kesehatan"
    assert (fields["inovator_nama"].value, fields["inovator_telepon"].value) == ("Siti Aminah", "0812-1")
    assert fields["kelompok"].value == "Kelompok Umum"
    assert {fields[key].value for key in ("pernah_top", "instansi_asal", "nomor_iga", "video")} == {""}
    Nomination.objects.update(
        past_award_year=2019,
        video_url="https://contoh.id/v",
        origin_innovation="Perahu",
        origin_institution="Kota Contoh",
    )
    fields = fields_of(nomination)
    assert (fields["pernah_top"].value, fields["instansi_asal"].value) == ("2019", "Perahu, Kota Contoh")
    assert fields["video"].value == "https://contoh.id/v"


def test_the_number_at_iga_is_that_of_its_candidacy(nomination, proposal):
    (row,) = factories.in_iga_set(factories.iga_edition(), proposal)
    type(row).objects.filter(pk=row.pk).update(registration_number="IGA-77")
    assert fields_of(nomination)["nomor_iga"].value == "IGA-77"


def test_copying_is_noted_and_leads_on_and_a_changed_text_is_to_be_copied_again(client, page, nomination, write):
    write(latar_belakang="Semula.")
    mark = fields_of(nomination)["judul"].mark
    answer = client.post(tick_url(nomination, "judul"), {"mark": mark})
    filled = [field.key for field in fields_of(nomination).values() if field.value]
    assert answer.url == f"{page}#isian-{filled[1]}"
    quiet = {"HTTP_HX_REQUEST": "true"}
    text = fields_of(nomination)["latar_belakang"].mark
    assert client.post(tick_url(nomination, "latar_belakang"), {"mark": text}, **quiet).status_code == 204
    assert client.get(page).content.decode().count("Sudah disalin") == 2
    EntryText.objects.filter(section="latar_belakang").update(text="Lain.")
    shown = client.get(page).content.decode()
    assert "Berubah sejak Anda menyalinnya" in shown
    assert shown.count("Sudah disalin") == 1
    client.post(tick_url(nomination, "judul"), {"mark": mark})
    assert CopiedField.objects.count() == 2


def test_the_last_field_leads_to_the_papers(client, page, nomination):
    fields = [field for field in fields_of(nomination).values() if field.value]
    answers = [client.post(tick_url(nomination, field.key), {"mark": field.mark}) for field in fields]
    assert answers[-1].url == f"{page}#surat"


def test_a_field_that_the_portal_does_not_ask_is_not_found(client, page, nomination):
    assert client.post(tick_url(nomination, "rahasia"), {"mark": "x"}).status_code == 404


def test_it_says_what_is_missing_and_where_it_is_mended(client, page, cast, nomination, write):
    shown = client.get(page).content.decode()
    assert "aturan menahan entri ini" in shown
    assert "Masih kosong:" in shown
    assert "KONSEP" in shown
    assert shown.count("belum ada</span>") == 4  # SPBE as well, since it is digital
    write()
    stored_letter(nomination, cast.owner)
    shown = client.get(page).content.decode()
    assert "dalam batas" in shown
    assert shown.count("belum ada</span>") == 3


def test_it_opens_for_those_who_know_the_entry_alone(client, cast, nomination, proposal, page):
    people = (
        (cast.owner, 200),
        (cast.coordinator, 200),
        (cast.leader, 200),
        (cast.stranger, 404),
        (cast.reviewer, 404),
    )
    for person, status in people:
        client.force_login(person)
        assert client.get(page).status_code == status
        assert client.post(tick_url(nomination, "judul"), {"mark": "x"}).status_code == (302 if status == 200 else 404)
    factories.conflict(cast.coordinator, proposal)
    client.force_login(cast.coordinator)
    assert client.get(page).status_code == 404


def test_the_page_costs_the_same_empty_and_full(client, cast, page, nomination, write):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    cost()
    empty = cost()
    write(latar_belakang=HARD)
    stored_letter(nomination, cast.owner)
    for field in fields_of(nomination).values():
        client.post(tick_url(nomination, field.key), {"mark": field.mark})
    assert cost() == empty
