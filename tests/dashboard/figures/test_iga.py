"""The affairs of IGA are counted alike on every page and paper: the ready beside the eligible, one verdict."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.core.models import Edition
from competitions.iga.figures import eligible_in, ready_among
from competitions.iga.rules import check_window, check_words
from dashboard.reports import headlines
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import Status
from tests import factories
from tests.dashboard.figures.test_kipp import paper, shown, signed_in
from tests.dashboard.papers import scope_of
from tests.dashboard.year import DAY, Year, add, make_year
from tests.examples import examples

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


def eligible(year: Year, affair: Affair, applied: datetime.date | None, words: int = 0) -> Proposal:
    """An eligible innovation of an affair that was applied on a day and described in so many words."""
    proposal = add(year, year.agencies[0], Status.IN_REVIEW, affair=affair)
    Proposal.objects.filter(pk=proposal.pk).update(applied_date=applied)
    guide = year.period.guide
    step, _ = Section.objects.get_or_create(
        guide=guide, key="rancang-bangun", defaults={"title": "Rancang bangun", "meaning": Section.Meaning.DESIGN}
    )
    for part in (1, 2):
        section, _ = Section.objects.get_or_create(
            guide=guide, parent=step, key=f"bagian-{part}", defaults={"title": f"Bagian {part}"}
        )
        amount = words - words // 2 if part == 1 else words // 2
        SectionText.objects.create(proposal=proposal, section=section, text="kata " * amount, words=amount)
    return proposal


@pytest.fixture
def year() -> Year:
    """Three affairs with eligible innovations, of which one was applied too late and so is not ready."""
    made = make_year()
    for affair, applied in zip(made.affairs, (FROM, UNTIL, UNTIL + DAY), strict=False):
        eligible(made, affair, applied)
    return made


def everywhere(year: Year, **needed: int) -> list[str]:
    make_edition(**needed)
    leader = signed_in(year.leader)
    pages = [leader.get(url).content.decode() for url in ("/kompetisi/iga/2026/", "/dasbor/")]
    return [*pages, paper(year, "ringkasan"), paper(year, "kemajuan")]


@pytest.mark.parametrize(("needed", "verdict"), [(2, MET), (3, UNMET)])
def test_ready_and_eligible_stand_beside_each_other_with_one_verdict(year: Year, needed: int, verdict: str) -> None:
    for place in everywhere(year, needed=needed):
        assert shown(place, "iga.affairs_ready") == {"2"}
        assert shown(place, "iga.affairs_eligible") == {"3"}
        assert shown(place, "iga.affairs_needed") == {str(needed)}
        assert (MET if verdict == UNMET else UNMET) not in place
    page = signed_in(year.leader).get("/dasbor/").content.decode()
    assert verdict in page and verdict in paper(year, "kemajuan")
    warned = (
        "nilai jumlah inovasi daerah menjadi nol" in signed_in(year.leader).get("/kompetisi/iga/2026/").content.decode()
    )
    assert warned == (verdict == UNMET)


def test_the_sheet_of_the_progress_report_holds_both_counts(year: Year) -> None:
    make_edition()
    lines = {row[0]: row[1:3] for row in headlines.headline(scope_of(year)).rows}
    assert lines["Urusan pelayanan dasar dengan usulan layak"] == (3, 6)
    assert lines["Urusan pelayanan dasar dengan inovasi siap untuk IGA"] == (2, 6)


def test_without_an_edition_nothing_is_said_to_be_ready_or_met(year: Year) -> None:
    page = signed_in(year.leader).get("/dasbor/").content.decode()
    assert shown(page, "iga.affairs_eligible") == {"3"}
    assert shown(page, "iga.affairs_ready") == set()
    assert "Ketentuan IGA 2026 belum dimuat" in page and MET not in page and UNMET not in page


def test_without_a_known_window_nothing_is_ready(year: Year) -> None:
    edition = make_edition()
    Edition.objects.update(window_until=None)
    edition.refresh_from_db()
    assert not ready_among(eligible_in(2026, year.leader), edition).exists()


moments = st.none() | st.dates(FROM - 40 * DAY, UNTIL + 40 * DAY) | st.sampled_from([FROM, UNTIL])
# When it was applied and when developed, never the other way round.
histories = st.tuples(moments, moments).filter(lambda pair: None in pair or pair[0] <= pair[1])


@examples(usual=15, deep=300)
@given(history=histories, words=st.integers(0, 20))
def test_the_database_calls_ready_what_the_rules_call_ready(
    year: Year, history: tuple[datetime.date | None, datetime.date | None], words: int
) -> None:
    applied, developed = history
    edition = Edition.objects.filter(programme="iga").first() or make_edition(words=10)
    proposal = eligible(year, year.affairs[0], applied, words)
    Proposal.objects.filter(pk=proposal.pk).update(development_date=developed)
    found = ready_among(eligible_in(2026, year.leader).filter(pk=proposal.pk), edition).exists()
    rules = check_window(applied, developed, FROM, UNTIL), check_words(words, 10)
    assert found == all(rule.passed for rule in rules)
