"""An operator asks the head: only for the own agency, while it is written, and not by an address of a writer."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.outbox.models import OutgoingMail
from foundation.security.models import SecurityEvent
from proposals.approving import services, tokens
from proposals.approving.services import ApprovalRefused, NamedHead
from proposals.core.approval.models import HeadRequest
from proposals.core.guide.models import AttachmentKind
from proposals.core.locking import NotTheirs, WritingClosed
from proposals.core.models import Proposal
from tests import factories
from tests.proposals.approving.conftest import HEAD, LETTER

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
TYPED = {"name": HEAD.name, "nip": "19680101 199003 2 001", "position": HEAD.position, "email": HEAD.email}


@pytest.fixture(autouse=True)
def _nothing_told_yet() -> None:
    caches["floods"].clear()


def page_of(proposal: Proposal) -> str:
    return reverse("proposals:approval", args=[proposal.pk])


def test_the_head_gets_a_mail_with_a_link_whose_token_is_stored_nowhere(
    proposal: Proposal, cast: factories.Cast, signed_in: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast.owner).post(page_of(proposal), TYPED)
    asked, mail = HeadRequest.objects.get(), OutgoingMail.objects.get()
    token = tokens.token_of(asked.nonce, tokens.MAILED)
    assert (mail.address, mail.secret, mail.about) == (HEAD.email, True, proposal.pk)
    assert f"/persetujuan/{token}/" in mail.body
    stored = str(list(HeadRequest.objects.values()))
    assert token not in stored
    assert tokens.handed_token(asked) not in stored
    assert asked.nip == HEAD.nip
    event = SecurityEvent.objects.get(kind="approval")
    assert (event.person, event.subject) == (cast.owner, f"usulan {proposal.pk}")


def test_the_operator_sees_the_other_link_and_never_the_mailed_one(
    proposal: Proposal, asked: HeadRequest, cast: factories.Cast, signed_in: Browser
) -> None:
    page = signed_in(cast.colleague).get(page_of(proposal)).content.decode()
    assert tokens.handed_token(asked) in page
    assert tokens.token_of(asked.nonce, tokens.MAILED) not in page


def test_a_new_secret_key_voids_links_and_shows_none(
    proposal: Proposal, asked: HeadRequest, cast: factories.Cast, signed_in: Browser, settings: Any
) -> None:
    settings.SECRET_KEY = "lain sama sekali"
    assert tokens.handed_token(asked) == ""
    assert "/persetujuan/" not in signed_in(cast.owner).get(page_of(proposal)).context["link"]


def test_the_known_head_stands_in_the_form(proposal: Proposal, cast: factories.Cast, signed_in: Browser) -> None:
    head = factories.official(office="kepala_instansi", agency=cast.home)
    form = signed_in(cast.owner).get(page_of(proposal)).context["form"]
    assert form.initial["name"] == head.full_name


def test_nobody_else_asks(proposal: Proposal, cast: factories.Cast, signed_in: Browser) -> None:
    for person in (cast.stranger, cast.reviewer, cast.coordinator, cast.leader):
        assert signed_in(person).post(page_of(proposal), TYPED).status_code == 404
        with pytest.raises(NotTheirs):
            services.ask(proposal, HEAD, by=person)
    assert not HeadRequest.objects.exists()


def test_a_guide_that_wants_the_letter_has_no_such_page(
    proposal: Proposal, cast: factories.Cast, signed_in: Browser
) -> None:
    AttachmentKind.objects.filter(key=LETTER).update(or_approval=False)
    assert signed_in(cast.owner).get(page_of(proposal)).status_code == 404


def test_the_address_of_an_operator_is_refused_but_for_the_heads_own_account(
    proposal: Proposal, cast: factories.Cast
) -> None:
    own = NamedHead(HEAD.name, "", HEAD.position, cast.colleague.email.upper())
    with pytest.raises(ApprovalRefused, match="milik operator"):
        services.ask(proposal, own, by=cast.owner)
    factories.official(office="kepala_instansi", agency=cast.home, account=cast.colleague)
    assert services.ask(proposal, own, by=cast.owner).is_waiting


def test_a_new_link_voids_the_one_before(proposal: Proposal, asked: HeadRequest, cast: factories.Cast) -> None:
    again = services.ask(proposal, HEAD, by=cast.owner)
    assert list(HeadRequest.objects.waiting()) == [again]
    assert Client().get(reverse("proposals:head", args=[tokens.handed_token(asked)])).status_code == 404


def test_a_double_click_asks_once(proposal: Proposal, cast: factories.Cast, signed_in: Browser) -> None:
    browser = signed_in(cast.owner)
    answers = [browser.post(page_of(proposal), TYPED) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert HeadRequest.objects.count() == 1


def test_links_of_a_day_are_counted(proposal: Proposal, cast: factories.Cast) -> None:
    for _ in range(services.MOST_A_DAY):
        services.ask(proposal, HEAD, by=cast.owner)
    with pytest.raises(ApprovalRefused, match="Coba lagi besok"):
        services.ask(proposal, HEAD, by=cast.owner)


def test_withdrawing_voids_it_and_a_second_time_says_so(
    proposal: Proposal, asked: HeadRequest, cast: factories.Cast, signed_in: Browser
) -> None:
    url = reverse("proposals:approval_withdraw", args=[proposal.pk, asked.pk])
    assert signed_in(cast.stranger).post(url).status_code == 404
    said = [str(next(iter(signed_in(cast.owner).post(url, follow=True).context["messages"]))) for _ in range(2)]
    assert said == ["Tautan ditarik.", "Tautan itu sudah tidak berlaku sebelumnya."]
    assert Client().get(reverse("proposals:head", args=[tokens.handed_token(asked)])).status_code == 404


def test_when_writing_is_closed_nothing_is_asked(proposal: Proposal, cast: factories.Cast, signed_in: Browser) -> None:
    factories.close(proposal.period)
    page = signed_in(cast.owner).get(page_of(proposal)).content.decode()
    assert "Kirim tautan ke kepala" not in page
    with pytest.raises(WritingClosed):
        services.ask(proposal, HEAD, by=cast.owner)


@pytest.mark.usefixtures("asked")
def test_the_home_of_the_agency_says_how_long_it_waits(cast: factories.Cast, signed_in: Browser) -> None:
    start = HeadRequest.objects.get().asked_at
    with time_machine.travel(start + (datetime.timedelta(days=3)), tick=False):
        page = signed_in(cast.colleague).get(reverse("home")).content.decode()
    assert f"Menunggu jawaban {HEAD.name} sejak 3 hari lalu" in page
