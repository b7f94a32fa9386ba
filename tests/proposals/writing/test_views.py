"""Bad input at the writing desk: each gives a clear sentence, keeps what was typed, and changes nothing."""

import datetime
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from proposals.core.attachments import Attachment
from proposals.core.guide.profile import QUESTIONS
from proposals.core.guide.readiness import completeness, shortfalls
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return factories.draft(of=cast.home)


def address(proposal: Proposal, step: str) -> str:
    return reverse("proposals:edit", args=[proposal.pk, step])


def values() -> list[dict[str, Any]]:
    return list(Proposal.objects.order_by("pk").values())


# --- Starting ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "sentence"), [("", "Isi nama inovasi"), ("   ", "Isi nama inovasi"), ("x" * 201, "200")]
)
def test_a_bad_title_starts_nothing(cast: Cast, signed_in, title, sentence):
    factories.period()
    response = signed_in(cast.owner).post(reverse("proposals:new"), {"title": title})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Proposal.objects.exists()


def test_after_the_closing_nothing_starts_and_the_title_stays(cast: Cast, signed_in):
    factories.close(factories.period())
    page = signed_in(cast.owner).post(reverse("proposals:new"), {"title": "Antrean Daring"}).content.decode()
    assert "ditutup" in page
    assert 'value="Antrean Daring"' in page
    assert not Proposal.objects.exists()


# --- Profile -------------------------------------------------------------------------------------------------------
BAD_PROFILES = {
    "dates in the wrong order": (
        {"trial_date": "2025-03-02", "applied_date": "2025-03-01"},
        "Waktu uji coba tidak boleh sesudah waktu penerapan.",
    ),
    "developed before applied": (
        {"applied_date": "2025-03-02", "development_date": "2025-03-01"},
        "Waktu pengembangan tidak boleh sebelum waktu penerapan.",
    ),
    "in the future": ({"applied_date": "2126-01-01"}, "Tanggal ini masih di masa depan."),
    "no date": ({"applied_date": "kemarin"}, "tanggal"),
    "half a point": ({"latitude": "-2.129"}, "Isi lintang dan bujur keduanya, atau kosongkan keduanya."),
    "beyond the pole": ({"latitude": "-91", "longitude": "106.1"}, "Isi angka antara -90 dan 90."),
    "a place in words": ({"latitude": "di kantor", "longitude": "106.1"}, "Tulis derajat dengan desimal"),
    "less than nothing": ({"budget": "-5"}, "Tulis angka rupiah saja"),
    "unknown choice": ({"stage": "mimpi"}, "mimpi"),
}


@pytest.mark.parametrize("case", BAD_PROFILES)
def test_a_bad_profile_is_refused_and_kept_on_the_page(cast: Cast, signed_in, proposal, case):
    typed, sentence = BAD_PROFILES[case]
    before = values()
    page = signed_in(cast.owner).post(
        address(proposal, "profil"), {"title": "Judul baru", "initiator_name": "Tim Baru"} | typed
    )
    text = page.content.decode()
    assert sentence in text
    assert 'value="Judul baru"' in text
    assert 'value="Tim Baru"' in text
    assert values() == before


def test_a_group_of_the_profile_is_shown_saved_and_left_alone(cast: Cast, signed_in, proposal):
    Proposal.objects.update(initiator_name="Tim Loket", stage="penerapan")
    browser, page = signed_in(cast.owner), address(proposal, "profil")
    shown = [asked(browser.get(f"{page}{group}")) for group in ("", "?grup=identitas", "?grup=waktu", "?grup=lain")]
    assert shown[0] == shown[1] == shown[3] != shown[2]
    assert [columns for columns in shown if "title" in columns] == [shown[0]] * 3
    assert shown[0] | shown[2] == {field.column for key in proposal.period.guide.fields for field in QUESTIONS[key]}

    onward = browser.post(f"{page}?grup=identitas", {"title": "Judul baru", "lanjut": "1"})
    assert onward.url == f"{page}?grup=waktu"
    onward = browser.post(onward.url, {"applied_date": "2025-03-01", "lanjut": "1"})
    assert onward.url == address(proposal, "rancang-bangun")
    assert browser.post(f"{page}?grup=waktu", {"trial_date": "2025-02-01"}).url == f"{page}?grup=waktu"
    assert browser.post(f"{page}?grup=waktu", {"trial_date": "2025-02-02", "keluar": "1"}).url == reverse("home")
    stored = Proposal.objects.get()
    assert (stored.title, stored.initiator_name, stored.stage) == ("Judul baru", "Tim Loket", "penerapan")
    assert (str(stored.trial_date), str(stored.applied_date)) == ("2025-02-02", "2025-03-01")


def asked(page: HttpResponse) -> set[str]:
    """The fields that a page shows, by their hidden companions."""
    return set(re.findall(r'data-base-of="(\w+)"', page.content.decode()))


def test_a_refused_group_is_shown_again_with_the_error_beside_its_field(cast: Cast, signed_in, proposal):
    Proposal.objects.update(trial_date="2025-03-02")
    page = signed_in(cast.owner).post(f"{address(proposal, 'profil')}?grup=waktu", {"applied_date": "2025-03-01"})
    assert asked(page) == {"applied_date"}
    assert "#id_applied_date" in page.content.decode()
    assert "Waktu uji coba tidak boleh sesudah waktu penerapan." in page.content.decode()


def test_what_is_missing_leads_to_the_screen_that_asks_for_it(cast: Cast, signed_in, proposal):
    Proposal.objects.update(stage="penerapan")
    proposal.refresh_from_db()
    browser, lacking = signed_in(cast.owner), [one for one in shortfalls(proposal) if one.step == "profil"]
    assert {one.group for one in lacking} == {"identitas", "waktu"}
    for one in lacking:
        place, anchor = one.url.split("#")
        assert f'id="{anchor}"' in browser.get(place).content.decode(), one.url


def test_a_draft_opens_where_its_writer_stopped(cast: Cast, signed_in, proposal):
    browser, start = signed_in(cast.owner), reverse("proposals:edit_start", args=[proposal.pk])

    def leads_to() -> str:
        proposal.refresh_from_db()
        assert completeness(proposal).go_on.removeprefix("Lanjutkan: ") in browser.get(reverse("home")).content.decode()
        return browser.get(start).headers["Location"]

    # Nothing written yet: the first screen that lacks something.
    assert leads_to() == f"{address(proposal, 'profil')}?grup=identitas#id_stage"
    typed = {"permasalahan": "Warga menunggu lama.", "permasalahan-versi": "0"}
    browser.post(address(proposal, "rancang-bangun"), typed)
    assert leads_to() == f"{address(proposal, 'rancang-bangun')}#id_cara_kerja"
    # What was written since is the profile.
    Proposal.objects.update(updated_at=timezone.now() + datetime.timedelta(minutes=1))
    assert leads_to() == f"{address(proposal, 'profil')}?grup=identitas#id_stage"


def test_a_draft_that_lacks_nothing_opens_at_the_check(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    answer = signed_in(cast.owner).get(reverse("proposals:edit_start", args=[proposal.pk]))
    assert answer.headers["Location"] == address(proposal, "periksa")


def test_coordinates_copied_from_a_map_fill_both_halves_without_scripts(cast: Cast, signed_in, proposal):
    pasted = {"title": proposal.title, "latitude": "-2,13333, 106,13333", "longitude": ""}
    assert signed_in(cast.owner).post(address(proposal, "profil"), pasted).status_code == 302
    proposal.refresh_from_db()
    assert (str(proposal.latitude), str(proposal.longitude)) == ("-2.133330", "106.133330")


# --- Texts ---------------------------------------------------------------------------------------------------------
def test_a_text_beyond_all_measure_is_refused_and_kept(cast: Cast, signed_in, proposal):
    much = "kata " * 12_001
    response = signed_in(cast.owner).post(
        address(proposal, "rancang-bangun"), {"permasalahan": much, "permasalahan-versi": "0"}
    )
    page = response.content.decode()
    assert "Tulisan ini terlalu panjang untuk disimpan: paling banyak" in page
    assert much.strip() in page
    assert not SectionText.objects.exists()


def test_a_text_over_its_limit_is_saved_and_told(cast: Cast, signed_in, proposal):
    browser = signed_in(cast.owner)
    typed = {"permasalahan": "kata " * 21, "permasalahan-versi": "0", "cara_kerja": "", "cara_kerja-versi": "0"}
    browser.post(address(proposal, "rancang-bangun"), typed)
    assert SectionText.objects.get().words == 21
    page = browser.get(address(proposal, "periksa")).content.decode()
    assert "“Permasalahan” berisi 21 kata; ringkas menjadi paling banyak 20 kata." in page


def test_the_period_closes_while_the_form_is_open(cast: Cast, signed_in, proposal):
    browser = signed_in(cast.owner)
    assert browser.get(address(proposal, "rancang-bangun")).status_code == 200
    factories.close(proposal.period)
    typed = {"permasalahan": "Ditulis sampai\nmenit terakhir.", "permasalahan-versi": "0", "lanjut": "1"}
    response = browser.post(address(proposal, "rancang-bangun"), typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert "ditutup" in page
    assert "Ditulis sampai\nmenit terakhir." in page
    assert not SectionText.objects.exists()


def test_a_colleague_submits_while_the_form_is_open(cast: Cast, signed_in):
    ready = factories.ready(of=cast.home)
    signed_in(cast.colleague).post(reverse("proposals:act", args=[ready.pk, "submit"]))
    response = signed_in(cast.owner).post(
        address(ready, "manfaat-hasil"), {"manfaat": "Kalimat terlambat.", "manfaat-versi": "1"}
    )
    assert response.status_code == 409
    assert "Kalimat terlambat." in response.content.decode()
    assert not SectionText.objects.filter(text__contains="terlambat").exists()
    assert Proposal.objects.get().status == Status.SUBMITTED


def test_of_two_writers_the_second_is_shown_both_texts_and_the_rest_is_stored(cast: Cast, signed_in, proposal):
    first = {"permasalahan": "Tulisan rekan.", "permasalahan-versi": "0"}
    signed_in(cast.colleague).post(address(proposal, "rancang-bangun"), first)
    second = {
        "permasalahan": "Tulisan saya.", "permasalahan-versi": "0",
        "cara_kerja": "Cara kerja saya.", "cara_kerja-versi": "0",
    }  # fmt: skip
    response = signed_in(cast.owner).post(address(proposal, "rancang-bangun"), second)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Tulisan rekan." in page
    assert "Tulisan saya." in page
    stored = dict(SectionText.objects.values_list("section__key", "text"))
    assert stored == {"permasalahan": "Tulisan rekan.", "cara_kerja": "Cara kerja saya."}


# --- Files ---------------------------------------------------------------------------------------------------------
BAD_FILES = {
    "empty": ("surat.pdf", b"", "kosong"),
    "too large": ("surat.pdf", factories.pdf() + b"\n" * 1_100_000, "lebih besar dari"),
    "a program named jpg": ("surat.jpg", b"MZ\x90\x00" + b"\x00" * 200, "yang diterima di sini hanya PDF"),
    "a program named pdf": ("surat.pdf", b"MZ\x90\x00" + b"\x00" * 200, "yang diterima di sini hanya PDF"),
    "a page of the web": ("surat.pdf", b"<html><script>alert(1)</script></html>", "yang diterima di sini hanya PDF"),
    "cut off": ("surat.pdf", factories.pdf()[:150], "rusak"),
    "a pdf under another name": ("surat.exe", factories.pdf(), "berakhiran .exe"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_with_its_reason_and_not_stored(cast: Cast, signed_in, proposal, case):
    name, data, reason = BAD_FILES[case]
    sent = {"kind": "surat_pengantar", "file": factories.upload(name, data)}
    response = signed_in(cast.owner).post(address(proposal, "lampiran"), sent)
    assert response.status_code == 400
    assert reason in response.content.decode()
    assert not Attachment.objects.exists()
    assert factories.stored_files() == set()


def test_no_file_at_all_is_told(cast: Cast, signed_in, proposal):
    response = signed_in(cast.owner).post(address(proposal, "lampiran"), {"kind": "surat_pengantar"})
    assert response.status_code == 400
    assert "Pilih berkas" in response.content.decode()


def test_a_kind_the_guide_does_not_know_is_not_found(cast: Cast, signed_in, proposal):
    sent = {"kind": "lainnya", "file": factories.upload()}
    assert signed_in(cast.owner).post(address(proposal, "lampiran"), sent).status_code == 404


def test_a_second_file_of_a_single_kind_replaces_the_first(
    cast: Cast, signed_in, proposal, django_capture_on_commit_callbacks
):
    browser = signed_in(cast.owner)
    for pages in (1, 1, 3):
        with django_capture_on_commit_callbacks(execute=True):
            sent = {"kind": "surat_pengantar", "file": factories.upload("surat.pdf", factories.pdf(pages))}
            assert browser.post(address(proposal, "lampiran"), sent).status_code == 302
    held = Attachment.objects.get()
    assert held.file.read() == factories.pdf(3)
    held.file.close()
    assert factories.stored_files() == {str(held.file.name)}


@pytest.mark.parametrize("name", ["stranger", "coordinator", "leader", "reviewer"])
def test_nobody_else_writes_here(cast: Cast, signed_in, proposal, name):
    browser, before = signed_in(cast[name]), values()
    for step in ("profil", "rancang-bangun", "lampiran", "periksa"):
        assert browser.post(address(proposal, step), {"title": "Diambil alih"}).status_code == 404
    assert values() == before
