"""Results over the years: by stage for those who may know, awards alone for everybody, nothing invented."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from competitions.core.national import NationalResult
from competitions.core.stages import KippStage
from competitions.kipp.public import awards_of
from competitions.kipp.years import results_by_year
from dashboard.figures.results import results_of_agency, results_of_city
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
STAGES = (KippStage.ADMINISTRATION, KippStage.PROPOSAL, KippStage.PRESENTATION, KippStage.BENEFIT)


def edition_of(year: int, **rules: object) -> Edition:
    return Edition.objects.create(programme="kipp", year=year, name=f"KIPP {year}", rules=rules)


def entry(
    cast: Cast, edition: Edition, number: int, state: str = "entered", status: str = Status.ESTABLISHED
) -> Nomination:
    made = factories.proposal(status, number, of=cast.home)
    return factories.nomination(edition, made, state, nominated_by=cast.coordinator)


def won(nomination: Nomination, award: str = "Top 45") -> None:
    for stage in STAGES:
        factories.kipp_result(nomination, stage)
    factories.kipp_result(nomination, KippStage.AWARD, award=award)


def test_every_state_and_stage_is_counted_in_its_year(cast: Cast) -> None:
    first, second = edition_of(2025), edition_of(2026)
    won(entry(cast, first, 1))
    failed = entry(cast, first, 2)
    factories.kipp_result(failed, KippStage.ADMINISTRATION, outcome="tidak")
    for number, state in enumerate(("nominated", "prepared", "shortlisted", "cancelled", "withdrawn"), 3):
        entry(cast, second, number, state)
    entry(cast, second, 9)
    found = results_by_year(cast.leader)
    one, two = found[2025], found[2026]
    assert (one.nominated, one.prepared, one.entered) == (2, 2, 2)
    assert one.passed_words == "administrasi 1, proposal 1, presentasi atau lapangan 1, kebermanfaatan 1"
    assert one.award_words == "Top 45"
    assert (two.nominated, two.prepared, two.entered) == (4, 3, 1)
    assert (two.passed_words, two.award_words) == ("belum diketahui", "belum diketahui")


def test_a_corrected_result_counts_as_it_stands_and_an_end_without_an_award_is_said(cast: Cast) -> None:
    row = entry(cast, edition_of(2025), 1)
    wrong = factories.kipp_result(row)
    assert results_by_year(cast.leader)[2025].award_words == "belum diketahui"
    factories.kipp_result(row, outcome="tidak", corrects=wrong, reason="Salah baca pengumuman")
    found = results_by_year(cast.leader)[2025]
    assert (found.passed_words, found.award_words) == ("administrasi 0", "tanpa penghargaan")


def test_who_failed_the_presentation_may_still_pass_the_visit(cast: Cast) -> None:
    row = entry(cast, edition_of(2025), 1)
    for stage in STAGES[:2]:
        factories.kipp_result(row, stage)
    factories.kipp_result(row, KippStage.PRESENTATION, outcome="tidak")
    assert results_by_year(cast.leader)[2025].award_words == "belum diketahui"


def test_the_city_s_years_say_what_is_not_known_and_which_year_was_not_held(cast: Cast) -> None:
    factories.period()
    edition_of(2023)
    edition_of(2025, held={"2024": False})
    NationalResult.objects.create(
        year=2021, measure="index", predicate="Sangat Inovatif", rank=15, source="Siaran pers", confidence="background"
    )
    Edition.objects.create(programme="iga", year=2025, name="IGA 2025")
    found = {one.year: one for one in results_of_city(cast.leader)}
    assert list(found) == [2025, 2024, 2023, 2021]
    assert (found[2024].kipp, found[2024].kipp_words) == (None, "tidak diadakan")
    assert found[2021].iga == "Sangat Inovatif, peringkat 15"
    assert (found[2025].iga, found[2023].iga) == ("belum diketahui", "belum diketahui")
    assert found[2023].kipp and found[2023].kipp.nominated == 0
    page = client(cast.leader).get("/dasbor/").content.decode()
    assert "KIPP dan IGA dari tahun ke tahun" in page and "tidak diadakan" in page


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def test_an_agency_reads_its_own_years_and_a_conflict_hides_one(cast: Cast) -> None:
    edition = edition_of(2025)
    row = entry(cast, edition, 1)
    won(row)
    edition_of(2026)
    assert [one.year for one in results_of_agency(cast.owner, cast.home)] == [2025]
    page = client(cast.owner).get(f"/dasbor/instansi/{cast.home.code}/").content.decode()
    assert "KIPP dan IGA dari tahun ke tahun" in page and "Top 45" in page
    Interest.objects.create(proposal_id=row.proposal_id, user=cast.leader, reason="Saudara")
    assert results_of_agency(cast.leader, cast.home) == []
    assert "Top 45" not in client(cast.leader).get("/dasbor/").content.decode()


def public_pages(proposal: int) -> list[str]:
    browser = Client()
    return [
        browser.get(reverse("proposals:innovation", args=[proposal])).content.decode(),
        browser.get(reverse("proposals:catalogue_json")).content.decode(),
        b"".join(browser.get(reverse("proposals:catalogue_csv")).streaming_content).decode(),
    ]


def test_the_public_reads_awards_of_public_innovations_alone(cast: Cast) -> None:
    edition = edition_of(2025)
    shown, hidden, nominated = (
        entry(cast, edition, 1), entry(cast, edition, 2, status=Status.REJECTED), entry(cast, edition, 3, "prepared")
    )  # fmt: skip
    won(shown)
    won(hidden, "Top 99")
    factories.kipp_result(entry(cast, edition, 4))
    for text in public_pages(shown.proposal_id):
        assert "Top 45 KIPP 2025" in text
        assert "Top 99" not in text and "SIN-" not in text and "Dinominasikan" not in text
    assert json.loads(public_pages(shown.proposal_id)[1])["data"][0]["penghargaan"] == "Top 45 KIPP 2025"
    browser = Client()
    assert browser.get(reverse("proposals:innovation", args=[hidden.proposal_id])).status_code == 404
    quiet = browser.get(reverse("proposals:innovation", args=[nominated.proposal_id])).content.decode()
    assert "KIPP" not in quiet.partition("<main")[2].partition("</main>")[0]


def test_an_award_that_was_told_in_error_or_given_up_is_public_no_more(cast: Cast, django_assert_num_queries) -> None:
    row = entry(cast, edition_of(2025), 1)
    won(row)
    with django_assert_num_queries(1):
        assert [str(one) for one in awards_of([row.proposal_id])[row.proposal_id]] == ["Top 45 KIPP 2025"]
    url = reverse("proposals:catalogue_json")
    tag = Client().get(url)["ETag"]
    factories.kipp_result(
        row, KippStage.AWARD, outcome="dibatalkan", award="", corrects=row.results.latest("pk"), reason="Salah baca"
    )
    assert not awards_of([row.proposal_id])
    assert Client().get(url, headers={"If-None-Match": tag}).status_code == 200


def test_the_years_cost_the_same_for_few_and_for_many(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            results_of_city(cast.leader)
            results_of_agency(cast.owner, cast.home)
        return len(asked)

    edition = edition_of(2025)
    won(entry(cast, edition, 1))
    few = cost()
    for number in range(2, 8):
        won(entry(cast, edition_of(2010 + number), number))
    assert Proposal.objects.count() > 6
    assert cost() == few


def test_what_is_kept_of_the_city_is_never_older_than_its_rows(cast: Cast) -> None:
    nomination = entry(cast, edition_of(2026), 1)
    assert results_of_city(cast.leader)[0].kipp.award_words == "belum diketahui"  # type: ignore[union-attr]  # it has nominations
    won(nomination)
    assert results_of_city(cast.leader)[0].kipp.award_words == "Top 45"  # type: ignore[union-attr]  # it has nominations
    factories.conflict(cast.leader, Proposal.objects.get(pk=nomination.proposal_id))
    assert all(one.kipp is None or not one.kipp.nominated for one in results_of_city(cast.leader))
