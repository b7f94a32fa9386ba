"""The desk, its queue and its checklist in a browser with long words: they fit, axe is silent, Tab goes everywhere."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from proposals.core.models import Proposal
from proposals.verifying.models import CheckItem
from tests import factories
from tests.browsers import signed_in
from tests.factories import YEAR, Cast
from tests.proposals.evidence.test_previews import a_pdf
from tests.usable import WIDE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Pertanggungjawabankeberlanjutanpemberdayaan"


def test_every_page_of_the_desk_is_usable_with_long_words(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    factories.period()
    made = factories.proposal(of=cast.home, title=f"{LONG} {LONG}")
    paper = factories.attachment(made, "regulasi", data=a_pdf(pages=3), name=f"{LONG}.pdf")
    CheckItem.objects.filter(key="surat").update(question=f"{LONG}?", source=LONG)
    desk = reverse("proposals:verify", args=[made.pk])
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        for path in (
            reverse("proposals:to_verify"),
            reverse("proposals:verify_clean"),
            desk,
            f"{desk}?berkas={paper.pk}&halaman=2",
            reverse("proposals:checklist", args=[YEAR]),
            reverse("proposals:question_new", args=[YEAR]),
            reverse("proposals:question_edit", args=[YEAR, checklist["surat"].pk]),
        ):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert faults_of(page) == [], path


def test_the_desk_ends_where_its_questions_end(
    browser: Browser, live_server: LiveServer, cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made: Proposal = factories.proposal(of=cast.home)
    for number in range(4):
        factories.attachment(made, "regulasi", data=a_pdf(pages=number + 3), name=f"perda-{number}.pdf")
    with signed_in(browser, cast.coordinator, live_server.url, viewport=WIDE) as window:
        page = window.new_page()
        page.goto(reverse("proposals:verify", args=[made.pk]))
        page.wait_for_load_state("networkidle")
        whole, end = page.evaluate(
            "[document.documentElement.scrollHeight, document.querySelector('.desk').getBoundingClientRect().bottom]"
        )
        assert whole - end < 300
