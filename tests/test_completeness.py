"""How complete a draft is, on every page that tells it: one measure, one phrase, whatever state the draft is in."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from foundation.figures import figures_in
from proposals.core.attachments import Attachment
from proposals.core.guide.readiness import completeness, step_titles, steps_of
from proposals.core.models import Proposal
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
PHRASE = re.compile(r"\d+ dari \d+ bagian wajib terisi, (?:siap diajukan|berikutnya: [^<]+?)(?= *<|$)")
TAGS = re.compile(r"</?(?:span|strong|a)\b[^>]*>")


def bare(cast: Cast) -> Proposal:
    return factories.draft(of=cast.home)


def only_texts(cast: Cast) -> Proposal:
    """Every text is written and nothing else: the home page once called this complete."""
    proposal = factories.draft(of=cast.home)
    factories.write(proposal, **factories.COMPLETE_TEXTS)
    return proposal


def only_profile(cast: Cast) -> Proposal:
    return factories.draft(of=cast.home, **(factories.COMPLETE_PROFILE | {"affair": factories.affair()}))


def too_long(cast: Cast) -> Proposal:
    proposal = factories.ready(of=cast.home)
    proposal.texts.filter(section__key="permasalahan").update(text="kata " * 40, words=40)
    return proposal


def infected(cast: Cast) -> Proposal:
    proposal = factories.ready(of=cast.home)
    Attachment.objects.filter(kind__key="regulasi").update(scan="infected")
    return proposal


def complete(cast: Cast) -> Proposal:
    return factories.ready(of=cast.home)


def returned(cast: Cast) -> Proposal:
    proposal = factories.proposal("returned", of=cast.home)
    proposal.texts.filter(section__key="manfaat").delete()
    return proposal


STATES = {
    "bare": (bare, "1 dari 9 bagian wajib terisi, berikutnya: Profil"),
    "only texts": (only_texts, "5 dari 9 bagian wajib terisi, berikutnya: Profil"),
    "only profile": (only_profile, "6 dari 12 bagian wajib terisi, berikutnya: Rancang bangun"),
    "too long": (too_long, "11 dari 12 bagian wajib terisi, berikutnya: Rancang bangun"),
    "infected": (infected, "12 dari 13 bagian wajib terisi, berikutnya: Lampiran"),
    "complete": (complete, "12 dari 12 bagian wajib terisi, siap diajukan"),
    "returned": (returned, "11 dari 12 bagian wajib terisi, berikutnya: Manfaat hasil"),
}


def pages_that_tell(proposal: Proposal) -> list[str]:
    steps = step_titles(steps_of(proposal))
    return [
        reverse("home"),
        reverse("proposals:list"),
        proposal.get_absolute_url(),
        *(reverse("proposals:edit", args=[proposal.pk, step]) for step in steps),
        reverse("proposals:missing", args=[proposal.pk, "profil"]),
    ]


@pytest.mark.parametrize("state", STATES)
def test_every_page_tells_the_same_of_a_draft(cast: Cast, signed_in: Callable[..., Client], state: str) -> None:
    make, phrase = STATES[state]
    proposal = make(cast)
    browser = signed_in(cast.owner)
    known = completeness(proposal)
    marked = {
        ("draft.done", str(proposal.pk), str(known.done)),
        ("draft.required", str(proposal.pk), str(known.required)),
    }
    assert str(known) == phrase
    for url in pages_that_tell(proposal):
        page = browser.get(url).content.decode()
        assert set(PHRASE.findall(" ".join(TAGS.sub("", page).split()))) == {phrase}, url
        shown = {(each.name, each.subject, each.value) for each in figures_in(page) if each.name.startswith("draft.")}
        assert shown == marked, url


@pytest.mark.parametrize("state", STATES)
def test_the_steps_and_the_list_of_what_is_missing_add_up(
    cast: Cast, signed_in: Callable[..., Client], state: str
) -> None:
    proposal = STATES[state][0](cast)
    known = completeness(proposal)
    page = signed_in(cast.owner).get(reverse("proposals:edit", args=[proposal.pk, "profil"])).content.decode()
    lacking = [int(amount) for amount in re.findall(r'steps__state">kurang (\d+)<', page)]
    said = re.search(r'id="kurang-jumlah">(\d+)<', page)
    assert said
    assert sum(lacking) == int(said[1]) == known.required - known.done


def test_nobody_else_is_told_how_far_a_repair_is(cast: Cast, signed_in: Callable[..., Client]) -> None:
    proposal = returned(cast)
    for person in (cast.coordinator, cast.leader):
        page = signed_in(person).get(proposal.get_absolute_url()).content.decode()
        assert "bagian wajib terisi" not in page
