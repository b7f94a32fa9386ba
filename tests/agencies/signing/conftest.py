"""An issued paper with room for two signatures, the people who sign it, and their certificates."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from agencies.core.models import User
from agencies.signing.asking import Undersigned, ask
from foundation.issued.models import IssuedPaper
from foundation.issued.services import issue
from foundation.papers.rendering import printed
from tests import factories
from tests.foundation.issued.papers import head
from tests.foundation.signing.authority import Authority
from tests.foundation.signing.esign import PASSWORD, USER, Service, esign

NIK = "0000000000000001"
TWO_PAGES = (
    '<html lang="id"><head><title>BA</title></head><body><h1>Berita acara</h1>'
    '<div style="height: 30mm" id="ttd-2"></div><p>Satu</p>'
    '<div style="break-before: page; height: 22mm" id="ttd-1"></div><p>Dua</p></body></html>'
)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = Path(tmp_path_factory.mktemp("sertifikat"))
    folder.chmod(0o700)
    made = Authority(folder)
    made.issue("ketua", "Siti Aminah", "benar")
    made.issue("kepala", "Yan Contoh", "betul")
    return made


@pytest.fixture
def ketua() -> User:
    return factories.user("ketua", full_name="Siti Aminah")


@pytest.fixture
def kepala() -> User:
    return factories.user("kepala", full_name="Yan Contoh")


@pytest.fixture
def issuer() -> User:
    return factories.coordinator()


@pytest.fixture(scope="session")
def two_pages() -> bytes:
    return printed(TWO_PAGES)


@pytest.fixture
def paper(issuer: User, two_pages: bytes) -> IssuedPaper:
    return issue(head(), two_pages, by=issuer)


@pytest.fixture
def asked(paper: IssuedPaper, issuer: User, ketua: User, kepala: User) -> IssuedPaper:
    both = [Undersigned("Ketua Tim", "Siti Aminah, S.E.", ketua), Undersigned("Kepala Badan", "Yan Contoh", kepala)]
    ask(paper, both, by=issuer)
    return paper


@pytest.fixture
def by_certificate(settings: Settings, authority: Authority) -> None:
    settings.SIGNING = replace(
        settings.SIGNING,
        way="pkcs12",
        pkcs12_dir=str(authority.folder),
        trust_roots=(str(authority.root_file),),
    )


@pytest.fixture
def bsre(settings: Settings, authority: Authority) -> Iterator[Service]:
    with esign(authority.folder / "ketua.p12") as service:
        settings.SIGNING = replace(
            settings.SIGNING,
            way="bsre",
            bsre_url=service.url,
            bsre_user=USER,
            bsre_password=PASSWORD,
            bsre_plain_http=True,
        )
        yield service
