"""The gap list of one innovation, worked out by hand from national.md 1.9."""

from dataclasses import replace
from decimal import Decimal

import pytest

from competitions.iga.gaps.reckoning import IndicatorStanding, bundles_of, rows_of, strongest
from tests.competitions.iga.index.reading import constants

# Weights of the team's decree are 2 + 1 + 1 + 1; the video weighs 4.
TEAM = [IndicatorStanding(n, f"I{n}", w, n == 2, "sk_tim") for n, w in ((2, 2), (7, 1), (8, 1), (9, 1))]
VIDEO = IndicatorStanding(20, "Video", 4, True, "video", files={1: 2, 2: 2, 3: 2})
SOP = IndicatorStanding(13, "SOP", 2, False, "", claimed=2, proven=True)


def test_one_decree_of_the_team_serves_four_indicators_with_fifteen_points():
    [team] = bundles_of(rows_of(TEAM))
    assert (team.key, team.numbers, team.gain) == ("sk_tim", "2, 7, 8, 9", 15)
    assert len(team.rows) == 12


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({}, 0),
        ({"claimed": 2}, 0),
        ({"claimed": 2, "proven": True}, 2),
        ({"claimed": 2, "proven": True, "verified": 1}, 1),
        ({"claimed": 2, "proven": True, "verified": 0}, 0),
    ],
)
def test_what_was_judged_counts_else_what_is_proven_else_nothing(change, counted):
    one = replace(SOP, claimed=0, proven=False, **{}) if not change else replace(SOP, **{"proven": False} | change)
    assert one.counted == counted
    assert [row.target for row in rows_of([one])] == sorted(range(counted + 1, 4), key=lambda level: -level)


@pytest.mark.parametrize(("count", "divisor"), [(1, 12), (12, 12), (20, 20)])
def test_the_index_rises_by_weight_times_levels_over_the_divisor(count, divisor):
    row = rows_of([VIDEO], count=count, constants=constants())[0]
    assert (row.source, row.target, row.gain) == (0, 3, 12)
    assert row.index_gain == Decimal(12) / (Decimal("2.5") * divisor)


def test_outside_the_set_there_is_no_gain_of_the_index():
    assert {row.index_gain for row in rows_of([VIDEO], count=None, constants=constants())} == {None}


def test_what_holds_back_stands_first_then_points_then_few_files_then_number():
    cheap = IndicatorStanding(3, "Anggaran", 2, False, files={3: 1})
    dear = IndicatorStanding(5, "Bimtek", 2, False, files={3: 9})
    heavy = IndicatorStanding(1, "Regulasi", 9, False, files={3: 1})
    weak = IndicatorStanding(17, "Kecepatan", 1, True)
    rows = rows_of([dear, cheap, heavy, weak])
    assert [row.indicator.number for row in strongest(rows, 9)] == [17, 1, 3, 5]
    assert [bundle.rows[0].indicator.number for bundle in bundles_of(rows)] == [17, 1, 3, 5]
    done = replace(weak, claimed=1, proven=True)
    assert [row.indicator.number for row in strongest(rows_of([done, cheap]), 9)] == [3, 17]


def test_nothing_is_left_at_the_highest_level():
    assert rows_of([replace(SOP, claimed=3, verified=3)]) == []
