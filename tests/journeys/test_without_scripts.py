"""The writing desk on a phone without scripts: returned, talked over, handed over, carried on, and imported."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.importing.models import ImportBatch
from proposals.importing.tasks import check_import, store_import
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.hands import PATIENCE_MS, PHONE, Hands, at_the_screen
from tests.journeys.writing import SENTENCE, TITLE, submit, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=PATIENCE_MS)
SignIn = Callable[[str], AbstractContextManager[Hands]]
OPERATOR, COLLEAGUE, COORDINATOR = "op-disdukcapil", "op-disdukcapil-2", "koordinator-1"


@pytest.fixture
def signed_in(browser: Browser, city: Agency, live_server: LiveServer) -> SignIn:
    factories.operator(city, COLLEAGUE, password=PASSWORD, full_name="Rekan Disdukcapil")

    @contextmanager
    def phone(name: str) -> Iterator[Hands]:
        with at_the_screen(browser, live_server.url, scripts=False, screen=PHONE) as hands:
            hands.sign_in(name)
            yield hands

    return phone


def test_a_proposal_is_written_returned_talked_over_and_sent_again(signed_in: SignIn, tmp_path: Path) -> None:
    with signed_in(OPERATOR) as operator:
        write(operator, tmp_path)
        submit(operator)
    with signed_in(COORDINATOR) as coordinator:
        return_it(coordinator)
    with signed_in(OPERATOR) as operator:
        ask(operator, "Bolehkah angkanya menyusul?")
        hand_over(operator)
    with signed_in(COORDINATOR) as coordinator:
        coordinator.open(f"/usulan/{the_only()}/diskusi/")
        coordinator.reads("Bolehkah angkanya menyusul?")
        ask(coordinator, "Tidak, tulis sekarang.")
    with signed_in(COLLEAGUE) as colleague:
        colleague.open(f"/usulan/{the_only()}/diskusi/")
        colleague.reads("Tidak, tulis sekarang.")
        answer_the_remark(colleague)
        compare(colleague)


def the_only() -> int:
    return Proposal.objects.get().pk


def return_it(coordinator: Hands) -> None:
    coordinator.open("/usulan/")
    coordinator.follow(TITLE)
    coordinator.follow("Minta perbaikan")
    coordinator.fill("Catatan untuk pengusul", "Sebutkan angkanya.")
    coordinator.page.get_by_text("Catatan per bagian").click()
    coordinator.page.locator("textarea[name^=catatan-]").first.fill("Berapa warga yang antre?")
    coordinator.press("Minta perbaikan")
    coordinator.reads("Perlu perbaikan")


def ask(person: Hands, text: str) -> None:
    person.open(f"/usulan/{the_only()}/diskusi/")
    person.press("Kirim")
    person.reads("Pesan belum terkirim")
    person.fill("Pesan Anda", text)
    person.press("Kirim")
    person.reads(text)


def hand_over(operator: Hands) -> None:
    operator.open(f"/usulan/{the_only()}/")
    operator.follow("Serah terima kepada rekan")
    operator.page.locator("#id_taker").select_option(label="Rekan Disdukcapil")
    operator.page.locator("#id_note").fill("Tinggal angkanya.")
    operator.press("Serahkan")
    operator.open(f"/usulan/{the_only()}/serah-terima/")
    operator.reads("Tinggal angkanya.")


def answer_the_remark(colleague: Hands) -> None:
    colleague.open(f"/usulan/{the_only()}/ubah/periksa/")
    colleague.follow("Jawab catatan (1)")
    colleague.reads("Berapa warga yang antre?")
    box = colleague.page.locator("main textarea").first
    box.fill(f"{SENTENCE * 5}Sebanyak 120 warga setiap hari.")
    colleague.page.locator("#id_answer").fill("Angkanya kami tambahkan.")
    colleague.press("Selesai, periksa dan kirim")
    colleague.reads("Angkanya kami tambahkan.")
    colleague.press("Ajukan usulan")
    colleague.reads("Usulan Anda sudah kami terima")
    assert not Remark.objects.open().exists()


def compare(colleague: Hands) -> None:
    colleague.open(f"/usulan/{the_only()}/riwayat/")
    colleague.press("Tampilkan")
    expect(colleague.page.locator("main ins").last).to_be_visible()
    colleague.reads("Sebanyak 120 warga setiap hari.")
    colleague.reads("Dijawab dalam revisi 2")


def test_last_years_proposal_is_carried_on(signed_in: SignIn) -> None:
    period = Period.objects.get()
    last = factories.draft(1, of=Agency.objects.get(code="disdukcapil"))
    Remark.objects.create(proposal=last, text="Sebutkan angka tahun lalu.")
    factories.close(period)
    coming = Period.objects.create(
        year=period.year + 1,
        name="Tahun berikut",
        guide=period.guide,
        opens_at=timezone.now(),
        closes_at=timezone.now() + factories.DAY,
    )
    with signed_in(OPERATOR) as operator:
        operator.open("/usulan/baru/")
        operator.press(f"Lanjutkan {last.title}")
        operator.reads("Draf lanjutan dibuat")
        operator.reads("Sebutkan angka tahun lalu.")
        operator.follow("Jawab catatan pada Seluruh usulan")
        operator.page.locator("#id_answer").fill("Angkanya sudah ada.")
        operator.press("Selesai, periksa dan kirim")
    copy = Proposal.objects.get(period=coming)
    assert (copy.copied_from, copy.remarks.open().exists()) == (last, False)


def test_a_spreadsheet_is_repaired_and_imported(signed_in: SignIn, tmp_path: Path) -> None:
    table = tmp_path / "usulan lama.csv"
    with signed_in(OPERATOR) as operator:
        operator.open("/usulan/")
        operator.follow("Impor dari XLSX atau CSV")
        operator.press("Periksa berkas")
        operator.reads("Pilih berkas XLSX")

        table.write_text("Nama inovasi daerah;Waktu penerapan\nPosyandu Keliling;kemarin\n")
        take(operator, table)
        operator.reads("Perbaiki 1 sel berikut")

        table.write_text("Nama inovasi daerah;Waktu penerapan\nPosyandu Keliling;06/05/2024\nAntrean Daring;\n")
        take(operator, table)
        operator.reads("2 usulan akan menjadi draf")
        operator.press("Impor 2 usulan")
        operator.reads("Halaman ini memperbarui diri.")
        store_import(ImportBatch.objects.latest("pk").pk)
        operator.open(ImportBatch.objects.latest("pk").get_absolute_url())
        operator.reads("2 usulan diimpor")
        operator.follow("Ke daftar usulan")
        operator.reads("Posyandu Keliling")


def take(operator: Hands, table: Path) -> None:
    """Uploads the table; the page waits until the queue has checked it, and then goes on by itself."""
    operator.page.locator("#id_file").set_input_files(table)
    operator.press("Periksa berkas")
    operator.reads("Berkas sedang diperiksa")
    check_import(ImportBatch.objects.latest("pk").pk)
    expect(operator.page.locator("h1")).not_to_have_text("Berkas sedang diperiksa")
    operator.look()
