"""Who of the agency is writing what now: told to colleagues, for two minutes, and to nobody else."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.core.models import User
from proposals.core import presence
from proposals.core.models import Proposal
from proposals.writing.services import create

pytestmark = pytest.mark.django_db
STEP = "rancang-bangun"


def address(proposal: Proposal, step: str = STEP) -> str:
    return reverse("proposals:presence", args=[proposal.pk, step])


def test_a_colleague_reads_who_is_writing_which_part_and_nobody_reads_of_themselves(
    desk: Client, colleague: User, owner: User, proposal: Proposal
) -> None:
    other = Client()
    other.force_login(colleague)

    assert desk.post(address(proposal), {"tempat": "permasalahan"}).json() == {"line": ""}
    assert other.get(address(proposal)).json() == {"line": f"{owner} sedang menulis Permasalahan"}
    assert other.post(address(proposal, "profil"), {"tempat": "stage"}).json() != {"line": ""}
    heading = proposal.period.guide.heading("stage")
    assert desk.get(address(proposal)).json() == {"line": f"{colleague} sedang menulis {heading}"}


def test_looking_at_a_page_is_not_writing(desk: Client, colleague: User, proposal: Proposal) -> None:
    desk.get(address(proposal))
    assert presence.writing_now([proposal.pk], beside=colleague) == {proposal.pk: []}


def test_after_two_minutes_nobody_is_told_any_more(
    owner: User, colleague: User, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence.note_writing(proposal.pk, "Permasalahan", by=owner)
    now = presence.time.time()
    monkeypatch.setattr(presence.time, "time", lambda: now + presence.SHOWN_S + 1)
    assert presence.writing_now([proposal.pk], beside=colleague) == {proposal.pk: []}


def test_other_agencies_find_nothing_and_leave_no_trace(
    client: Client, proposal: Proposal, stranger: User, owner: User
) -> None:
    client.force_login(stranger)
    assert client.post(address(proposal), {"tempat": "permasalahan"}).status_code == 404
    assert presence.writing_now([proposal.pk], beside=owner) == {proposal.pk: []}


def test_what_a_page_makes_up_is_no_part(desk: Client, colleague: User, owner: User, proposal: Proposal) -> None:
    desk.post(address(proposal), {"tempat": "<b>rahasia</b>"})
    (writing,) = presence.writing_now([proposal.pk], beside=colleague)[proposal.pk]
    assert str(writing) == f"{owner} sedang menulis"


def test_the_home_of_a_colleague_names_who_is_writing(desk: Client, colleague: User, proposal: Proposal) -> None:
    presence.note_writing(proposal.pk, "Permasalahan", by=colleague)
    assert f"{colleague} sedang menulis Permasalahan" in desk.get(reverse("home")).content.decode()
    cache.clear()
    assert "sedang menulis" not in desk.get(reverse("home")).content.decode()


@pytest.mark.parametrize("drafts", [1, 8])
def test_asking_for_many_drafts_is_one_query(
    owner: User, colleague: User, proposal: Proposal, drafts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [create(proposal.period, by=owner, title=f"Usulan {number}").pk for number in range(drafts)]
    for key in keys:
        presence.note_writing(key, "Permasalahan", by=colleague)
    with django_assert_num_queries(1):
        assert all(presence.writing_now(keys, beside=owner).values())
