"""The pages of claims in a real browser on a phone: usable, and one claim made in few taps, with and without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from competitions.iga.core.models import Claim
from tests import factories
from tests.browsers import signed_in
from tests.factories.claiming import claimed, evidence
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = 740


def paper() -> list[dict[str, object]]:
    return [{"name": "perwali.pdf", "mimeType": "application/pdf", "buffer": factories.pdf()}]


def claim_with_evidence(page: Page, url: str) -> int:
    """Claims level 2 of the first indicator with one regulation, from the list of indicators; returns the taps."""
    page.goto(url)
    page.get_by_role("link", name="1. Regulasi Inovasi Daerah").first.click()
    page.get_by_role("radio", name="2: Peraturan Kepala Daerah").check()
    taps = 2
    if not page.locator("#id_bukti-file").is_visible():
        page.get_by_text("Tambah bukti baru").click()
        taps += 1
    page.locator("#id_bukti-file").set_input_files(paper())  # type: ignore[arg-type]  # a file as a mapping
    page.locator("#id_bukti-kind").select_option("perkada")
    page.locator("#id_bukti-document_number").fill("12/2025")
    page.locator("#id_bukti-document_date").fill("2025-03-01")
    page.get_by_role("button", name="Tambah bukti").click()
    expect(page.get_by_text("Menunggu pemeriksaan")).to_be_visible()
    return taps + 5


@pytest.mark.parametrize("script", [True, False])
def test_one_claim_is_made_in_eight_taps_on_a_phone(
    browser: Browser, live_server: LiveServer, edition, cast, proposal, script
):
    url = reverse("competitions:claims", args=[2026, proposal.pk])
    with signed_in(browser, cast["owner"], live_server.url, java_script_enabled=script, viewport=PHONE) as window:
        assert claim_with_evidence(window.new_page(), url) <= 8
    stored = Claim.objects.get()
    assert (stored.value, stored.proven, stored.items.get().title) == (2, True, "perwali")


def test_the_pages_are_usable_on_a_phone(browser: Browser, live_server: LiveServer, edition, cast, proposal):
    by = cast["owner"]
    claimed(proposal, by, edition.indicators.get(number=2), evidence(proposal, by, "surat_tugas", year=2026), fact=34)
    claimed(proposal, by, edition.indicators.get(number=3), level=2)
    names = [("claims", ()), ("shelf", ()), ("shelf_edit", (proposal.pk,))]
    names += [("claim", (number,)) for number in (1, 2, 3, 18)]
    wrong, tall = {}, 0
    with signed_in(browser, by, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        for name, more in names:
            args = [evidence_key()] if name == "shelf_edit" else list(more)
            page.goto(reverse(f"competitions:{name}", args=[2026, proposal.pk, *args]))
            if faults := faults_of(page):
                wrong[name, more] = faults
            if name == "claims":
                tall = page.evaluate("document.documentElement.scrollHeight")
    assert wrong == {}
    assert tall <= 4 * SCREEN


def evidence_key() -> int:
    key = Claim.objects.get(indicator__number=2).items.get().pk
    assert isinstance(key, int)
    return key


def test_what_is_typed_is_stored_by_itself_and_the_state_follows(
    browser: Browser, live_server: LiveServer, edition, cast, proposal
):
    with signed_in(browser, cast["owner"], live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(reverse("competitions:claim", args=[2026, proposal.pk, 2]))
        page.locator("#id_fact").fill("34")
        page.locator("#id_note").focus()
        expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan")
        expect(page.get_by_text("Parameter 3: Lebih dari 30 orang")).to_be_visible()
        expect(page.get_by_text("Perlu 1 bukti; belum ada.")).to_be_visible()
    assert (Claim.objects.get().fact, Claim.objects.get().value) == (34, 3)


def test_two_tabs_see_what_differs_and_choose(browser: Browser, live_server: LiveServer, edition, cast, proposal):
    url = reverse("competitions:claim", args=[2026, proposal.pk, 1])
    with signed_in(browser, cast["owner"], live_server.url, viewport=PHONE) as window:
        first, second = window.new_page(), window.new_page()
        first.goto(url)
        second.goto(url)
        first.get_by_role("radio", name="3: Peraturan Daerah").check()
        expect(first.locator("[data-save-state]")).to_contain_text("Tersimpan")
        second.get_by_role("radio", name="1: SK Kepala Daerah").check()
        expect(second.get_by_role("heading", name="diubah juga di tempat lain")).to_be_visible()
        assert Claim.objects.get().value == 3
        second.get_by_role("button", name="Pakai isian saya").click()
        expect(second.locator("[data-save-state]")).to_contain_text("Tersimpan")
    assert Claim.objects.get().value == 1
