"""Every page of writing: without violations in axe, without sideways scrolling at 360 px, and by keyboard alone."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.db import close_old_connections
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from agencies.models import User
from proposals import services
from proposals.filecheck import inspect
from proposals.models import AttachmentKind, Proposal, Section, SectionText
from proposals.services_together import hand_over, say
from proposals.services_writing import Written
from tests import factories
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani. "
SOON = 15_000


@pytest.fixture
def phone(browser: Browser, owner: User, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = signed_in(browser, owner, live_server.url, viewport={"width": 360, "height": 740})
    yield context
    context.close()
    close_old_connections()


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
        services.attach(proposal, kind, verdict, by=owner)
    services.save_profile(proposal, {"stage": "inisiatif", "initiator_name": "Tim Loket"}, by=owner)
    services.save_texts(proposal, [Written(problem, TEXT, 0), Written(method, TEXT, 0)], by=owner)
    letter = AttachmentKind.objects.get(key="surat")
    for turn in (1, 2):
        paper = inspect(ContentFile(factories.pdf(turn)), f"surat-{turn}.pdf", allowed={"pdf"}, max_bytes=99_999)
        services.attach(proposal, letter, paper, by=owner)
        proposal.refresh_from_db()
        services.perform("submit", proposal, by=owner)
        proposal.refresh_from_db()
        remarks = {"permasalahan": "Sebut angka tahun lalu.", "metode": "Siapa petugasnya?"}
        services.perform("return", proposal, by=coordinator, note="Perjelas.", remarks=remarks)
        services.save_texts(proposal, [Written(problem, f"{TEXT} Perbaikan {turn}.", turn)], by=owner)
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
        "/usulan/{pk}/ubah/rancang-bangun/",
        "/usulan/{pk}/ubah/lampiran/",
        "/usulan/{pk}/ubah/periksa/",
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


def test_the_choice_between_two_texts_is_usable_by_everybody(
    phone: BrowserContext, proposal: Proposal, problem: Section, colleague: User
) -> None:
    page = phone.new_page()
    page.goto(reverse("proposals:edit", args=[proposal.pk, "rancang-bangun"]))
    services.save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)
    page.fill("#id_permasalahan", "Tulisan saya.")
    expect(page.locator("[data-conflict]")).to_be_visible(timeout=SOON)

    usable(page)


def test_writing_and_choosing_by_keyboard_alone(
    phone: BrowserContext, proposal: Proposal, problem: Section, colleague: User
) -> None:
    page = phone.new_page()
    page.goto(reverse("proposals:edit", args=[proposal.pk, "rancang-bangun"]))
    services.save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)

    tab_to(page, "document.activeElement.id === 'id_permasalahan'")
    page.keyboard.type("Tulisan saya.")
    expect(page.locator("[data-conflict]")).to_be_visible(timeout=SOON)
    tab_to(page, "document.activeElement.dataset.choice === 'mine'")
    page.keyboard.press("Enter")

    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan", timeout=SOON)
    assert SectionText.objects.get(section=problem).text == "Tulisan saya."


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
