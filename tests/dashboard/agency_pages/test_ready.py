"""How ready one agency is for IGA and KIPP: page and paper agree with the edition's own pages, and count constantly."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.iga.candidates.readiness import blocks_in, readiness_of_one
from competitions.iga.core.models import Candidacy, Claim
from competitions.kipp.preflight.facts import findings_of, red_in
from dashboard.agency_pages.readypage import ready_page
from foundation.figures import figures_in
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.reports.test_readiness import innovation
from tests.dashboard.year import Year, make_year, nominate
from tests.pdfs import text_of

pytestmark = pytest.mark.django_db
PAGE, CITY = "/dasbor/instansi/dinas-1/kesiapan/", "/dasbor/kesiapan-iga/"
PDF = PAGE[:-1] + ".pdf"


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def year(edition: Edition) -> Year:
    """The first agency sends one and prepares one, and nominates one for KIPP; a unit below has a candidate, too."""
    made = make_year()
    first = made.agencies[0]
    Agency.objects.filter(code="unit-1").update(parent=first)
    sent, prepared = innovation(made, first, 1), innovation(made, first, 2)
    innovation(made, Agency.objects.get(code="unit-1"), 3)
    factories.in_iga_set(edition, sent)
    factories.judged(factories.claimed(edition, sent, made.operator, 1, 3), 1, made.coordinator)
    factories.claimed(edition, prepared, made.operator, 2, 2)
    factories.claimed(edition, prepared, made.operator, 17, 2, proven=False)
    kipp = nominate(made, sent).edition
    Edition.objects.filter(pk=kipp.pk).update(closes_on=datetime.date(2026, 12, 31), min_age_months=24)
    return made


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def test_each_innovation_is_told_as_its_own_pages_tell_it(year: Year, edition: Edition) -> None:
    seen = ready_page(year.leader, year.agencies[0], year.period)
    by_title = {line.proposal.title: line for line in seen.lines}
    assert set(by_title) == {"Inovasi 1", "Inovasi 2"}
    sent, prepared = by_title["Inovasi 1"], by_title["Inovasi 2"]
    assert sent.iga and prepared.iga and sent.kipp and prepared.kipp is None
    assert (sent.iga.state, prepared.iga.state) == ("Masuk daftar kirim", "Disiapkan")
    for line in (sent, prepared):
        found = blocks_in(readiness_of_one(edition, SentProposal.objects.get(pk=line.proposal.pk)))
        assert line.iga and line.iga.red == tuple(each.rule.code for each in found)
        kept = Candidacy.objects.get(proposal=line.proposal.pk)
        assert (line.iga.verified, line.iga.claimed) == (kept.verified_points, kept.claimed_points)
        assert line.iga.gain > 0 and line.iga.step
    nomination = sent.proposal.nominations.get()
    assert sent.kipp.red == tuple(each.rule.code for each in red_in(findings_of(nomination)))
    assert sent.kipp.red
    assert sent.age and (sent.age.months, sent.age.enough) == (23, False)
    assert sent.following and sent.following.day == datetime.date(2026, 12, 31)


def test_the_head_counts_what_the_city_s_table_counts(year: Year, edition: Edition) -> None:
    page, city = (client(year.leader).get(url).content.decode() for url in (PAGE, CITY))
    names = {"iga.ready", "iga.candidates", "iga.theirs", "iga.waiting"}
    told, in_table = (
        {one.name: one.value for one in figures_in(html) if one.subject == "dinas-1" and one.name in names}
        for html in (page, city)
    )
    assert told == in_table
    assert set(told) == names
    assert (told["iga.candidates"], told["iga.theirs"], told["iga.waiting"]) == ("2", "1", "1")
    seen = ready_page(year.leader, year.agencies[0], year.period)
    assert seen.has.ready == sum(line.iga is not None and not line.iga.red for line in seen.lines)
    assert "nominasi KIPP: belum siap" in page and "Bapperida 0 hari" in page
    assert "Diklaim dan terverifikasi" in city and "1 menominasikan" not in city


def test_a_claim_that_was_turned_down_waits_for_the_agency_until_it_is_answered(year: Year, edition: Edition) -> None:
    claim = Claim.objects.get(proposal__title="Inovasi 2", indicator__number=2)
    before = ready_page(year.leader, year.agencies[0], year.period).has
    factories.judged(claim, 0, year.coordinator)
    after = ready_page(year.leader, year.agencies[0], year.period).has
    assert (before.theirs, before.waiting, after.theirs, after.waiting) == (1, 1, 2, 0)


def test_the_paper_says_the_same(year: Year) -> None:
    answer = client(year.operator).get(PDF)
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(text_of(answer.content).split())
    for said in ("Inovasi 1", "Inovasi 2", "Masuk daftar kirim", "bulan, kurang", "nominasi KIPP: belum siap"):
        assert said in text


def test_the_people_of_an_agency_read_their_own_and_only_counts_of_their_units(year: Year) -> None:
    own = client(year.operator)
    page = own.get(PAGE).content.decode()
    assert "Inovasi 1" in page and "menunggu bukti Anda" in page
    assert "Inovasi 3" not in page
    assert {one.value for one in figures_in(page) if (one.name, one.subject) == ("iga.candidates", "unit-1")} == {"1"}
    for other in ("dinas-2", "unit-1"):
        assert own.get(f"/dasbor/instansi/{other}/kesiapan/").status_code == 404
        assert own.get(f"/dasbor/instansi/{other}/kesiapan.pdf").status_code == 404
    assert client(year.coordinator).get("/dasbor/instansi/unit-1/kesiapan/").status_code == 200


def test_a_conflict_of_interest_hides_an_innovation_here_too(year: Year) -> None:
    hidden = Proposal.objects.get(title="Inovasi 1")
    Interest.objects.create(proposal_id=hidden.pk, user=year.coordinator, reason="Saudara")
    page = client(year.coordinator).get(PAGE).content.decode()
    assert "Inovasi 1" not in page and "Inovasi 2" in page
    assert "nominasi KIPP: belum ada" in page
    assert "Inovasi 1" not in text_of(client(year.coordinator).get(PDF).content)


def test_a_year_without_editions_says_so() -> None:
    made = make_year()
    page = client(made.leader).get(PAGE).content.decode()
    assert "Ketentuan IGA 2026 belum dimuat; tidak ada edisi KIPP pada tahun ini." in page
    assert client(made.leader).get(PDF).status_code == 200


def test_it_costs_the_same_for_few_and_for_many(year: Year, edition: Edition) -> None:
    def cost(url: str) -> int:
        asking = client(year.leader)
        asking.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert asking.get(url).status_code == 200
        return len(asked)

    few = [cost(url) for url in (PAGE, CITY)]
    unit = Agency.objects.get(code="unit-1")
    for number in range(10, 20):
        more = innovation(year, year.agencies[0] if number % 2 else unit, number)
        factories.claimed(edition, more, year.operator, 2, 1)
        nominate(year, more)
    assert [cost(url) for url in (PAGE, CITY)] == few
