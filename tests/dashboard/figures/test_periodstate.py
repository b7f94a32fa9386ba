"""Pages say of a year what can be said: nothing before it opens, a forecast while it runs, an outcome after it."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from dashboard.figures import overview
from dashboard.forecast import renewing
from dashboard.nudges import recipients, services
from dashboard.nudges.models import Reason
from dashboard.reports import headlines
from dashboard.reports.tables import Scope
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from tests.dashboard.figures.test_kipp import paper, signed_in
from tests.dashboard.year import DAY, Year, add, make_period, make_year, nominate

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
VERDICTS = ("hampir pasti", "kemungkinan besar", "Belum dapat dipastikan", "tercapai", "Target tidak")
FORECAST = ("Perkiraan akhir", "Peluang mencapai target", "perkiraan akhir")


@pytest.fixture
def year() -> Year:
    """A year whose target of two proposals is half reached, with a year before it."""
    made = make_year(target=2)
    add(made, made.agencies[0], Status.IN_REVIEW)
    before = make_period(2025, 10)
    for place, days in ((0, 100), (1, 80), (2, 20), (3, 10)):
        add(made, made.agencies[place], Status.IN_REVIEW, period=before, days_ago=days)
    return made


def dated(period: Period, opens_at: datetime.datetime, closes_at: datetime.datetime) -> None:
    Period.objects.filter(pk=period.pk).update(opens_at=opens_at, closes_at=closes_at)
    period.refresh_from_db()


def places(year: Year) -> list[str]:
    pages = [signed_in(year.leader).get(url).content.decode() for url in ("/", "/dasbor/?tahun=2026")]
    return [*pages, paper(year, "ringkasan"), paper(year, "kemajuan")]


def test_before_the_opening_there_is_no_verdict_no_red_and_no_forecast(year: Year) -> None:
    Period.objects.exclude(pk=year.period.pk).update(is_side_round=True)
    with time_machine.travel(year.period.opens_at - 92 * DAY, tick=False):
        for place in places(year):
            assert ", 92 hari lagi" in place
            assert not [words for words in (*VERDICTS, *FORECAST) if words in place]
        page = signed_in(year.leader).get("/dasbor/?tahun=2026").content.decode()
        assert "tile--nothing" not in page and "kurang" not in page and "Dibanding" not in page
        agency = signed_in(year.leader).get("/dasbor/instansi/dinas-2/?tahun=2026").content.decode()
        assert "Mengajukan paling sedikit" not in agency
        plan = services.plan_for(year.period)
        assert recipients.lists(year.period, plan)[Reason.SILENT] == []


def test_while_it_runs_the_forecast_and_the_days_left_are_told(year: Year) -> None:
    for place in places(year):
        assert ", 30 hari lagi" in place or "30" in place
    page = signed_in(year.leader).get("/dasbor/").content.decode()
    assert all(words in page for words in ("Perkiraan akhir", "Peluang mencapai target", "kurang"))
    assert "Sudah ditutup" not in page


@pytest.mark.parametrize(("target", "words"), [(2, "tidak tercapai"), (1, "tercapai")])
def test_a_closed_year_says_whether_the_target_was_reached(year: Year, target: int, words: str) -> None:
    Period.objects.filter(pk=year.period.pk).update(target=target)
    year.period.refresh_from_db()
    with time_machine.travel(year.period.closes_at + 400 * DAY, tick=False):
        for place in places(year):
            assert words in place
            assert target == 2 or "tidak tercapai" not in place
            assert not [told for told in ("Belum</dd>", "hari tersisa", "Hari tersisa", *FORECAST) if told in place]


def test_a_closed_year_is_compared_as_it_closed_and_not_a_day_later(year: Year) -> None:
    closing = year.period.closes_at
    with time_machine.travel(closing + 400 * DAY, tick=False):
        found = overview.overview(year.leader, year.period, closing + 400 * DAY).comparison
        sheet = headlines.headline(Scope(year.leader, year.period, closing + 400 * DAY))
        page = signed_in(year.leader).get("/dasbor/?tahun=2026").content.decode()
    assert found is not None and found.closed
    assert (found.day, found.at) == (150, found.before.closes_at)
    assert [(line.now, line.then) for line in found.lines][:3] == [(1, 4), (1, 4), (1, 4)]
    assert not any(line.url for line in found.lines)
    assert [column.title for column in sheet.columns[3:]] == ["Tahun 2026 saat ditutup", "Tahun 2025 saat ditutup"]
    assert [row[3:] for row in sheet.rows[:3]] == [(1, 4), (1, 4), (1, 4)]
    assert "hari ke-150" in page and "saat periode 2026 ditutup" in page


def test_a_shorter_year_before_is_compared_with_its_last_day_at_most(year: Year) -> None:
    before = Period.objects.get(year=2025)
    dated(before, before.opens_at, before.opens_at + 60 * DAY)
    found = overview.overview(year.leader, year.period, year.period.opens_at + 120 * DAY).comparison
    assert found is not None and (found.day, found.at) == (60, before.closes_at)


@pytest.mark.parametrize(
    ("end", "step", "phase"),
    [
        ("opens_at", -SECOND, "before"),
        ("opens_at", 0 * SECOND, "open"),
        ("opens_at", SECOND, "open"),
        ("closes_at", -SECOND, "open"),
        ("closes_at", 0 * SECOND, "open"),
        ("closes_at", SECOND, "closed"),
    ],
)
def test_page_paper_work_and_forecast_turn_at_the_same_second(
    year: Year, end: str, step: datetime.timedelta, phase: str
) -> None:
    # The ends lie inside a minute and inside an hour, so that nothing kept or rounded hides the turn.
    half = datetime.timedelta(minutes=17, seconds=30)
    opening = year.period.opens_at.replace(minute=0, second=0, microsecond=0) + half
    dated(year.period, opening, opening + 150 * DAY)
    at = getattr(year.period, end) + step
    for moment in (at - 2 * SECOND, at):
        with time_machine.travel(moment, tick=False):
            page = signed_in(year.leader).get("/dasbor/?tahun=2026").content.decode()
            work = signed_in(year.leader).get("/").context["lead"]
    seen = overview.overview(year.leader, year.period, at)
    assert seen.state.phase == phase
    assert (seen.outlook.forecast.phase if seen.outlook else "before") == phase
    if phase != "before":
        assert work.state.phase == phase
    told = {"before": "Hari sampai dibuka", "open": "Peluang mencapai target", "closed": "sudah ditutup"}
    assert [key for key, words in told.items() if words.lower() in page.lower()] == [phase]


def test_the_forecast_learns_from_no_side_round_and_from_no_year_that_still_runs(year: Year) -> None:
    at = year.period.opens_at + 100 * DAY
    assert overview.overview(year.leader, year.period, at).outlook.forecast.learned_from == ("2025",)
    Period.objects.filter(year=2025).update(is_side_round=True, closes_at=at + DAY)
    overview.overview(year.leader, year.period, at)
    assert ProcrastinateJob.objects.filter(task_name=renewing.RECKON).count() == 1
    renewing.renew(year.period, year.leader, at)
    seen = overview.overview(year.leader, year.period, at)
    assert seen.outlook.forecast.learned_from == ()
    assert seen.comparison is None


def test_the_front_page_stays_with_the_main_round(year: Year) -> None:
    side = make_period(2027, 5)
    side.is_side_round = True
    side.opens_at, side.closes_at = year.period.opens_at + 5 * DAY, year.period.closes_at + 5 * DAY
    side.save()
    nominate(year, add(year, year.agencies[1], Status.IN_REVIEW))
    visitor = signed_in(year.operator)
    visitor.logout()
    assert visitor.get("/").context["period"] == year.period
    assert visitor.get("/").context["tally"].submitted == 2


def test_beside_a_closed_year_stands_who_may_still_submit_and_until_when(year: Year) -> None:
    closing = year.period.closes_at
    for place, days in ((0, 5), (1, 9)):
        year.period.extensions.create(agency=year.agencies[place], closes_at=closing + days * DAY, reason="Banjir")
    said = re.compile(
        r">2</span> instansi masih boleh mengajukan, paling lama sampai "
        + f"{timezone.localtime(closing + 9 * DAY):%-d} "
    )
    with time_machine.travel(closing + DAY, tick=False):
        shown = [*places(year), signed_in(year.coordinator).get("/periode/").content.decode()]
        assert [len(said.findall(place)) for place in shown] == [1] * 5
    for moment in (closing - DAY, closing + 10 * DAY):
        with time_machine.travel(moment, tick=False):
            assert not any("masih boleh mengajukan" in place for place in places(year))


def test_what_an_agency_owes_is_said_as_the_period_asks_it(year: Year) -> None:
    one, three = (
        ("sudah mengajukan", "belum mengajukan"),
        ("memenuhi paling sedikit 3 usulan", "belum memenuhi paling sedikit 3 usulan"),
    )
    assert all(words in " ".join(places(year)).lower() for words in one)
    Period.objects.filter(pk=year.period.pk).update(minimum_per_agency=3)
    year.period.refresh_from_db()
    home, dashboard, summary, progress = (place.lower() for place in places(year))
    assert all(words in dashboard and words in summary for words in three)
    assert three[1] in home and three[0] in progress
    for place in (home, summary, progress):
        assert "perangkat daerah sudah mengajukan" not in place and "perangkat daerah belum mengajukan" not in place
