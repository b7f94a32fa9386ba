"""Two people at one step by the page's own buttons: what nobody touched is left alone, what both changed is asked."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.writing.services import Written, save_profile, save_texts

pytestmark = pytest.mark.django_db
STEP = "rancang-bangun"


def address(proposal: Proposal, step: str = STEP) -> str:
    return reverse("proposals:edit", args=[proposal.pk, step])


def as_browser(page: HttpResponse, **typed: str) -> dict[str, str | list[str]]:
    """What a browser sends of the page: every field as it is shown, but for what was typed."""
    form = page.context["form"]
    sent: dict[str, str | list[str]] = {}
    for field in form:
        value = field.value()
        if isinstance(value, list):
            sent[field.html_name] = [str(getattr(row, "pk", row)) for row in value]
        else:
            sent[field.html_name] = "" if value is None else str(value).replace("\n", "\r\n")
    body = page.content.decode()
    for tag in re.findall(r"<input type=\"hidden\"[^>]*>", body):
        name, value = (re.search(f'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and value and name[1].endswith(("-dasar", "-ditanya")):
            sent[name[1]] = value[1]
    return sent | typed


def stored() -> dict[str, str]:
    return dict(SectionText.objects.values_list("section__key", "text"))


@pytest.fixture
def written(proposal: Proposal, colleague: User, problem: Section, method: Section) -> Callable[..., None]:
    def write(**texts: str) -> None:
        for section in (problem, method):
            if section.key in texts:
                row = SectionText.objects.filter(proposal=proposal, section=section).first()
                version = row.version if row else 0
                save_texts(proposal, [Written(section, texts[section.key], version)], by=colleague)

    return write


@pytest.mark.parametrize("button", ["simpan", "lanjut", "keluar"])
def test_a_colleagues_text_in_a_field_that_was_only_shown_is_taken_silently(
    desk: Client, proposal: Proposal, colleague: User, written: Callable[..., None], button: str
) -> None:
    written(permasalahan="Semula,\ndua baris.", metode="Metode semula.")
    page = desk.get(address(proposal))
    written(permasalahan="Tulisan rekan.")

    answer = desk.post(address(proposal), as_browser(page, metode="Metode saya.") | {button: "1"}, follow=True)

    assert answer.redirect_chain
    assert stored() == {"permasalahan": "Tulisan rekan.", "metode": "Metode saya."}
    told = f"{colleague} mengubah “Permasalahan” pukul"
    assert [told in str(message) for message in answer.context["messages"]].count(True) == 1


def test_a_first_text_of_a_colleague_is_not_deleted_by_the_empty_box_that_was_shown(
    desk: Client, proposal: Proposal, written: Callable[..., None]
) -> None:
    page = desk.get(address(proposal))
    written(permasalahan="Tulisan rekan.")
    desk.post(address(proposal), as_browser(page, metode="Metode saya.") | {"simpan": "1"})
    assert stored() == {"permasalahan": "Tulisan rekan.", "metode": "Metode saya."}


def test_beside_a_real_clash_the_page_shows_the_colleagues_other_text(
    desk: Client, proposal: Proposal, written: Callable[..., None]
) -> None:
    written(permasalahan="Semula.", metode="Metode semula.")
    page = desk.get(address(proposal))
    written(permasalahan="Tulisan rekan.", metode="Metode rekan.")

    clash = desk.post(address(proposal), as_browser(page, metode="Metode saya.") | {"simpan": "1"})

    assert clash.status_code == 409
    assert [each.name for each in clash.context["conflicts"]] == ["metode"]
    assert clash.context["form"]["permasalahan"].value() == "Tulisan rekan."
    assert clash.context["form"]["metode"].value() == "Metode saya."
    again = desk.post(address(proposal), as_browser(clash) | {"pakai_tersimpan": "metode"})
    assert again.status_code == 302
    assert stored() == {"permasalahan": "Tulisan rekan.", "metode": "Metode rekan."}


def test_only_a_choice_or_a_new_wording_answers_a_clash(
    desk: Client, proposal: Proposal, written: Callable[..., None]
) -> None:
    """The way on is no answer: pressed twice it must not put the colleague's words away."""
    written(permasalahan="Semula.")
    page = desk.get(address(proposal))
    written(permasalahan="Tulisan rekan.")
    clash = desk.post(address(proposal), as_browser(page, permasalahan="Tulisan saya.") | {"lanjut": "1"})

    again = desk.post(address(proposal), as_browser(clash) | {"lanjut": "1"})
    assert (clash.status_code, again.status_code, stored()["permasalahan"]) == (409, 409, "Tulisan rekan.")
    assert again.context["form"]["permasalahan"].value() == "Tulisan saya."

    merged = as_browser(again, permasalahan="Tulisan rekan. Tulisan saya.") | {"lanjut": "1"}
    assert desk.post(address(proposal), merged).status_code == 302
    assert stored()["permasalahan"] == "Tulisan rekan. Tulisan saya."


def test_my_own_text_is_kept_when_i_say_so(desk: Client, proposal: Proposal, written: Callable[..., None]) -> None:
    page = desk.get(address(proposal))
    written(permasalahan="Tulisan rekan.")
    clash = desk.post(address(proposal), as_browser(page, permasalahan="Tulisan saya.") | {"lanjut": "1"})
    assert desk.post(address(proposal), as_browser(clash) | {"pakai_tulisan": "permasalahan"}).status_code == 302
    assert stored()["permasalahan"] == "Tulisan saya."


def test_the_first_choice_of_a_clash_puts_nobodys_text_away_and_names_the_own_other_tab(
    desk: Client, proposal: Proposal, owner: User, problem: Section
) -> None:
    page = desk.get(address(proposal))
    save_texts(proposal, [Written(problem, "Dari tab lain.", 0)], by=owner)
    clash = desk.post(address(proposal), as_browser(page, permasalahan="Dari tab ini.")).content.decode()
    assert "Anda, di tab lain, menyimpan isi yang berbeda" in clash
    assert re.findall(r'data-choice="(\w+)"', clash) == ["merge", "stored", "mine"]


def test_a_profile_field_that_only_a_colleague_changed_stays_and_is_told(
    desk: Client, proposal: Proposal, colleague: User
) -> None:
    page = desk.get(address(proposal, "profil"))
    save_profile(proposal, {"title": "Nama dari rekan"}, by=colleague)

    answer = desk.post(page.context["screen"].url, as_browser(page, stage="penerapan") | {"simpan": "1"}, follow=True)

    proposal.refresh_from_db()
    assert (proposal.title, proposal.stage) == ("Nama dari rekan", "penerapan")
    assert "diubah di tempat lain; isian itu sudah termuat." in answer.content.decode()


def test_a_clash_in_a_profile_field_is_answered_only_by_a_choice_or_another_value(
    desk: Client, proposal: Proposal, colleague: User
) -> None:
    page = desk.get(address(proposal, "profil"))
    url = page.context["screen"].url
    save_profile(proposal, {"title": "Nama dari rekan"}, by=colleague)
    clash = desk.post(url, as_browser(page, title="Nama saya") | {"lanjut": "1"})
    again = desk.post(url, as_browser(clash) | {"lanjut": "1"})

    proposal.refresh_from_db()
    assert (clash.status_code, again.status_code, proposal.title) == (409, 409, "Nama dari rekan")
    assert desk.post(url, as_browser(again, title="Nama kita") | {"lanjut": "1"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.title == "Nama kita"
