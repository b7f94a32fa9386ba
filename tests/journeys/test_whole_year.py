"""One proposal from its first word to a line in the leader's report, with scripts on a phone and without any."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import close_old_connections
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from agencies.models import Agency
from proposals.models import Event, Proposal
from tests import factories
from tests.journeys.hands import DESK, PATIENCE_MS, PHONE, Hands, at_the_screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=PATIENCE_MS)

TITLE = "Antrean Dari Rumah"
SENTENCE = "Warga menunggu lama di kantor, lalu pulang tanpa surat yang diperlukan untuk anaknya. "
CHOICES = {
    "stage": "penerapan",
    "initiator": "perangkat_daerah",
    "classification": "perangkat_daerah",
    "innovation_type": "digital",
    "form": "pelayanan_publik",
    "asta_cita": "4",
}
TYPED = {
    "initiator_name": "Tim Pelayanan Keliling",
    "pkpn_program": "Pelayanan dasar",
    "latitude": "-2.129000",
    "longitude": "106.113000",
    "trial_date": "2025-01-15",
    "applied_date": "2025-06-01",
    "development_date": "2025-09-01",
    "budget": "12500000",
}
# The first choice that is offered will do.
ANY_CHOICE = ("pkpn_cluster", "affair", "budget_source")


@pytest.mark.parametrize(("scripts", "screen"), [(True, PHONE), (False, DESK)], ids=["phone", "without-scripts"])
def test_a_proposal_goes_from_its_first_word_into_the_leaders_report(
    browser: Browser, city: Agency, live_server: LiveServer, tmp_path: Path, scripts: bool, screen: dict[str, int]
) -> None:
    @contextmanager
    def signed_in(name: str) -> Iterator[Hands]:
        with at_the_screen(browser, live_server.url, scripts=scripts, screen=screen) as hands:
            hands.sign_in(name)
            yield hands

    with signed_in("op-disdukcapil") as operator:
        write(operator, tmp_path)
        submit(operator)
    with signed_in("koordinator-1") as coordinator:
        accept_and_assign(coordinator)
    for name in ("penilai-1", "penilai-2"):
        with signed_in(name) as reviewer:
            score(reviewer)
    with signed_in("koordinator-1") as coordinator:
        decide(coordinator)
    with signed_in("pimpinan-1") as leader:
        read_the_year(leader, city)
    with at_the_screen(browser, live_server.url, scripts=scripts, screen=screen) as visitor:
        find_it_in_the_catalogue(visitor)
    with signed_in("op-disdukcapil") as operator:
        look_back(operator)

    story = ["submit", "accept", "shortlist", "establish"]
    assert list(Event.objects.values_list("action", flat=True)) == story
    close_old_connections()


def write(operator: Hands, folder: Path) -> None:
    operator.open("/usulan/")
    operator.follow("Tulis usulan baru")
    operator.page.locator("#id_title").fill(TITLE)
    operator.page.locator("main form button[type=submit]").first.click()
    operator.page.wait_for_url("**/ubah/profil/")
    fill_profile(operator)
    operator.press("Simpan dan lanjut")
    while operator.page.locator("main textarea").count():
        for box in operator.page.locator("main textarea").all():
            box.fill(SENTENCE * 5)
        operator.press("Simpan dan lanjut")
    letter = folder / "surat.pdf"
    letter.write_bytes(factories.pdf())
    panel = operator.page.locator("#jenis-surat_pengantar")
    panel.locator("input[type=file]").set_input_files(letter)
    panel.get_by_role("button", name="Unggah", exact=True).click()
    expect(operator.page.locator("#jenis-surat_pengantar .files")).to_contain_text("surat.pdf")
    operator.look()


def fill_profile(operator: Hands) -> None:
    page = operator.page
    for name, value in CHOICES.items():
        page.locator(f"#id_{name}").select_option(value)
    for name in ANY_CHOICE:
        page.locator(f"#id_{name}").select_option(index=1)
    page.locator("#id_has_development").select_option("True")
    for name, value in TYPED.items():
        page.locator(f"#id_{name}").fill(value)


def submit(operator: Hands) -> None:
    operator.open(f"/usulan/{Proposal.objects.get().pk}/ubah/periksa/")
    operator.reads("Semua isian lengkap")
    operator.press("Ajukan usulan")
    operator.reads("PGK-2026-0001")
    proposal = Proposal.objects.get()
    receipt = words_of(operator.paper(f"/usulan/{proposal.pk}/tanda-terima.pdf"))
    assert "PGK-2026-0001" in receipt
    assert TITLE in receipt


def accept_and_assign(coordinator: Hands) -> None:
    coordinator.open("/usulan/")
    coordinator.follow(TITLE)
    coordinator.follow("Lolos verifikasi")
    coordinator.press("Lolos verifikasi")
    coordinator.reads("Dinilai")
    coordinator.open("/penilaian/penugasan/")
    coordinator.follow("Atur penilai")
    for name in ("Penilai 1", "Penilai 2"):
        coordinator.page.get_by_label(re.compile(f"^{name}")).check()
    coordinator.press("Simpan penilai")


def score(reviewer: Hands) -> None:
    reviewer.open("/penilaian/")
    reviewer.follow("Nilai usulan berikutnya")
    if "/pakta/" in reviewer.page.url:
        reviewer.page.get_by_label("Saya menyetujui pakta integritas ini").check()
        reviewer.press("Setujui dan mulai menilai")
        reviewer.open("/penilaian/")
        reviewer.follow("Nilai usulan berikutnya")
    for criterion in reviewer.page.locator("[data-criterion]").all():
        levels = criterion.locator("input[type=radio]")
        levels.nth(levels.count() - 2).check()
        criterion.locator("textarea").fill("Buktinya jelas dan dapat diperiksa.")
    reviewer.press("Simpan dan lanjut")
    reviewer.reads("Semua sudah Anda nilai")


def decide(coordinator: Hands) -> None:
    for action in ("Masuk daftar unggulan", "Tetapkan"):
        coordinator.open("/penilaian/peringkat/")
        coordinator.page.get_by_label("Pilih PGK-2026-0001").check()
        coordinator.press(action)
    coordinator.page.locator("#id_note").fill(factories.DECREE)
    coordinator.press("Tetapkan")
    coordinator.reads("Ditetapkan")
    recap = words_of(coordinator.paper(f"/penilaian/rekap/{Proposal.objects.get().pk}.pdf"))
    assert "PGK-2026-0001" in recap


def read_the_year(leader: Hands, home: Agency) -> None:
    leader.open("/dasbor/")
    leader.reads(home.short_name)
    report = words_of(leader.paper("/laporan/kemajuan.pdf"))
    assert "Diajukan: 1 Layak: 1 Target: 100" in report
    assert home.name in report


def find_it_in_the_catalogue(visitor: Hands) -> None:
    visitor.open("/")
    visitor.open("/katalog/")
    visitor.follow(TITLE)
    visitor.reads("kantor")


def look_back(operator: Hands) -> None:
    operator.open("/usulan/")
    operator.follow(TITLE)
    for label in ("Ajukan", "Lolos verifikasi", "Masuk daftar unggulan", "Tetapkan"):
        operator.reads(label)
    operator.open("/kotak-masuk/")
    operator.reads("ditetapkan sebagai inovasi daerah")


def words_of(pdf: bytes) -> str:
    """The text of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
