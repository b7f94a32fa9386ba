"""Small pictures of photos and first pages: who sees them, that each is drawn once, and what hostile files can do."""

import io
import sys
import zlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from foundation.files import confined
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from proposals.evidence import previews
from proposals.evidence.previews import preview_of
from proposals.evidence.services import attach, discard
from proposals.evidence.tasks import scan_attachment
from proposals.filechecks.check import inspect
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast
from tests.proposals.filechecks.test_scanner import EICAR, Serve, answer_like_clamd, serve

__all__ = ["serve"]
pytestmark = pytest.mark.django_db
Scan = Attachment.Scan
RED = b"1 0 0 rg 0 0 200 400 re f"
PLACEHOLDER = "/static/img/tanpa-pratinjau.svg"


def a_pdf(content: bytes = RED, pages: int = 1) -> bytes:
    """Pages of 200 × 400 points, the first with the given content, packed."""
    writer, out, stream = PdfWriter(), io.BytesIO(), StreamObject()
    for _ in range(pages):
        writer.add_blank_page(200, 400)
    stream._data = zlib.compress(content, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    writer.write(out)
    return out.getvalue()


def kept() -> set[str]:
    """The pictures in the storage."""
    root = "pratinjau/bukti"
    folders = default_storage.listdir(root)[0] if default_storage.exists(root) else []
    return {name for folder in folders for name in default_storage.listdir(f"{root}/{folder}")[1]}


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return cast.involve(factories.proposal(Status.SUBMITTED, of=cast.home))


@pytest.fixture
def letter(proposal: Proposal) -> Attachment:
    """A PDF of two pages whose first is red."""
    return factories.attachment(proposal, "regulasi", data=a_pdf(pages=2), name="perda.pdf")


def address(file: Attachment) -> str:
    return reverse("proposals:preview", args=[file.proposal_id, file.pk])


# --- What is drawn -------------------------------------------------------------------------------------------------
def test_the_first_page_of_a_pdf_is_drawn_and_a_photo_made_small(proposal, letter):
    photo = Image.new("RGB", (800, 400), "blue")
    out = io.BytesIO()
    photo.save(out, "PNG")
    picture = factories.attachment(proposal, "foto", data=out.getvalue())

    page, small = shown(preview_of(letter)), shown(preview_of(picture))

    assert [(one.format, one.size) for one in (page, small)] == [("JPEG", (160, 320)), ("JPEG", (320, 160))]
    red, green, blue = page.getpixel((80, 160))
    assert red > 240 and green < 15 and blue < 15
    assert small.getpixel((160, 80))[2] > 240


def test_a_picture_is_drawn_once_and_goes_with_its_file(letter, cast, django_capture_on_commit_callbacks):
    first = preview_of(letter)
    assert kept() == {f"{letter.sha256}.jpg"}
    default_storage.delete(letter.file.name)
    assert preview_of(letter) == first

    with django_capture_on_commit_callbacks(execute=True):
        discard(letter)
    assert kept() == set()
    assert preview_of(letter) == b""  # and nothing is remembered of a file that is gone
    assert kept() == set()


def test_every_page_of_a_pdf_is_drawn_large_and_goes_with_its_file(letter, cast, signed_in):
    browser = signed_in(cast.coordinator)
    first, second = (browser.get(address(letter), {"besar": "1", "halaman": page}) for page in ("1", "2"))
    sheets = [shown(answer.content) for answer in (first, second)]
    assert [sheet.size for sheet in sheets] == [(500, 1000), (500, 1000)]
    assert [sheet.getpixel((250, 500))[1] < 15 for sheet in sheets] == [True, False]  # only the first is red
    assert first["ETag"] != second["ETag"]
    folder = f"pratinjau/{previews.LARGE}/{letter.file.name}"
    assert default_storage.listdir(folder)[1] == ["2.jpg"]
    for absent in ("0", "3", "-1", "x", "9" * 30):
        assert browser.get(address(letter), {"besar": "1", "halaman": absent}).status_code == 404
    assert signed_in(cast.stranger).get(address(letter), {"halaman": "2"}).status_code == 404
    previews.drop(letter.file.storage, letter.file.name)
    assert default_storage.listdir(folder)[1] == []


def test_an_upload_draws_ahead_of_the_first_reader(cast, django_capture_on_commit_callbacks):
    draft = factories.draft(of=cast.home)
    kind = draft.period.guide.attachment_kinds.get(key="regulasi")
    verdict = inspect(io.BytesIO(a_pdf()), "a.pdf", allowed={"pdf"}, max_bytes=99_999)
    with django_capture_on_commit_callbacks(execute=True):
        attach(draft, kind, verdict, by=cast.owner)
    assert kept() == {f"{verdict.sha256}.jpg"}


def test_readers_at_the_same_moment_leave_one_picture(letter):
    pictures = at_once(*(lambda: preview_of(letter) for _ in range(4)))
    assert len(set(pictures)) == 1
    assert shown(pictures[0]).size == (160, 320)
    assert kept() == {f"{letter.sha256}.jpg"}


# --- Who sees it ---------------------------------------------------------------------------------------------------
def test_the_picture_is_for_those_who_may_open_the_file(cast, letter, signed_in):
    answers = {name: signed_in(cast[name]).get(address(letter)) for name in factories.PEOPLE}

    readers = {name for name, answer in answers.items() if answer.status_code == 200}
    assert readers == {"owner", "colleague", "colleague_reviewer", "reviewer", "coordinator", "leader"}
    assert {answers[name].status_code for name in ("stranger", "conflicted", "unassigned", "former")} == {404}
    assert answers["owner"].headers["Cache-Control"] == "private, no-cache"
    assert shown(answers["reviewer"].content).size == (160, 320)


def test_the_browser_asks_each_time_and_gets_no_second_copy(cast, letter, signed_in):
    browser = signed_in(cast.owner)
    again = browser.get(address(letter), headers={"If-None-Match": browser.get(address(letter))["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    browser.logout()
    assert browser.get(address(letter)).status_code == 302


@pytest.mark.parametrize("page", ["detail", "lampiran"])
def test_both_pages_show_it_lazily_with_words(cast, letter, signed_in, page):
    url = reverse("proposals:detail", args=[letter.proposal_id])
    if page == "lampiran":
        url = reverse("proposals:edit", args=[letter.proposal_id, page])
        Proposal.objects.filter(pk=letter.proposal_id).update(status=Status.RETURNED)

    html = signed_in(cast.owner).get(url).content.decode()

    picture = f'src="{address(letter)}" alt="Halaman pertama perda.pdf" width="88" height="72" loading="lazy"'
    assert picture in html


@pytest.mark.parametrize("state", [Scan.PENDING, Scan.NOT_SCANNED, Scan.INFECTED])
def test_with_a_scanner_nothing_is_drawn_before_it_is_judged_clean(cast, letter, signed_in, settings, state):
    settings.SCANNER_URL = "tcp://127.0.0.1:9"
    Attachment.objects.filter(pk=letter.pk).update(scan=state)
    browser = signed_in(cast.owner)

    assert browser.get(address(letter)).status_code == 404
    assert address(letter) not in browser.get(letter.proposal.get_absolute_url()).content.decode()
    assert kept() == set()


@pytest.mark.parametrize(("extra", "count"), [(b"", 1), (EICAR, 0)])
def test_the_scanner_lets_it_be_drawn(proposal, settings, serve: Serve, extra, count):
    settings.SCANNER_URL = serve(answer_like_clamd)
    file = factories.attachment(proposal, "regulasi", data=a_pdf() + extra, scan=Scan.PENDING)
    scan_attachment(file.pk)
    assert len(kept()) == count


# --- Hostile files -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 rusak", a_pdf(b"0 0 m 200 400 l 0 400 l 200 0 l h f*\n" * 1_500_000)],
    ids=["broken", "endless"],
)
def test_what_cannot_be_drawn_is_tried_once_and_shows_a_placeholder(
    cast, proposal, signed_in, monkeypatch: pytest.MonkeyPatch, data
):
    monkeypatch.setattr(previews, "LIMITS", previews.LIMITS._replace(seconds=1))
    file = factories.attachment(proposal, "regulasi", data=a_pdf(b"0 0 m h"))
    Path(file.file.path).write_bytes(data)  # an upload of these would have been refused; a disk decays
    assert preview_of(file) == b""
    assert len(kept()) == 1

    monkeypatch.setattr(previews, "LIMITS", previews.LIMITS._replace(seconds=60))
    Path(file.file.path).write_bytes(a_pdf())
    answer = signed_in(cast.coordinator).get(address(file))

    assert (answer.status_code, answer.url) == (302, PLACEHOLDER)


def test_the_program_that_draws_gets_no_more_memory_than_it_is_given(letter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(previews, "LIMITS", previews.LIMITS._replace(memory=1 << 20))
    assert preview_of(letter) == b""
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [(confined, "_PATIENCE", 0.0001), (sys, "executable", "/tidak/ada")],
    ids=["slow", "no-process"],
)
def test_a_busy_machine_is_asked_again_later(letter, monkeypatch: pytest.MonkeyPatch, owner, name, value):
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, value)
        assert preview_of(letter) == b""
    assert kept() == set()
    assert preview_of(letter)
