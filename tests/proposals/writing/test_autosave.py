"""Saving in the background: what is answered as saved is stored, what is refused comes back with both versions."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide, Section
from proposals.core.models import Proposal, SectionText
from proposals.text.shown import SectionShown, fingerprint
from proposals.writing.services import Written, create, save_texts

pytestmark = pytest.mark.django_db
STEP = "rancang-bangun"


def address(proposal: Proposal, step: str = STEP) -> str:
    return reverse("proposals:autosave", args=[proposal.pk, step])


def test_one_section_is_stored_as_typed_and_answered_with_its_version(
    desk: Client, proposal: Proposal, problem: Section
) -> None:
    answer = desk.post(address(proposal), {"permasalahan": "<p>Antrean <b>panjang</b>.</p>", "permasalahan-versi": "0"})

    assert answer.status_code == 200
    text = SectionText.objects.get(section=problem)
    assert answer.json()["saved"] == {"permasalahan": str(SectionShown.of(text))}
    assert (text.version, text.text) == (1, "<p>Antrean <b>panjang</b>.</p>")


def test_a_conflict_gives_back_the_stored_text_and_stores_the_other_section(
    desk: Client, proposal: Proposal, colleague: User, problem: Section, method: Section
) -> None:
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 0)], by=colleague)

    answer = desk.post(
        address(proposal),
        {"permasalahan": "Tulisan saya.", "permasalahan-versi": "0", "metode": "Caranya.", "metode-versi": "0"},
    )

    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert (conflict["name"], conflict["stored"], conflict["base"]) == (
        "permasalahan",
        "Tulisan rekan.",
        f"1-{fingerprint('Tulisan rekan.')}",
    )
    assert "<del>rekan.</del>" in conflict["html"]
    assert "<ins>saya.</ins>" in conflict["html"]
    assert answer.json()["saved"] == {"metode": f"1-{fingerprint('Caranya.')}"}
    assert SectionText.objects.get(section=problem).text == "Tulisan rekan."


def test_a_text_put_back_to_what_was_shown_leaves_the_colleagues_words_and_asks_nothing(
    desk: Client, proposal: Proposal, colleague: User, problem: Section
) -> None:
    """The box still shows the old words, so the next change in it is based on them, and clashes."""
    shown = SectionShown.of(save_texts(proposal, [Written(problem, "Semula.", 0)], by=colleague).saved[0])
    save_texts(proposal, [Written(problem, "Tulisan rekan.", 1)], by=colleague)

    untouched = desk.post(address(proposal), {"permasalahan": "Semula.", "permasalahan-versi": str(shown)})
    changed = desk.post(address(proposal), {"permasalahan": "Semula!", "permasalahan-versi": str(shown)})

    assert (untouched.status_code, untouched.json()["saved"]) == (200, {"permasalahan": str(shown)})
    assert (changed.status_code, changed.json()["saved"]) == (409, {})
    assert SectionText.objects.get(section=problem).text == "Tulisan rekan."


def test_single_profile_fields_are_stored_each_on_its_own(desk: Client, proposal: Proposal) -> None:
    answer = desk.post(
        address(proposal, "profil"),
        {
            "stage": "penerapan",
            "stage-dasar": "",
            "trial_date": (datetime.date.today() + datetime.timedelta(days=9)).isoformat(),
            "trial_date-dasar": "",
        },
    )

    proposal.refresh_from_db()
    assert answer.status_code == 422
    assert answer.json()["saved"] == {"stage": "penerapan"}
    assert set(answer.json()["errors"]) == {"trial_date"}
    assert (proposal.stage, proposal.trial_date, proposal.title) == ("penerapan", None, "Antrean Daring")


def test_half_a_point_waits_for_its_other_half(desk: Client, proposal: Proposal) -> None:
    half = {"latitude": "-2.1", "latitude-dasar": ""}

    refused = desk.post(address(proposal, "profil"), half)
    stored = desk.post(address(proposal, "profil"), half | {"longitude": "106.1", "longitude-dasar": ""})

    proposal.refresh_from_db()
    assert (refused.status_code, stored.status_code) == (422, 200)
    assert (str(proposal.latitude), str(proposal.longitude)) == ("-2.100000", "106.100000")


def test_a_tick_that_was_taken_away_is_stored_as_taken_away(desk: Client, proposal: Proposal) -> None:
    proposal.title = "Antrean Cepat"
    proposal.save()

    answer = desk.post(address(proposal, "profil"), {"title": "", "title-dasar": "Antrean Cepat"})

    proposal.refresh_from_db()
    assert answer.status_code == 422
    assert proposal.title == "Antrean Cepat"


def test_closed_writing_is_said_in_a_sentence(desk: Client, proposal: Proposal) -> None:
    proposal.period.closes_at = proposal.period.opens_at + datetime.timedelta(days=1)
    proposal.period.save()

    answer = desk.post(address(proposal), {"permasalahan": "Terlambat.", "permasalahan-versi": "0"})

    assert answer.status_code == 423
    assert "ditutup" in answer.json()["refused"]
    assert not SectionText.objects.exists()


def test_others_find_nothing_here(client: Client, proposal: Proposal, stranger: User, coordinator: User) -> None:
    for person in (stranger, coordinator):
        client.force_login(person)
        assert client.post(address(proposal), {"permasalahan": "x", "permasalahan-versi": "0"}).status_code == 404
    assert not SectionText.objects.exists()


@pytest.mark.parametrize("proposals", [1, 30])
def test_autosave_costs_the_same_few_queries_whatever_else_is_stored(
    desk: Client,
    proposal: Proposal,
    owner: User,
    problem: Section,
    proposals: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(proposals):
        other = Proposal.objects.create(
            period=proposal.period, agency=proposal.agency, created_by=owner, title=f"Usulan {number}"
        )
        save_texts(other, [Written(problem, "Tulisan.", 0)], by=owner)

    with django_assert_num_queries(9):
        desk.post(address(proposal), {"permasalahan": "Tulisan baru.", "permasalahan-versi": "0"})


def _ask_for_affairs(guide: FormGuide) -> None:
    guide.profile["fields"] += [
        {"key": key, "group": "identitas", "label": key} for key in ("affair", "crossing_affairs")
    ]
    guide.save()


@pytest.mark.parametrize("affairs", [2, 30])
@pytest.mark.parametrize(
    ("field", "value", "queries"),
    [
        ("stage", "penerapan", 8),
        ("trial_date", "2025-01-15", 8),
        ("affair", "first", 9),
        ("crossing_affairs", "all", 12),
    ],
)
def test_autosave_of_a_profile_field_costs_the_same_few_queries_whatever_else_is_stored(
    desk: Client,
    proposal: Proposal,
    owner: User,
    affairs: int,
    field: str,
    value: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    keys = [
        Affair.objects.create(key=f"urusan-{number}", name=f"Urusan {number}", group="Wajib").pk
        for number in range(affairs)
    ]
    for number in range(affairs):
        create(proposal.period, by=owner, title=f"Usulan {number}")
    sent = {"first": keys[0], "all": keys}.get(value, value)
    _ask_for_affairs(proposal.period.guide)

    with django_assert_num_queries(queries):
        answer = desk.post(address(proposal, "profil"), {field: sent, f"{field}-dasar": ""})
    assert list(answer.json()["saved"]) == [field]


def test_what_is_missing_is_listed_for_the_page(desk: Client, proposal: Proposal) -> None:
    page = desk.get(reverse("proposals:missing", args=[proposal.pk, STEP])).content.decode()

    assert "Tulis bagian “Permasalahan”." in page
    assert 'id="kurang-jumlah"' in page


def test_a_title_is_stored_tidy_and_the_writer_is_told(desk: Client, proposal: Proposal) -> None:
    answer = desk.post(address(proposal, "profil"), {"title": " Kafe\u0301  \u200bBaca", "title-dasar": proposal.title})

    told = "Nama inovasi dirapikan: huruf tak tampak dihapus, spasi ganda dihapus, huruf beraksen disatukan."
    assert answer.json()["tidied"] == {"title": {"value": "Kafé Baca", "told": told}}
    assert answer.json()["saved"] == {"title": "Kafé Baca"}
    proposal.refresh_from_db()
    assert proposal.title == "Kafé Baca"


def test_nothing_is_told_of_what_is_stored_as_typed(desk: Client, proposal: Proposal) -> None:
    answer = desk.post(address(proposal), {"permasalahan": "§ 5 a<b\r\n\r\n\r\n<p>  x", "permasalahan-versi": "0"})

    assert answer.json()["tidied"] == {}
