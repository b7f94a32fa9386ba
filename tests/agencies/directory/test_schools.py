"""The list of schools as a spreadsheet: read back as it was given out, changes shown first, wrong cells explained."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import Agency
from agencies.directory.schoolsheet import TITLES
from foundation.sheets.marking import WRONG
from foundation.sheets.models import KeptSheet
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
HEADS = [TITLES[key] for key in ("npsn", "name", "kind", "ownership", "district", "address")]


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    factories.school(1, address="Jalan Lama 1")
    factories.school(2)
    client.force_login(cast.coordinator)
    return client


def npsn(number: int) -> str:
    code = factories.school(number).npsn
    assert code
    return code


def sheet(*rows: list[object], heads: list[str] = HEADS) -> SimpleUploadedFile:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (heads, *rows):
        book.worksheets[0].append(row)
    book.save(target)
    return SimpleUploadedFile("sekolah.xlsx", target.getvalue())


def upload(desk: Client, file: SimpleUploadedFile) -> HttpResponse:
    return desk.post(reverse("agencies:schools_upload"), {"file": file}, follow=True)


def yes(desk: Client) -> HttpResponse:
    return desk.post(reverse("agencies:schools_check", args=[KeptSheet.objects.latest("pk").pk]), follow=True)


def test_the_list_as_it_was_given_out_changes_nothing(desk: Client) -> None:
    given = desk.get(reverse("agencies:schools_sheet")).content
    book = openpyxl.load_workbook(io.BytesIO(given))
    assert book.sheetnames == ["Sekolah", "Pilihan", "Petunjuk"]
    assert [cell.value for cell in book["Sekolah"][1]] == list(TITLES.values())
    schools = Agency.objects.schools().exclude(npsn=None).count()
    text = upload(desk, SimpleUploadedFile("daftar.xlsx", given)).content.decode()
    assert "<strong>0</strong> sekolah baru, <strong>0</strong> berubah" in text
    assert (
        f"{schools} sama dengan yang tersimpan" in text and "Simpan" not in text.split("<main")[1].split("</main>")[0]
    )


def test_what_is_new_and_changed_is_shown_first_and_stored_after_the_yes(desk: Client) -> None:
    district = factories.school(1).district
    rows = [
        [int(npsn(1)), None, None, None, None, "Jalan Baru 9"],
        ["69900001", "SD Bintang", "sd", "SWASTA", str(district), None],
        [npsn(2)],
    ]
    text = upload(desk, sheet(*rows)).content.decode()
    assert "<strong>1</strong> sekolah baru, <strong>1</strong> berubah, 1 sama" in text
    assert "<del>Jalan Lama 1</del> → Jalan Baru 9" in text
    assert not Agency.objects.filter(npsn="69900001").exists()

    assert "2 sekolah disimpan" in yes(desk).content.decode()

    fresh = Agency.objects.get(npsn="69900001")
    assert (fresh.code, fresh.official_name, fresh.short_name, fresh.kind, fresh.ownership, fresh.district) == (
        "69900001", "SD Bintang", "SD Bintang", "sd", "swasta", district,
    )  # fmt: skip
    assert fresh.is_school
    changed = Agency.objects.get(npsn=npsn(1))
    assert (changed.address, changed.name) == ("Jalan Baru 9", "SD Negeri 1")
    assert not KeptSheet.objects.exists()


def test_wrong_cells_come_back_in_the_same_workbook_and_the_rest_may_go_ahead(desk: Client) -> None:
    rows = [
        ["12", "SD Pendek", "SD", "Negeri", None, None],
        ["69900001", "SD Bintang", "SMA", "Negeri", "Antah Berantah", None],
        ["69900002", "SD Bulan", "SD", None, None, None],
        ["69900003", "SD Surya", "SD", "Negeri", None, None],
        ["69900003", "SD Surya", "SD", "Negeri", None, None],
    ]
    text = upload(desk, sheet(*rows)).content.decode()
    for row, told in (
        (2, "“12” bukan NPSN"),
        (3, "“SMA” tidak dikenal. Pakai salah satu: SD; SMP; MI; MTs."),
        (4, "Status harus diisi untuk sekolah baru."),
        (6, "NPSN ini tertulis dua kali dalam berkas."),
    ):
        assert told in text.split(f"<legend>Baris {row}</legend>")[1].split("</fieldset>")[0]
    assert "Simpan 1 sekolah yang benar" in text
    kept = KeptSheet.objects.get()
    returned = desk.get(reverse("agencies:schools_marked", args=[kept.pk])).content
    marked = openpyxl.load_workbook(io.BytesIO(returned)).worksheets[0]
    coloured = {
        cell.coordinate for row in marked.iter_rows() for cell in row if cell.fill.fgColor.rgb == WRONG.fgColor.rgb
    }
    assert coloured == {"A2", "C3", "E3", "D4", "A6"}

    yes(desk)
    assert set(Agency.objects.filter(npsn__startswith="699").values_list("npsn", flat=True)) == {"69900003"}
    yes(desk)
    assert Agency.objects.filter(npsn="69900003").count() == 1


def test_wrong_cells_are_mended_in_the_browser(desk: Client) -> None:
    upload(desk, sheet(["69900001", "SD Bintang", "SMA", "Negeri"], ["69900002", "SD Bulan", "SD", "Negeri"]))
    kept = KeptSheet.objects.get()
    check = reverse("agencies:schools_check", args=[kept.pk])
    typed = {"perbaiki": "1", "sel-2-2": "SMP", "sel-3-1": "Diganti"}
    text = desk.post(check, typed, follow=True).content.decode()
    assert "<strong>2</strong> sekolah baru" in text and "Ada yang perlu diperbaiki" not in text
    assert desk.get(reverse("agencies:schools_marked", args=[kept.pk])).status_code == 404
    yes(desk)
    assert set(Agency.objects.filter(npsn__startswith="699").values_list("official_name", "kind")) == {
        ("SD Bintang", "smp"), ("SD Bulan", "sd"),
    }  # fmt: skip


def test_the_headings_of_the_citys_own_file_are_known_and_others_are_named(desk: Client) -> None:
    heads = ["npsn", "name", "level", "status", "Kepala sekolah"]
    text = upload(desk, sheet(["69900001", "SD Bintang", "SD", "negeri", "Ani"], heads=heads)).content.decode()
    assert "<strong>1</strong> sekolah baru" in text and "Kolom yang tidak dibaca: Kepala sekolah." in text


def test_a_village_of_another_district_is_told(desk: Client) -> None:
    here, there = factories.district(1), factories.district(2)
    village = type(here).objects.create(code="99.99.02.1001", name="Kelurahan Jauh", kind="kelurahan", parent=there)
    heads = [TITLES["npsn"], TITLES["district"], TITLES["village"]]
    text = upload(desk, sheet([npsn(1), str(here), str(village)], heads=heads)).content.decode()
    assert f"Kelurahan {village} berada di kecamatan {there}." in text


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"bukan"), "bukan lembar kerja"),
        (SimpleUploadedFile("a.csv", b"x" * (2 * 1024 * 1024 + 1)), "lebih besar dari 2 MB"),
        (None, "Pilih berkas"),
    ],
)
def test_what_is_no_list_is_refused(desk: Client, file: SimpleUploadedFile | None, said: str) -> None:
    answer = desk.post(reverse("agencies:schools_upload"), {"file": file} if file else {})
    assert (answer.status_code, said in answer.content.decode(), KeptSheet.objects.count()) == (400, True, 0)


def test_without_the_column_of_the_npsn_nothing_is_taken(desk: Client) -> None:
    text = upload(desk, sheet(["SD Bintang"], heads=[TITLES["name"]])).content.decode()
    assert "Kolom ini tidak ada dalam berkas." in text
    assert "0 sekolah disimpan" in yes(desk).content.decode()


def test_a_list_is_its_persons_alone(desk: Client, cast: Cast) -> None:
    upload(desk, sheet(["69900001", "SD Bintang", "SD", "Negeri"]))
    kept = KeptSheet.objects.get()
    KeptSheet.objects.update(by=cast.owner)
    for name in ("agencies:schools_check", "agencies:schools_marked"):
        assert desk.get(reverse(name, args=[kept.pk])).status_code == 404
    assert yes(desk).status_code == 404


def test_a_long_list_costs_as_many_queries_as_a_short_one(desk: Client) -> None:
    costs = set()
    for amount in (3, 40):
        rows = [[f"6{amount:03d}{number:04d}", f"SD {number}", "SD", "Negeri"] for number in range(amount)]
        with CaptureQueriesContext(connection) as queries:
            upload(desk, sheet(*rows))
            yes(desk)
        costs.add(len(queries))
    assert len(costs) == 1
