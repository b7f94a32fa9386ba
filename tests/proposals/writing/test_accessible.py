"""Every page of writing: without violations in axe, without sideways scrolling at 360 px, and by keyboard alone."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from foundation.sheets.xlsx import CONTENT_TYPE
from proposals.core.guide.models import AttachmentKind, Section
from proposals.core.history.remarks import NewRemark
from proposals.core.models import Proposal, SectionText
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.discussion.services import hand_over, say
from proposals.evidence.services import attach
from proposals.filechecks.check import inspect
from proposals.importing.models import ImportBatch
from proposals.importing.tasks import check_import, store_import
from proposals.writing.services import Written, save_profile, save_texts
from tests import factories
from tests.browsers import signed_in
from tests.proposals.sheets import HEADS, sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani. "
SOON = 15_000


@pytest.fixture
def phone(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = signed_in(browser, owner, live_server.url, viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.fixture
def returned(
    proposal: Proposal,
    owner: User,
    colleague: User,
    coordinator: User,
    problem: Section,
    method: Section,
    settings: Settings,
    tmp_path: Path,
) -> Proposal:
    """A proposal with everything a page can show: files, a replaced one, two revisions, remarks, talk."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(picture, "PNG")
    for kind in AttachmentKind.objects.all():
        verdict = inspect(ContentFile(picture.getvalue()), "foto.png", allowed={"png"}, max_bytes=99_999)
        attach(proposal, kind, verdict, by=owner)
    save_profile(proposal, {"stage": "inisiatif", "initiator_name": "Tim Loket"}, by=owner)
    save_texts(proposal, [Written(problem, TEXT, 0), Written(method, TEXT, 0)], by=owner)
    letter = AttachmentKind.objects.get(key="surat")
    for turn in (1, 2):
        paper = inspect(ContentFile(factories.pdf(turn)), f"surat-{turn}.pdf", allowed={"pdf"}, max_bytes=99_999)
        attach(proposal, letter, paper, by=owner)
        factories.send_anyhow(proposal, owner)
        remarks = [NewRemark("Sebut angka tahun lalu.", "permasalahan"), NewRemark("Siapa petugasnya?", "metode")]
        moves.perform("return", proposal, by=coordinator, note="Perjelas.", remarks=remarks)
        save_texts(proposal, [Written(problem, f"{TEXT} Perbaikan {turn}.", turn)], by=owner)
    say(proposal, "Bolehkah surat menyusul?", by=owner)
    hand_over(proposal, colleague, "Tinggal lampiran.", by=owner)
    proposal.refresh_from_db()
    return proposal


def usable(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    outcome = Axe().run(page)
    assert outcome.violations_count == 0, outcome.generate_report()


@pytest.mark.parametrize(
    "path",
    [
        "/usulan/baru/",
        "/usulan/impor/",
        "/usulan/{pk}/ubah/profil/",
        "/usulan/{pk}/ubah/profil/?grup=waktu",
        "/usulan/{pk}/ubah/rancang-bangun/",
        "/usulan/{pk}/ubah/lampiran/",
        "/usulan/{pk}/ubah/periksa/",
        "/usulan/{pk}/perbaikan/",
        "/usulan/{pk}/riwayat/",
        "/usulan/{pk}/riwayat/banding/",
        "/usulan/{pk}/diskusi/",
        "/usulan/{pk}/serah-terima/",
    ],
)
def test_a_page_of_writing_is_usable_by_everybody(phone: BrowserContext, returned: Proposal, path: str) -> None:
    page = phone.new_page()
    answer = page.goto(path.format(pk=returned.pk))

    assert answer is not None
    assert answer.status == 200
    for details in page.locator("main details").all():
        details.evaluate("(element) => { element.open = true; }")
    usable(page)


HIDDEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const head = document.querySelector(".task-head")?.getBoundingClientRect().bottom ?? 0;
  const foot = document.querySelector(".bar")?.getBoundingClientRect().top ?? innerHeight;
  if (document.activeElement.closest(".task-head, .bar, .skip-link")) return "";
  const seen = Math.min(box.bottom, foot) - Math.max(box.top, head);
  // A box that is taller than what is free between the two may be cut off, anything else must be seen in full.
  const whole = Math.min(box.height, foot - head) - 1;
  return seen >= whole ? "" : `${document.activeElement.outerHTML.slice(0, 90)} at ${box.top}, ${box.bottom}`;
}"""


@pytest.mark.parametrize("start", ["top", "bottom"])
@pytest.mark.parametrize("step", ["profil/", "profil/?grup=waktu", "rancang-bangun/", "lampiran/", "periksa/"])
def test_nothing_that_has_the_focus_hides_behind_the_bar(
    phone: BrowserContext, returned: Proposal, step: str, start: str
) -> None:
    page = phone.new_page()
    page.goto(f"/usulan/{returned.pk}/ubah/{step}")
    key, down = ("Shift+Tab", True) if start == "bottom" else ("Tab", False)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    if down:
        page.locator(".bar .btn-primary").focus()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    hidden = []
    for _ in range(120):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            break
        hidden.append(page.evaluate(HIDDEN))
    assert len(hidden) > 5
    assert [each for each in hidden if each] == []


@pytest.mark.parametrize("rows", [[["Loket"]], [["Loket", "Sudah jalan"]]], ids=["in-order", "to-repair"])
def test_every_page_of_an_import_is_usable_by_everybody(
    browser: Browser, coordinator: User, owner: User, period: Period, live_server: LiveServer, rows: list[list[object]]
) -> None:
    period.name = "Usulan inovasi daerah dengan nama periode yang panjang"
    period.save()
    context = signed_in(browser, coordinator, live_server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(reverse("proposals:import"))
    usable(page)
    file = sheet(*(["dinas-a", *row] for row in rows), heads=["Kode instansi", *HEADS[: len(rows[0])]])
    page.set_input_files("#id_file", {"name": "a.xlsx", "mimeType": CONTENT_TYPE, "buffer": file.read()})
    page.get_by_role("button", name="Periksa berkas").click()
    page.wait_for_url("**/impor/*/")
    usable(page)
    batch = ImportBatch.objects.get()
    check_import(batch.pk)
    expect(page.locator("main table, main form fieldset").first).to_be_visible(timeout=SOON)
    usable(page)
    if page.get_by_role("button", name="Impor 1 usulan").count():
        page.get_by_role("button", name="Impor 1 usulan").click()
        expect(page.locator("h1")).to_have_text("Usulan sedang diimpor", timeout=SOON)
        store_import(batch.pk)
        expect(page.locator("h1")).to_have_text("Impor selesai", timeout=SOON)
        usable(page)
    context.close()


def test_the_choice_between_two_texts_is_usable_by_everybody(
    phone: BrowserContext, proposal: Proposal, problem: Section, colleague: User
) -> None:
    page = phone.new_page()
    page.goto(reverse("proposals:edit", args=[proposal.pk, "rancang-bangun"]))
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)
    page.fill("#id_permasalahan", "Tulisan saya.")
    expect(page.locator("[data-conflict]")).to_be_visible(timeout=SOON)

    usable(page)


def test_writing_and_choosing_by_keyboard_alone(
    phone: BrowserContext, proposal: Proposal, problem: Section, colleague: User
) -> None:
    page = phone.new_page()
    page.goto(reverse("proposals:edit", args=[proposal.pk, "rancang-bangun"]))
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)

    tab_to(page, "document.activeElement.id === 'id_permasalahan'")
    page.keyboard.type("Tulisan saya.")
    expect(page.locator("[data-conflict]")).to_be_visible(timeout=SOON)
    tab_to(page, "document.activeElement.dataset.choice === 'mine'")
    page.keyboard.press("Enter")

    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan", timeout=SOON)
    assert SectionText.objects.get(section=problem).text == "Tulisan saya."


def test_a_step_is_written_from_the_skip_link_to_the_save_button_by_keyboard_alone(
    phone: BrowserContext, proposal: Proposal, problem: Section, method: Section
) -> None:
    page = phone.new_page()
    page.goto(reverse("proposals:edit", args=[proposal.pk, "rancang-bangun"]))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi halaman"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    tab_to(page, "document.activeElement.id === 'id_permasalahan'")
    page.keyboard.type("Antrean panjang.")
    heights = [top_of_focus(page)]
    tab_to(page, "document.activeElement.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    heights.append(top_of_focus(page))
    tab_to(page, "document.activeElement.id === 'id_metode'")
    page.keyboard.type("Nomor antrean daring.")
    heights.append(top_of_focus(page))
    assert heights == sorted(heights)
    tab_to(page, "document.activeElement.name === 'lanjut'")
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan", timeout=SOON)
    page.keyboard.press("Enter")

    page.wait_for_url("**/ubah/lampiran/**")
    assert {text.section: text.text for text in proposal.texts.all()} == {
        problem: "Antrean panjang.",
        method: "Nomor antrean daring.",
    }


def top_of_focus(page: Page) -> int:
    """How far down the whole page the focus stands."""
    return int(page.evaluate("document.activeElement.getBoundingClientRect().top + window.scrollY"))


def test_a_file_is_chosen_and_sent_by_keyboard_alone(phone: BrowserContext, proposal: Proposal, tmp_path: Path) -> None:
    page = phone.new_page()
    # Listened for from the start, so that the browser announces the dialogue before the key is pressed, not beside it.
    page.on("filechooser", lambda _: None)
    page.goto(reverse("proposals:edit", args=[proposal.pk, "lampiran"]))
    picture = tmp_path / "loket.png"
    Image.new("RGB", (60, 40), "teal").save(picture)

    tab_to(page, "document.activeElement.matches('#jenis-foto > summary')")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.id === 'id_foto'")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(picture)
    tab_to(page, "document.activeElement.type === 'submit'")
    page.keyboard.press("Enter")

    expect(page.locator("#jenis-foto .files")).to_contain_text("loket.png", timeout=SOON)
    assert [file.name for file in proposal.attachments.all()] == ["loket.png"]


def tab_to(page: Page, reached: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    pytest.fail(f"The Tab key never reached {reached}.")


def test_the_point_comes_from_the_device_and_a_far_one_is_questioned(
    browser: Browser, owner: User, proposal: Proposal, live_server: LiveServer
) -> None:
    place = {"latitude": -6.2, "longitude": 106.8}
    context = signed_in(browser, owner, live_server.url, geolocation=place, permissions=["geolocation"])
    page = context.new_page()
    page.goto(reverse("proposals:edit", args=[proposal.pk, "profil"]))

    page.get_by_role("button", name="Pakai lokasi perangkat ini").click()

    expect(page.locator("#id_latitude")).to_have_value("-6.200000")
    expect(page.locator("[data-place-note]")).to_contain_text("km dari pusat kota")
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan", timeout=SOON)
    proposal.refresh_from_db()
    assert (str(proposal.latitude), str(proposal.longitude)) == ("-6.200000", "106.800000")
    context.close()
