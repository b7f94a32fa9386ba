"""The coach beside a text: what is there and what is not, renewed by every save, and a whole example to read."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.guide.models import Section
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories

pytestmark = pytest.mark.django_db
FIGURES = {
    "title": "Angka sebelum dan sesudah",
    "example": "“dari 120 menit menjadi 35 menit”",
    "source": "Panduan",
    "signs": [["dari"], ["menjadi"]],
    "figures": 2,
}
PEOPLE = {"title": "Siapa yang terbantu", "example": "“lansia”", "source": "Panduan", "signs": [["warga", "lansia"]]}


@pytest.fixture
def draft(client: Client) -> Proposal:
    made = factories.draft()
    Section.objects.filter(parent__isnull=False).update(hints=[FIGURES, PEOPLE])
    client.force_login(made.created_by)
    return made


def part_of(draft: Proposal) -> Section:
    return Section.objects.filter(guide=draft.period.guide, parent__isnull=False).select_related("parent").first()


def told(page: str, key: str) -> list[tuple[str, str]]:
    """The lines of the coach beside one text."""
    coach = page.partition(f'id="pelatih-{key}"')[2].partition("</ul>")[0]
    return re.findall(r'check__light">(\w+)</span> ([^<]+)', coach)


def page_of(client: Client, draft: Proposal, section: Section, name: str = "edit") -> str:
    return client.get(reverse(f"proposals:{name}", args=[draft.pk, section.parent.key])).content.decode()


def test_the_page_says_what_is_there_and_what_is_not(client: Client, draft: Proposal) -> None:
    part = part_of(draft)
    factories.write(draft, **{part.key: "Waktu tunggu warga berkurang."})
    page = page_of(client, draft, part)
    assert told(page, part.key) == [("Belum", FIGURES["title"]), ("Ada", PEOPLE["title"])]
    assert "1 dari 2 ada" in page and FIGURES["example"] in page


def test_a_save_renews_it_and_is_never_held_up(client: Client, draft: Proposal) -> None:
    part = part_of(draft)
    save = reverse("proposals:autosave", args=[draft.pk, part.parent.key])
    typed = {part.key: "Tunggu turun dari 120 menit menjadi 35 menit.", f"{part.key}-versi": "0"}
    assert client.post(save, typed).status_code == 200
    renewed = page_of(client, draft, part, "missing")
    assert told(renewed, part.key) == [("Ada", FIGURES["title"]), ("Belum", PEOPLE["title"])]
    assert f'<span id="ada-{part.key}" hx-swap-oob="true">1 dari 2 ada</span>' in renewed


def test_a_guide_without_rules_shows_no_coach(client: Client, draft: Proposal) -> None:
    Section.objects.update(hints=[])
    part = part_of(draft)
    assert "pelatih-" not in page_of(client, draft, part) + page_of(client, draft, part, "missing")


def test_the_whole_example_is_an_established_one_of_another_agency(client: Client, draft: Proposal) -> None:
    part = part_of(draft)
    assert "Contoh utuh" not in page_of(client, draft, part)
    factories.proposal(Status.SUBMITTED, 2, of=factories.agency(2), title="Belum diputus")
    factories.proposal(Status.ESTABLISHED, 3, of=draft.agency, title="Milik sendiri")
    assert "Contoh utuh" not in page_of(client, draft, part)
    shown = factories.proposal(Status.ESTABLISHED, 4, of=factories.agency(3), title="Antrean daring")
    page = page_of(client, draft, part)
    assert f"{reverse('proposals:innovation', args=[shown.pk])}#bagian-{part.key}" in page
    assert "Contoh utuh: “Antrean daring”" in page and "Milik sendiri" not in page
