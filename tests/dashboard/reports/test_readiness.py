""" "Kesiapan IGA": one truth on page, paper and sheet, which sums up to cockpit, desk and index, for each reader."""

import datetime
from collections import Counter
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.iga.candidates.cockpit import head_of, rows_of, sums_by_affair
from competitions.iga.core.models import Candidacy
from competitions.iga.desk.waiting import waiting_by_indicator
from competitions.iga.gaps.lists import gaps_of
from competitions.iga.gaps.reckoning import bundles_of
from competitions.iga.simulator.inputs import standing
from dashboard.figures.iga import readiness
from dashboard.reports import issuing
from dashboard.reports.forms import PackForm
from dashboard.reports.iga import readiness_table
from dashboard.reports.issuing import Order
from foundation.figures import Figure
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.figures.test_iga import eligible
from tests.dashboard.papers import scope_of, text_of
from tests.dashboard.year import Year, add, make_year
from tests.figures import figures_in_answer

pytestmark = pytest.mark.django_db
APPLIED = datetime.date(2025, 1, 1)
PAGE = "/dasbor/kesiapan-iga/"
PLACES = (PAGE, "/laporan/kesiapan-iga.xlsx", "/laporan/kesiapan-iga.csv", "/laporan/kesiapan-iga.pdf")
NAMES = {f"iga.{key}" for key in ("candidates", "prepared", "verified", "in_set", "waiting", "expected_points")}


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


def innovation(year: Year, agency: Agency, number: int) -> Proposal:
    made = add(year, agency, Status.ESTABLISHED, affair=year.affairs[number % 6], title=f"Inovasi {number}")
    Proposal.objects.filter(pk=made.pk).update(applied_date=APPLIED)
    return made


@pytest.fixture
def year(edition: Edition) -> Year:
    """The first agency sends two and prepares one, the second sends one and has one left out, a unit has a candidate.

    One claim was judged lower, three wait, one lacks its evidence.
    """
    made = make_year()
    Agency.objects.filter(code="unit-1").update(parent=made.agencies[1])
    first, second = made.agencies[:2]
    one, two, prepared = (innovation(made, first, number) for number in (1, 2, 3))
    three, out = (innovation(made, second, number) for number in (4, 5))
    innovation(made, Agency.objects.get(code="unit-1"), 6)
    factories.in_iga_set(edition, one, two, three)
    factories.judged(factories.claimed(edition, one, made.operator, 1, 3), 1, made.coordinator)
    factories.claimed(edition, two, made.operator, 20, 3)
    factories.claimed(edition, three, made.operator, 18, 2)
    factories.claimed(edition, three, made.operator, 17, 2, proven=False)
    factories.claimed(edition, prepared, made.operator, 2, 2)
    factories.claimed(edition, out, made.operator, 2, 2)
    Candidacy.objects.filter(proposal=out.pk).update(state="left_out", reason="Belum diterapkan")
    return made


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def told(answer: object) -> Counter[Figure]:
    return Counter({one for one in figures_in_answer(answer) if one.name in NAMES})


def of(found: Iterable[Figure], subject: str) -> dict[str, str]:
    return {one.name.partition(".")[2]: one.value for one in found if one.subject == subject}


def test_the_sums_are_those_of_cockpit_desk_and_index(year: Year, edition: Edition) -> None:
    total = readiness(year.period, year.leader).total
    head, stands = head_of(sums_by_affair(rows_of(edition, year.leader))), standing(edition, year.leader)
    assert stands
    assert (total.in_set, total.verified_points) == (head.in_set, head.verified_points) == (3, 3)
    assert total.candidates == head.in_set + head.undecided == 5
    assert total.expected_points == stands.sums.counted > total.verified_points
    assert total.waiting == sum(one.waiting for one in waiting_by_indicator(edition, year.leader)) == 4


def test_every_agency_has_its_own_line_and_those_without_a_candidate_are_named(year: Year, edition: Edition) -> None:
    found = readiness(year.period, year.leader)
    told = {
        row.agency.code: (row.has.candidates, row.has.prepared, row.has.in_set, row.has.waiting) for row in found.rows
    }
    assert told == {
        "dinas-1": (3, 1, 2, 2),
        "dinas-2": (1, 0, 1, 2),
        "unit-1": (1, 0, 0, 0),
        "dinas-3": (0, 0, 0, 0),
        "dinas-4": (0, 0, 0, 0),
    }
    assert found.without_words == "2 dari 4 perangkat daerah belum mempunyai calon: D03, D04."


def test_what_an_agency_lacks_most_is_what_the_gap_list_of_its_innovation_says(year: Year, edition: Edition) -> None:
    row = next(row for row in readiness(year.period, year.leader).rows if row.agency.code == "dinas-2")
    sent = Proposal.objects.get(title="Inovasi 4")
    bundles = bundles_of(gaps_of(edition, sent.pk, in_set=True))
    assert row.has.lacking
    assert row.has.lacking.points == max(bundle.gain for bundle in bundles)
    assert str(row.has.lacking) == "SK tim inovasi (2, 7, 8, 9): +15"


def test_page_paper_and_sheets_show_the_same(year: Year) -> None:
    leader = client(year.leader)
    page, sheet, csv, paper = (told(leader.get(place)) for place in PLACES)
    assert page == sheet == paper
    assert of(page, "")["in_set"] == "3"
    assert of(csv, "") == of(page, "")
    assert of(page, "dinas-1") == {
        "candidates": "3", "prepared": "1", "verified": "0", "in_set": "2", "waiting": "2", "expected_points": "15",
    }  # fmt: skip
    cockpit = figures_in_answer(leader.get("/kompetisi/iga/2026/"))
    assert {one.value for one in cockpit if one.name == "iga.in_set"} == {"3"}


def test_a_conflict_of_interest_takes_an_innovation_out_of_page_paper_and_sheet(year: Year) -> None:
    hidden = Proposal.objects.get(title="Inovasi 2")
    Interest.objects.create(proposal_id=hidden.pk, user=year.leader, reason="Saudara")
    for place in PLACES:
        found = told(client(year.leader).get(place))
        assert of(found, "")["in_set"] == "2", place
    assert of(told(client(year.coordinator).get(PAGE)), "")["in_set"] == "3"


def test_an_agency_sees_its_own_line_and_those_of_its_units_and_nobody_else_s(year: Year) -> None:
    own = client(year.operator).get(PAGE)
    assert {one.subject for one in told(own)} == {"", "dinas-1"}
    assert "Indeks IGA" not in own.content.decode() and "D02" not in own.content.decode()
    parent = factories.user("op-2", agency=year.agencies[1], full_name="Operator dua", email="")
    page = client(parent).get(PAGE)
    assert {one.subject for one in told(page)} == {"", "dinas-2", "unit-1"}
    # The counts of a unit, not the names of its innovations.
    assert "Inovasi 6" not in page.content.decode()
    assert client(parent).get("/laporan/kesiapan-iga.xlsx").status_code == 404


def test_the_paper_says_index_lift_and_who_has_none(year: Year) -> None:
    text = " ".join(text_of(issuing.issue(Order(["kesiapan-iga"], scope_of(year)))).split())
    assert "Indeks sekarang" in text and "hilang bila pemeriksaan tidak menerimanya" in text
    assert "Yang bertindak:" in text
    assert "2 dari 4 perangkat daerah belum mempunyai calon: D03, D04." in text
    assert "Jumlah 5 0 1 0 3 " in text


def test_the_meeting_pack_has_it_as_a_usual_part() -> None:
    assert "kesiapan-iga" in PackForm()["parts"].value()


def test_a_year_without_an_edition_says_so() -> None:
    made = make_year()
    eligible(made, made.affairs[0], APPLIED)
    table = readiness_table(scope_of(made))
    assert (table.rows, table.total) == ([], None)
    assert table.note == "Ketentuan IGA 2026 belum dimuat, jadi belum ada calon."
    assert "Belum ada yang dihitung" in client(made.leader).get(PAGE).content.decode()


def test_it_costs_the_same_for_few_and_for_many(year: Year, edition: Edition) -> None:
    def cost(place: str) -> int:
        asking = client(year.leader)
        asking.get(place)
        with CaptureQueriesContext(connection) as asked:
            assert asking.get(place).status_code == 200
        return len(asked)

    places = (PAGE, "/laporan/kesiapan-iga.xlsx", f"/dasbor/instansi/{year.agencies[0].code}/")
    few = [cost(place) for place in places]
    for number in range(10, 22):
        more = innovation(year, year.agencies[number % 4], number)
        factories.in_iga_set(edition, more)
        factories.claimed(edition, more, year.operator, 2 + number % 3, 1)
    assert [cost(place) for place in places] == few
