"""The coordinator's pages of officials, used as one would."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.officials.models import Official
from agencies.officials.offices import Office, OfficialStanding
from foundation.city import city
from tests import factories
from tests.test_query_counts import cost

pytestmark = pytest.mark.django_db
DAY = datetime.date
NEW = {"office": "kepala_daerah", "standing": "definitif", "name": "Budi Santoso", "since": "2026-01-05"}


@pytest.fixture
def coordinator() -> Client:
    client = Client()
    client.force_login(factories.coordinator())
    return client


def listed(client: Client) -> str:
    return client.get(reverse("agencies:officials")).content.decode()


def said(response) -> str:
    return response.content.decode()


def test_a_city_without_records_is_told_whose_papers_will_show_dots(coordinator):
    factories.agency(1, code=city().office.agency_code, official_name="Bapperida Uji")
    page = listed(coordinator)
    for lack in (
        "Wali Kota Pangkalpinang belum tercatat: surat keputusan penetapan belum memuat nama lengkap pejabatnya",
        "Kepala Bapperida Uji belum tercatat: laporan kemajuan, surat pengingat, surat hasil penilaian, "
        "surat undangan dan berita acara belum memuat",
        "Sekretaris Daerah Kota Pangkalpinang belum tercatat: surat sekretaris daerah belum memuat",
        "Ketua Tim Penilai belum tercatat: rekap nilai belum memuat",
    ):
        assert lack in page


def test_who_signs_today_is_listed_and_since_when_nobody_does(coordinator):
    today = timezone.localdate()
    factories.official(1)
    factories.official(2, standing=OfficialStanding.PLH, since=today, until=today)
    factories.official(3, office=Office.SECRETARY, until=DAY(2025, 12, 31))
    page = listed(coordinator)
    assert "Dr. Pejabat 2, S.T., M.Si." in page
    assert "Dr. Pejabat 1" not in page
    assert "Tidak ada pejabat tercatat sejak 1 Januari 2026" in page


def test_somebody_is_added_with_a_nip_in_groups_and_a_doubt_that_keeps_nobody(coordinator):
    page = coordinator.post(reverse("agencies:official_new"), NEW | {"nip": "19781311 200604 1 009"}, follow=True)
    assert Official.objects.get().nip == "197813112006041009"
    assert "Delapan angka pertama NIP (19781311) bukan tanggal lahir yang ada. Periksa lagi" in said(page)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"nip": "1978A"}, "NIP hanya berisi angka, tanpa huruf."),
        ({"until": "2026-01-04"}, "Hari terakhir harus sama dengan atau sesudah hari mulai."),
        ({"office": "kepala_instansi"}, "Pilih instansi yang dikepalainya."),
        ({"office": "lain"}, "Tulis sebutan jabatannya."),
    ],
)
def test_what_cannot_be_stored_is_told_beside_the_form(coordinator, wrong, told):
    assert told in said(coordinator.post(reverse("agencies:official_new"), NEW | wrong))
    assert not Official.objects.exists()


def test_an_agency_chosen_for_another_office_is_left_out(coordinator):
    coordinator.post(reverse("agencies:official_new"), NEW | {"agency": factories.agency().pk, "title": "Camat"})
    one = Official.objects.get()
    assert (one.agency, one.title) == (None, "")


def test_the_office_in_the_address_is_filled_in(coordinator):
    factories.agency(1)
    asked = {"jabatan": "kepala_instansi", "instansi": "dinas-1"}
    form = coordinator.get(reverse("agencies:official_new"), asked).context["form"]
    assert (form["office"].value(), form["agency"].value()) == ("kepala_instansi", factories.agency(1).pk)


def test_a_second_definitive_holder_is_refused_on_the_page(coordinator):
    factories.official(1)
    page = coordinator.post(reverse("agencies:official_new"), NEW)
    assert "sudah dijabat Dr. Pejabat 1, S.T., M.Si. secara definitif sejak 2 Januari 2024." in said(page)
    assert Official.objects.count() == 1


def test_a_holder_is_replaced_from_a_day_on_and_both_stand_in_the_history(coordinator):
    old = factories.official(1)
    values = {"standing": "definitif", "name": "Siti Aminah", "since": "2026-04-01"}
    page = coordinator.post(reverse("agencies:official_replace", args=[old.pk]), values, follow=True)
    assert [(step["title"], step["when"]) for step in page.context["history"]] == [
        ("Dr. Pejabat 1, S.T., M.Si.", "2 Januari 2024 sampai 31 Maret 2026"),
        ("Siti Aminah", "1 April 2026 sampai sekarang"),
    ]


def test_another_name_is_refused_on_the_page_of_corrections(coordinator):
    old = factories.official(1, name="Budi Santosa")
    address = reverse("agencies:official_correct", args=[old.pk])
    values = {"standing": "definitif", "since": "2024-01-02", "reason": "Salah ketik."}
    assert "pakai Ganti pejabat" in said(coordinator.post(address, values | {"name": "Rina Wati"}))
    page = coordinator.post(address, values | {"name": "Budi Santoso"}, follow=True)
    assert "nama tanpa gelar: Budi Santosa menjadi Budi Santoso" in said(page)
    assert "Salah ketik." in said(page)


def test_days_without_anybody_stand_in_the_history(coordinator):
    factories.official(1, until=DAY(2025, 6, 30))
    last = factories.official(2, since=DAY(2025, 8, 1), until=DAY(2026, 1, 31))
    page = coordinator.get(last.get_absolute_url())
    assert [step["when"] for step in page.context["history"]] == [
        "2 Januari 2024 sampai 30 Juni 2025",
        "1 Juli 2025 sampai 31 Juli 2025",
        "1 Agustus 2025 sampai 31 Januari 2026",
        "Sejak 1 Februari 2026",
    ]


def test_whoever_stands_in_for_a_holder_without_last_day_stands_in_the_history_too(coordinator):
    holder = factories.official(1)
    factories.official(2, standing=OfficialStanding.PLH, since=DAY(2026, 3, 3), until=DAY(2026, 3, 7))
    page = coordinator.get(holder.get_absolute_url())
    assert [step["when"] for step in page.context["history"]] == [
        "2 Januari 2024 sampai sekarang",
        "3 Maret 2026 sampai 7 Maret 2026",
    ]


def test_a_record_is_ended_and_another_called_back_with_a_reason(coordinator):
    one, other = factories.official(1), factories.official(2, office=Office.DEPUTY)
    coordinator.post(reverse("agencies:official_end", args=[one.pk]), {"until": "2026-03-31", "reason": "Purnatugas."})
    without = coordinator.post(reverse("agencies:official_call_back", args=[other.pk]), {"reason": ""})
    assert "Isi apa yang keliru." in said(without)
    coordinator.post(reverse("agencies:official_call_back", args=[other.pk]), {"reason": "Tertukar."})
    kept = Official.objects.order_by("pk").values_list("until", "mistaken", "reason")
    assert list(kept) == [(DAY(2026, 3, 31), False, "Purnatugas."), (None, True, "Tertukar.")]
    assert "Catatan ini dibatalkan" in said(coordinator.get(other.get_absolute_url()))


def test_the_list_costs_as_much_for_ten_offices_as_for_one(coordinator):
    def fill(numbers: range) -> None:
        for number in numbers:
            factories.official(number, office=Office.AGENCY_HEAD, agency=factories.agency(number))

    address = reverse("agencies:officials")
    fill(range(1, 2))
    few = cost(coordinator, address)
    fill(range(2, 11))
    assert cost(coordinator, address) == few
