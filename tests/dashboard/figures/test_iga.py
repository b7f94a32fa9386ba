"""The affairs of IGA are counted alike on every page and paper: what is sent beside what could be, one verdict."""

import datetime
import io

import openpyxl
import pytest

from competitions.core.models import Edition
from competitions.iga.candidates.affairs import affairs_covered_in, covered_affairs
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import CandidacyState
from competitions.iga.simulator.outlook import outlook
from dashboard.reports import headlines
from foundation.text.rounding import in_figures
from proposals.core.affairs.models import Affair
from proposals.core.counts.counting import known_period
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.figures.test_kipp import paper, shown, signed_in
from tests.dashboard.papers import scope_of
from tests.dashboard.year import DAY, Year, add, make_year
from tests.figures import figures_in_answer

pytestmark = pytest.mark.django_db
FROM, UNTIL = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)
MET, UNMET = "Syarat ini sudah terpenuhi", "Syarat ini belum terpenuhi"


def make_edition(*, needed: int = 2, words: int = 0) -> Edition:
    return Edition.objects.create(
        programme=Edition.Programme.IGA,
        year=2026,
        name="IGA 2026",
        window_from=FROM,
        window_until=UNTIL,
        rules=factories.iga_rules(words=words, affairs=needed),
    )


def eligible(year: Year, affair: Affair, applied: datetime.date | None) -> Proposal:
    """An eligible innovation of an affair that was applied on a day."""
    proposal = add(year, year.agencies[0], Status.IN_REVIEW, affair=affair)
    Proposal.objects.filter(pk=proposal.pk).update(applied_date=applied)
    return proposal


@pytest.fixture
def year() -> Year:
    """Four affairs with eligible innovations, of which one was applied too late and so is no candidate."""
    made = make_year()
    for affair, applied in zip(made.affairs, (FROM, UNTIL, FROM, UNTIL + DAY), strict=False):
        eligible(made, affair, applied)
    return made


def send(year: Year, *places: int) -> None:
    """Puts the innovations of these affairs into the submission set."""
    edition = Edition.objects.get(programme="iga")
    for place in places:
        proposal = Proposal.objects.get(affair=year.affairs[place])
        Candidacy.objects.create(edition=edition, proposal_id=proposal.pk, state=CandidacyState.LISTED)


def everywhere(year: Year, **needed: int) -> list[str]:
    make_edition(**needed)
    send(year, 0, 1)
    leader = signed_in(year.leader)
    pages = [leader.get(url).content.decode() for url in ("/kompetisi/iga/2026/", "/dasbor/")]
    return [*pages, paper(year, "ringkasan"), paper(year, "kemajuan")]


@pytest.mark.parametrize(("needed", "verdict"), [(2, MET), (3, UNMET)])
def test_covered_and_possible_stand_beside_each_other_with_one_verdict(year: Year, needed: int, verdict: str) -> None:
    cockpit, *others = places = everywhere(year, needed=needed)
    for place in places:
        assert shown(place, "iga.affairs_covered") == {"2"}
        assert shown(place, "iga.affairs_needed") == {str(needed)}
        assert (MET if verdict == UNMET else UNMET) not in place
    for place in (cockpit, others[0], others[2]):
        assert shown(place, "iga.affairs_potential") == {"3"}
    for place in others[1:]:
        assert shown(place, "period.affairs") == {"4"}
    assert verdict in others[0] and verdict in others[2]
    loss = "menjadi nol dan kota kehilangan 0,30 poin indeks"
    assert (loss in cockpit) == (verdict == UNMET)


def test_the_sheet_of_the_progress_report_holds_both_counts(year: Year) -> None:
    make_edition()
    send(year, 0)
    lines = {row[0]: row[1:3] for row in headlines.headline(scope_of(year)).rows}
    assert lines["Urusan pelayanan dasar dengan usulan layak"] == (4, 6)
    assert lines["Urusan pelayanan dasar tercakup inovasi dalam daftar kirim IGA"] == (1, 6)


def test_without_an_edition_nothing_is_said_to_be_covered_or_met(year: Year) -> None:
    page = signed_in(year.leader).get("/dasbor/").content.decode()
    assert shown(page, "period.affairs") == {"4"}
    assert shown(page, "iga.affairs_covered") == set()
    assert "Ketentuan IGA 2026 belum dimuat" in page and MET not in page and UNMET not in page


def test_both_ways_of_counting_say_the_same(year: Year) -> None:
    make_edition()
    send(year, 0, 2)
    earlier = add(year, year.agencies[1], Status.ESTABLISHED, affair=year.affairs[4])
    Proposal.objects.filter(pk=earlier.pk).update(applied_date=FROM - DAY, development_date=FROM)
    for reader in (year.leader, year.coordinator, year.operator):
        known = affairs_covered_in(known_period(year.period, reader), Affair.objects.order_by("order"))
        assert known == covered_affairs(2026, reader)
    assert known.covered == {year.affairs[0].pk, year.affairs[2].pk}
    # The operator's own innovations alone; the leader knows of the other agency's, too.
    assert len(known.potential) == 3
    assert len(covered_affairs(2026, year.leader).potential) == 4


AT_RISK = "Indeks IGA yang berisiko, hilang bila pemeriksaan tidak menerimanya"
INDEX = ("iga.index_now", "iga.index_expected", "iga.index_at_risk")


def indices_of(answer: object) -> dict[str, str]:
    return {one.name: one.value for one in figures_in_answer(answer) if one.name in INDEX}


def outlook_year() -> Year:
    """Two innovations in the set: of the first a claim of eighteen points was judged lower, the second waits."""
    made = make_year()
    edition = factories.iga_edition()
    first, second = (eligible(made, affair, datetime.date(2025, 1, 1)) for affair in (made.affairs[0], made.affairs[1]))
    factories.in_iga_set(edition, first, second)
    factories.judged(factories.claimed(edition, first, made.operator, 1, 3), 1, made.coordinator)
    factories.claimed(edition, second, made.operator, 20, 3)
    return made


def test_the_index_is_one_on_dashboard_pages_papers_and_sheets() -> None:
    year = outlook_year()
    found = outlook(2026, year.leader)
    assert found
    leader, expected = signed_in(year.leader), {name: value for name, _, value, _ in found.figures}
    assert expected["iga.index_now"] != expected["iga.index_expected"] != "0,00"
    for address in ("/dasbor/", "/kompetisi/iga/2026/", "/kompetisi/iga/2026/indeks/", "/laporan/kemajuan.xlsx"):
        assert indices_of(leader.get(address)) == expected, address
    assert indices_of(leader.get("/laporan/kemajuan.csv")) == expected
    for key in ("ringkasan", "kemajuan"):
        text = paper(year, key)
        assert {name: shown(text, name) for name in INDEX} == {name: {value} for name, value in expected.items()}
        assert found.lift and found.lift.text in text
        assert "hilang bila pemeriksaan tidak menerimanya" in text
    page = leader.get("/dasbor/").content.decode()
    assert found.lift.text in page and "hilang bila pemeriksaan tidak menerimanya" in page


def test_the_sheet_holds_the_index_as_a_number_with_two_decimals_and_the_csv_with_a_comma() -> None:
    year = outlook_year()
    found = outlook(2026, year.leader)
    assert found
    lines = {row[0]: row[1] for row in headlines.headline(scope_of(year)).rows}
    assert lines[AT_RISK] == found.at_risk > 0
    book = openpyxl.load_workbook(io.BytesIO(signed_in(year.leader).get("/laporan/kemajuan.xlsx").content))
    cells = {row[0].value: row[1] for row in book.worksheets[0].iter_rows()}
    cell = cells[AT_RISK]
    assert (cell.value, cell.number_format) == (float(found.at_risk), "0.00")
    csv = b"".join(signed_in(year.leader).get("/laporan/kemajuan.csv").streaming_content).decode()
    assert f"{AT_RISK};{in_figures(found.at_risk)};" in csv


def test_a_conflict_of_interest_takes_an_innovation_out_of_the_leader_s_index() -> None:
    year = outlook_year()
    everything = indices_of(signed_in(year.leader).get("/dasbor/"))
    hidden = Proposal.objects.get(affair=year.affairs[1])
    Interest.objects.create(proposal_id=hidden.pk, user=year.leader, reason="Saudara")
    assert indices_of(signed_in(year.leader).get("/dasbor/")) != everything
    assert indices_of(signed_in(year.coordinator).get("/dasbor/")) == everything
