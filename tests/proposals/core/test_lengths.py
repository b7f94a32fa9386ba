"""The length of a section in characters: refused beyond it at every door, and what was typed stays with its writer."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.guide.lengths import LEAST, MOST, MOST_LINES, TOO_MANY_LINES, most_characters, too_long
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from tests import factories
from tests.factories import Cast


@pytest.mark.parametrize(
    ("words", "characters"), [(None, MOST), (20, LEAST), (300, 9_000), (450, 13_500), (100_000, MOST)]
)
def test_the_limit_follows_the_words_within_bounds(words: int | None, characters: int) -> None:
    assert most_characters(Section(max_words=words)) == characters


@pytest.fixture
def draft(cast: Cast) -> Proposal:
    return factories.draft(of=cast.home)


@pytest.fixture
def browser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.owner)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 1])
def test_one_word_without_end_is_stored_up_to_the_limit_and_no_further(
    browser: Client, draft: Proposal, more: int
) -> None:
    part = Section.objects.get(guide=draft.period.guide_id, key="permasalahan")
    most = most_characters(part)
    sent = {"permasalahan": "a" * (most + more), "permasalahan-versi": "0"}
    answer = browser.post(reverse("proposals:autosave", args=[draft.pk, "rancang-bangun"]), sent).json()
    assert answer["errors"] == ({"permasalahan": too_long(most)} if more else {})
    assert SectionText.objects.filter(proposal=draft, section=part).exists() is not bool(more)

    page = browser.post(reverse("proposals:edit", args=[draft.pk, "rancang-bangun"]), {**sent, "lanjut": "1"})
    assert (page.status_code == 200 and sent["permasalahan"] in page.content.decode()) is bool(more)


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 1])
def test_lines_without_end_are_refused_too(browser: Client, draft: Proposal, more: int) -> None:
    sent = {"permasalahan": "\n".join("a" * (MOST_LINES + more)), "permasalahan-versi": "0"}
    answer = browser.post(reverse("proposals:autosave", args=[draft.pk, "rancang-bangun"]), sent).json()
    assert answer["errors"] == ({"permasalahan": TOO_MANY_LINES} if more else {})


@pytest.mark.django_db
def test_the_browser_never_cuts_off_what_is_pasted(browser: Client, draft: Proposal) -> None:
    page = browser.get(reverse("proposals:edit", args=[draft.pk, "rancang-bangun"])).content.decode()
    box = page.split('<textarea name="permasalahan"')[1].split(">")[0]
    assert "maxlength" not in box
