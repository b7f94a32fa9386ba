"""How many files one proposal may hold, whichever way they come in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.models import Proposal
from proposals.evidence import services
from proposals.evidence.services import NoRoom, attach, restore
from proposals.filechecks.check import Verdict, inspect
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(services, "MOST_FILES", 3)
    return 3


@pytest.fixture
def draft(cast: Cast) -> Proposal:
    return factories.draft(of=cast.home)


@pytest.fixture
def several(draft: Proposal) -> AttachmentKind:
    kind = draft.period.guide.attachment_kinds.get(key="surat_pengantar")
    kind.multiple = True
    kind.save()
    return kind


def judged(pages: int) -> Verdict:
    return inspect(io.BytesIO(factories.pdf(pages)), f"surat{pages}.pdf", allowed={"pdf"}, max_bytes=100_000)


@pytest.mark.django_db(transaction=True)
def test_many_uploads_at_once_never_pass_the_number(
    cast: Cast, draft: Proposal, several: AttachmentKind, few: int
) -> None:
    jobs = (lambda pages=pages: attach(draft, several, judged(pages), by=cast.owner) for pages in range(1, 9))
    answers = at_once(*jobs)
    assert draft.attachments.count() == few
    assert sum(isinstance(answer, NoRoom) for answer in answers) == 8 - few


@pytest.mark.django_db
def test_the_page_stores_what_has_room_and_says_why_the_rest_has_none(
    cast: Cast, draft: Proposal, several: AttachmentKind, few: int
) -> None:
    browser = Client()
    browser.force_login(cast.owner)
    files = [SimpleUploadedFile(f"{pages}.pdf", factories.pdf(pages)) for pages in range(1, 6)]
    answer = browser.post(reverse("proposals:edit", args=[draft.pk, "lampiran"]), {"kind": several.key, "file": files})
    page = answer.content.decode()
    assert (answer.status_code, draft.attachments.count()) == (400, few)
    assert page.count("Usulan ini sudah memuat") == 2 * 2  # in the summary and at the field
    assert "Satu usulan memuat paling banyak 40 berkas, seluruhnya 150 MB." in page


@pytest.mark.django_db
def test_a_removed_file_comes_back_only_where_there_is_room(
    cast: Cast, draft: Proposal, several: AttachmentKind, few: int
) -> None:
    stored = [attach(draft, several, judged(pages), by=cast.owner) for pages in range(1, few + 1)]
    Attachment.objects.filter(pk=stored[0].pk).update(removed_at=timezone.now())
    attach(draft, several, judged(9), by=cast.owner)
    with pytest.raises(NoRoom, match="paling banyak"):
        restore(Attachment.with_removed.get(pk=stored[0].pk), by=cast.owner)
    assert draft.attachments.count() == few


@pytest.mark.django_db
def test_replacing_needs_no_further_room_and_the_same_file_again_neither(
    cast: Cast, draft: Proposal, several: AttachmentKind, few: int
) -> None:
    stored = [attach(draft, several, judged(pages), by=cast.owner) for pages in range(1, few + 1)]
    attach(draft, several, judged(1), by=cast.owner)
    attach(draft, several, judged(9), by=cast.owner, replaces=stored[1])
    assert draft.attachments.count() == few


@pytest.mark.django_db
def test_all_files_together_are_bounded_in_size(
    cast: Cast, draft: Proposal, several: AttachmentKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = attach(draft, several, judged(1), by=cast.owner)
    monkeypatch.setattr(services, "MOST_BYTES", first.size + 10)
    with pytest.raises(NoRoom, match="bersama-sama paling besar"):
        attach(draft, several, judged(2), by=cast.owner)
    assert [file.pk for file in draft.attachments.all()] == [first.pk]
