"""What is written on a returned proposal stays with its agency until it is sent; all others read what was sent."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from dashboard.reports.catalogue import KINDS
from dashboard.reports.tables import Scope
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Status
from proposals.evidence.services import detach
from tests import factories
from tests.factories import Cast
from tests.pdfs import text_of

Browser = Callable[[User | AnonymousUser], Client]
pytestmark = pytest.mark.django_db
NEW = "Kalimat yang belum diajukan."
READERS = ("coordinator", "leader", "reviewer")


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    """Sent and returned; then its title, one text, its budget, its crossing affairs and a file were changed."""
    made = factories.ready(of=cast.home, title="Judul yang diajukan")
    guide = made.period.guide
    group = guide.profile["groups"][0]["key"]
    guide.profile["fields"].append({"key": "crossing_affairs", "group": group, "label": "Urusan lain"})
    guide.save()
    moves.perform(Action.SUBMIT, made, by=cast.owner)
    cast.involve(made)
    moves.perform(Action.RETURN, Proposal.objects.get(pk=made.pk), by=cast.coordinator, note="Perbaiki.")
    Proposal.objects.filter(pk=made.pk).update(title=f"Judul. {NEW}", budget=987_654_321)
    made.refresh_from_db()
    made.crossing_affairs.add(factories.affair(7, name="Urusan yang baru dicentang"))
    made.texts.update(text=NEW)
    detach(made.attachments.get(kind__key="surat_pengantar"), by=cast.owner)
    factories.attachment(made, name="baru.pdf", data=factories.pdf(3))
    return made


def page(reader: User, proposal: Proposal, signed_in: Browser) -> str:
    return signed_in(reader).get(proposal.get_absolute_url()).text


def paper(reader: User, proposal: Proposal, signed_in: Browser) -> str:
    return text_of(signed_in(reader).get(reverse("proposals:print", args=[proposal.pk])).content)


def opened(browser: Client, url: str) -> int:
    """The answer, read to its end so that the file is closed."""
    answer = browser.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


UNSENT = (NEW, "987.654.321", "Urusan yang baru dicentang", "baru.pdf")


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("read", [page, paper])
def test_others_read_what_was_sent(
    cast: Cast, proposal: Proposal, signed_in: Browser, name: str, read: Callable
) -> None:
    text = read(cast[name], proposal, signed_in)
    assert [words for words in UNSENT if words in text] == []
    assert "judul yang diajukan" in text.lower()
    assert "surat_pengantar.pdf" in text
    assert factories.COMPLETE_TEXTS["permasalahan"][:40] in text


@pytest.mark.parametrize("read", [page, paper])
def test_its_agency_reads_what_it_is_writing(
    cast: Cast, proposal: Proposal, signed_in: Browser, read: Callable
) -> None:
    text = read(cast.colleague, proposal, signed_in)
    assert [words for words in UNSENT if words.lower() not in text.lower()] == []


@pytest.mark.parametrize("action", [Action.SUBMIT, Action.WITHDRAW])
def test_sending_again_shows_it_and_taking_back_does_not(
    cast: Cast, proposal: Proposal, signed_in: Browser, action: Action
) -> None:
    moves.perform(action, Proposal.objects.get(pk=proposal.pk), by=cast.owner, note="Ditunda.")
    assert (NEW in page(cast.leader, proposal, signed_in)) is (action is Action.SUBMIT)


def test_an_unsent_file_opens_for_its_agency_only_and_the_sent_one_for_all(
    cast: Cast, proposal: Proposal, signed_in: Browser
) -> None:
    unsent = proposal.attachments.get(name="baru.pdf")
    sent = Attachment.with_removed.get(proposal=proposal, name="surat_pengantar.pdf")
    for route in ("proposals:download", "proposals:preview"):
        answers = {
            name: [
                opened(signed_in(cast[name]), reverse(route, args=[proposal.pk, file.pk])) for file in (unsent, sent)
            ]
            for name in ("owner", *READERS)
        }
        assert answers == {"owner": [200, 200]} | {name: [404, 200] for name in READERS}


def test_the_book_holds_what_was_sent(cast: Cast, proposal: Proposal) -> None:
    assert proposal.status == Status.RETURNED
    scope = Scope(cast.leader, proposal.period, timezone.now())
    chapters = KINDS["buku"].chapters
    assert chapters is not None
    (part,) = chapters(scope)
    words = [text.text for text in part.context["texts"]]
    assert part.title == "Judul yang diajukan"
    assert NEW not in words and words
