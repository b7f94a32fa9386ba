"""Pictures below texts: who writes them, that they are frozen, who sees them, and how they are printed."""

import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from agencies.core.models import User
from foundation.printing.services import AT_ONCE, seconds_for
from proposals.core.attachments import Attachment
from proposals.core.history.contents import content_hash, content_of
from proposals.core.history.record import Revision
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, NotAvailable, Status
from proposals.evidence.pictures import MOST_IN_ALL, MOST_IN_TEXT
from proposals.evidence.placing import NoPlace, OtherwiseNow, Placing, place, placing_of
from proposals.evidence.services import attach, detach, restore
from proposals.filechecks.check import Verdict, hash_chunks
from proposals.papers.printing import proposal_paper
from proposals.sent.shown import as_written
from reviews.scoring_desk.away.papers import paper_set
from reviews.scoring_desk.tasks_at_hand import open_tasks
from tests import factories
from tests.factories import Cast
from tests.pdfs import text_of
from tests.reading import pdf_of

Browser = Callable[[User | AnonymousUser], Client]
pytestmark = pytest.mark.django_db
LOUNGE = "Warga menunggu di loket pendaftaran"


def images_in(pdf: bytes) -> int:
    """How many photos it holds; every page names all of them, so equal ones count once."""
    return len({image.data for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images})


def reloaded(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def draft(cast: Cast) -> Proposal:
    return factories.ready(of=cast.home)


@pytest.fixture
def photo(draft: Proposal) -> Attachment:
    return factories.attachment(draft, "foto", data=factories.picture(50), name="loket.png")


@pytest.fixture
def returned(draft: Proposal, photo: Attachment, cast: Cast) -> Proposal:
    """Sent with the picture below a text, returned, and its caption changed without sending it."""
    place(photo, Placing(LOUNGE, "manfaat"), by=cast.owner, shown=Placing("", ""))
    moves.perform(Action.SUBMIT, reloaded(draft), by=cast.owner)
    cast.involve(draft)
    moves.perform(Action.RETURN, reloaded(draft), by=cast.coordinator, note="Perbaiki.")
    photo = Attachment.objects.select_related("section").get(pk=photo.pk)
    place(photo, Placing("Antrean belum dikirim", "permasalahan"), by=cast.owner, shown=placing_of(photo))
    return reloaded(draft)


def send(browser: Client, file: Attachment, **typed: str) -> str:
    """Sends the form of a picture as it is first shown; what comes back, or where it leads."""
    data = {"keterangan": "", "bagian": "", "keterangan_dasar": "", "bagian_dasar": ""} | typed
    answer = browser.post(reverse("proposals:caption", args=[file.proposal_id, file.pk]), data)
    return str(answer.headers.get("Location", "")) or f"{answer.status_code} {answer.text}"


def test_a_picture_is_given_a_caption_and_a_place_beside_the_file(
    draft: Proposal, photo: Attachment, cast: Cast, signed_in: Browser
) -> None:
    browser = signed_in(cast.owner)
    step = reverse("proposals:edit", args=[draft.pk, "lampiran"])
    assert browser.get(step).text.count("Tampilkan di bagian") == 1  # the letters are no pictures

    assert send(browser, photo, keterangan=f" {LOUNGE} ", bagian="manfaat").startswith(step)

    photo.refresh_from_db()
    assert placing_of(photo) == Placing(LOUNGE, "manfaat")
    page = browser.get(draft.get_absolute_url()).text
    assert f'alt="{LOUNGE}"' in page
    assert f"<figcaption>Gambar 1: {LOUNGE}</figcaption>" in page


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"bagian": "manfaat"}, "Tulis keterangan gambar dulu"),
        ({"keterangan": "a" * 201}, "paling panjang 200 huruf"),
        ({"keterangan": "Diketik", "bagian": "tidak-ada"}, "Bagian ini tidak ada"),
        ({"keterangan": "Diketik", "keterangan_dasar": "lama"}, ""),
    ],
)
def test_what_is_not_in_order_comes_back_as_typed(
    photo: Attachment, cast: Cast, signed_in: Browser, typed: dict[str, str], reason: str
) -> None:
    if not reason:
        Attachment.objects.update(caption="Dari tab lain")
        reason = "baru saja diubah menjadi “Dari tab lain”"
    answer = send(signed_in(cast.owner), photo, **typed)
    assert answer.startswith("400 ")
    assert answer.count(reason) == 2  # above the page and at its field
    assert typed.get("keterangan", "") in answer
    assert not Attachment.objects.exclude(section=None).exists()


def test_saving_again_after_another_tab_means_it(photo: Attachment, cast: Cast, signed_in: Browser) -> None:
    Attachment.objects.filter(pk=photo.pk).update(caption="Dari tab lain")
    first = send(signed_in(cast.owner), photo, keterangan="Milik saya")
    assert 'value="Dari tab lain"' in first
    send(signed_in(cast.owner), photo, keterangan="Milik saya", keterangan_dasar="Dari tab lain")
    photo.refresh_from_db()
    assert photo.caption == "Milik saya"


def test_the_same_form_twice_is_no_clash(photo: Attachment, cast: Cast) -> None:
    for _ in range(2):
        place(photo, Placing(LOUNGE, "manfaat"), by=cast.owner, shown=Placing("", ""))
    with pytest.raises(OtherwiseNow):
        place(photo, Placing("Lain", ""), by=cast.owner, shown=Placing("", ""))


def test_when_writing_is_closed_what_was_typed_is_given_back(cast: Cast, signed_in: Browser) -> None:
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    photo = factories.attachment(proposal, "foto", data=factories.picture(1))
    answer = send(signed_in(cast.owner), photo, keterangan=LOUNGE)
    assert answer.startswith("409 ")
    assert LOUNGE in answer


def test_only_pictures_stand_below_a_text(draft: Proposal, cast: Cast) -> None:
    paper = draft.attachments.get(kind__key="regulasi")
    with pytest.raises(NotAvailable):
        place(paper, Placing(LOUNGE, "manfaat"), by=cast.owner, shown=Placing("", ""))
    section = draft.period.guide.sections.get(key="manfaat")
    for changes in ({"caption": LOUNGE, "section": section}, {"section": section}):
        with pytest.raises(IntegrityError), transaction.atomic():
            draft.attachments.filter(pk=paper.pk).update(**changes)


def test_a_text_and_a_proposal_show_so_many_and_no_more(draft: Proposal, photo: Attachment, cast: Cast) -> None:
    for shade in range(MOST_IN_TEXT):
        factories.picture_below(draft, "manfaat", shade=shade)
    with pytest.raises(NoPlace, match="Di bagian"):
        place(photo, Placing(LOUNGE, "manfaat"), by=cast.owner, shown=Placing("", ""))
    for shade in range(MOST_IN_TEXT, MOST_IN_ALL):
        factories.picture_below(draft, "permasalahan" if shade % 2 else "cara_kerja", shade=shade)
    draft.attachments.filter(section__key="cara_kerja").first().delete()
    factories.picture_below(draft, "permasalahan", shade=90)
    with pytest.raises(NoPlace, match="Usulan ini"):
        place(photo, Placing(LOUNGE, "cara_kerja"), by=cast.owner, shown=Placing("", ""))


def test_the_picture_that_replaces_another_takes_over_its_words(draft: Proposal, photo: Attachment, cast: Cast) -> None:
    place(photo, Placing(LOUNGE, "manfaat"), by=cast.owner, shown=Placing("", ""))
    photo = Attachment.objects.select_related("section", "kind").get(pk=photo.pk)
    data = factories.picture(51)
    new = attach(
        draft, photo.kind, Verdict("image/png", "png", "baru.png", hash_chunks([data]), data), by=cast.owner,
        replaces=photo,
    )  # fmt: skip
    assert placing_of(Attachment.objects.select_related("section").get(pk=new.pk)) == Placing(LOUNGE, "manfaat")


def test_a_picture_that_comes_back_to_a_full_text_stays_among_the_files(returned: Proposal, cast: Cast) -> None:
    photo = returned.attachments.get(name="loket.png")
    detach(photo, by=cast.owner)
    for shade in range(MOST_IN_TEXT):
        factories.picture_below(returned, "permasalahan", shade=shade)
    restore(photo, by=cast.owner)
    assert returned.attachments.get(name="loket.png").section is None


def test_pictures_are_frozen_and_other_contents_are_hashed_as_before(
    draft: Proposal, photo: Attachment, cast: Cast
) -> None:
    before = content_of(draft)
    assert set(before) == {"profile", "affair", "crossing_affairs", "texts", "files"}
    place(photo, Placing(LOUNGE, "manfaat"), by=cast.owner, shown=Placing("", ""))
    after = content_of(draft)
    assert after == before | {"pictures": [["manfaat", "foto", photo.sha256, LOUNGE]]}
    assert content_hash(after) != content_hash(before)


@pytest.mark.parametrize("reader", ["coordinator", "leader", "reviewer"])
def test_an_unsent_caption_is_its_agencys_alone(
    returned: Proposal, cast: Cast, signed_in: Browser, reader: str
) -> None:
    page = signed_in(cast[reader]).get(returned.get_absolute_url()).text
    assert f"Gambar 1: {LOUNGE}" in page
    assert "belum dikirim" not in page
    own = signed_in(cast.colleague).get(returned.get_absolute_url()).text
    assert "Gambar 1: Antrean belum dikirim" in own


def test_two_versions_tell_the_caption_that_changed(returned: Proposal, cast: Cast, signed_in: Browser) -> None:
    moves.perform(Action.SUBMIT, returned, by=cast.owner)
    assert Revision.objects.filter(proposal=returned.pk).count() == 2
    page = signed_in(cast.coordinator).get(reverse("proposals:compare", args=[returned.pk])).text
    assert "Keterangan gambar berubah: loket.png" in page
    assert "<ins>Antrean belum dikirim" in page
    desk = signed_in(cast.coordinator).get(reverse("proposals:verify", args=[returned.pk])).text
    assert "Gambar 1: Antrean belum dikirim" in desk


def test_the_print_holds_the_picture_and_an_old_revision_its_own(
    returned: Proposal, cast: Cast, signed_in: Browser
) -> None:
    url = reverse("proposals:print", args=[returned.pk])
    for reader, words in ((cast.owner, "Antrean belum dikirim"), (cast.reviewer, LOUNGE)):
        paper = signed_in(reader).get(url).content
        assert images_in(paper) == 1
        assert f"Gambar 1: {words}" in text_of(paper)
    old = signed_in(cast.owner).get(f"{url}?revisi=1").content
    assert f"Gambar 1: {LOUNGE}" in text_of(old)


def test_the_papers_of_a_reviewer_hold_the_picture(cast: Cast) -> None:
    proposal = factories.proposal(Status.IN_REVIEW, of=cast.home)
    factories.picture_below(proposal, "manfaat", LOUNGE)
    cast.involve(proposal)
    paper = pdf_of(paper_set(cast.reviewer, open_tasks(cast.reviewer)))
    assert images_in(paper) == 1
    assert f"Gambar 1: {LOUNGE}" in text_of(paper)


@pytest.mark.parametrize(
    ("scan", "scanner"), [("infected", ""), ("infected", "clamd://x:1"), ("pending", "clamd://x:1")]
)
def test_what_is_infected_or_not_judged_is_shown_to_nobody_and_keeps_its_number(
    draft: Proposal, cast: Cast, signed_in: Browser, settings: Settings, scan: str, scanner: str
) -> None:
    first, second = (factories.picture_below(draft, "manfaat", f"Gambar ke {number}", number) for number in (1, 2))
    settings.SCANNER_URL = scanner
    Attachment.objects.filter(pk=first.pk).update(scan=scan)
    Attachment.objects.filter(pk=second.pk).update(scan="clean")
    page = signed_in(cast.owner).get(draft.get_absolute_url()).text
    assert "Gambar 2: Gambar ke 2" in page
    assert "Gambar ke 1" not in page
    paper = pdf_of(proposal_paper(as_written(reloaded(draft))))
    assert images_in(paper) == 1
    assert "Gambar ke 1" not in text_of(paper)


def test_the_catalogue_shows_none_because_evidence_is_never_public(cast: Cast, client: Client) -> None:
    proposal = factories.proposal(Status.ESTABLISHED, of=cast.home)
    factories.picture_below(proposal, "manfaat", LOUNGE)
    page = client.get(reverse("proposals:innovation", args=[proposal.pk]))
    assert page.status_code == 200
    assert LOUNGE not in page.text


def test_a_paper_with_pictures_is_still_printed_at_once(draft: Proposal) -> None:
    pictures = f'<img src="data:image/jpeg;base64,{"A" * 200_000}">' * MOST_IN_ALL
    assert seconds_for(pictures) < AT_ONCE / 2
    assert seconds_for("A" * 200_000) > AT_ONCE
