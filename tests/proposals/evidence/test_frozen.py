"""A sent version stays whole: its files outlive being replaced or removed, open for its readers, and can come back."""

import io
import re

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.guide.readiness import shortfalls
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, NotAvailable
from proposals.evidence.services import attach, detach, restore
from proposals.evidence.tasks import scan_attachment
from proposals.filechecks.check import Verdict, inspect
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast
from tests.proposals.filechecks.test_scanner import EICAR, Serve, answer_like_clamd, serve

__all__ = ["serve"]
pytestmark = pytest.mark.django_db
Scan = Attachment.Scan
EVERYBODY = (
    "owner",
    "colleague",
    "reviewer",
    "coordinator",
    "leader",
    "stranger",
    "conflicted",
    "unassigned",
    "former",
)
READERS = {"owner", "colleague", "reviewer", "coordinator", "leader"}


def judged(pages: int, name: str = "baru.pdf") -> Verdict:
    return inspect(io.BytesIO(factories.pdf(pages)), name, allowed={"pdf"}, max_bytes=100_000)


def kind_of(proposal: Proposal, key: str) -> AttachmentKind:
    return proposal.period.guide.attachment_kinds.get(key=key)


def send_back(proposal: Proposal, cast: Cast) -> Proposal:
    """Submitted and returned, so that it may be written on again."""
    moves.perform(Action.SUBMIT, Proposal.objects.get(pk=proposal.pk), by=cast.owner)
    moves.perform(Action.RETURN, Proposal.objects.get(pk=proposal.pk), by=cast.coordinator, note="Ganti suratnya.")
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def returned(cast: Cast) -> Proposal:
    """Sent once with a letter and a regulation, and returned; everybody is tied to it as the cast says."""
    return cast.involve(send_back(factories.ready(of=cast.home), cast))


@pytest.fixture
def letter(returned: Proposal) -> Attachment:
    return returned.attachments.get(kind__key="surat_pengantar")


def replace(proposal: Proposal, cast: Cast, pages: int = 5) -> Attachment:
    return attach(proposal, kind_of(proposal, "surat_pengantar"), judged(pages), by=cast.owner)


def read(browser: Client, file: Attachment) -> bytes | None:
    answer = browser.get(file.get_absolute_url())
    return b"".join(answer.streaming_content) if answer.status_code == 200 else None


def not_found(browser: Client, url: str) -> str:
    """The page that says so, without the tokens that differ every time and the line that names its address on paper."""
    answer = browser.get(url)
    assert answer.status_code == 404
    return re.sub(r'\b\w{64}\b|<span class="site-footer__paper">.*?</span>', "", answer.text)


def content(file: Attachment) -> bytes:
    with file.file.open("rb") as source:
        return source.read()


# --- What stays ----------------------------------------------------------------------------------------------------
def test_a_replaced_file_of_a_sent_version_opens_for_the_readers_of_that_version_only(
    cast, returned, letter, signed_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        new = replace(returned, cast)

    assert [file for file in returned.attachments.all() if file.kind == letter.kind] == [new]
    assert {name for name in EVERYBODY if read(signed_in(cast[name]), letter) == factories.pdf(1)} == READERS
    nobody = reverse("proposals:download", args=[returned.pk, 999_999])
    for name in set(EVERYBODY) - READERS:
        hidden, missing = (not_found(signed_in(cast[name]), url) for url in (letter.get_absolute_url(), nobody))
        assert hidden == missing


def test_a_file_that_no_revision_names_is_really_deleted(cast, returned, django_capture_on_commit_callbacks):
    before = factories.stored_files()
    first = replace(returned, cast, 5)
    with django_capture_on_commit_callbacks(execute=True):
        second = replace(returned, cast, 6)
        assert detach(second, by=cast.owner) is False

    assert not Attachment.with_removed.filter(pk__in=[first.pk, second.pk]).exists()
    assert factories.stored_files() == before


def test_a_removed_file_counts_nowhere_any_more(cast, returned, letter, signed_in):
    other = factories.ready(2, of=cast.home)
    assert detach(letter, by=cast.owner) is True

    assert [str(item) for item in shortfalls(returned)] == ["Unggah “Surat pengantar”."]
    files = reverse("proposals:edit", args=[other.pk, "lampiran"])
    pages = [signed_in(cast.owner).get(url).content.decode() for url in (returned.get_absolute_url(), files)]
    assert "surat_pengantar.pdf" not in pages[0]
    assert pages[1].count("Berkas yang sama ada pada") == 1  # the regulation, which both proposals still hold
    with pytest.raises(WritingClosed):
        detach(other.attachments.first(), by=cast.stranger)


def test_the_database_refuses_to_delete_what_a_revision_names(returned, letter):
    with pytest.raises(ProgrammingError, match="a revision names"), transaction.atomic():
        letter.delete()
    with pytest.raises(ProgrammingError, match="a revision names"), transaction.atomic():
        Attachment.with_removed.all().delete()
    assert Attachment.with_removed.count() == 2


def test_the_next_version_freezes_the_files_of_its_own_time(cast, returned, letter):
    new = replace(returned, cast)
    moves.perform(Action.SUBMIT, returned, by=cast.owner)

    newer, older = Proposal.objects.get().revisions.all()
    digests = [[entry[2] for entry in revision.content["files"]] for revision in (older, newer)]
    assert [letter.sha256 in digests[0], new.sha256 in digests[0]] == [True, False]
    assert [letter.sha256 in digests[1], new.sha256 in digests[1]] == [False, True]


def test_the_same_bytes_of_one_proposal_are_stored_once(cast, django_capture_on_commit_callbacks):
    proposal = factories.draft(of=cast.home)
    letter, rule = (
        attach(proposal, kind_of(proposal, key), judged(3), by=cast.owner) for key in ("surat_pengantar", "regulasi")
    )
    assert factories.stored_files() == {letter.file.name} == {rule.file.name}
    with django_capture_on_commit_callbacks(execute=True):
        detach(letter, by=cast.owner)
    assert content(rule) == factories.pdf(3)
    with django_capture_on_commit_callbacks(execute=True):
        detach(rule, by=cast.owner)
    assert factories.stored_files() == set()


# --- What comes back -----------------------------------------------------------------------------------------------
def test_a_removed_file_comes_back_in_the_place_of_its_successor(cast, returned, letter, signed_in):
    new = replace(returned, cast)
    browser, page = signed_in(cast.colleague), reverse("proposals:edit", args=[returned.pk, "lampiran"])
    address = reverse("proposals:restore_file", args=[returned.pk, letter.pk])
    assert address in browser.get(page).content.decode()

    answer = browser.post(address, follow=True)

    assert "“surat_pengantar.pdf” dikembalikan." in answer.content.decode()
    assert address not in answer.content.decode()
    assert [file for file in returned.attachments.all() if file.kind == letter.kind] == [letter]
    assert not Attachment.with_removed.filter(pk=new.pk).exists()
    assert browser.post(address).status_code == 302  # a second press changes nothing
    assert returned.attachments.count() == 2


def test_uploading_a_removed_file_again_brings_it_back_once(cast, returned, letter):
    replace(returned, cast)
    again = replace(returned, cast, 1)

    assert (again, again.removed_at) == (letter, None)
    assert Attachment.with_removed.filter(kind=letter.kind).count() == 1


def test_a_file_replaced_by_one_that_is_there_already_goes(cast, returned):
    photos = [factories.attachment(returned, "foto", data=factories.picture(shade)) for shade in (10, 20)]
    data = io.BytesIO(factories.picture(30))
    verdict = inspect(data, "c.png", allowed={"png"}, max_bytes=9_999)
    third = attach(returned, photos[0].kind, verdict, by=cast.owner, replaces=photos[0])

    assert attach(returned, third.kind, verdict, by=cast.owner, replaces=photos[1]) == third
    assert list(returned.attachments.filter(kind=third.kind)) == [third]


@pytest.mark.parametrize("name", ["stranger", "reviewer", "coordinator", "leader", "conflicted"])
def test_nobody_else_brings_a_file_back(cast, returned, letter, signed_in, name):
    detach(letter, by=cast.owner)

    answer = signed_in(cast[name]).post(reverse("proposals:restore_file", args=[returned.pk, letter.pk]))

    assert answer.status_code == 404
    assert not returned.attachments.filter(pk=letter.pk).exists()


def test_what_is_with_the_city_gets_no_file_back(cast, returned, letter, signed_in):
    new = replace(returned, cast)
    moves.perform(Action.SUBMIT, returned, by=cast.owner)

    address = reverse("proposals:restore_file", args=[returned.pk, letter.pk])
    page = signed_in(cast.owner).post(address, follow=True)

    assert "tidak dapat diubah" in page.content.decode()
    assert returned.attachments.filter(kind=letter.kind).get() == new


# --- The scanner ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("extra", "verdict", "who"), [(b"", Scan.CLEAN, READERS), (EICAR, Scan.INFECTED, set())])
def test_a_removed_file_is_still_judged_and_opens_as_its_verdict_says(
    cast, signed_in, settings, serve: Serve, extra, verdict, who
):
    settings.SCANNER_URL = serve(answer_like_clamd)
    proposal = factories.ready(of=cast.home)
    sent = factories.attachment(proposal, "foto", data=factories.picture() + extra, scan=Scan.PENDING)
    returned = cast.involve(send_back(proposal, cast))
    detach(sent, by=cast.owner)
    assert {name for name in EVERYBODY if read(signed_in(cast[name]), sent)} == {"owner", "colleague"}

    scan_attachment(sent.pk)

    assert Attachment.with_removed.get(pk=sent.pk).scan == verdict
    assert {name for name in EVERYBODY if read(signed_in(cast[name]), sent)} == who
    assert cast.owner.notifications.filter(text__contains="virus").count() == 0
    if verdict == Scan.INFECTED:
        with pytest.raises(NotAvailable, match="terinfeksi virus"):
            restore(sent, by=cast.owner)
    else:
        restore(sent, by=cast.owner)
    assert returned.attachments.filter(pk=sent.pk).exists() is bool(who)


def test_a_file_from_before_the_scanner_is_judged_when_it_comes_back(cast, returned, letter, settings, serve: Serve):
    detach(letter, by=cast.owner)
    settings.SCANNER_URL = serve(answer_like_clamd)

    assert restore(letter, by=cast.owner).scan == Scan.PENDING

    job = ProcrastinateJob.objects.get(task_name="scan_attachment")
    scan_attachment(**job.args)
    assert returned.attachments.get(pk=letter.pk).scan == Scan.CLEAN


# --- Two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_browsers_replace_the_letter_at_once_and_the_sent_one_is_kept():
    cast = factories.cast()
    returned = send_back(factories.ready(of=cast.home), cast)
    letter = returned.attachments.get(kind__key="surat_pengantar")
    kind = letter.kind
    seen = [Proposal.objects.get(pk=returned.pk) for _ in range(3)]

    answers = at_once(
        lambda: attach(seen[0], kind, judged(5), by=cast.owner),
        lambda: attach(seen[1], kind, judged(6), by=cast.colleague),
        lambda: detach(letter, by=cast.colleague),
    )

    present = returned.attachments.get(kind=kind)
    assert present in answers[:2]
    held = {str(file.file.name) for file in Attachment.with_removed.all()}
    assert {present.file.name, letter.file.name} < held == factories.stored_files()
    assert content(Attachment.with_removed.get(pk=letter.pk)) == factories.pdf(1)
