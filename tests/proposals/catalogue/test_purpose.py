"""What the public reads of an innovation first: its own summary, else sentences drawn from its texts, never the law."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.catalogue import opendata
from proposals.catalogue.purpose import ON_CARD, on_card, summaries
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal, SectionText
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from tests import factories

pytestmark = pytest.mark.django_db
RULE = {"drawn_from": ["manfaat", "permasalahan"], "laws": ["undang-undang"], "openings": ["berdasarkan"]}


def ask(guide: FormGuide, rule: dict[str, Any] = RULE) -> None:
    entry = {"key": "summary", "group": "identitas", "label": "Ringkasan", "brief": rule}
    guide.profile["fields"].append(entry)
    guide.save()


def said() -> dict[int, str]:
    return summaries(list(SentProposal.objects.select_related("period")), FormGuide.objects.in_bulk())


def test_its_own_summary_comes_first_and_the_texts_only_without_one() -> None:
    own, drawn = factories.proposal(Status.ESTABLISHED, 1), factories.proposal(Status.ESTABLISHED, 2)
    ask(own.period.guide)
    Proposal.objects.filter(pk=own.pk).update(summary="Loket malam\nuntuk pedagang.")
    assert said() == {
        own.pk: "Loket malam untuk pedagang.",
        drawn.pk: f"{factories.COMPLETE_TEXTS['manfaat']} {factories.COMPLETE_TEXTS['permasalahan']}",
    }


def test_the_texts_of_what_is_not_established_are_not_read() -> None:
    hidden = factories.proposal(Status.SHORTLISTED)
    ask(hidden.period.guide)
    assert said() == {}


def test_an_older_innovation_is_drawn_by_the_words_of_the_newest_guide_that_asks() -> None:
    old = factories.proposal(Status.ESTABLISHED, year=factories.YEAR - 1)
    ask(factories.guide())
    SectionText.objects.filter(section__key="manfaat").update(
        text="Berdasarkan Undang-Undang Nomor 23 layanan dibuka. Loket buka sampai malam hari."
    )
    SectionText.objects.exclude(section__key="manfaat").update(text="")
    assert said() == {old.pk: "Loket buka sampai malam hari."}


def test_a_long_summary_ends_on_the_card_after_a_word() -> None:
    shown = on_card("mudah, " * 60)
    assert shown.endswith("mudah…") and ON_CARD - 10 < len(shown) <= ON_CARD + 1
    assert on_card("Pendek.") == "Pendek."


def test_page_card_shared_link_and_open_data_say_it() -> None:
    shown = factories.proposal(Status.ESTABLISHED)
    ask(shown.period.guide)
    Proposal.objects.update(summary="Loket malam untuk pedagang pasar.")
    page = Client().get(reverse("proposals:innovation", args=[shown.pk])).content.decode()
    assert '<p class="lead">Loket malam untuk pedagang pasar.</p>' in page
    assert 'name="description" content="Loket malam untuk pedagang pasar."' in page
    assert "<p>Loket malam untuk pedagang pasar.</p>" in Client().get(reverse("proposals:catalogue")).content.decode()
    (record,) = opendata.records(SentProposal.objects.published())
    assert record["ringkasan"] == "Loket malam untuk pedagang pasar."


def test_the_search_finds_its_words_as_they_were_sent() -> None:
    shown = factories.proposal(Status.ESTABLISHED, 1)
    factories.proposal(Status.ESTABLISHED, 2)
    Proposal.objects.filter(pk=shown.pk).update(summary="Tentang kelelawar.")
    page = Client().get(reverse("proposals:catalogue"), {"q": "kelelawar"}).content.decode()
    assert "Inovasi 1" in page and "Inovasi 2" not in page
