"""One proposal from its first word to a line in the leader's report, with scripts on a phone and without any."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency, User
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from tests import factories
from tests.journeys.hands import DESK, PATIENCE_MS, PHONE, Hands, at_the_screen
from tests.journeys.writing import TITLE, submit, write
from tests.pdfs import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=PATIENCE_MS)


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
    meeting, scan = convene(), tmp_path / "sk.pdf"
    scan.write_bytes(factories.pdf())
    with signed_in("koordinator-1") as coordinator:
        choose(coordinator, meeting)
    with signed_in("pimpinan-1") as leader:
        sign(leader, meeting)
    with signed_in("koordinator-1") as coordinator:
        release(coordinator, meeting, scan)
    with signed_in("pimpinan-1") as leader:
        read_the_year(leader, city)
    with at_the_screen(browser, live_server.url, scripts=scripts, screen=screen) as visitor:
        find_it_in_the_catalogue(visitor)
    with signed_in("op-disdukcapil") as operator:
        look_back(operator)

    story = ["submit", "accept", "shortlist", "establish"]
    assert list(Event.objects.values_list("action", flat=True)) == story


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
    while "Periksa dan kirim" not in reviewer.page.inner_text("main"):
        reviewer.page.locator("button.answer b").last.click()
        if "Mengapa 3?" in reviewer.page.inner_text("main"):
            reviewer.page.get_by_label("Dengan kata sendiri").fill("Buktinya jelas dan dapat diperiksa.")
            reviewer.press("Simpan, kriteria berikutnya")
    reviewer.press("Kirim penilaian")
    reviewer.reads("Tidak ada yang menunggu nilai dari Anda")


def convene() -> Meeting:
    """A meeting of this morning at which everybody was who had to be there."""
    head, chair = (User.objects.get(username=name) for name in ("koordinator-1", "pimpinan-1"))
    meeting = Meeting(
        period=Period.objects.get(), title="Rapat pleno", held_at=timezone.now(), place="Aula", chair=chair, head=head
    )
    convening.save_meeting(meeting, by=head)
    convening.set_attendance(meeting, {chair: True, head: True}, by=head)
    return meeting


def choose(coordinator: Hands, meeting: Meeting) -> None:
    coordinator.open(f"{meeting.get_absolute_url()}usulan/")
    coordinator.page.get_by_label("Pilih PGK-2026-0001").check()
    coordinator.page.get_by_text("Tata cara belum terpenuhi?").click()
    coordinator.page.get_by_label("Alasan penyimpangan").fill("Presentasi dan kunjungan tahun ini ditiadakan.")
    coordinator.press("Masuk daftar unggulan")
    coordinator.reads("1 usulan disiapkan")


def sign(person: Hands, meeting: Meeting) -> None:
    person.page.on("dialog", lambda dialog: dialog.accept())
    person.open(meeting.get_absolute_url())
    person.press("Setujui hasil rapat")
    person.page.get_by_label("Sandi").fill(factories.PASSWORD)
    person.press("Lanjutkan")
    person.reads("Persetujuan Anda tercatat")


def release(coordinator: Hands, meeting: Meeting, scan: Path) -> None:
    sign(coordinator, meeting)
    coordinator.follow("Rilis hasil rapat")
    coordinator.reads("PGK-2026-0001")
    coordinator.press("Ya, rilis semuanya")
    coordinator.reads("1 keputusan dirilis")
    coordinator.open(f"{meeting.get_absolute_url()}sk/")
    coordinator.page.get_by_label("Nomor SK penetapan").fill(factories.DECREE)
    coordinator.page.get_by_label("Tanggal SK").fill(timezone.localdate().isoformat())
    coordinator.page.get_by_label("Pindaian SK").set_input_files(scan)
    coordinator.page.get_by_label("sama dengan lampiran SK").check()
    coordinator.press("Tetapkan usulan unggulan")
    coordinator.reads("1 usulan ditetapkan")
    recap = text_of(coordinator.paper(f"/penilaian/rekap/{Proposal.objects.get().pk}.pdf"))
    assert "PGK-2026-0001" in recap


def read_the_year(leader: Hands, home: Agency) -> None:
    leader.open("/dasbor/")
    leader.reads(home.short_name)
    report = text_of(leader.paper("/laporan/kemajuan.pdf"))
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
