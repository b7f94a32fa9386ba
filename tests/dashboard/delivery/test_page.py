"""The delivery page: every mail with what became of it, for coordinators, and the ways out."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import reverse

from agencies.core.models import Agency, User
from foundation.outbox.models import MailKind, MailState, OutgoingMail
from foundation.outbox.sending import send_due
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Status
from tests import factories
from tests.dashboard.delivery.pages import words_of
from tests.factories import Cast
from tests.test_query_counts import cost

pytestmark = pytest.mark.django_db
PAGE = "/pengiriman/"


def mail(state: MailState = MailState.REFUSED, **columns: object) -> OutgoingMail:
    """A mail that stands as told; one that failed says why."""
    made = OutgoingMail(address="lama@contoh.test", subject="Perihal uji", body="Isi surat.")
    for name, value in columns.items():
        setattr(made, name, value)
    if state != MailState.WAITING:
        made.end(
            state, made.created_at, reason="Alamat ini tidak ada pada server penerima.", answer="550 5.1.1 unknown"
        )
    made.save()
    return made


def act(browser: Client, one: OutgoingMail, action: str) -> str:
    """Presses the button and gives the sentence of the answer."""
    url = reverse("dashboard:delivery_act", args=[one.pk, action])
    page = browser.post(url, {"kembali": PAGE}, follow=True)
    assert page.redirect_chain[-1][0] == PAGE
    one.refresh_from_db()
    return words_of(page)


def returned(cast: Cast) -> Proposal:
    """A proposal sent back with a request, whose mail to the owner is in the outbox alone."""
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    moves.perform(Action.RETURN, proposal, by=cast.coordinator, note="Lengkapi anggaran.")
    OutgoingMail.objects.exclude(person=cast.owner).delete()
    return proposal


def test_a_mail_that_failed_says_to_whom_about_what_and_why(cast: Cast, signed_in) -> None:
    proposal = returned(cast)
    one = OutgoingMail.objects.get()
    one.end(MailState.REFUSED, one.created_at, reason="Kotak surel penerima penuh.", answer="552 5.2.2 over quota")
    one.save()
    page = words_of(signed_in(cast.coordinator).get(PAGE))
    proposal.refresh_from_db()
    for words in (str(cast.owner), cast.owner.email, proposal.number, "Ditolak", one.reason, one.answer, one.subject):
        assert words in page


def test_a_waiting_mail_says_why_and_when_it_is_tried_again(cast: Cast, signed_in) -> None:
    mail(MailState.WAITING, attempts=2, reason="Server surel tidak dapat dihubungi.", server_fault=True)
    page = words_of(signed_in(cast.coordinator).get(PAGE))
    assert "Server surel tidak dapat dihubungi." in page
    assert "Sudah dicoba 2 kali; dicoba lagi" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"gagal", "menyerah", "antre", "beres", "usulan"}),
        ("?keadaan=gagal", {"gagal", "menyerah"}),
        ("?keadaan=menyerah", {"menyerah"}),
        ("?keadaan=menunggu", {"antre", "usulan"}),
        ("?q=beres@", {"beres"}),
        ("?q=op+dinas+1", {"usulan"}),
        ("?usulan=pgk-2026-0001", {"usulan"}),
        ("?usulan=9999", set()),
        ("?jenis=pengingat", {"beres"}),
    ],
)
def test_the_list_is_narrowed_by_state_reader_and_proposal(cast: Cast, signed_in, query: str, shown: set[str]) -> None:
    returned(cast)
    OutgoingMail.objects.update(subject="usulan")
    mail(subject="gagal")
    mail(MailState.GIVEN_UP, subject="menyerah")
    mail(MailState.WAITING, subject="antre")
    mail(MailState.SENT, subject="beres", address="beres@contoh.test", kind=MailKind.REMINDER)
    page = signed_in(cast.coordinator).get(PAGE + query).content.decode()
    lines = set(re.findall(r'<p class="mail__line">(\w+)</p>', page))
    assert lines == shown


def test_sending_again_one_and_all(cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    one, other = mail(address="a@contoh.test"), mail(MailState.GIVEN_UP, address="b@contoh.test", attempts=54)
    done = mail(MailState.SENT, address="c@contoh.test")
    assert "dikirim ulang ke a@contoh.test" in act(browser, one, "kirim-ulang")
    assert (one.state, one.attempts, one.ended_at) == ("menunggu", 0, None)
    browser.post("/pengiriman/kirim-ulang/?keadaan=gagal")
    other.refresh_from_db()
    assert (other.state, other.attempts) == ("menunggu", 0)
    assert send_due() == 2
    assert [letter.to for letter in sent.outbox] == [["a@contoh.test"], ["b@contoh.test"]]
    assert "Muat ulang halaman ini" in act(browser, done, "kirim-ulang")


def test_after_the_address_was_changed_the_words_go_there_and_the_old_mail_is_marked(cast: Cast, signed_in) -> None:
    browser, old = signed_in(cast.coordinator), cast.owner.email
    one = mail(person=cast.owner, address=old)
    page = browser.get(PAGE).content.decode()
    assert reverse("agencies:person_edit", args=[cast.owner.pk]) in page
    User.objects.filter(pk=cast.owner.pk).update(email="baru@contoh.test")
    assert "Kirim ke baru@contoh.test" in browser.get(PAGE).content.decode()
    act(browser, one, "alamat-baru")
    assert (one.state, one.reason) == ("dibatalkan", "Diganti: dikirim ke baru@contoh.test.")
    new = OutgoingMail.objects.latest("pk")
    assert (new.address, new.person, new.body, new.state) == ("baru@contoh.test", cast.owner, "Isi surat.", "menunggu")


def test_the_address_of_an_agency_is_changed_at_the_agency(cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    one = mail(office=cast.home.code)
    assert reverse("agencies:contact", args=[cast.home.code]) in browser.get(PAGE).content.decode()
    Agency.objects.filter(pk=cast.home.pk).update(contact_email="kantor@contoh.test")
    act(browser, one, "alamat-baru")
    assert OutgoingMail.objects.latest("pk").address == "kantor@contoh.test"


def whatsapp_of(page: str) -> list[str]:
    return re.findall(r'href="(https://wa\.me/[^"]*)"', page)


def test_words_are_passed_on_by_whatsapp_and_the_mail_is_settled(cast: Cast, signed_in) -> None:
    User.objects.filter(pk=cast.owner.pk).update(phone="0812-3456-7890")
    one = mail(person=cast.owner, body="Yth. Pengusul,\n\nLengkapi & kirim.")
    browser = signed_in(cast.coordinator)
    [url] = whatsapp_of(browser.get(PAGE).content.decode())
    assert urlsplit(url).path == "/6281234567890"
    assert parse_qs(urlsplit(url.replace("&amp;", "&")).query)["text"] == [one.body]
    act(browser, one, "disampaikan")
    assert (one.state, one.reason) == ("disampaikan", f"Disampaikan oleh {cast.coordinator}.")
    assert "Belum sampai (0)" in words_of(browser.get(PAGE))


def test_a_secret_is_neither_shown_nor_sent_again_but_made_anew(cast: Cast, signed_in) -> None:
    link = "https://contoh.test/akun/sandi/lupa/1-rahasia/"
    one = mail(MailState.WAITING, person=cast.owner, kind=MailKind.ACCOUNT, secret=True, body=link)
    browser = signed_in(cast.coordinator)
    assert "rahasia" not in browser.get(PAGE).content.decode()
    one.end(MailState.REFUSED, one.created_at, reason="Kotak surel penerima penuh.")
    one.save()
    page = browser.get(PAGE).content.decode()
    assert whatsapp_of(page) == []
    assert "Kirim ulang" not in page
    act(browser, one, "tautan-baru")
    fresh = OutgoingMail.objects.latest("pk")
    assert (one.state, fresh.person, fresh.state, fresh.secret) == ("dibatalkan", cast.owner, "menunggu", True)
    assert "/akun/sandi/lupa/" in fresh.body


def test_what_an_agency_tells_its_own_people_is_not_read_by_others(cast: Cast, signed_in) -> None:
    one = mail(subject="Tolong teruskan, saya cuti", kind=MailKind.INTERNAL, person=cast.owner)
    browser = signed_in(cast.coordinator)
    page = browser.get(PAGE).content.decode()
    assert "cuti" not in page and whatsapp_of(page) == []
    assert "dikirim ulang" in act(browser, one, "kirim-ulang")


def test_mail_about_drafts_and_closed_proposals_does_not_exist(cast: Cast, signed_in) -> None:
    draft = factories.ready(1, of=cast.home)
    closed = cast.involve(factories.proposal(Status.SUBMITTED, 2, of=cast.home))
    OutgoingMail.objects.all().delete()
    hidden = [mail(subject="Perihal draf", about=draft.pk), mail(subject="Perihal tertutup", about=closed.pk)]
    browser = signed_in(cast.conflicted)
    page = words_of(browser.get(PAGE))
    assert "Perihal" not in page and "Belum sampai (0)" in page
    browser.post("/pengiriman/kirim-ulang/")
    for one in hidden:
        url = reverse("dashboard:delivery_act", args=[one.pk, "batal"])
        assert browser.post(url).status_code == 404
        one.refresh_from_db()
        assert one.state == "ditolak"
    assert "Perihal tertutup" in words_of(signed_in(cast.coordinator).get(PAGE))


def test_a_reminder_keeps_its_words_from_who_has_a_conflict(cast: Cast, signed_in) -> None:
    cast.involve(factories.proposal(Status.SUBMITTED, 2, of=cast.home))
    mail(kind=MailKind.REMINDER, body="PGK-2026-0002 menunggu perbaikan.", office=cast.home.code)
    shown = {
        person.username: len(whatsapp_of(signed_in(person).get(PAGE).content.decode()))
        for person in (cast.conflicted, cast.coordinator)
    }
    assert shown == {cast.conflicted.username: 0, cast.coordinator.username: 1}


def test_unknown_actions_and_foreign_ways_back_lead_nowhere(cast: Cast, signed_in) -> None:
    one, browser = mail(), signed_in(cast.coordinator)
    assert browser.post(reverse("dashboard:delivery_act", args=[one.pk, "hapus"])).status_code == 404
    url = reverse("dashboard:delivery_act", args=[one.pk, "batal"])
    assert browser.post(url, {"kembali": "https://contoh.invalid/"}).headers["Location"] == PAGE


def test_the_page_costs_the_same_for_few_mails_and_for_many(cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)

    def add(numbers: range) -> None:
        for number in numbers:
            proposal = factories.proposal(Status.SUBMITTED, number, of=cast.home)
            person = factories.operator(cast.home, f"orang-{number}")
            mail(person=person, about=proposal.pk)
            mail(office=factories.agency(100 + number).code)

    add(range(1, 3))
    few = cost(browser, PAGE)
    add(range(3, 9))
    assert cost(browser, PAGE) == few
