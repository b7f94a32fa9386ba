"""What an indicator's pages say: all that decides a level, for every indicator of the city's files."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Edition, Indicator
from competitions.iga.editing.guiding import guidance_of
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    call_command("load_reference", verbosity=0)
    return Edition.objects.get(programme=Edition.Programme.IGA, year=2026)


def lines(edition: Edition, number: int) -> dict[str, str]:
    row = Indicator.objects.prefetch_related("levels").get(edition=edition, number=number)
    return dict(guidance_of(row, edition.iga).lines)


def test_what_decides_a_level_is_said(edition):
    budget = lines(edition, 3)
    assert budget["Banyaknya bukti"] == "1 untuk parameter 1, 2 untuk parameter 2, 3 untuk parameter 3"
    assert budget["Tahun"] == "T-2 (2024), T-1 (2025), T-0 (2026); satu tahun untuk setiap bukti"
    assert budget["Untuk sekolah"] == "Sekolah boleh memakai BOSP."
    assert budget["Pengganti lain"] == "Puskesmas dan rumah sakit boleh memakai BOK atau JKN."
    assert budget["Nomor dan tanggal dokumen"] == "diminta"
    assert budget["Yang disorot"] == "bagian yang membuktikan harus disorot"
    assert lines(edition, 5)["Dokumen"] == "SK, surat tugas, atau undangan bimtek; Daftar hadir; Sertifikat"
    assert "setiap jenis dokumen sebanyak angka parameternya" in lines(edition, 5)["Banyaknya bukti"]
    assert lines(edition, 2)["Fakta yang menentukan"] == (
        "Jumlah orang yang mengelola inovasi. Parameter 1: 1–10 orang; parameter 2: 11–30 orang; "
        "parameter 3: mulai 31 orang"
    )
    assert (
        "Parameter 1: mulai 6 hari kalender; parameter 2: 2–5 hari kalender; parameter 3: 1 hari kalender"
        in (lines(edition, 13)["Fakta yang menentukan"])
    )
    assert "(akademisi, bisnis, komunitas, pemerintah, media)" in lines(edition, 7)["Fakta yang menentukan"]
    assert lines(edition, 10)["Tautan"] == "parameter 3 memerlukan tautan di luar situs pemerintah daerah"
    assert lines(edition, 15)["Subindikator"]
    assert lines(edition, 20)["Banyaknya bukti"] == "paling sedikit 2; video dan gambar sampulnya"


def test_measures_come_in_the_order_of_the_guide_with_their_evidence(edition):
    row = Indicator.objects.prefetch_related("levels").get(edition=edition, number=18)
    measures = guidance_of(row, edition.iga).measures
    assert [measure.name for measure in measures] == [
        "a. Orang", "b. Unit", "c. Belanja", "d. Pendapatan", "e. Produk", "f. Tren kinerja",
    ]  # fmt: skip
    assert all(measure.evidence and measure.documents and len(measure.levels) == 3 for measure in measures)


def test_every_indicator_has_its_page_one_step_from_the_list(edition, signed_in, cast: Cast):
    browser = signed_in(cast.owner)
    listed = browser.get(reverse("competitions:indicators", args=[2026])).content.decode()
    costs = set()
    for row in edition.indicators.all():
        page = reverse("competitions:indicator", args=[2026, row.number])
        assert f'href="{page}"' in listed
        with CaptureQueriesContext(connection) as queries:
            shown = browser.get(page).content.decode()
        costs.add(len(queries))
        assert all(note in shown for note in row.guide.notes)
    assert len(costs) == 1
    assert "≤ -50,32" in listed
    assert browser.get(reverse("competitions:indicator", args=[2026, 21])).status_code == 404


def test_announced_rules_are_shown_as_announced(edition, signed_in, cast: Cast):
    browser = signed_in(cast.owner)
    assert "Edisi ini baru diumumkan" in browser.get(reverse("competitions:indicators", args=[2027])).content.decode()
    assert (
        "Edisi ini baru diumumkan" not in browser.get(reverse("competitions:indicators", args=[2026])).content.decode()
    )
    assert browser.get(reverse("competitions:iga", args=[2027])).status_code == 404
