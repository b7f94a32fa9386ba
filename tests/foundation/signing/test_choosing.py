"""The way of signing that the settings choose, and what Django's check says of choices that cannot work."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from foundation.signing.bsre import BsreSigner
from foundation.signing.choosing import chosen
from foundation.signing.pkcs12 import Pkcs12Signer
from foundation.signing.signer import Refused, Signed
from tests.foundation.signing.authority import Authority
from tests.foundation.signing.conftest import CHAIR, act_of
from tests.foundation.signing.esign import PASSPHRASE, PASSWORD, USER, esign

BSRE = {
    "way": "bsre",
    "bsre_url": "https://esign.contoh.go.id",
    "bsre_user": "portal",
    "bsre_password": "sandi",
}


def told() -> set[tuple[str, str]]:
    """Of each message about signing: its identity, and the setting it begins with."""
    messages = [message for message in run_checks() if message.id in ("foundation.E002", "foundation.W003")]
    return {(str(message.id)[-4:], re.split(r"\W", message.msg)[0]) for message in messages}


def choose(settings: Settings, **options: object) -> None:
    settings.SIGNING = replace(settings.SIGNING, **options)


def test_ink_is_what_nobody_has_to_set(settings: Settings):
    assert settings.SIGNING.way == "wet" and chosen() is None and told() == set()


def test_a_word_that_is_no_way_of_signing_is_told_at_the_start(settings: Settings):
    choose(settings, way="ttd")
    assert told() == {("E002", "SIGNER"), ("W003", "SIGNER_TRUST_ROOTS")}
    with pytest.raises(ImproperlyConfigured, match="SIGNER"):
        chosen()


def test_pkcs12_is_chosen_and_signs(settings: Settings, authority: Authority, paper: bytes):
    authority.folder.chmod(0o700)
    choose(settings, way="pkcs12", pkcs12_dir=str(authority.folder))
    choose(settings, trust_roots=(str(authority.root_file),))
    signer = chosen()
    assert isinstance(signer, Pkcs12Signer) and told() == set()
    assert isinstance(signer.sign(signer.prepare(paper, [CHAIR]), act_of("ketua", CHAIR), "benar"), Signed)


@pytest.mark.parametrize("mode", [0o750, 0o705])
def test_a_folder_of_certificates_that_others_can_open_is_refused(settings: Settings, tmp_path: Path, mode: int):
    tmp_path.chmod(mode)
    choose(settings, way="pkcs12", pkcs12_dir=str(tmp_path))
    assert told() == {("E002", "SIGNER_PKCS12_DIR"), ("W003", "SIGNER_TRUST_ROOTS")}


def test_pkcs12_needs_its_folder(settings: Settings):
    choose(settings, way="pkcs12")
    assert ("E002", "SIGNER_PKCS12_DIR") in told()


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({}, set()),
        ({"bsre_user": "", "bsre_password": ""}, {"SIGNER_BSRE_USER", "SIGNER_BSRE_PASSWORD"}),
        ({"bsre_url": "http://10.0.0.5"}, {"SIGNER_BSRE_URL"}),
        ({"bsre_url": "http://10.0.0.5", "bsre_plain_http": True}, set()),
        ({"bsre_version": 3}, {"SIGNER_BSRE_VERSION"}),
        ({"bsre_ca": "/tidak/ada.pem"}, {"SIGNER_BSRE_CA"}),
    ],
)
def test_bsre_needs_an_address_and_credentials(settings: Settings, wrong: dict[str, object], names: set[str]):
    choose(settings, **BSRE | wrong)
    assert told() == {("E002", name) for name in names} | {("W003", "SIGNER_TRUST_ROOTS")}


@pytest.mark.parametrize("content", [None, "bukan sertifikat"])
def test_roots_that_cannot_be_read_are_an_error(settings: Settings, tmp_path: Path, content: str | None):
    path = tmp_path / "akar.pem"
    if content is not None:
        path.write_text(content)
    choose(settings, trust_roots=(str(path),))
    assert told() == {("E002", "SIGNER_TRUST_ROOTS")}


def test_bsre_is_chosen_and_signs(settings: Settings, authority: Authority, paper: bytes):
    with esign(authority.folder / "ketua.p12") as service:
        choose(settings, **BSRE, bsre_plain_http=True)
        choose(settings, bsre_url=service.url, bsre_user=USER, bsre_password=PASSWORD)
        signer = chosen()
        assert isinstance(signer, BsreSigner)
        act = act_of("ketua", CHAIR, "0000000000000001")
        assert isinstance(signer.sign(paper, act, PASSPHRASE), Signed)
        assert isinstance(signer.sign(paper, act, "salah"), Refused)


def test_the_document_names_every_setting_of_signing():
    source = (portal.BASE_DIR / "inovasi" / "options" / "signing.py").read_text()
    document = (portal.BASE_DIR / "docs" / "signing.md").read_text()
    assert set(re.findall(r'"(SIGNER\w*)"', source)) == set(re.findall(r"`(SIGNER\w*)`", document))
