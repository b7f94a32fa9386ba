"""The page of revisions lists the files of each as they were, and comparing two marks what came, went and changed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action
from proposals.evidence.frozen import Shelf
from proposals.evidence.services import detach
from proposals.filechecks.check import hash_chunks
from proposals.writing.services import save_profile
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    """A complete draft with one photo."""
    made = factories.ready(of=cast.home)
    photo(made, 10, "awal.png")
    return made


def photo(to: Proposal, shade: int, name: str) -> Attachment:
    return factories.attachment(to, "foto", data=factories.picture(shade), name=name)


def send(proposal: Proposal, cast: Cast) -> None:
    moves.perform(Action.SUBMIT, Proposal.objects.get(pk=proposal.pk), by=cast.owner)


def send_back(proposal: Proposal, cast: Cast) -> None:
    moves.perform(Action.RETURN, Proposal.objects.get(pk=proposal.pk), by=cast.coordinator, note="Ganti fotonya.")


def remove(proposal: Proposal, cast: Cast, name: str) -> None:
    detach(proposal.attachments.get(name=name), by=cast.owner)


@pytest.fixture
def twice(proposal: Proposal, cast: Cast) -> Proposal:
    """Sent twice: the only photo made way for another, and a letter for one of the same name."""
    send(proposal, cast)
    send_back(proposal, cast)
    for name in ("awal.png", "surat_pengantar.pdf"):
        remove(proposal, cast, name)
    photo(proposal, 20, "akhir.png")
    factories.attachment(proposal, data=factories.pdf(4))
    send(proposal, cast)
    return proposal


def listed(page: str) -> list[set[str]]:
    """The files behind the links of each revision, newest first."""
    revisions = re.findall(r"<details.*?</details>", page.partition('id="revisi"')[2], re.DOTALL)
    return [set(re.findall(r"/lampiran/\d+/", revision)) for revision in revisions]


def test_each_revision_lists_its_own_files_and_each_link_opens_the_file_of_then(cast, twice, signed_in):
    browser = signed_in(cast.coordinator)
    newer, older = listed(browser.get(reverse("proposals:history", args=[twice.pk])).content.decode())

    assert (len(newer), len(older), len(newer & older)) == (3, 3, 1)
    for revision, addresses in zip(twice.revisions.all(), (newer, older), strict=True):
        answers = [browser.get(f"/usulan/{twice.pk}{address}") for address in addresses]
        digests = {digest_of(b"".join(answer.streaming_content)) for answer in answers}
        assert digests == {entry[2] for entry in revision.content["files"]}


def digest_of(data: bytes) -> str:
    return hash_chunks([data])


def test_comparing_marks_files_that_took_the_place_of_others(cast, twice, signed_in):
    page = " ".join(signed_in(cast.owner).get(reverse("proposals:compare", args=[twice.pk])).content.decode().split())

    assert page.count("<strong>Diganti:</strong>") == 2
    assert re.search(r"<del>\s*<a href=[^>]+>awal\.png</a>.*?<ins>\s*<a href=[^>]+>akhir\.png</a>", page)
    assert "Dihapus:" not in page
    assert "Ditambahkan:" not in page


def test_what_came_and_went_is_told_apart_from_what_was_replaced(cast, proposal):
    kind, photo_kind = ("regulasi", "foto")
    old = [[kind, "perda.pdf", "a"], [photo_kind, "a.png", "b"], [photo_kind, "b.png", "c"], [photo_kind, "d.png", "d"]]
    new = [[photo_kind, "b.png", "e"], [photo_kind, "c.png", "f"], [photo_kind, "d.png", "d"], ["asing", "x.pdf", "g"]]

    changes = Shelf(proposal, as_sent=False).changes(old, new)

    told = [(one.kind, one.before and one.before.name, one.after and one.after.sha256) for one in changes]
    assert told == [
        ("Foto kegiatan", "b.png", "e"),
        ("Foto kegiatan", None, "f"),
        ("Foto kegiatan", "a.png", None),
        ("Regulasi", "perda.pdf", None),
        ("asing", None, "g"),
    ]


def test_two_revisions_with_the_same_files_show_no_difference_of_files(cast, proposal, signed_in):
    send(proposal, cast)
    send_back(proposal, cast)
    save_profile(proposal, {"title": "Judul baru"}, by=cast.owner)
    send(proposal, cast)

    page = signed_in(cast.owner).get(reverse("proposals:compare", args=[proposal.pk])).content.decode()

    assert "<ins>Judul baru</ins>" in page
    assert "Berkas bukti" not in page


def test_a_file_whose_bytes_were_not_kept_is_named_without_a_link(cast, twice, signed_in):
    """Revisions from before files were kept name some that are gone for good."""
    revision = twice.revisions.get(number=1)
    content = revision.content | {"files": [["foto", "hilang.png", "9" * 64]]}
    twice.revisions.model.objects.create(
        proposal=twice, number=3, content=content, sha256="8" * 64, created_by=cast.owner
    )

    page = signed_in(cast.owner).get(reverse("proposals:history", args=[twice.pk])).content.decode()

    assert 'hilang.png <span class="muted">(tidak tersimpan lagi)</span>' in page
    assert ">hilang.png</a>" not in page


@pytest.mark.parametrize("page", ["history", "compare"])
def test_revisions_cost_the_same_queries_however_many_they_and_their_files_are(cast, twice, signed_in, page):
    browser, address = signed_in(cast.coordinator), reverse(f"proposals:{page}", args=[twice.pk])

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    few = cost()
    for shade in (30, 40, 50):
        send_back(twice, cast)
        photo(twice, shade, f"{shade}.png")
        send(twice, cast)
    assert cost() == few
