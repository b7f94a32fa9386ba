"""The day itself: the week's list for the coordinator, the running order on the screen, the juror's phone."""

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from proposals.core.workflow import Status
from reviews.core.models import Assignment, Interest
from reviews.presenting import services
from reviews.presenting.models import Slot
from reviews.presenting.services import Choice
from reviews.presenting.week import amounts
from tests.reviews.presenting.conftest import hour, place, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(hall, talks, cast) -> list[Slot]:
    """All three, one after the other."""
    lines = [Choice(talk.pk, place(hall.stage, hour(9 + nth))) for nth, talk in enumerate(talks)]
    return services.apply(hall.stage, lines, by=cast.coordinator)


def counted() -> int:
    """The same by another way: weeks as the database counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM reviews_slot WHERE state IN ('planned', 'moved') AND"
            " date_trunc('week', starts AT TIME ZONE 'Asia/Jakarta')"
            " <= date_trunc('week', %s AT TIME ZONE 'Asia/Jakarta')",
            [timezone.now()],
        )
        return cursor.fetchone()[0]


def test_the_week_is_counted_and_reaches_zero(page, full, cast):
    moments = [hour(8), hour(9, 30), hour(15), hour(15, ahead=21), hour(8, ahead=0)]
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            assert amounts([])[0] == counted()
    with time_machine.travel(hour(15), tick=False):
        assert amounts([])[0] == 3
        assert amounts([full[0].proposal_id])[0] == 2
        browser = page(cast.coordinator)
        assert [slot.pk for slot in browser.get("/penilaian/jadwal/minggu/").context["slots"]] == [s.pk for s in full]
        assert "sampai akhir minggu ini" in browser.get("/").content.decode()
        services.mark_missed(full[0], by=cast.coordinator)
        for slot in full[1:]:
            services.mark_held(slot, by=cast.coordinator)
        assert amounts([])[0] == counted() == 0
        assert "sampai akhir minggu ini" not in browser.get("/").content.decode()


def test_the_screen_shows_who_is_on_and_who_comes(page, hall, full, cast):
    url = f"/penilaian/jadwal/sesi/{hall.pk}/layar/"
    with time_machine.travel(hour(9, 10), tick=False):
        browser = page(cast.coordinator)
        words = browser.get(url).content.decode()
        assert browser.get(url).context["current"] == full[0]
        assert "Sekarang, sampai pukul 09.50" in words
        services.mark_missed(full[0], by=cast.coordinator)
        part = browser.get(url, headers={"HX-Request": "true"})
        assert part.context["current"] == full[1]
        assert "<html" not in part.content.decode()
        assert "Berikutnya, pukul 10.00" in part.content.decode()
        assert "tidak hadir" in part.content.decode()
    with time_machine.travel(hour(15), tick=False):
        assert "Sesi ini selesai" in page(cast.coordinator).get(url).content.decode()


def test_the_screen_hides_what_its_opener_may_not_know(page, hall, full, cast):
    Interest.objects.create(user=cast.coordinator, proposal_id=full[1].proposal_id, reason="Saudara.")
    words = page(cast.coordinator).get(f"/penilaian/jadwal/sesi/{hall.pk}/layar/").content.decode()
    assert full[1].proposal.title not in words
    assert full[0].proposal.title in words


def test_a_juror_scores_on_the_spot(page, full, cast):
    with time_machine.travel(hour(9, 5), tick=False):
        browser = page(cast.reviewer)
        shown = browser.get("/penilaian/jadwal/saya/")
        assert [row.slot.pk for row in shown.context["rows"]] == [full[0].pk, full[1].pk]
        task = Assignment.objects.get(reviewer=cast.reviewer, proposal=full[0].proposal_id)
        assert shown.context["due"].task == task
        url = f"/penilaian/{task.pk}/"
        assert f'class="btn btn-sun" href="{url}"' in shown.content.decode()
        assert browser.get(url).status_code == 200
    with time_machine.travel(hour(8), tick=False):
        assert page(cast.reviewer).get("/penilaian/jadwal/saya/").context["due"] is None


def test_a_juror_sees_neither_others_slots_nor_one_with_a_conflict(page, full, cast):
    browser = page(cast.second)
    assert [row.slot.pk for row in browser.get("/penilaian/jadwal/saya/").context["rows"]] == [full[1].pk, full[2].pk]
    Interest.objects.create(user=cast.second, proposal_id=full[1].proposal_id, reason="Saudara.")
    assert [row.slot.pk for row in browser.get("/penilaian/jadwal/saya/").context["rows"]] == [full[2].pk]
    assert full[1].proposal.status == Status.IN_REVIEW


def test_own_slots_cost_the_same_however_many(page, full, cast, django_assert_max_num_queries):
    browser = page(cast.second)
    session(full[0].stage, "Ruang 2")
    with django_assert_max_num_queries(14):
        browser.get("/penilaian/jadwal/saya/")
