"""Readiness: every rule that blocks is broken once, and the count in SQL says what the sentences say."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.core.models import Edition, Indicator, Level
from competitions.iga.candidates.pool import candidate_keys
from competitions.iga.candidates.readiness import blocks_in, demands_of, readiness_of_one, ready_among, with_blocks
from competitions.iga.candidates.rules import RULES, Demands, InnovationFacts, RuleSeverity, examine
from competitions.iga.core.models import Candidacy, Claim
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from tests import factories
from tests.dashboard.year import DAY, Year, add, make_year
from tests.examples import examples

FROM, UNTIL = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)
TODAY = datetime.date(2026, 6, 1)
ASKED = Demands(FROM, UNTIL, words=300, mandatory=2, mandatory_blocks=True)
GOOD = InnovationFacts(
    today=TODAY, applied_on=FROM, developed_on=UNTIL, trial_on=FROM - DAY, words=300, has_affair=True, in_use=True,
    mandatory_proven=2, has_video=True, regulation=True,
)  # fmt: skip
BLOCKING = [
    ("G1", {"applied_on": UNTIL + DAY, "developed_on": None}),
    ("G2", {"words": 299}),
    ("G3", {"mandatory_proven": 1}),
    ("G6", {"has_affair": False}),
    ("G8", {"trial_on": FROM + DAY}),
    ("G8", {"developed_on": None, "today": FROM - DAY}),
    ("G13", {"eligible": False}),
]
WARNING = [
    ("G4", {"in_use": False}),
    ("G5", {"regulation": False}),
    ("G7", {"fields_missing": ("Lintang",)}),
    ("G9", {"unproven": (3,)}),
    ("G10", {"developed_on": None}),
    ("G11", {"same_title": 1}),
    ("G12", {"has_video": False}),
]


def codes(facts: InnovationFacts, asked: Demands = ASKED) -> list[str]:
    return [finding.rule.code for finding in blocks_in(examine(facts, asked))]


def test_the_table_names_thirteen_rules_and_each_that_blocks_is_tried():
    assert [rule.code for rule in RULES] == [f"G{number}" for number in range(1, 14)]
    assert {code for code, _ in BLOCKING} == {rule.code for rule in RULES if rule.severity == RuleSeverity.BLOCK}
    assert {code for code, _ in WARNING} == {rule.code for rule in RULES if rule.severity == RuleSeverity.WARN}
    assert codes(GOOD) == []


@pytest.mark.parametrize(("code", "change"), BLOCKING)
def test_each_broken_rule_blocks_alone_and_says_why(code, change):
    found = examine(replace(GOOD, **change), ASKED)
    assert [(one.rule.code, bool(one.text)) for one in blocks_in(found)] == [(code, True)]


@pytest.mark.parametrize(("code", "change"), WARNING)
def test_the_others_only_warn(code, change):
    found = {one.rule.code: one for one in examine(replace(GOOD, **change), ASKED)}
    assert not found[code].passed and not found[code].blocks and found[code].text


def test_a_mandatory_indicator_only_warns_where_the_edition_says_so():
    missing = replace(GOOD, mandatory_proven=0, mandatory_missing=(1, 17))
    assert codes(missing, replace(ASKED, mandatory_blocks=False)) == []
    told = next(one.text for one in examine(missing, ASKED) if one.rule.code == "G3")
    assert told.startswith("Baru 0 dari 2 indikator wajib") and "(1, 17)" in told


def test_by_hand_the_window_does_not_hold():
    assert codes(replace(GOOD, by_hand=True, applied_on=FROM - DAY, developed_on=None)) == []


@pytest.fixture
def year() -> Year:
    return make_year()


def make_edition(*, words: int = 10) -> Edition:
    edition = Edition.objects.create(
        programme="iga", year=2026, name="IGA 2026", window_from=FROM, window_until=UNTIL,
        rules=factories.iga_rules(words=words, affairs=1),
    )  # fmt: skip
    for number in (1, 2):
        indicator = Indicator.objects.create(
            edition=edition,
            number=number,
            name="I",
            weight=3,
            mandatory=number == 1,
            rules={"key": f"i{number}", "file_types": ["pdf"]},
        )
        Level.objects.create(indicator=indicator, value=1, description="satu")
    return edition


def written(year: Year, words: int) -> Proposal:
    proposal = add(year, year.agencies[0], Status.IN_REVIEW)
    guide = year.period.guide
    step, _ = Section.objects.get_or_create(
        guide=guide, key="rancang-bangun", defaults={"title": "Rancang bangun", "meaning": Section.Meaning.DESIGN}
    )
    part, _ = Section.objects.get_or_create(guide=guide, parent=step, key="bagian", defaults={"title": "Bagian"})
    SectionText.objects.create(proposal=proposal, section=part, text="kata " * words, words=words)
    return proposal


def claim(edition: Edition, proposal: Proposal, number: int, *, proven: bool) -> None:
    level = Level.objects.get(indicator__edition=edition, indicator__number=number)
    made = Claim.objects.create(
        proposal_id=proposal.pk, indicator=level.indicator, level=level, claimed_by=proposal.created_by
    )
    Claim.objects.filter(pk=made.pk).update(proven=proven)


days = st.none() | st.dates(FROM - 40 * DAY, UNTIL + 400 * DAY) | st.sampled_from([FROM, UNTIL])
worlds = st.fixed_dictionaries({
    "applied_date": days, "development_date": days, "trial_date": days, "words": st.integers(8, 12),
    "claimed": st.sampled_from([None, False, True]), "by_hand": st.booleans(), "has_affair": st.booleans(),
})  # fmt: skip


def in_order(world) -> bool:
    """The table of proposals itself refuses dates the other way round."""
    dates = [world[name] for name in ("trial_date", "applied_date", "development_date") if world[name]]
    return dates == sorted(dates)


@pytest.mark.django_db
@examples(usual=25, deep=300)
@given(world=worlds.filter(in_order))
def test_the_count_in_sql_says_what_the_sentences_say(year, world):
    edition = Edition.objects.filter(programme="iga").first() or make_edition()
    proposal = written(year, world["words"])
    dates = {name: world[name] for name in ("applied_date", "development_date", "trial_date")}
    Proposal.objects.filter(pk=proposal.pk).update(**dates, affair=year.affairs[0] if world["has_affair"] else None)
    if world["by_hand"]:
        Candidacy.objects.create(edition=edition, proposal_id=proposal.pk, added_by_hand=True)
    if world["claimed"] is not None:
        claim(edition, proposal, 1, proven=world["claimed"])
    sent = SentProposal.objects.get(pk=proposal.pk)
    counted = with_blocks(SentProposal.objects.filter(pk=proposal.pk), edition).get()
    assert counted.blocks == len(blocks_in(readiness_of_one(edition, sent)))


@pytest.mark.django_db
def test_nothing_is_ready_without_claims_on_the_mandatory_indicators(year):
    edition = make_edition()
    proposals = [written(year, 10) for _ in range(3)]
    Proposal.objects.update(applied_date=FROM, affair=year.affairs[0])
    rows = candidate_keys(edition)
    assert rows.count() == 3 and not ready_among(rows, edition).exists()
    claim(edition, proposals[0], 2, proven=True)
    claim(edition, proposals[1], 1, proven=False)
    assert not ready_among(rows, edition).exists()
    claim(edition, proposals[2], 1, proven=True)
    assert list(ready_among(rows, edition).values_list("pk", flat=True)) == [proposals[2].pk]


@pytest.mark.django_db
def test_the_edition_switches_the_mandatory_rule_off(year):
    edition = make_edition()
    written(year, 10)
    Proposal.objects.update(applied_date=FROM, affair=year.affairs[0])
    assert not ready_among(candidate_keys(edition), edition).exists()
    edition.rules["scoring"]["empty_mandatory_blocks"] = False
    edition.save()
    fresh = Edition.objects.get(pk=edition.pk)
    assert not demands_of(fresh).mandatory_blocks
    assert ready_among(candidate_keys(fresh), fresh).count() == 1
