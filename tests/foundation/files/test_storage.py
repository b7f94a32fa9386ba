"""A full disk: what cannot be stored whole leaves nothing behind, and the person reads that nothing was stored."""

import io
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dashboard.reports import issuing
from dashboard.reports.tables import Scope
from foundation.files.storage import NOT_STORED, WholeFiles, aside
from foundation.issued.models import IssuedPaper
from proposals.core.attachments import Attachment
from proposals.evidence.storing import NewFile, store_files
from proposals.filechecks.check import inspect
from tests import factories
from tests.factories import Cast

BOUND = 5_000


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond `BOUND` bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (BOUND, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, usual)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_does_not_fit_leaves_no_part_of_it(tmp_path: Path) -> None:
    storage = WholeFiles(location=tmp_path)
    with full_disk(), pytest.raises(OSError, match="File too large"):
        storage.save("bukti/a", ContentFile(b"x" * 5 * BOUND))
    assert files_in(tmp_path) == []
    assert storage.save("bukti/a", ContentFile(b"x")) == "bukti/a"
    assert storage.save("bukti/a", ContentFile(b"y")) != "bukti/a"
    assert {path.read_bytes() for path in files_in(tmp_path)} == {b"x", b"y"}


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = folder
    return folder


@pytest.mark.django_db
def test_the_person_reads_that_the_file_was_not_stored(cast: Cast, media: Path) -> None:
    draft = factories.draft(of=cast.home)
    kind = draft.period.guide.attachment_kinds.get(key="surat_pengantar")
    paper = SimpleUploadedFile("surat.pdf", factories.pdf(60))
    assert paper.size is not None and paper.size > BOUND
    browser = Client()
    browser.force_login(cast.owner)
    with full_disk():
        answer = browser.post(reverse("proposals:edit", args=[draft.pk, "lampiran"]), {"kind": kind.key, "file": paper})
    assert (answer.status_code, Attachment.objects.count(), files_in(media)) == (400, 0, [])
    assert NOT_STORED in answer.content.decode()


@pytest.mark.django_db
def test_a_row_that_is_refused_leaves_no_bytes(cast: Cast, media: Path) -> None:
    draft = factories.draft(of=cast.home)
    present = factories.attachment(draft, "foto", data=factories.picture())
    verdict = inspect(io.BytesIO(factories.pdf(2)), "surat.pdf", allowed={"pdf"}, max_bytes=BOUND)
    kept = files_in(media)
    twice = [NewFile(draft, present.kind, verdict, cast.owner), NewFile(draft, present.kind, verdict, cast.owner)]
    with pytest.raises(IntegrityError):
        store_files(twice)
    assert files_in(media) == kept


@pytest.mark.django_db
def test_a_report_that_does_not_fit_was_not_issued(cast: Cast, media: Path) -> None:
    factories.proposal("submitted", of=cast.home)
    order = issuing.Order(["cakupan"], Scope(cast.leader, factories.period(), timezone.now()))
    kept = files_in(media)
    with full_disk(), pytest.raises(OSError, match="File too large"):
        issuing.issue(order)
    assert (files_in(media), IssuedPaper.with_reserved.count()) == (kept, 0)


@pytest.mark.django_db
def test_any_other_page_says_that_nothing_was_stored(cast: Cast, media: Path) -> None:
    factories.period()
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.owner)
    sheet = SimpleUploadedFile("usulan.csv", b"Judul\n" + b"x" * 3 * BOUND)
    with full_disk():
        answer = browser.post(reverse("proposals:import"), {"file": sheet})
    assert (answer.status_code, files_in(media)) == (507, [])
    assert NOT_STORED in answer.content.decode()


def test_what_is_written_aside_takes_its_name_whole_or_leaves_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made" / "sheet.css"
    with aside(made) as beside:
        beside.write_text("first")
        assert not made.exists()
    with suppress(IsADirectoryError), aside(made) as beside:
        beside.write_text("half of the sec")
        (tmp_path / "made").read_text()
    assert [(each.name, each.read_text()) for each in made.parent.iterdir()] == [("sheet.css", "first")]
