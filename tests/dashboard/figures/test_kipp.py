"""KIPP's figures are one on every page, paper, sheet and reminder, whatever the year of the innovation."""

import datetime

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Nomination
from competitions.kipp.figures import standing_by_agency, standing_known_in
from dashboard.nudges import recipients, services
from dashboard.nudges.models import Reason
from dashboard.reports import headlines, kipp
from dashboard.reports.catalogue import KINDS, parts_of
from dashboard.reports.tables import Scope
from foundation.figures import figures_in
from proposals.core.counts.counting import known_period
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests.dashboard.year import Year, add, make_period, make_year, nominate

pytestmark = pytest.mark.django_db
KIPP, OVERVIEW = "/kompetisi/kipp/2026/", "/dasbor/"
STEPS = ("sudah-kipp", "siap-kipp", "terdaftar-kipp")


@pytest.fixture
def year() -> Year:
    """Four agencies; the second has nominated this year's innovation, the first the one of 2024, by the coordinator."""
    made = make_year()
    Edition.objects.create(programme=Edition.Programme.KIPP, year=2026, name="KIPP 2026")
    nominate(made, add(made, made.agencies[1], Status.ESTABLISHED))
    aged = add(made, made.agencies[0], Status.ESTABLISHED, period=make_period(2024, 10), title="Berumur dua tahun")
    answer = signed_in(made.coordinator).post(f"{KIPP}nominasi/", {"proposal": aged.pk})
    assert answer.url == KIPP
    return made


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(answer: HttpResponse | str, name: str, subject: str = "") -> set[str]:
    """Every value that an answer shows of one figure of this year."""
    html = answer if isinstance(answer, str) else answer.content.decode()
    return {one.value for one in figures_in(html) if (one.name, one.year, one.subject) == (name, "2026", subject)}


def paper(year: Year, key: str, person: User | None = None) -> str:
    """A report as HTML, by default for the leader."""
    scope = Scope(person or year.leader, year.period, timezone.now())
    return "".join(render_to_string(part.template, {"part": part}) for part in parts_of(KINDS[key], scope))


def test_an_older_innovation_counts_on_every_page_and_paper(year: Year) -> None:
    leader, first = signed_in(year.leader), year.agencies[0]
    for place in (leader.get(KIPP), leader.get(OVERVIEW), paper(year, "ringkasan"), paper(year, "kemajuan")):
        assert shown(place, "kipp.target") == {"2"}
    for place in (leader.get("/"), leader.get(OVERVIEW), paper(year, "ringkasan")):
        assert shown(place, "kipp.without") == {"2"}
    for place in (leader.get(f"/dasbor/instansi/{first.code}/"), leader.get("/dasbor/instansi/"), leader.get(OVERVIEW)):
        assert shown(place, "kipp.nominations", first.code) == {"1"}


def test_an_older_innovation_stands_in_the_report_and_its_agency_is_not_reminded(year: Year) -> None:
    table = kipp.nominations(Scope(year.leader, year.period, timezone.now()))
    assert [row[0] for row in table.rows] == ["Dinas 01", "Dinas 02"]
    assert "Dinas 01" not in table.note
    assert [(one.name, one.value) for one in figures_in(table.note)] == [
        ("kipp.target", "2"),
        ("kipp.prepared", "0"),
        ("kipp.entered", "0"),
        ("kipp.without", "2"),
        ("agencies.target", "4"),
    ]
    plan = services.plan_for(year.period)
    found = recipients.lists(year.period, plan, reader=year.coordinator)[Reason.KIPP]
    assert {one.row.agency for one in found} == set(year.agencies[2:])
    page = signed_in(year.coordinator).get(reverse("dashboard:nudges"), {"alasan": "kipp"}).content.decode()
    assert "Dinas 03" in page and "Dinas 01" not in page


def test_how_far_a_nomination_came_is_told_beside_it_and_is_the_same_everywhere(year: Year) -> None:
    for agency, state in zip(year.agencies[2:], ("prepared", "entered"), strict=True):
        nominate(year, add(year, agency, Status.ESTABLISHED), state=state)
    leader, scope = signed_in(year.leader), Scope(year.leader, year.period, timezone.now())
    note = kipp.nominations(scope).note
    for place in (
        leader.get("/"), signed_in(year.coordinator).get("/"), leader.get(OVERVIEW), leader.get(KIPP),
        paper(year, "ringkasan"), paper(year, "kemajuan"), note,
    ):  # fmt: skip
        steps = [shown(place, f"kipp.{step}") for step in ("target", "prepared", "entered")]
        assert steps == [{"4"}, {"2"}, {"1"}]
    lines = {row[0]: row[1:3] for row in headlines.headline(scope).rows}
    told = [lines[f"Perangkat daerah dengan nominasi KIPP{step}"] for step in ("", " yang siap", " yang terdaftar")]
    assert told == [(4, 4), (2, 4), (1, 4)]
    pages = [leader.get(f"/dasbor/instansi/{one.code}/").content.decode() for one in year.agencies[1:]]
    words = ("belum dinyatakan siap", "sudah siap", "terdaftar di kementerian")
    assert [said in page for page, said in zip(pages, words, strict=True)] == [True, True, True]
    listed = [leader.get("/dasbor/instansi/", {"aturan": rule}).content.decode() for rule in STEPS]
    assert ["Dinas 02" in page for page in listed] == [True, False, False]
    assert ["Dinas 03" in page for page in listed] == [True, True, False]
    assert ["Dinas 04" in page for page in listed] == [True, True, True]


def test_the_steps_cost_one_query_however_many_there_are(year: Year, django_assert_num_queries) -> None:
    known = known_period(year.period, year.leader)
    for _ in range(2):
        with django_assert_num_queries(1):
            standing_by_agency(2026, year.leader)
        with django_assert_num_queries(1):
            standing_known_in(known)
        nominate(year, add(year, year.agencies[2], Status.ESTABLISHED))
        nominate(year, add(year, year.agencies[3], Status.ESTABLISHED))
    assert standing_by_agency(2026, year.leader) == standing_known_in(known)


def test_an_agency_that_ended_counts_neither_here_nor_there(year: Year) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Agency.objects.filter(pk=year.agencies[3].pk).update(active_until=yesterday)
    leader = signed_in(year.leader)
    for place in (leader.get(KIPP), leader.get(OVERVIEW)):
        assert shown(place, "agencies.target") == {"3"}


def test_a_conflict_hides_the_nomination_from_its_reader_on_every_page(year: Year) -> None:
    hidden = Nomination.objects.get(agency=year.agencies[0]).proposal
    Interest.objects.create(proposal_id=hidden.pk, user=year.leader, reason="Saudara")
    leader = signed_in(year.leader)
    for place in (leader.get(KIPP), leader.get(OVERVIEW), paper(year, "ringkasan")):
        assert shown(place, "kipp.target") == {"1"}
    assert shown(signed_in(year.coordinator).get(KIPP), "kipp.target") == {"2"}


def test_a_leader_reads_what_anybody_could_nominate(year: Year) -> None:
    third, fourth = year.agencies[2:]
    add(year, third, Status.SUBMITTED)
    add(year, third, Status.IN_REVIEW, period=make_period(2025, 10))
    add(year, third, Status.REJECTED)
    add(year, fourth, Status.DRAFT)
    leader, page = signed_in(year.leader), signed_in(year.leader).get(KIPP)
    assert shown(page, "kipp.nominable", third.code) == {"2"}
    assert shown(leader.get(f"/dasbor/instansi/{third.code}/"), "kipp.nominable", third.code) == {"2"}
    assert shown(page, "kipp.nominable", fourth.code) == {"0"}
    assert page.content.decode().count("Belum ada</span> usulan yang dapat dinominasikan.") == 1
    assert "nominasi/?instansi=" not in page.content.decode()
    assert f"nominasi/?instansi={third.code}" in signed_in(year.coordinator).get(KIPP).content.decode()
