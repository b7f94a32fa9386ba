"""Signing an issued paper electronically, on its pages: in turn, with a secret that goes nowhere, and never twice."""

import base64
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from agencies.core.models import Notification, User
from agencies.signing import sealing, services
from agencies.signing.asking import SigningRefused
from agencies.signing.models import SignatureState, SignerIdentity, WantedSignature
from foundation.issued.models import IssuedPaper
from foundation.signing.choosing import chosen
from foundation.signing.signer import Act, Outcome, Signer
from foundation.signing.validation import signatures_in
from tests import factories
from tests.agencies.signing.conftest import NIK, client_of
from tests.at_once import at_once
from tests.foundation.signing.authority import Authority
from tests.foundation.signing.esign import Service

pytestmark = pytest.mark.django_db
SECRET = "frasa-sandi-rahasia-5512"


def sign(person: User, paper: IssuedPaper, secret: str = "benar") -> Any:
    address = reverse("agencies:signature_sign", args=[paper.pk])
    return client_of(person).post(address, {"passphrase": secret}, follow=True)


def states(paper: IssuedPaper) -> list[str]:
    return [one.state for one in WantedSignature.objects.of(paper.pk)]


@pytest.mark.usefixtures("by_certificate")
def test_both_sign_in_turn_and_the_check_shows_who(
    asked: IssuedPaper, ketua: User, kepala: User, authority: Authority, two_pages: bytes
):
    assert "Giliran Anda sesudah Siti Aminah, S.E., Ketua Tim." in sign(kepala, asked, "betul").content.decode()
    assert "Naskah sudah Anda tandatangani." in sign(ketua, asked, "benar").content.decode()
    assert "Naskah sudah Anda tandatangani." in sign(kepala, asked, "betul").content.decode()

    newest = services.newest_of(asked)
    read = signatures_in(newest.read(), authority.roots)
    assert [(one.field, one.signer, one.holds, one.trusted) for one in read] == [
        ("ttd-1", "Siti Aminah", True, True),
        ("ttd-2", "Yan Contoh", True, True),
    ]
    assert [one.serial for one in asked.versions] == ["UND-2026-00003", "UND-2026-00002", "UND-2026-00001"]
    assert asked.read() == two_pages
    check = Client().get(asked.verify_url).content.decode()
    way = "tanda tangan elektronik dengan sertifikat kota"
    assert f"Siti Aminah, S.E., Ketua Tim ({way}" in check and f"Yan Contoh, Kepala Badan ({way}" in check


@pytest.mark.usefixtures("by_certificate")
def test_the_check_reads_the_signatures_inside_the_file(asked: IssuedPaper, ketua: User, settings: Settings):
    sign(ketua, asked, "benar")

    def told() -> str:
        file = SimpleUploadedFile("a.pdf", services.newest_of(asked).read())
        return Client().post(asked.verify_url, {"file": file}).content.decode()

    assert "(menurut komputer penanda tangan): utuh, sertifikatnya dari penerbit tepercaya (Akar Uji)" in told()
    settings.SIGNING = replace(settings.SIGNING, trust_roots=())
    assert "utuh, tetapi penerbit sertifikatnya (Akar Uji) belum dipercaya portal" in told()


@pytest.mark.usefixtures("by_certificate")
def test_hashes_are_kept_and_a_given_signature_stays(asked: IssuedPaper, ketua: User):
    sign(ketua, asked, "benar")
    given = WantedSignature.objects.get(paper=asked, order=1)
    assert given.result and (given.after, given.by, given.way) == (given.result.sha256, ketua, "pkcs12")
    for change in (lambda rows: rows.update(name="Orang lain"), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change(WantedSignature.objects.filter(pk=given.pk))


@pytest.mark.usefixtures("by_certificate")
def test_a_wrong_secret_is_told_and_may_be_typed_again(asked: IssuedPaper, ketua: User):
    page = sign(ketua, asked, SECRET).content.decode()
    assert "Frasa sandi sertifikat tidak cocok" in page and SECRET not in page
    assert states(asked) == [SignatureState.WAITING, SignatureState.WAITING]
    assert "Naskah sudah Anda tandatangani." in sign(ketua, asked, "benar").content.decode()


@pytest.mark.usefixtures("by_certificate")
def test_the_secret_is_kept_nowhere(
    asked: IssuedPaper, ketua: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
):
    caplog.set_level(logging.DEBUG)
    sign(ketua, asked, SECRET)
    told = caplog.text + repr(capfd.readouterr())
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT CAST("{table}" AS text) FROM "{table}"')
            told += "".join(row for (row,) in cursor.fetchall())
    told += "".join(repr(session.get_decoded()) for session in Session.objects.all())
    assert "ketua" in told and SECRET not in told


@pytest.mark.usefixtures("by_certificate")
def test_who_has_not_shown_lately_who_they_are_is_asked_first_and_the_secret_is_not_kept_for_later(
    asked: IssuedPaper, ketua: User
):
    client = client_of(ketua)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp() - 3600}]
    session.save()
    address = reverse("agencies:signature_sign", args=[asked.pk])
    sent = client.post(address, {"passphrase": SECRET})
    assert (sent.status_code, sent["Location"]) == (302, address)
    assert SECRET not in repr(dict(client.session)) and states(asked)[0] == SignatureState.WAITING
    ketua.set_password("kata-sandi-uji")
    ketua.save()
    client.force_login(ketua)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp() - 3600}]
    session.save()
    asks = client.get(address)
    assert asks["Location"].partition("?")[0] == reverse("account_reauthenticate")


def test_a_form_that_came_too_late_gives_back_no_secret(asked: IssuedPaper, ketua: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ketua)
    typed = {"passphrase": SECRET, "nik": NIK}
    page = client.post(reverse("agencies:signature_sign", args=[asked.pk]), typed)
    assert page.status_code == 403 and SECRET not in page.content.decode() and NIK not in page.content.decode()


@pytest.mark.usefixtures("by_certificate")
def test_a_paper_without_room_for_signatures_is_signed_in_ink(asked: IssuedPaper, ketua: User, issuer: User):
    WantedSignature.objects.create(
        paper=asked, order=3, office="Sekretaris", name="Tanpa tempat", account=None, asked_by=issuer
    )
    assert "tidak menyediakan tempat" in sign(ketua, asked, "benar").content.decode()
    assert set(states(asked)) == {SignatureState.WAITING}


@pytest.mark.usefixtures("by_certificate")
def test_a_paper_that_was_replaced_is_not_signed(asked: IssuedPaper, ketua: User, issuer: User, two_pages: bytes):
    services.renew(services.head_of(asked), two_pages + b"\n", by=issuer, reason="Isinya berubah")
    assert "sudah digantikan versi yang lebih baru" in sign(ketua, asked, "benar").content.decode()


def test_silence_of_the_service_leaves_it_unknown_and_nothing_is_sent_again(
    asked: IssuedPaper, ketua: User, issuer: User, bsre: Service
):
    sealing.seal(ketua, NIK[:-1] + "8")  # answers with a page of HTML
    assert "Jangan mengulang" in sign(ketua, asked, "benar").content.decode()
    assert states(asked) == [SignatureState.SENT, SignatureState.WAITING]
    assert "belum pasti" in sign(ketua, asked, "benar").content.decode()
    signer = chosen()
    assert signer
    with pytest.raises(SigningRefused, match="belum pasti"):
        services.sign(asked, signer, "benar", by=ketua)
    assert len(bsre.signings()) == 1

    again = reverse("agencies:signature_reopen", args=[asked.pk])
    page = client_of(issuer).post(again, {"reason": "Riwayat di BSrE kosong"}, follow=True).content.decode()
    assert "dapat diberikan lagi" in page and "Riwayat di BSrE kosong" in page
    sealing.seal(ketua, NIK)
    assert "Naskah sudah Anda tandatangani." in sign(ketua, asked, "benar").content.decode()
    assert len(bsre.signings()) == 2
    assert [one.holds for one in signatures_in(services.newest_of(asked).read(), [])] == [True]


def test_what_breaks_while_signing_stays_unknown(asked: IssuedPaper, ketua: User):
    """Whatever ends the request after the paper may have been sent, nobody sends it again by a second press."""

    class Torn:
        word, asks = "bsre", "Frasa sandi"

        def prepare(self, pdf: bytes, places: object) -> bytes:
            return pdf

        def sign(self, pdf: bytes, act: object, secret: str) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.sign(asked, Torn(), "benar", by=ketua)  # type: ignore[arg-type]  # a stand-in that breaks
    assert states(asked) == [SignatureState.SENT, SignatureState.WAITING]


class Meanwhile:
    """Signs as the settings say, after something else was done while the paper was on its way."""

    word, asks = "pkcs12", "Frasa sandi"

    def __init__(self, done: Callable[[], object]) -> None:
        self.done, self.prepare = done, signer_of_settings().prepare

    def sign(self, pdf: bytes, act: Act, secret: str) -> Outcome:
        self.done()
        return signer_of_settings().sign(pdf, act, secret)


def signer_of_settings() -> Signer:
    signer = chosen()
    assert signer
    return signer


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("by_certificate")
def test_what_is_under_way_is_neither_opened_again_nor_sent_again(asked: IssuedPaper, ketua: User, issuer: User):
    address = reverse("agencies:signature_reopen", args=[asked.pk])
    reopen = partial(client_of(issuer).post, address, {"reason": "Dikira macet"}, follow=True)
    told: list[Any] = []
    services.sign(
        asked, Meanwhile(lambda: told.extend(at_once(reopen, partial(sign, ketua, asked)))), "benar", by=ketua
    )
    opened, pressed = (page.content.decode() for page in told)
    assert "sedang diproses" in opened and "dapat diberikan lagi" not in opened and "belum pasti" in pressed
    assert states(asked) == [SignatureState.SIGNED, SignatureState.WAITING]
    assert [one.holds for one in signatures_in(services.newest_of(asked).read(), [])] == [True]
    sign(ketua, asked, "benar")
    assert asked.versions.count() == 2


@pytest.mark.usefixtures("by_certificate")
def test_a_file_that_comes_after_its_signature_was_opened_again_is_kept(asked: IssuedPaper, ketua: User, issuer: User):
    """As when the connection broke that held the lock: inside one connection the lock does not bar."""
    reopen = partial(services.reopen, asked, reason="Dikira macet", by=issuer)
    services.sign(asked, Meanwhile(reopen), "benar", by=ketua)
    given = WantedSignature.objects.get(paper=asked, order=1)
    assert (given.state, given.way, given.by, given.result) == ("signed", "pkcs12", ketua, services.newest_of(asked))


def test_a_nik_is_sealed_and_shown_by_its_end(kepala: User, issuer: User, bsre: Service):
    factories.official(account=kepala)
    client = client_of(issuer)
    address = reverse("agencies:signer_nik", args=[kepala.pk])
    assert "16 angka" in client.post(address, {"nik": "12345"}).content.decode()
    page = client.post(address, {"nik": NIK}, follow=True).content.decode()
    assert "•" * 13 + "001" in page and NIK not in page
    assert NIK not in SignerIdentity.objects.get().sealed_nik and sealing.nik_of(kepala) == NIK
    client.post(address, {"nik": NIK[:-1] + "7"})
    assert sealing.nik_of(kepala).endswith("7") and SignerIdentity.objects.count() == 1
    assert client_of(kepala).get(address).status_code == 404


def test_a_lost_key_counts_as_no_nik(kepala: User, settings):
    sealing.seal(kepala, NIK)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "kunci lain"
    assert sealing.nik_of(kepala) == ""
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealing.nik_of(kepala) == NIK


def test_a_sealed_nik_that_was_changed_counts_as_none(kepala: User):
    sealing.seal(kepala, NIK)
    kept = SignerIdentity.objects.get()
    changed = bytearray(base64.urlsafe_b64decode(kept.sealed_nik))
    changed[30] ^= 1
    SignerIdentity.objects.update(sealed_nik=base64.urlsafe_b64encode(bytes(changed)).decode())
    assert NIK not in kept.sealed_nik and sealing.nik_of(kepala) == ""


def test_who_is_asked_is_told_where(asked: IssuedPaper, ketua: User, kepala: User):
    told = {(one.user, one.text, one.url) for one in Notification.objects.all()}
    address = reverse("agencies:signature", args=[asked.pk])
    assert told == {(one, f"Tanda tangan Anda diminta: {asked.title}.", address) for one in (ketua, kepala)}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_sent_once(asked: IssuedPaper, ketua: User, bsre: Service):
    sealing.seal(ketua, NIK)
    address = reverse("agencies:signature_sign", args=[asked.pk])
    browsers = [client_of(ketua) for _ in range(3)]
    at_once(*(partial(browser.post, address, {"passphrase": "benar"}) for browser in browsers))
    assert len(bsre.signings()) == 1
    assert states(asked) == [SignatureState.SIGNED, SignatureState.WAITING]
    assert asked.versions.count() == 2
