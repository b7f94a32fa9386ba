""" "Pekerjaan saya": what is to be done first stands on the one dark block, the rest follows in its order."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar

from foundation.days.workdays import workday_after
from foundation.papers.moments import spoken
from proposals.core.history.remarks import NewRemark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.whereabouts import whereabouts
from proposals.core.workflow import STEPS, Action, Status
from proposals.discussion.services import hand_over
from reviews.procedure.models import Procedure
from tests import factories
from tests.factories import DAY, Cast

pytestmark = pytest.mark.django_db
REMARKS = [NewRemark("Sebut angkanya.", "permasalahan"), NewRemark("Siapa petugasnya?", "cara_kerja")]


def home(browser) -> str:
    page = re.sub(r"\s+", " ", browser.get(reverse("home")).content.decode())
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def heroes(page: str) -> list[str]:
    return [part.split("</article>")[0] for part in page.split('<article class="hero">')[1:]]


def rows(page: str) -> list[str]:
    return [part.split("</li>")[0] for part in page.split('<li class="item">')[1:]]


def sent_back(cast: Cast, number: int) -> Proposal:
    proposal = factories.proposal(Status.SUBMITTED, number, of=cast.home)
    moves.perform("return", proposal, by=cast.coordinator, note="Perjelas.", remarks=REMARKS)
    return proposal


def test_what_was_sent_back_comes_first_with_the_words_to_answer(cast: Cast, signed_in):
    back = sent_back(cast, 1)
    draft = factories.draft(2, of=cast.home)
    page = home(signed_in(cast.owner))
    (hero,) = heroes(page)
    assert back.title in hero
    assert "“Sebut angkanya.”" in hero
    assert "Bapperida, dan 1 catatan lain" in hero
    assert f'href="{reverse("proposals:repair", args=[back.pk])}"' in hero
    assert "Jawab catatan (2)" in hero
    (other,) = rows(page)
    assert draft.title in other
    assert reverse("proposals:edit_start", args=[draft.pk]) in other


@pytest.mark.parametrize("given", [1, 5, 12])
def test_what_was_sent_back_tells_the_last_day_that_the_procedure_gives(cast: Cast, signed_in, given: int) -> None:
    back = sent_back(cast, 1)
    Procedure.objects.filter(period=back.period_id).update(repair_days=given)
    last = date_format(workday_after(timezone.localdate(), given))
    (hero,) = heroes(home(signed_in(cast.owner)))
    assert f"{last}</" in hero.partition("Perbaiki paling lambat")[2]


def test_a_repair_that_is_late_says_so_and_none_is_asked_after_the_closing(cast: Cast, signed_in) -> None:
    back = factories.proposal(Status.SUBMITTED, of=cast.home)
    step = next(step for step in STEPS if (step.action, step.source) == (Action.RETURN, Status.SUBMITTED))
    factories.move(back, step, cast.coordinator, at=timezone.now() - 9 * DAY)
    last = workday_after(timezone.localdate() - datetime.timedelta(days=9), 5)
    browser = signed_in(cast.owner)
    assert f"{date_format(last)}, sudah lewat" in home(browser)
    factories.close(back.period)
    assert "Perbaiki paling lambat" not in home(browser)


def test_a_draft_leads_to_what_comes_next_and_a_closed_one_is_nobodys_turn(cast: Cast, signed_in):
    draft = factories.draft(of=cast.home)
    (hero,) = heroes(home(signed_in(cast.owner)))
    assert f'href="{reverse("proposals:edit", args=[draft.pk, "profil"])}?grup=identitas#id_stage"' in hero
    factories.close(draft.period)
    page = home(signed_in(cast.owner))
    assert heroes(page) == []
    assert "hubungi koordinator Bapperida" in rows(page)[0]


def test_what_others_have_tells_who_and_which_step(cast: Cast, signed_in):
    ways = {
        Status.SUBMITTED: ("verifikasi koordinator", "Langkah 2 dari 5"),
        Status.IN_REVIEW: ("penugasan penilai", "Langkah 3 dari 5"),
        Status.SHORTLISTED: ("SK penetapan", "Langkah 5 dari 5"),
    }
    titles = {status: factories.proposal(status, n, of=cast.home).title for n, status in enumerate(ways, 1)}
    factories.proposal(Status.ESTABLISHED, 9, of=cast.home)
    found = rows(home(signed_in(cast.owner)).partition("Sudah diputus")[0])
    assert len(found) == len(ways)
    for status, words in ways.items():
        (row,) = [each for each in found if titles[status] in each]
        assert [each for each in words if each not in row] == []


def test_an_agency_with_nothing_is_shown_where_to_begin(cast: Cast, signed_in):
    factories.period()
    (hero,) = heroes(home(signed_in(cast.owner)))
    assert "Mulai di sini" in hero
    steps = home(signed_in(cast.owner)).partition('<ol class="start">')[2].partition("</ol>")[0]
    assert steps.count("<li>") == 3
    assert f'href="{reverse("proposals:new")}"' in hero


def test_the_deadline_is_told_in_any_case_and_goes_into_a_calendar(cast: Cast, signed_in) -> None:
    draft = factories.draft(of=cast.home)
    browser, closing = signed_in(cast.owner), draft.period.closes_at
    assert f"Pengajuan ditutup {spoken(closing)}" in home(browser)
    (event,) = Calendar.from_ical(browser.get(reverse("dashboard:deadline")).content).walk("VEVENT")
    assert event.decoded("dtstart") == closing.replace(microsecond=0)
    closed = factories.close(draft.period).closes_at
    assert f"Pengajuan sudah ditutup {spoken(closed)}" in home(browser)
    given = factories.extension(draft.period, cast.home).closes_at
    assert f"Pengajuan ditutup {spoken(given)}" in home(browser)
    (event,) = Calendar.from_ical(browser.get(reverse("dashboard:deadline")).content).walk("VEVENT")
    assert event.decoded("dtstart") == given.replace(microsecond=0)


def test_handed_over_work_bears_the_note(cast: Cast, signed_in) -> None:
    draft = factories.draft(of=cast.home)
    hand_over(draft, cast.colleague, "Tinggal lampiran.", by=cast.owner)
    (taken,) = heroes(home(signed_in(cast.colleague)))
    assert f"{cast.owner} kepada Anda" in taken and "“Tinggal lampiran.”" in taken
    (given,) = heroes(home(signed_in(cast.owner)))
    assert f"{cast.owner} kepada {cast.colleague}" in given


def test_results_stay_a_year_with_their_next_step(cast: Cast, signed_in) -> None:
    ended = {
        status: factories.proposal(status, n, of=cast.home)
        for n, status in enumerate((Status.ESTABLISHED, Status.REJECTED, Status.COACHING, Status.WITHDRAWN), 1)
    }
    browser = signed_in(cast.owner)
    page = home(browser)
    assert f"Sudah diputus atau ditarik ({len(ended)})" in page
    for proposal in ended.values():
        proposal.refresh_from_db()
        (row,) = [each for each in rows(page) if proposal.title in each]
        assert whereabouts([proposal], cast.home.pk)[proposal.pk].next in row
    Proposal.objects.filter(pk=ended[Status.REJECTED].pk).update(status_since=timezone.now() - 366 * DAY)
    assert "Sudah diputus atau ditarik (3)" in home(browser)


def test_what_is_on_its_way_from_an_earlier_year_is_still_followed(cast: Cast, signed_in) -> None:
    factories.period()
    old = factories.proposal(Status.SHORTLISTED, of=cast.home, year=factories.YEAR - 1)
    (row,) = rows(home(signed_in(cast.owner)))
    assert old.title in row and "SK penetapan" in row


def test_the_number_of_proposals_asks_for_no_more(cast: Cast, signed_in) -> None:
    costs, browser = [], signed_in(cast.owner)
    for amount in (1, 3):
        for number in range(amount):
            for place, status in enumerate((Status.RETURNED, Status.SUBMITTED, Status.IN_REVIEW, Status.REJECTED)):
                factories.proposal(status, 100 * amount + 10 * number + place, of=cast.home)
            draft = factories.draft(100 * amount + 10 * number + 9, of=cast.home)
            hand_over(draft, cast.colleague, "Lanjutkan.", by=cast.owner)
        home(browser)
        with CaptureQueriesContext(connection) as queries:
            home(browser)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_ways_of_a_coordinator_bear_the_names_of_the_pages_they_open(cast: Cast, signed_in) -> None:
    factories.proposal(Status.SUBMITTED, of=cast.home)
    browser = signed_in(cast.coordinator)
    actions = home(browser).partition('id="koordinator"')[2].partition('<p class="actions">')[2].partition("</p>")[0]
    ways = re.findall(r'<a class="btn" href="([^"]+)">([^<]+)</a>', actions)
    opened = [re.search(r"<h1[^>]*>([^<]+)", browser.get(url).text) for url, _ in ways]
    assert [title and title[1] for title in opened] == [words for _, words in ways]
    assert reverse("reviews:meetings") in dict(ways)


def test_somebody_with_several_duties_has_one_dark_block(cast: Cast, signed_in):
    factories.proposal(Status.SUBMITTED, 1, of=cast.home)
    office = cast.coordinator.agency or factories.agency(7)
    cast.coordinator.agency = office
    cast.coordinator.save()
    factories.draft(2, of=office)
    page = home(signed_in(cast.coordinator))
    (hero,) = heroes(page)
    assert 'data-figure="duty.verify">1</span> usulan menunggu verifikasi' in hero
    assert len(rows(page)) == 1
    assert page.count('data-figure="duty.') == 4
