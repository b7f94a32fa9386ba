"""Sending from the outbox to a real server on loopback: once each, through outages, silence and refusals."""

import datetime
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.db import IntegrityError, transaction
from pytest_django import Settings

from foundation.issued.models import IssuedPaper
from foundation.issued.services import issue, keep, reserve
from foundation.outbox import keeping, sending
from foundation.outbox.models import MailState, OutgoingMail
from foundation.outbox.queueing import Mail, send_later
from foundation.outbox.waits import WAITS
from tests import factories
from tests.at_once import at_once
from tests.foundation.issued.papers import head
from tests.mailserver import HANG_UP, SILENCE, PostOffice, post_office

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def post(settings: Settings) -> Iterator[PostOffice]:
    with post_office(settings) as office:
        yield office


def queue(*readers: str, secret: bool = False) -> None:
    send_later(Mail("Usulan", "Isi surat.", f"{reader}@contoh.test", secret=secret) for reader in readers)


def states() -> dict[str, str]:
    return {mail.address.partition("@")[0]: mail.state for mail in OutgoingMail.objects.all()}


def the(reader: str) -> OutgoingMail:
    return OutgoingMail.objects.get(address=f"{reader}@contoh.test")


def test_a_mail_that_is_sent_is_not_sent_again(post: PostOffice) -> None:
    queue("a", "b")
    assert (sending.send_due(), sending.send_due()) == (2, 0)
    assert post.readers == ["a@contoh.test", "b@contoh.test"]
    assert post.connections == 1
    assert states() == {"a": "terkirim", "b": "terkirim"}
    assert the("a").body == "Isi surat."


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(post: PostOffice) -> None:
    queue(*"abcdefgh")
    assert sum(at_once(sending.send_due, sending.send_due)) == 8
    assert Counter(post.readers) == {f"{reader}@contoh.test": 1 for reader in "abcdefgh"}


def test_every_try_of_a_mail_has_the_same_id_and_its_own_return_path(post: PostOffice, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portal <inovasi@contoh.test>"
    settings.BOUNCE_ADDRESS = "pantulan@contoh.test"
    queue("a")
    sending.send_due()
    [letter] = post.taken
    mail = the("a")
    assert letter.sender == f"pantulan+{mail.pk}.{mail.token}@contoh.test"
    assert letter.message["Message-ID"] == f"<surel.{mail.pk}.{mail.token}@contoh.test>"
    assert letter.message["From"] == "Portal <inovasi@contoh.test>"
    assert letter.message["Auto-Submitted"] == "auto-generated"


def test_a_refused_address_is_refused_at_once_in_words_and_the_others_go(post: PostOffice) -> None:
    post.answers = {"b@contoh.test": "550 5.1.1 User unknown in virtual mailbox table"}
    queue("a", "b", "c")
    assert sending.send_due() == 2
    assert states() == {"a": "terkirim", "b": "ditolak", "c": "terkirim"}
    refused = the("b")
    assert refused.reason == "Alamat ini tidak ada pada server penerima."
    assert refused.answer == "550 5.1.1 User unknown in virtual mailbox table"
    assert refused.attempts == 1


def test_an_address_that_is_none_is_refused_and_holds_up_nobody(post: PostOffice) -> None:
    send_later([Mail("S", "Isi", "dua orang@contoh test, x@@y"), Mail("S", "Isi", "a@contoh.test")])
    assert sending.send_due() == 1
    assert sorted(states().values()) == ["ditolak", "terkirim"]


@pytest.mark.parametrize("greeting", ["421 shutting down", "554 no service here", SILENCE])
def test_a_server_that_serves_nobody_refuses_no_reader_and_is_asked_once(post: PostOffice, greeting: str) -> None:
    post.greeting = greeting
    queue(*"abcdefgh")
    assert sending.send_due() == 0
    assert post.connections == 1
    assert {(mail.state, mail.attempts, mail.server_fault) for mail in OutgoingMail.objects.all()} == {
        ("menunggu", 1, True)
    }
    assert sending.send_due() == 0
    assert post.connections == 1


def test_a_refused_sender_is_the_portals_fault_not_the_readers(post: PostOffice) -> None:
    post.mail_from = "553 5.7.1 sender rejected"
    queue("a")
    sending.send_due()
    assert (the("a").state, the("a").server_fault) == ("menunggu", True)
    assert the("a").reason == "Server surel menolak alamat pengirim portal."


def test_one_mail_that_breaks_the_line_holds_up_no_other(post: PostOffice) -> None:
    post.answers = {"a@contoh.test": HANG_UP, "b@contoh.test": SILENCE}
    queue("a", "b", "c", "d")
    assert sending.send_due() == 2
    assert states() == {"a": "menunggu", "b": "menunggu", "c": "terkirim", "d": "terkirim"}


def test_a_reader_who_is_busy_is_tried_again_and_calls_up_nobody(post: PostOffice) -> None:
    post.answers = {"a@contoh.test": "450 4.2.0 Greylisted, try again later"}
    with time_machine.travel(MORNING, tick=False) as clock:
        queue("a", "b")
        sending.send_due()
        assert the("a").next_try_at == MORNING + MINUTE
        queue("c")
        sending.send_due()
        assert (the("a").attempts, the("a").reason) == (1, "Server penerima sedang tidak dapat menerima surel ini.")
        post.answers = {}
        clock.shift(MINUTE)
        assert sending.send_due() == 1


def test_mail_is_tried_soon_then_hourly_for_two_days_then_given_up(post: PostOffice) -> None:
    post.stop()
    pauses = []
    with time_machine.travel(MORNING, tick=False) as clock:
        queue("a", secret=True)
        while the("a").state == MailState.WAITING:
            sending.send_due()
            mail = the("a")
            if mail.state == MailState.WAITING:
                pauses.append((mail.next_try_at - datetime.datetime.now(datetime.UTC)) / MINUTE)
                assert mail.body == "Isi surat."
                clock.move_to(mail.next_try_at)
    assert pauses == [1, 5, 15, 30, 60] + [60] * 48
    assert (mail.state, mail.attempts, mail.body) == ("menyerah", len(WAITS) + 1, "")
    assert mail.reason == "Server surel tidak dapat dihubungi."


def test_a_server_that_comes_and_goes_costs_no_mail_its_two_days(post: PostOffice) -> None:
    post.answers = {"sulit@contoh.test": HANG_UP, "susah@contoh.test": HANG_UP, "rumit@contoh.test": HANG_UP}
    with time_machine.travel(MORNING, tick=False) as clock:
        queue("sulit", "susah", "rumit")
        for number in range(2 * len(WAITS)):
            queue(f"lancar{number}")
            sending.send_due()
            clock.shift(MINUTE)
    assert {the(name).state for name in ("sulit", "susah", "rumit")} == {"menunggu"}


def test_after_eight_hours_without_a_server_everything_is_out_within_the_hour(post: PostOffice) -> None:
    post.stop()
    with time_machine.travel(MORNING, tick=False) as clock:
        for number in range(8 * 60):
            if number % 2 == 0 and number < 240:
                queue(f"pagi{number}a", f"pagi{number}b")
            sending.send_due()
            clock.shift(MINUTE)
        assert set(states().values()) == {"menunggu"}
        post.start()
        for _ in range(60):
            sending.send_due()
            clock.shift(MINUTE)
    assert Counter(states().values()) == {"terkirim": 240}
    assert len(post.readers) == len(set(post.readers)) == 240


def test_a_secret_is_forgotten_when_it_is_sent_or_refused(post: PostOffice) -> None:
    post.answers = {"b@contoh.test": "550 unknown"}
    queue("a", "b", secret=True)
    sending.send_due()
    assert states() == {"a": "terkirim", "b": "ditolak"}
    assert [mail.body for mail in OutgoingMail.objects.all()] == ["", ""]
    assert "Isi surat." in post.taken[0].message.get_content()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.update(body="https://contoh.test/akun/sandi/lupa/1-x/")


def queue_with(paper: IssuedPaper) -> None:
    send_later([Mail("Hasil", "Isi surat.", "a@contoh.test", paper=paper.pk)])


def attached(post: PostOffice) -> list[tuple[str | None, object]]:
    """Name and bytes of what the one mail that arrived has with it."""
    [taken] = post.taken
    return [(part.get_filename(), part.get_payload(decode=True)) for part in taken.message.iter_attachments()]


def test_a_mail_waits_for_its_paper_and_brings_its_bytes(post: PostOffice) -> None:
    paper = reserve(head(), by=None)
    queue_with(paper)
    queue("b")
    assert sending.send_due() == 1 and post.readers == ["b@contoh.test"]
    post.taken.clear()
    keep(paper, factories.pdf(1))
    assert sending.send_due() == 1
    assert attached(post) == [(paper.filename, factories.pdf(1))]


def test_a_mail_whose_paper_does_not_come_goes_without_it_after_two_hours(post: PostOffice) -> None:
    with time_machine.travel(MORNING, tick=False):
        queue_with(reserve(head(), by=None))
    with time_machine.travel(MORNING + datetime.timedelta(minutes=119), tick=False):
        assert sending.send_due() == 0
    with time_machine.travel(MORNING + datetime.timedelta(minutes=120), tick=False):
        assert sending.send_due() == 1
    assert attached(post) == []


def test_a_paper_that_is_too_large_or_not_readable_does_not_hold_its_mail_up(post: PostOffice) -> None:
    large = issue(head(), factories.pdf(1) + b" " * sending.LARGEST, by=None)
    queue_with(large)
    assert sending.send_due() == 1 and attached(post) == []
    post.taken.clear()
    lost = issue(head("2"), factories.pdf(1), by=None)
    lost.file.storage.delete(str(lost.file.name))
    queue_with(lost)
    assert sending.send_due() == 1 and attached(post) == []


def test_a_mail_sent_to_another_address_keeps_its_paper(post: PostOffice) -> None:
    paper = issue(head(), factories.pdf(1), by=None)
    queue_with(paper)
    assert keeping.send_to(the("a"), "baru@contoh.test")
    assert sending.send_due() == 1 and post.readers == ["baru@contoh.test"]
    assert attached(post) == [(paper.filename, factories.pdf(1))]
