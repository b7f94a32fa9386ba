"""What an operator does at the writing desk: every field of every step, a file, and sending it off."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from proposals.core.models import Proposal
from tests import factories
from tests.journeys.hands import Hands
from tests.pdfs import text_of

TITLE = "Antrean Dari Rumah"
SENTENCE = "Warga menunggu lama di kantor, lalu pulang tanpa surat yang diperlukan untuk anaknya. "
CHOICES = {
    "stage": "penerapan",
    "initiator": "perangkat_daerah",
    "classification": "perangkat_daerah",
    "innovation_type": "digital",
    "form": "pelayanan_publik",
    "asta_cita": "4",
    "has_development": "True",
}
TYPED = {
    "initiator_name": "Tim Pelayanan Keliling",
    "pkpn_program": "Pelayanan dasar",
    "latitude": "-2.129000",
    "longitude": "106.113000",
    "trial_date": "2025-01-15",
    "applied_date": "2025-06-01",
    "development_date": "2025-09-01",
    "budget": "12500000",
}
# The first choice that is offered will do.
ANY_CHOICE = ("pkpn_cluster", "affair", "budget_source")


def write(operator: Hands, folder: Path) -> None:
    operator.open("/usulan/")
    operator.follow("Tulis usulan baru")
    operator.page.locator("#id_title").fill(TITLE)
    operator.page.locator("main form button[type=submit]").first.click()
    operator.page.wait_for_url("**/ubah/profil/")
    fill_profile(operator)
    while operator.page.locator("main textarea").count():
        for box in operator.page.locator("main textarea:visible").all():
            box.fill(SENTENCE * 5)
        operator.press("Lanjut")
    letter = folder / "surat.pdf"
    letter.write_bytes(factories.pdf())
    panel = operator.page.locator("#jenis-surat_pengantar")
    panel.locator("input[type=file]").set_input_files(letter)
    panel.get_by_role("button", name="Unggah", exact=True).click()
    expect(operator.page.locator("#jenis-surat_pengantar .files")).to_contain_text("surat.pdf")
    operator.look()


def fill_profile(operator: Hands) -> None:
    """Answers whatever each group asks, one screen after the other."""
    page = operator.page
    while "/profil/" in page.url:
        for name, value in CHOICES.items():
            for box in asked(page, name):
                box.select_option(value)
        choose_any(page)
        for name, value in TYPED.items():
            for box in asked(page, name):
                box.fill(value)
        # Where the money comes from is asked only now.
        choose_any(page)
        operator.press("Lanjut")


def asked(page: Page, name: str) -> list[Locator]:
    """The field, where the page asks for it now."""
    return [box for box in page.locator(f"#id_{name}").all() if box.is_visible()]


def choose_any(page: Page) -> None:
    for name in ANY_CHOICE:
        for box in asked(page, name):
            box.select_option(index=1)


def submit(operator: Hands) -> None:
    operator.open(f"/usulan/{Proposal.objects.get().pk}/ubah/periksa/")
    operator.reads("Semua isian lengkap")
    operator.press("Ajukan usulan")
    operator.reads("PGK-2026-0001")
    proposal = Proposal.objects.get()
    receipt = text_of(operator.paper(f"/usulan/{proposal.pk}/tanda-terima.pdf"))
    assert "PGK-2026-0001" in receipt
    assert TITLE in receipt
