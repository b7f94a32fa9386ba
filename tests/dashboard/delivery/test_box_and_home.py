"""Messages that did not arrive stand where somebody looks: on the proposal, and on the coordinator's first page."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, Notification
from foundation.outbox.models import MailState, OutgoingMail
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Status
from tests import factories
from tests.dashboard.delivery.pages import words_of
from tests.factories import Cast
from tests.test_query_counts import cost

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HEADING = "Surel tentang usulan ini belum sampai"
UNREAD = "permintaan perbaikan yang belum dibaca siapa pun di instansinya"


def returned(cast: Cast, number: int = 1) -> Proposal:
    proposal = factories.proposal(Status.SUBMITTED, number, of=cast.home)
    moves.perform(Action.RETURN, proposal, by=cast.coordinator, note="Lengkapi anggaran.")
    proposal.refresh_from_db()
    return proposal


def fail(**which: object) -> None:
    for one in OutgoingMail.objects.filter(**which):
        one.end(MailState.REFUSED, timezone.now(), reason="Kotak surel penerima penuh.", answer="552 5.2.2 over quota")
        one.save()


def page_of(browser: Client, proposal: Proposal) -> str:
    return words_of(browser.get(proposal.get_absolute_url()))


def test_a_message_that_failed_shows_on_its_proposal_with_a_way_out(cast: Cast, signed_in) -> None:
    proposal = returned(cast)
    people = (cast.coordinator, cast.owner, cast.colleague)
    assert not any(HEADING in page_of(signed_in(person), proposal) for person in people)
    fail(person=cast.owner, kind="permintaan")
    coordinator, owner, colleague = (page_of(signed_in(person), proposal) for person in people)
    assert all(HEADING in page and cast.owner.email in page for page in (coordinator, owner, colleague))
    assert "Kirim ulang" in coordinator and "Keterangan teknis: 552 5.2.2 over quota" in coordinator
    assert "Perbaiki alamat surel Anda" in owner and "Kirim ulang" not in owner
    assert "Mintalah koordinator" in colleague


def test_the_agency_learns_nothing_of_mails_to_others(cast: Cast, signed_in) -> None:
    proposal = returned(cast)
    fail(person=cast.coordinator)
    factories.proposal(Status.SUBMITTED, 7, of=cast.elsewhere)
    assert HEADING not in page_of(signed_in(cast.owner), proposal)


def test_a_repair_request_that_nobody_reads_stands_on_the_first_page(cast: Cast, signed_in) -> None:
    proposal = returned(cast)
    browser = signed_in(cast.coordinator)
    assert UNREAD not in words_of(browser.get("/"))
    with time_machine.travel(timezone.now() + 3 * DAY):
        browser.force_login(cast.coordinator)
        page = words_of(browser.get("/"))
        assert f"1 {UNREAD}" in page and proposal.number in page
        signed_in(cast.owner).get(proposal.get_absolute_url())
        assert UNREAD not in words_of(browser.get("/"))


def test_a_request_for_which_there_is_no_address_stands_there_at_once(cast: Cast, signed_in) -> None:
    cast.home.people.update(email="")
    Agency.objects.update(contact_email="")
    returned(cast)
    assert f"1 {UNREAD}" in words_of(signed_in(cast.coordinator).get("/"))


def test_a_failed_mail_puts_the_request_there_at_once_until_somebody_has_seen_it(cast: Cast, signed_in) -> None:
    proposal = returned(cast)
    fail(person=cast.owner, kind="permintaan")
    browser = signed_in(cast.coordinator)
    page = words_of(browser.get("/"))
    assert f"1 {UNREAD}" in page and "1 surel yang belum sampai" in page
    signed_in(cast.colleague).get(reverse("proposals:edit", args=[proposal.pk, "profil"]))
    page = words_of(browser.get("/"))
    assert UNREAD not in page and "1 surel yang belum sampai" in page


@pytest.mark.parametrize("door", ["page", "writing", "inbox", "all"])
def test_every_door_to_the_request_counts_as_read(cast: Cast, signed_in, door: str) -> None:
    proposal, browser = returned(cast), signed_in(cast.owner)
    line = Notification.objects.get(user=cast.owner, text__contains="perlu diperbaiki")
    doors = {
        "page": lambda: browser.get(proposal.get_absolute_url()),
        "writing": lambda: browser.get(reverse("proposals:edit", args=[proposal.pk, "periksa"])),
        "inbox": lambda: browser.post(reverse("agencies:open_notification", args=[line.pk])),
        "all": lambda: browser.post(reverse("agencies:mark_read")),
    }
    doors[door]()
    line.refresh_from_db()
    assert line.read_at is not None


def test_the_count_of_the_inbox_is_right_on_the_page_that_was_read(cast: Cast, signed_in) -> None:
    proposal, browser = returned(cast), signed_in(cast.owner)
    other = Notification.objects.create(user=cast.owner, text="Lain.")
    assert browser.get(proposal.get_absolute_url()).context["unread"] == 1
    assert list(Notification.objects.filter(user=cast.owner, read_at=None)) == [other]


def test_who_reads_for_another_office_reads_nothing_for_this_one(cast: Cast, signed_in) -> None:
    proposal = returned(cast)
    with time_machine.travel(timezone.now() + 3 * DAY):
        signed_in(cast.coordinator).get(proposal.get_absolute_url())
        signed_in(cast.leader).get(proposal.get_absolute_url())
        assert f"1 {UNREAD}" in words_of(signed_in(cast.coordinator).get("/"))


def test_a_closed_proposal_is_not_told_of(cast: Cast, signed_in) -> None:
    proposal = cast.involve(returned(cast))
    fail(person=cast.owner)
    assert proposal.number not in words_of(signed_in(cast.conflicted).get("/"))
    assert UNREAD not in words_of(signed_in(cast.conflicted).get("/"))


def test_home_and_proposal_cost_the_same_for_one_failure_and_for_many(cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    proposal = returned(cast, 1)
    fail(person=cast.owner)
    few = cost(browser, "/"), cost(browser, proposal.get_absolute_url())
    for number in (2, 3, 4):
        returned(cast, number)
    fail()
    assert (cost(browser, "/"), cost(browser, proposal.get_absolute_url())) == few


@pytest.mark.parametrize("page", ["agencies:person_edit", "agencies:profile"])
def test_who_looks_at_an_address_learns_that_mail_to_it_fails(cast: Cast, signed_in, page: str) -> None:
    returned(cast)
    own = page == "agencies:profile"
    browser = signed_in(cast.owner if own else cast.coordinator)
    url = reverse(page, args=[] if own else [cast.owner.pk])
    told = f"Surel ke {cast.owner.email} belum sampai Kotak surel penerima penuh."
    assert told not in words_of(browser.get(url))
    fail(person=cast.owner)
    assert told in words_of(browser.get(url))
    later = OutgoingMail(person=cast.owner, address=cast.owner.email, subject="Lain", body="Isi.")
    later.end(MailState.SENT, timezone.now() + DAY)
    later.save()
    assert told not in words_of(browser.get(url))
