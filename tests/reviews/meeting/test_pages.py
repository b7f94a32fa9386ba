"""The pages of decision meetings, from the first choice to the decree."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.core.workflow import Action, Status
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from tests.asked_again import with_password
from tests.reviews.meetings import HELD, prepare, statuses, typed_decree


def test_whole_way_through_the_pages(meeting, scored, cast, chair, page) -> None:
    base = meeting.get_absolute_url()
    staff = page(cast.coordinator)
    chosen = staff.post(f"{base}usulan/", {"pilih": [scored[0].pk], "action": "shortlist"}, follow=True)
    assert "1 usulan disiapkan" in chosen.content.decode()
    came = {f"orang-{person.pk}": "hadir" for person in (chair, cast.leader, cast.reviewer)}
    staff.post(f"{base}hadir/", came | {f"orang-{cast.second.pk}": "tidak"})
    assert {(each.person, each.present) for each in meeting.members.all()} == {
        (chair, True), (cast.leader, True), (cast.reviewer, True), (cast.second, False),
    }  # fmt: skip
    for signing in (chair, cast.leader):
        with_password(signing, f"{base}setujui/")
    staff = page(cast.coordinator)
    for asking in (staff.get(f"{base}rilis/"), staff.post(f"{base}rilis/")):
        assert "Rilis 1 keputusan?" in asking.content.decode() and scored[0].title in asking.content.decode()
    assert statuses(scored) == [Status.IN_REVIEW] * 3
    sure = {"yakin": "ya"}
    assert "1 keputusan dirilis" in staff.post(f"{base}rilis/", sure, follow=True).content.decode()
    assert "sudah dirilis sebelumnya" in staff.post(f"{base}rilis/", sure, follow=True).content.decode()
    assert scored[0].title in staff.get(f"{base}sk/").content.decode()
    done = staff.post(f"{base}sk/", typed_decree(), follow=True).content.decode()
    assert "1 usulan ditetapkan" in done
    assert statuses(scored) == [Status.ESTABLISHED, Status.IN_REVIEW, Status.IN_REVIEW]


def test_choosing_nothing_changes_nothing(meeting, scored, cast, page) -> None:
    staff = page(cast.coordinator)
    for posted in ({"action": "shortlist"}, {"pilih": [scored[0].pk]}, {"pilih": ["x"], "action": "shortlist"}):
        answer = staff.post(f"{meeting.get_absolute_url()}usulan/", posted, follow=True)
        assert "Centang paling sedikit satu usulan" in answer.content.decode()
    assert not meeting.decisions.exists()


def test_unknown_paper_does_not_exist(prepared, cast, page) -> None:
    assert page(cast.coordinator).get(f"{prepared.get_absolute_url()}berkas/rahasia.pdf").status_code == 404


@pytest.mark.parametrize("path", ["/penilaian/penetapan/", "{meeting}", "{meeting}usulan/"])
def test_pages_ask_as_often_for_three_as_for_nine(
    meeting, scored, make, give, cast, page, period, chair, path: str
) -> None:
    address, staff = path.format(meeting=meeting.get_absolute_url()), page(cast.coordinator)
    prepare(meeting, scored, cast.coordinator)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(address).status_code == 200
        return len(captured)

    first = count()
    for _ in range(6):
        more = make()
        give(more, cast.reviewer, [2, 2, 2])
        give(more, cast.second, [2, 2, 2])
        convening.decide(meeting, Action.PASS_OVER, [more.pk], by=cast.coordinator)
        convening.save_meeting(
            Meeting(period=period, title="Rapat", held_at=HELD, place="Aula", chair=chair, head=cast.leader),
            by=cast.coordinator,
        )
    assert count() == first
