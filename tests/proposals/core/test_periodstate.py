"""Where a period stands: to the second at its ends, in words, and never older than it is long."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from proposals.core.period.models import Period
from proposals.core.period.state import Phase, day_of, period_state
from tests import factories
from tests.factories import DAY

WIB, SECOND = ZoneInfo("Asia/Jakarta"), datetime.timedelta(seconds=1)
OPENING = datetime.datetime(2027, 3, 1, 8, 0, tzinfo=WIB)
CLOSING = datetime.datetime(2027, 11, 30, 23, 59, 59, tzinfo=WIB)
# Every second at which something turns, and one on each side of it.
MOMENTS = (
    (OPENING - SECOND, Phase.BEFORE),
    (OPENING, Phase.OPEN),
    (OPENING + SECOND, Phase.OPEN),
    (OPENING + (CLOSING - OPENING) / 2, Phase.OPEN),
    (CLOSING - SECOND, Phase.OPEN),
    (CLOSING, Phase.OPEN),
    (CLOSING + SECOND, Phase.CLOSED),
)


def period() -> Period:
    return Period(year=2027, name="Usulan 2027", opens_at=OPENING, closes_at=CLOSING)


@pytest.mark.parametrize(("at", "phase"), MOMENTS)
def test_the_phase_turns_at_the_second_and_writing_turns_with_it(at: datetime.datetime, phase: Phase, db: None) -> None:
    assert period_state(period(), at).phase is phase
    stored = factories.period(2027, opens_at=OPENING, closes_at=CLOSING)
    assert stored.is_open_for(factories.agency(), at) == (phase is Phase.OPEN)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (OPENING - 92 * DAY, "Dibuka 1 Maret 2027, 92 hari lagi"),
        (datetime.datetime(2027, 2, 28, 23, 59, tzinfo=WIB), "Dibuka 1 Maret 2027, 1 hari lagi"),
        (datetime.datetime(2027, 3, 1, 0, 0, tzinfo=WIB), "Dibuka hari ini pukul 08.00"),
        (OPENING, "Ditutup 30 November 2027, 274 hari lagi"),
        (datetime.datetime(2027, 11, 30, 7, 0, tzinfo=WIB), "Ditutup hari ini pukul 23.59"),
        (CLOSING + SECOND, "Sudah ditutup 30 November 2027"),
        (CLOSING + 400 * DAY, "Sudah ditutup 30 November 2027"),
    ],
)
def test_the_words_say_what_comes_next(at: datetime.datetime, words: str) -> None:
    assert period_state(period(), at).words == words


def test_a_period_is_never_older_than_it_is_long() -> None:
    ages = [period_state(period(), at).age for at in (OPENING - DAY, OPENING, OPENING + DAY, CLOSING, CLOSING + DAY)]
    assert ages == [0 * DAY, 0 * DAY, DAY, CLOSING - OPENING, CLOSING - OPENING]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (OPENING - SECOND, 0),
        (OPENING, 1),
        (OPENING + DAY - SECOND, 1),
        (OPENING + DAY, 2),
        (CLOSING, 275),
        (CLOSING + 99 * DAY, 275),
    ],
)
def test_the_day_of_a_period_is_counted_to_its_end(at: datetime.datetime, day: int) -> None:
    assert day_of(OPENING, CLOSING, at) == day


def test_a_period_of_whole_days_has_no_day_more_than_it_is_long() -> None:
    assert day_of(OPENING, OPENING + 10 * DAY, OPENING + 10 * DAY) == 10
