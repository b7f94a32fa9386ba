"""The page of one agency: what each reader sees, what is missing, and the schools below it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from dashboard.agency_pages.agencypage import agency_page
from dashboard.nudges.models import Nudge
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment, ReviewStage, Rubric
from reviews.core.shown import ShownScore
from tests.dashboard.overview.test_views import SECRET, signed_in
from tests.dashboard.year import Year, add, make_period, make_year, nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return make_year()


def test_a_leader_sees_sent_proposals_and_the_own_operator_also_drafts(year: Year) -> None:
    agency = year.agencies[0]
    add(year, agency, Status.DRAFT, title=SECRET)
    add(year, agency, Status.SUBMITTED, title="Judul terbuka")
    url = reverse("dashboard:agency", args=[agency.code])
    leader, operator = (signed_in(person).get(url).content.decode() for person in (year.leader, year.operator))
    assert SECRET not in leader
    assert "mempunyai draf yang belum diajukan" in leader
    assert SECRET in operator
    assert "Judul terbuka" in operator


def test_another_agency_s_page_does_not_exist_for_an_operator(year: Year) -> None:
    url = reverse("dashboard:agency", args=[year.agencies[1].code])
    assert signed_in(year.operator).get(url).status_code == 404
    assert signed_in(year.leader).get(url).status_code == 200


def open_needs(year: Year, agency: Agency, reader: User) -> dict[str, str]:
    """What is not done yet, each with the name of the link that does it."""
    return {need.label: need.action for need in agency_page(reader, agency, year.period).needs if not need.done}


RULE, KIPP = "Mengajukan paling sedikit 1 usulan", "Menominasikan satu inovasi untuk KIPP"
CONTACT, REPAIR = "Mengisi narahubung", "Mengajukan kembali usulan yang diminta diperbaiki"


def test_what_is_missing_follows_the_rules_and_offers_what_the_reader_may_do(year: Year) -> None:
    agency = year.agencies[0]
    Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026")
    nominating = "Nominasikan KIPP"
    assert open_needs(year, agency, year.operator) == {
        RULE: "Tulis usulan", KIPP: nominating, CONTACT: "Isi narahubung",
    }  # fmt: skip
    assert open_needs(year, agency, year.coordinator) == {RULE: "", KIPP: nominating, CONTACT: "Isi narahubung"}
    assert open_needs(year, agency, year.leader) == {RULE: "", KIPP: "", CONTACT: ""}
    add(year, agency, Status.RETURNED)
    assert open_needs(year, agency, year.operator)[REPAIR] == "Kerjakan perbaikan"
    nominate(year, add(year, agency, Status.ESTABLISHED))
    Agency.objects.filter(pk=agency.pk).update(contact_name="Narahubung contoh")
    agency.refresh_from_db()
    assert set(open_needs(year, agency, year.leader)) == {REPAIR}


def test_every_link_of_the_checklist_opens_for_whom_it_is_offered(year: Year) -> None:
    Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026")
    add(year, year.agencies[0], Status.DRAFT)
    add(year, year.agencies[0], Status.RETURNED)
    for reader in (year.operator, year.coordinator, year.leader):
        needs = agency_page(reader, year.agencies[0], year.period).needs
        client = signed_in(reader)
        assert {need.url: client.get(need.url).status_code for need in needs if need.url and not need.done} == {
            need.url: 200 for need in needs if need.url and not need.done
        }


def test_a_coordinator_may_remind_only_while_something_is_missing(year: Year) -> None:
    agency = year.agencies[0]
    url = reverse("dashboard:agency", args=[agency.code])
    pages = [signed_in(person).get(url).content.decode() for person in (year.coordinator, year.leader, year.operator)]
    assert [">Ingatkan</a>" in page for page in pages] == [True, False, False]
    nominate(year, add(year, agency, Status.ESTABLISHED))
    assert ">Ingatkan</a>" not in signed_in(year.coordinator).get(url).content.decode()
    past = make_period(2020, 5)
    assert agency_page(year.coordinator, agency, past).may_be_reminded is False


def test_the_own_people_fill_in_whom_to_call_and_strangers_can_not(year: Year) -> None:
    url = reverse("agencies:contact", args=[year.agencies[0].code])
    typed = {
        "contact_name": "Narahubung contoh",
        "contact_phone": "0812 1111 2222",
        "contact_email": "a@contoh.invalid",
    }
    stranger = User.objects.create_user("lain", agency=year.agencies[1])
    assert [signed_in(person).post(url, typed).status_code for person in (stranger, year.leader, year.operator)] == [
        404, 404, 302,
    ]  # fmt: skip
    assert Agency.objects.get(pk=year.agencies[0].pk).contact_name == "Narahubung contoh"
    assert list(Agency.objects.filter(contact_name="Narahubung contoh")) == [year.agencies[0]]


def test_history_counts_every_year(year: Year) -> None:
    agency = year.agencies[0]
    add(year, agency, Status.SUBMITTED)
    add(year, agency, Status.ESTABLISHED, period=make_period(2025, 5))
    years = agency_page(year.leader, agency, year.period).years
    assert [(one.period.year, one.tally.submitted, one.tally.established) for one in years] == [
        (2026, 1, 0),
        (2025, 1, 1),
    ]


def test_the_parent_of_schools_sees_their_counts_by_district_but_no_titles(year: Year) -> None:
    parent = year.agencies[0]
    for school in year.schools:
        school.parent = parent
        school.save()
    add(year, year.schools[0], Status.SUBMITTED, title=SECRET)
    page = agency_page(year.operator, parent, year.period)
    assert (page.schools[-1].total.schools, page.schools[-1].total.joined) == (len(year.schools), 1)
    assert SECRET not in signed_in(year.operator).get(reverse("dashboard:agency", args=[parent.code])).content.decode()


def scored(year: Year, proposal: Proposal, *totals: int, reviewer: User | None = None) -> None:
    """Complete reviews with these totals in the only stage of the proposal's period."""
    rubric, _ = Rubric.objects.get_or_create(key="r", defaults={"name": "R"})
    stage, _ = ReviewStage.objects.get_or_create(
        period=proposal.period, order=1, defaults={"key": "s", "name": "S", "share": 100, "rubric": rubric}
    )
    for place, total in enumerate(totals):
        person = reviewer or User.objects.create_user(f"penilai-{proposal.pk}-{place}", is_reviewer=True)
        Assignment.objects.create(
            stage=stage, proposal_id=proposal.pk, reviewer=person, state="done", done_at=timezone.now(), total=total
        )


def scores_seen(reader: User, year: Year) -> list[float | None]:
    page = agency_page(reader, year.agencies[0], year.period)
    return sorted(None if line.score is None else float(line.score.value) for line in page.lines)


def test_scores_are_for_those_who_oversee_and_for_the_own_people_as_the_period_opens_them(year: Year) -> None:
    decided = add(year, year.agencies[0], Status.ESTABLISHED)
    scored(year, decided, 80, 60)
    assert scores_seen(year.leader, year) == scores_seen(year.coordinator, year) == [70.0]
    for setting, expected in (("nothing", [None]), ("comments", [None]), ("scores", [70.0])):
        year.period.feedback = setting
        year.period.save()
        assert scores_seen(year.operator, year) == expected, setting
    assert agency_page(year.operator, year.agencies[0], year.period).mean_score is None


def test_own_people_learn_no_score_before_the_decision(year: Year) -> None:
    scored(year, add(year, year.agencies[0], Status.IN_REVIEW), 80)
    year.period.feedback = "scores"
    year.period.save()
    assert scores_seen(year.operator, year) == [None]
    assert scores_seen(year.leader, year) == [80.0]


def test_who_still_has_to_judge_a_proposal_does_not_learn_its_score(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.IN_REVIEW)
    scored(year, proposal, 80)
    year.coordinator.is_reviewer = True
    year.coordinator.save()
    stage = ReviewStage.objects.get()
    Assignment.objects.create(stage=stage, proposal_id=proposal.pk, reviewer=year.coordinator)
    assert scores_seen(year.coordinator, year) == [None]
    assert scores_seen(year.leader, year) == [80.0]


def test_the_mean_of_each_year_is_that_of_its_proposals_and_for_those_who_oversee(year: Year) -> None:
    agency, before = year.agencies[0], make_period(2025, 5)
    scored(year, add(year, agency, Status.ESTABLISHED), 80, 60)
    scored(year, add(year, agency, Status.ESTABLISHED), 90)
    scored(year, add(year, agency, Status.ESTABLISHED, period=before), 50)
    page = agency_page(year.leader, agency, year.period)
    assert [(one.period.year, str(one.mean_score)) for one in page.years] == [
        (2026, "80,00 sementara"),
        (2025, "50,00 sementara"),
    ]
    assert page.mean_score == ShownScore(Decimal(80), provisional=True)  # one of them has a single review
    assert page.chart is not None
    assert [[strip_tags(str(cell)) for cell in row] for row in page.chart.rows] == [
        ["2025", "1", "1", "50,00 sementara"],
        ["2026", "2", "2", "80,00 sementara"],
    ]
    own = agency_page(year.operator, agency, year.period)
    assert [one.mean_score for one in own.years] == [None, None]
    assert own.chart is not None and own.chart.columns == ("Tahun", "Diajukan", "Layak")


def test_each_proposal_says_who_wrote_it_and_with_whom_it_waits(year: Year) -> None:
    add(year, year.agencies[0], Status.RETURNED, days_ago=12)
    add(year, year.agencies[0], Status.COACHING, days_ago=20)
    lines = agency_page(year.leader, year.agencies[0], year.period).lines
    assert [(str(line.proposal.created_by), line.held.words, line.days) for line in lines] == [
        ("Operator", "instansi pengusul", 11),
        ("Operator", "", 18),
    ]


def test_the_reminders_of_the_year_are_for_those_who_oversee(year: Year) -> None:
    kept = {"text": "x", "addressee": "head", "channel": "whatsapp", "sent_by": year.coordinator}
    for agency, period in (
        (year.agencies[0], year.period),
        (year.agencies[1], year.period),
        (year.agencies[0], make_period(2025, 5)),
    ):
        Nudge.objects.create(agency=agency, period=period, **kept)
    pages = [agency_page(person, year.agencies[0], year.period) for person in (year.leader, year.operator)]
    assert [[(one.agency, one.period) for one in page.nudges] for page in pages] == [
        [(year.agencies[0], year.period)],
        [],
    ]


def test_the_page_takes_as_many_queries_for_one_proposal_as_for_many(year: Year) -> None:
    counts = {}
    for amount in (2, 30):
        for _ in range(amount):
            scored(year, add(year, year.agencies[0], Status.ESTABLISHED), 70)
            add(year, year.agencies[0], Status.RETURNED)
            Nudge.objects.create(
                period=year.period, agency=year.agencies[0], text="x", channel="email", addressee="head"
            )
        for person in (year.leader, year.coordinator, year.operator):
            client, url = signed_in(person), reverse("dashboard:agency", args=[year.agencies[0].code])
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.setdefault(person.username, []).append(len(queries))
    assert {name: few for name, (few, _) in counts.items()} == {name: many for name, (_, many) in counts.items()}


def test_a_school_has_the_same_page(year: Year) -> None:
    teacher = User.objects.create_user("guru", agency=year.schools[0])
    answer = signed_in(teacher).get(reverse("dashboard:agency", args=[year.schools[0].code]))
    page = answer.content.decode()
    assert year.schools[0].name in page
    assert "NPSN 10900001" in page and "Kecamatan 2" in page and "SD negeri" in page
    assert "nominasi KIPP" not in page  # no rule for schools
