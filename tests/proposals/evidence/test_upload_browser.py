"""Uploading in a real browser: several files chosen or dropped at once, each with its progress and its own outcome."""

import base64
import io
from collections.abc import Iterator

import numpy
import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, JSHandle, Page, Route, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.models import Proposal
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 15_000
PANEL = "#jenis-foto"
PROGRAM = b"MZ program"
# What the browser hands to the page when files from a folder are let go over it.
DROPPED = """(files) => {
  const held = new DataTransfer();
  for (const { name, data } of files) {
    held.items.add(new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], name));
  }
  return held;
}"""


def picture(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def page(browser: Browser, owner: User, proposal: Proposal, live_server: LiveServer) -> Iterator[Page]:
    """The step of evidence on a phone."""
    context = signed_in(browser, owner, live_server.url, viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.goto(reverse("proposals:edit", args=[proposal.pk, "lampiran"]))
    yield opened
    context.close()


def held(page: Page, **files: bytes) -> JSHandle:
    """The files as the mouse holds them; `a_png` stands for a.png."""
    rows = [{"name": name.replace("_", "."), "data": base64.b64encode(data).decode()} for name, data in files.items()]
    return page.evaluate_handle(DROPPED, rows)


def drop(page: Page, files: JSHandle) -> None:
    for event in ("dragover", "drop"):
        page.dispatch_event(PANEL, event, {"dataTransfer": files})


def names(proposal: Proposal) -> set[str]:
    return {file.name for file in proposal.attachments.all()}


def test_two_files_dropped_at_once_show_their_progress_and_are_both_listed(page: Page, proposal: Proposal) -> None:
    waiting: list[Route] = []
    page.route(
        "**/lampiran/",
        lambda route: waiting.append(route) if route.request.method == "POST" else route.continue_(),
    )
    files = held(page, red_png=picture("red"), blue_png=picture("blue"))
    page.dispatch_event(PANEL, "dragover", {"dataTransfer": files})
    expect(page.locator(PANEL)).to_have_class("card file-kind file-kind--over")

    page.dispatch_event(PANEL, "drop", {"dataTransfer": files})

    for number, name in enumerate(("red.png", "blue.png"), start=1):
        progress = page.get_by_role("progressbar", name=f"Mengunggah {name}")
        expect(progress).to_be_visible(timeout=SOON)
        expect(page.locator(f"{PANEL} progress")).to_have_count(number)
        while len(waiting) < number:
            page.wait_for_timeout(50)
        waiting[-1].continue_()
    expect(page.locator(f"{PANEL} .files .file")).to_have_count(2, timeout=SOON)
    expect(page.locator(f"{PANEL} .files")).to_contain_text("red.png")
    expect(page.locator(f"{PANEL} .files")).to_contain_text("blue.png")
    expect(page.locator(f"{PANEL} progress")).to_have_count(0)
    assert names(proposal) == {"red.png", "blue.png"}


def test_of_two_dropped_files_the_bad_one_says_why_and_the_good_one_is_kept(page: Page, proposal: Proposal) -> None:
    drop(page, held(page, bad_png=PROGRAM, good_png=picture("green")))

    refused = page.locator(f"{PANEL} .upload[data-state=refused]")
    expect(refused).to_contain_text("bad.png", timeout=SOON)
    expect(refused).to_contain_text("yang diterima di sini hanya JPG atau PNG")
    expect(page.locator(f"{PANEL} .upload[data-state=saved]")).to_contain_text("good.png", timeout=SOON)
    assert names(proposal) == {"good.png"}

    page.get_by_role("link", name="Tampilkan berkas yang sudah tersimpan").click()
    expect(page.locator(f"{PANEL} .files .file")).to_have_count(1, timeout=SOON)
    expect(page.locator(f"{PANEL} .files")).to_contain_text("good.png")


def test_a_kind_for_one_file_takes_the_first_and_says_so_of_the_others(page: Page, proposal: Proposal) -> None:
    files = held(page, first_png=picture("red"), second_png=picture("blue"))
    page.dispatch_event("#jenis-surat", "drop", {"dataTransfer": files})

    left_out = page.locator("#jenis-surat .upload[data-state=refused]")
    expect(left_out).to_contain_text("second.png", timeout=SOON)
    expect(left_out).to_contain_text("hanya menerima satu berkas")
    assert names(proposal) == {"first.png"}


def test_several_files_chosen_at_once_each_show_their_outcome(page: Page, proposal: Proposal) -> None:
    contents = {"red.png": picture("red"), "blue.png": picture("blue"), "a.png": PROGRAM}
    files = [{"name": name, "mimeType": "image/png", "buffer": data} for name, data in contents.items()]
    page.locator(f"{PANEL} > summary").click()
    page.set_input_files("#id_foto", files)
    page.locator(PANEL).get_by_role("button", name="Unggah").click()

    expect(page.locator(f"{PANEL} .upload")).to_have_count(3, timeout=SOON)
    expect(page.locator(".upload[data-state=refused]")).to_have_count(1, timeout=SOON)
    assert names(proposal) == {"red.png", "blue.png"}


def a_large_photo(seed: int) -> bytes:
    """As a phone makes it: larger than it has to be sent, held sideways."""
    noise = numpy.random.default_rng(seed).integers(0, 255, (1200, 3600, 3), dtype=numpy.uint8)
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.fromarray(noise).save(target, "JPEG", quality=90, exif=exif)
    return target.getvalue()


def test_photos_of_a_letter_are_made_smaller_on_the_phone_and_go_as_one_paper(page: Page, proposal: Proposal) -> None:
    photos = [a_large_photo(seed) for seed in (1, 2)]
    sent: list[int] = []
    page.on("request", lambda request: sent.append(int(request.headers.get("content-length", 0) or 0)))
    chosen = [
        {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": data} for number, data in enumerate(photos)
    ]
    form = page.locator("#jenis-surat form[data-upload]")
    form.locator("input[type=file]").set_input_files(chosen)
    with page.expect_navigation(timeout=60_000):
        form.get_by_role("button", name="Unggah").click()

    expect(page.locator("#jenis-surat .file")).to_have_count(1, timeout=SOON)
    (letter,) = proposal.attachments.all()
    assert (letter.name, letter.pages) == ("IMG_0.pdf", 2)
    with letter.file.open("rb") as file:
        first = PdfReader(file).pages[0].mediabox
        assert first.height > first.width
    assert max(sent) < sum(map(len, photos))
