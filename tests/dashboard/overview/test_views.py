"""The leader's pages: who may open them, that every number has a list of the same length, and constant query counts."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from agencies.core.models import User
from dashboard.agency_pages import views as agency_views
from dashboard.figures import counts as figures
from dashboard.forecast.tasks import reckon_outlook
from proposals.core.counts.counting import period_counts
from proposals.core.workflow import Status
from reviews.meeting.core.models import Meeting
from tests import factories
from tests.dashboard.year import Year, add, fill, make_period, make_year

pytestmark = pytest.mark.django_db
SECRET = "Judul rahasia"


@pytest.fixture
def year() -> Year:
    return make_year()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def numbered_links(page: str) -> list[tuple[int, str]]:
    """Links whose whole text is a number or "n kata", with that number, that lead to a list."""
    found = re.findall(
        r'<a href="(/(?:usulan|dasbor/instansi)/\?[^"]*)"[^>]*>(?:<(?:strong|span)[^>]*>)*(\d+)(?=[^\d.])', page
    )
    found += [
        (url, count)
        for count, url in re.findall(r'<strong class="num">(\d+)</strong> <a href="(/usulan/\?[^"]*)"', page)
    ]
    return [(int(count), url.replace("&amp;", "&")) for url, count in found]


def test_every_number_of_the_page_opens_a_list_of_that_length(year: Year) -> None:
    fill(year, seed=7, amount=60)
    client = signed_in(year.leader)
    links = numbered_links(client.get(reverse("dashboard:overview")).content.decode())
    assert len(links) > 40
    for count, url in set(links):
        response = client.get(url)
        assert response.context["page_obj"].paginator.count == count, url


def test_every_number_of_nominations_opens_as_many_nominations(year: Year) -> None:
    fill(year, seed=7, amount=60)
    client = signed_in(year.leader)
    page = client.get(reverse("dashboard:overview")).content.decode()
    found = re.findall(r'<a href="(/kompetisi/kipp/2026/[^"]*)"[^>]*>(\d+)</a> KIPP', page)
    counts = {row.agency.code: row.nominations for row in coverage_of(year).agencies if row.nominations}
    assert found and {url.rpartition("=")[2]: int(count) for url, count in found} == counts
    for url, count in found:
        assert client.get(url).context["board"].standing == int(count), url


def test_the_page_of_a_whole_city_weighs_less_than_60_kilobytes() -> None:
    year = make_year(agencies=36, schools=123, target=100)
    make_period(2025, 100)
    fill(year, seed=3, amount=300)
    page = signed_in(year.leader).get(reverse("dashboard:overview")).content
    assert 30_000 < len(page) < 60_000


def coverage_of(year: Year) -> figures.Coverage:
    return figures.coverage(period_counts(year.period, year.leader), year.period, year.leader)


def read(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    """The cells of a chart's table as people read them, without the names of their figures."""
    return [[strip_tags(str(cell)) for cell in row] for row in rows]


def test_the_list_of_agencies_draws_those_that_submitted_with_most_first(year: Year) -> None:
    for agency, statuses in zip(
        year.agencies, ((Status.SUBMITTED,), (Status.IN_REVIEW, Status.SUBMITTED)), strict=False
    ):
        for status in statuses:
            add(year, agency, status)
    chart = signed_in(year.leader).get("/dasbor/instansi/?kelompok=opd").context["chart"]
    assert read(chart.rows) == [["Dinas 02", "2", "1"], ["Dinas 01", "1", "0"]]
    assert signed_in(year.leader).get("/dasbor/instansi/?kelompok=sekolah").context["chart"] is None


def test_the_chart_of_a_long_list_shows_those_with_most_alone(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agency_views, "MOST_BARS", 1)
    for agency, statuses in zip(
        year.agencies, ((Status.SUBMITTED,), (Status.IN_REVIEW, Status.SUBMITTED)), strict=False
    ):
        for status in statuses:
            add(year, agency, status)
    answer = signed_in(year.leader).get("/dasbor/instansi/")
    assert read(answer.context["chart"].rows) == [["Dinas 02", "2", "1"]]
    assert "paling banyak 1 instansi" in answer.content.decode()


def test_the_year_switch_keeps_what_was_chosen(year: Year) -> None:
    make_period(2025, 5)
    page = signed_in(year.leader).get("/dasbor/instansi/?tahun=2026&kelompok=sekolah&page=2")
    assert [(tab["label"], tab["url"]) for tab in page.context["years"]] == [
        ("2026", "/dasbor/instansi/?tahun=2026&kelompok=sekolah"),
        ("2025", "/dasbor/instansi/?tahun=2025&kelompok=sekolah"),
    ]


@pytest.mark.parametrize("name", ["overview", "coverage"])
def test_only_leaders_and_coordinators_open_the_pages(year: Year, name: str) -> None:
    url = reverse(f"dashboard:{name}")
    answers = {
        person.username: signed_in(person).get(url).status_code
        for person in (year.leader, year.coordinator, year.operator)
    }
    assert answers == {"pimpinan": 200, "koordinator": 200, "operator": 404}
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("name", ["overview", "coverage"])
def test_query_count_does_not_depend_on_the_number_of_proposals(year: Year, name: str) -> None:
    client, url = signed_in(year.leader), reverse(f"dashboard:{name}")
    costs = []
    for seed, amount in ((1, 30), (2, 90)):
        fill(year, seed=seed, amount=amount)
        # What is remembered or reckoned anew after a change is not counted.
        client.get(url)
        reckon_outlook(period=year.period.pk, reader=year.leader.pk)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        costs.append(len(queries))
    assert costs[0] == costs[1] < 20


@pytest.mark.parametrize("path", ["/dasbor/", "/dasbor/instansi/", "/"])
def test_no_page_of_a_leader_tells_of_a_draft(year: Year, path: str) -> None:
    add(year, year.agencies[0], Status.DRAFT, title=SECRET)
    add(year, year.agencies[1], Status.SUBMITTED, title="Judul terbuka")
    answer = signed_in(year.leader).get(path)
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_a_draft_shows_only_that_there_is_one(year: Year) -> None:
    add(year, year.agencies[0], Status.DRAFT, title=SECRET)
    rows = signed_in(year.leader).get("/dasbor/instansi/?keadaan=draft").context["rows"]
    assert [row.agency for row in rows] == [year.agencies[0]]


def test_the_year_switch_shows_the_other_year_and_its_links(year: Year) -> None:
    earlier = make_period(2025, 5)
    add(year, year.agencies[0], Status.ESTABLISHED, period=earlier)
    page = signed_in(year.leader).get("/dasbor/?tahun=2025")
    assert page.context["seen"].tally.submitted == 1
    links = numbered_links(page.content.decode())
    assert links
    assert all("tahun=2025" in urlsplit(url).query for _count, url in links)


@pytest.mark.parametrize("year_text", ["1999", "abcd", "20266", "-1", "2026x"])
def test_an_unknown_year_is_not_found(year: Year, year_text: str) -> None:
    assert signed_in(year.leader).get("/dasbor/", {"tahun": year_text}).status_code == 404


def test_the_front_page_shows_both_counts_and_established_innovations_only(year: Year) -> None:
    add(year, year.agencies[0], Status.ESTABLISHED, title="Inovasi terbit")
    add(year, year.agencies[1], Status.SUBMITTED, title=SECRET)
    page = Client().get("/")
    text = page.content.decode()
    assert (page.context["tally"].submitted, page.context["tally"].eligible) == (2, 1)
    assert "Inovasi terbit" in text
    assert SECRET not in text


def test_the_portal_without_any_period_still_opens(db: None) -> None:
    assert Client().get("/").status_code == 200


def test_pekerjaan_saya_lists_own_drafts_with_what_is_written_and_days_left(year: Year) -> None:
    add(year, year.agencies[0], Status.DRAFT, title="Draf sendiri")
    add(year, year.agencies[0], Status.RETURNED, title="Perlu dibetulkan")
    add(year, year.agencies[1], Status.DRAFT, title=SECRET)
    page = signed_in(year.operator).get("/")
    assert {row.proposal.title for row in page.context["desk"].rows} == {"Draf sendiri", "Perlu dibetulkan"}
    assert {row.days_left for row in page.context["desk"].rows} <= {29, 30}
    assert SECRET not in page.content.decode()


def test_pekerjaan_saya_of_a_coordinator_counts_what_waits(year: Year) -> None:
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED, Status.DRAFT):
        add(year, year.agencies[0], status)
    duty = signed_in(year.coordinator).get("/").context["duty"]
    assert (duty.to_verify, duty.without_reviewer, duty.to_decide, duty.to_establish) == (2, 1, 0, 1)


def test_pekerjaan_saya_has_a_constant_query_count(year: Year) -> None:
    client = signed_in(year.operator)
    counts = []
    for amount in (1, 4):
        for _ in range(amount):
            add(year, year.agencies[0], Status.DRAFT)
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_pekerjaan_saya_of_a_leader_says_how_far_the_city_is_and_every_number_opens_its_list(year: Year) -> None:
    fill(year, seed=9, amount=30)
    client, seen = signed_in(year.leader), coverage_of(year)
    page = client.get("/")
    lead = page.context["lead"]
    tally = figures.headline(figures.proposals_for(year.leader, year.period))
    assert (lead.tally, lead.submitting, lead.kipp) == (tally, seen.submitting, seen.kipp)
    assert lead.state.days in (29, 30)
    content = page.content.decode()
    links = re.findall(
        r'__value">(?:<span[^>]*>)?(\d+)(?:</span>)+\s*<span class="figure-card__label"><a href="([^"]*)"', content
    )
    assert len(links) == 4
    for count, url in links:
        assert client.get(url.replace("&amp;", "&")).context["page_obj"].paginator.count == int(count), url


def test_pekerjaan_saya_names_the_meetings_that_wait_for_a_signature(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.IN_REVIEW)
    facts = {"period": year.period, "held_at": timezone.now(), "place": "Aula", "created_by": year.coordinator}
    meeting, _empty = (
        Meeting.objects.create(title=title, chair=year.leader, head=year.coordinator, **facts)
        for title in ("Rapat contoh", "Rapat kosong")
    )
    meeting.decisions.create(proposal_id=proposal.pk, action="shortlist", prepared_by=year.coordinator)

    def asked(person: User) -> list[Meeting]:
        return list(signed_in(person).get("/").context["meetings"])

    assert (asked(year.leader), asked(year.coordinator), asked(year.operator)) == ([meeting], [meeting], [])
    with factories.past_the_procedure():
        Meeting.objects.filter(pk=meeting.pk).update(chair_signed_at=timezone.now())
    assert (asked(year.leader), asked(year.coordinator)) == ([], [meeting])
