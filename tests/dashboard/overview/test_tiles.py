"""The groups of tiles: each target agency once, under its standing, a count that opens as many; a verdict's weight."""

import pytest

from dashboard.charts.labels import weight
from dashboard.figures import counts
from dashboard.overview.tiles import groups
from proposals.core.counts.counting import period_counts
from proposals.core.workflow import Status
from tests.dashboard.overview.test_views import signed_in
from tests.dashboard.year import add, fill, make_year


@pytest.mark.django_db
def test_every_agency_stands_in_the_group_of_its_standing_and_the_list_has_as_many() -> None:
    year = make_year(agencies=12)
    fill(year, seed=7, amount=20)
    add(year, year.agencies[0], Status.DRAFT)
    rows = counts.coverage(period_counts(year.period, year.leader), year.period, year.leader).agencies
    found = groups(rows, year.period)
    assert [(group.state, tile.name) for group in found for tile in group.tiles] == [
        (row.standing.value, row.agency.short_name) for row in rows
    ]
    assert len({group.state for group in found}) == len(found) > 2
    client = signed_in(year.leader)
    for group in found:
        assert client.get(group.url).context["page_obj"].paginator.count == len(group.tiles), group.state
    assert {group.state for group in found if group.done} <= {"eligible", "shortlisted", "nominated"}


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (1, ("calm", "Sesuai jalur")),
        (0.9, ("calm", "Sesuai jalur")),
        (0.89, ("watch", "Perlu dijaga")),
        (0.4, ("watch", "Perlu dijaga")),
        (0.39, ("behind", "Tertinggal")),
        (0.1, ("behind", "Tertinggal")),
        (0.09, ("behind", "Tertinggal jauh")),
        (0, ("behind", "Tertinggal jauh")),
    ],
)
def test_a_verdict_weighs_as_its_probability(probability: float, said: tuple[str, str]) -> None:
    assert weight(probability) == said
