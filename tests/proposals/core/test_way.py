"""Whoever may hold a proposal that goes its way has a step of it, and one only."""

import pytest

from proposals.core.reading.own import UNDER_WAY
from proposals.core.way import WAY, step_of
from proposals.core.workflow import HELD_BY, Holder


def test_every_holder_but_the_agency_has_one_step() -> None:
    named = [holder for step in WAY for holder in step.holders]
    assert sorted(named) == sorted(set(Holder) - {Holder.AGENCY})
    assert {HELD_BY[status] for status in UNDER_WAY} <= set(named)


@pytest.mark.parametrize(
    ("holder", "name"),
    [(None, "pengajuan"), (Holder.VERIFICATION, "verifikasi"), (Holder.REVIEWERS, "penilaian"),
     (Holder.REVIEWS, "penilaian"), (Holder.DECISION, "keputusan"), (Holder.DECREE, "penetapan")],
)  # fmt: skip
def test_where_a_proposal_is_on_its_way(holder: Holder | None, name: str) -> None:
    assert WAY[step_of(holder)].name == name
