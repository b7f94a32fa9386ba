"""The summary for the public at the writing desk: offered, taken with a button, refused at its field."""

from typing import Any

import pytest
from django.urls import reverse

from proposals.core.guide.models import FormGuide
from proposals.core.guide.readiness import shortfalls, steps_of
from proposals.core.models import Proposal
from proposals.writing.precheck import Light, summed_up
from proposals.writing.summing import offered
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
DRAFT = factories.COMPLETE_TEXTS["manfaat"]
LAW = "Berdasarkan Undang-Undang Nomor 23 Tahun 2014, loket dibuka."


def ask(**values: Any) -> FormGuide:
    guide = factories.guide()
    rule = {"drawn_from": ["manfaat"], "laws": ["undang-undang"], "openings": ["berdasarkan"]}
    guide.profile["fields"].append(
        {"key": "summary", "group": "identitas", "label": "Ringkasan", "brief": rule} | values
    )
    guide.save()
    return guide


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    ask()
    return Proposal.objects.get(pk=factories.ready(of=cast.home).pk)


def page_of(proposal: Proposal) -> str:
    return reverse("proposals:edit", args=[proposal.pk, "profil"]) + "?grup=identitas"


def test_the_draft_is_shown_and_stands_in_no_field_by_itself(proposal: Proposal, cast: Cast, signed_in) -> None:
    page = signed_in(cast.owner).get(page_of(proposal)).content.decode()
    assert f"Saran dari tulisan Anda: <q>{DRAFT}</q>" in page
    assert Proposal.objects.get().summary == ""


def test_its_button_puts_it_there_and_then_it_is_no_longer_offered(proposal: Proposal, cast: Cast, signed_in) -> None:
    sent = {"title": proposal.title, "summary": "", "summary-dasar": "", "pakai_saran": "summary"}
    page = signed_in(cast.owner).post(page_of(proposal), sent, follow=True).content.decode()
    assert Proposal.objects.get().summary == DRAFT
    assert "Saran dari tulisan Anda" not in page and DRAFT in page


def test_somebody_elses_newer_summary_is_not_replaced_by_it(proposal: Proposal, cast: Cast, signed_in) -> None:
    Proposal.objects.update(summary="Ditulis rekan.")
    sent = {"summary": "", "summary-dasar": "", "pakai_saran": "summary"}
    assert signed_in(cast.owner).post(page_of(proposal), sent).status_code == 409
    assert Proposal.objects.get().summary == "Ditulis rekan."


def test_one_that_opens_with_the_law_is_refused_at_its_field_and_stays_there(
    proposal: Proposal, cast: Cast, signed_in
) -> None:
    client = signed_in(cast.owner)
    page = client.post(page_of(proposal), {"summary": LAW, "summary-dasar": ""}).content.decode()
    assert "Ringkasan ini dibuka dengan aturan (“Berdasarkan Undang-Undang”)." in page
    assert LAW in page
    answer = client.post(reverse("proposals:autosave", args=[proposal.pk, "profil"]), {"summary": LAW})
    assert answer.status_code == 422 and list(answer.json()["errors"]) == ["summary"]
    assert Proposal.objects.get().summary == ""


def test_it_is_advised_and_keeps_nothing_from_being_sent_where_the_guide_does_not_need_it(proposal: Proposal) -> None:
    found = summed_up(proposal)
    assert found and found.light is Light.AMBER and found.items[0][1].endswith("grup=identitas#id_summary")
    assert shortfalls(proposal) == []
    proposal.summary = DRAFT
    done = summed_up(proposal)
    assert done and done.light is Light.GREEN


def test_a_guide_that_needs_it_says_so_and_one_that_does_not_ask_is_silent(cast: Cast) -> None:
    silent = factories.ready(of=cast.home)
    assert summed_up(silent) is None and offered(silent, steps_of(silent)) == ""
    ask(required=True)
    proposal = Proposal.objects.get()
    assert [str(item) for item in shortfalls(proposal)] == ["Isi “Ringkasan”."]
    assert summed_up(proposal) is None


def test_what_came_in_by_another_door_and_opens_with_the_law_is_told_before_sending(proposal: Proposal) -> None:
    Proposal.objects.update(summary=LAW)
    (item,) = shortfalls(Proposal.objects.get())
    assert "dibuka dengan aturan" in str(item) and item.question == "summary"
