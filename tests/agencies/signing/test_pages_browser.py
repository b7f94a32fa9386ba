"""The pages of signing in a real browser, with the city's certificates and in ink."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from agencies.signing import sealing, services
from agencies.signing.models import WantedSignature
from foundation.issued.models import IssuedPaper
from foundation.signing.choosing import chosen
from tests import factories
from tests.agencies.signing.conftest import NIK
from tests.browsers import signed_in
from tests.foundation.signing.esign import Service
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def found(window: BrowserContext, paper: IssuedPaper, *names: str) -> dict[str, list[str]]:
    """What is wrong with each of these pages."""
    wrong = {}
    page = window.new_page()
    for name in names:
        answer = page.goto(reverse(f"agencies:{name}", args=[] if name == "signatures" else [paper.pk]))
        assert answer and answer.status == 200 and "/akun/" not in page.url, name
        if faults := faults_of(page):
            wrong[name] = faults
    return wrong


@pytest.mark.usefixtures("by_certificate")
def test_who_signs_reads_the_paper_and_signs_it_on_a_phone(
    browser: Browser, live_server: LiveServer, asked: IssuedPaper, ketua: User, kepala: User
) -> None:
    for person, pages in (
        (ketua, ("signatures", "signature", "signature_sign")),
        (kepala, ("signatures", "signature")),
    ):
        with signed_in(browser, person, live_server.url, viewport=PHONE) as window:
            assert found(window, asked, *pages) == {}


@pytest.mark.usefixtures("by_certificate")
def test_without_scripts_a_paper_is_signed(
    browser: Browser, live_server: LiveServer, asked: IssuedPaper, ketua: User
) -> None:
    options = {"java_script_enabled": False, "viewport": PHONE}
    with signed_in(browser, ketua, live_server.url, **options) as window:
        page = window.new_page()
        page.goto(reverse("agencies:signatures"))
        page.get_by_role("link", name=asked.title).click()
        page.get_by_role("link", name="Tandatangani").click()
        page.locator("input[type=password]").fill("benar")
        page.get_by_role("button", name="Tandatangani").click()
        assert "Naskah sudah Anda tandatangani." in page.content()
    assert [one.is_signed for one in WantedSignature.objects.of(asked.pk)] == [True, False]


def test_who_keeps_a_paper_signed_in_ink_asks_and_uploads_on_a_phone(
    browser: Browser, live_server: LiveServer, asked: IssuedPaper, issuer: User
) -> None:
    with signed_in(browser, issuer, live_server.url, viewport=PHONE) as window:
        assert found(window, asked, "signatures", "signature", "signature_ask", "signature_scan") == {}


def test_what_only_the_national_service_brings_can_be_used_too(
    browser: Browser, live_server: LiveServer, asked: IssuedPaper, issuer: User, ketua: User, bsre: Service
) -> None:
    factories.official(account=ketua)
    sealing.seal(ketua, NIK[:-1] + "8")  # answers with a page of HTML, which leaves it unknown
    signer = chosen()
    assert signer
    services.sign(asked, signer, "benar", by=ketua)
    with signed_in(browser, issuer, live_server.url, viewport=PHONE) as window:
        assert found(window, asked, "signatures", "signature", "signature_reopen") == {}
        page = window.new_page()
        page.goto(reverse("agencies:signer_nik", args=[ketua.pk]))
        assert page.get_by_label("NIK").count() == 1
        assert faults_of(page) == []
