"""Papers of a meeting from the queue: watched by who asked, kept until they would say something else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import User
from foundation.queue.jobs import JobState
from proposals.core.models import Proposal
from proposals.core.workflow import Action
from reviews.core.models import Interest
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers as meeting_papers
from reviews.meeting.papers import printing as meeting_printing
from reviews.meeting.papers import tasks as meeting_tasks
from reviews.meeting.papers.models import MeetingPaper
from reviews.meeting.preparing import services as convening
from tests.reviews.conftest import person

HELD = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LONG = sorted(set(meeting_papers.PAPERS) - meeting_papers.SHORT - {meeting_papers.DECREE})  # test_decree.py


@pytest.fixture
def scored(make, give, cast: SimpleNamespace) -> list[Proposal]:
    made = [make(), make(agency=cast.other)]
    for proposal in made:
        give(proposal, cast.reviewer, [3, 3, 3])
        give(proposal, cast.second, [3, 3, 3])
    return made


@pytest.fixture
def meeting(cast: SimpleNamespace, scored: list[Proposal], period) -> Meeting:
    """A meeting that praises the first of the two proposals."""
    chair = person("ketua", is_leader=True)
    fresh = Meeting(period=period, title="Rapat pleno", held_at=HELD, place="Aula", chair=chair, head=cast.leader)
    convening.save_meeting(fresh, by=cast.coordinator)
    convening.decide(fresh, Action.SHORTLIST, [scored[0].pk], by=cast.coordinator)
    return fresh


def address(meeting: Meeting, name: str = "lengkap") -> str:
    return f"{meeting.get_absolute_url()}berkas/{name}.pdf"


def queued() -> list[int]:
    """Keys of the papers that wait in the queue, in order."""
    jobs = ProcrastinateJob.objects.filter(task_name="print_meeting_paper").order_by("id")
    return [job.args["paper"] for job in jobs]


def work() -> None:
    """Does what a worker would do with the queue."""
    for key in queued():
        meeting_tasks.print_meeting_paper(paper=key)


def files(meeting: Meeting) -> list[str]:
    folder = f"rapat/{meeting.pk}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_short_paper_comes_at_once_and_is_not_kept(meeting, cast, page) -> None:
    answer = page(cast.coordinator).get(address(meeting, "agenda"))
    assert answer.content.startswith(b"%PDF") and not MeetingPaper.objects.exists()


@pytest.mark.parametrize("name", LONG)
def test_long_paper_is_queued_watched_and_then_handed_out(meeting, cast, page, name: str) -> None:
    browser = page(cast.coordinator)
    watched = browser.get(address(meeting, name), follow=True)
    assert "Menunggu giliran" in watched.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in watched.content.decode()
    work()
    ready = browser.get(watched.request["PATH_INFO"]).content.decode()
    paper = MeetingPaper.objects.get()
    assert f"{paper.get_absolute_url()}berkas.pdf" in ready and "refresh" not in ready
    made = browser.get(f"{paper.get_absolute_url()}berkas.pdf")
    assert made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF")
    assert browser.get(address(meeting, name)).content == made.content


def test_same_order_is_queued_once_and_another_persons_paper_serves_too(meeting, cast, page) -> None:
    first = meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator)
    assert meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator) == first
    assert queued() == [first.pk]
    work()
    assert page(cast.leader).get(address(meeting)).content == MeetingPaper.objects.get().read()
    assert queued() == [first.pk]


def test_new_content_makes_a_new_paper_and_clears_the_old_one_away(
    meeting, scored, cast, page, django_capture_on_commit_callbacks
) -> None:
    old = meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator)
    work()
    convening.decide(meeting, Action.PASS_OVER, [scored[1].pk], by=cast.coordinator)
    new = meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator)
    assert new != old and files(meeting) != []
    with django_capture_on_commit_callbacks(execute=True):
        work()
    assert MeetingPaper.objects.get() == new
    assert len(files(meeting)) == 1
    assert page(cast.coordinator).get(address(meeting)).content == MeetingPaper.objects.get().read()


def test_passing_of_time_alone_makes_no_new_paper(meeting, cast) -> None:
    first = meeting_tasks.order_paper(meeting, "peringkat", by=cast.coordinator)
    work()
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        assert meeting_tasks.order_paper(meeting, "peringkat", by=cast.coordinator) == first


def test_progress_is_noted_page_by_page(meeting, cast, make, give, monkeypatch) -> None:
    for _ in range(30):
        row = make()
        give(row, cast.reviewer, [3, 3, 3])
        give(row, cast.second, [3, 3, 3])
        convening.decide(meeting, Action.SHORTLIST, [row.pk], by=cast.coordinator)
    paper = meeting_tasks.order_paper(meeting, "unggulan", by=cast.coordinator)
    seen: list[tuple[int, int]] = []
    noted = MeetingPaper.note

    def note(self: MeetingPaper, done: int, total: int) -> None:
        seen.append((done, total))
        noted(self, done, total)

    monkeypatch.setattr(MeetingPaper, "note", note)
    work()
    assert [done for done, _ in seen] == sorted(done for done, _ in seen) and len(seen) > 4
    assert all(done < total for done, total in seen)
    paper.refresh_from_db()
    assert (paper.state, paper.done, paper.total) == (JobState.DONE, 1, 1)


def test_failure_is_told_and_can_be_tried_again(meeting, cast, page, monkeypatch) -> None:
    paper = meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator)

    def fail(context: dict[str, Any]) -> bytes:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(meeting_printing.papers, "paper_pdf", fail)
        work()
    browser = page(cast.coordinator)
    assert "Berkas belum dapat disusun" in browser.get(paper.get_absolute_url()).content.decode()
    assert browser.get(f"{paper.get_absolute_url()}berkas.pdf").status_code == 404
    again = browser.get(address(meeting), follow=True)
    assert "Menunggu giliran" in again.content.decode()
    work()
    assert browser.get(address(meeting)).content.startswith(b"%PDF")


def test_work_taken_up_again_after_it_was_done_changes_nothing(meeting, cast) -> None:
    meeting_tasks.order_paper(meeting, "peringkat", by=cast.coordinator)
    work()
    before = files(meeting)
    work()
    assert files(meeting) == before


def test_only_who_asked_watches_and_opens_it(meeting, cast, page) -> None:
    paper = meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator)
    work()
    for who in (cast.leader, cast.reviewer, cast.owner):
        browser = page(who)
        for path in (paper.get_absolute_url(), f"{paper.get_absolute_url()}berkas.pdf"):
            assert browser.get(path).status_code == 404


def conflict(who: User, over: Proposal) -> None:
    Interest.objects.create(user=who, proposal_id=over.pk, reason="Saudara kandung pengusul.")


def test_conflict_takes_the_paper_away_and_the_next_leaves_the_proposal_out(
    meeting, scored, cast, page, django_capture_on_commit_callbacks
) -> None:
    """The second proposal is only listed, not decided on, so the meeting itself stays visible."""
    whole = meeting_tasks.order_paper(meeting, "peringkat", by=cast.coordinator)
    work()
    conflict(cast.coordinator, scored[1])
    browser = page(cast.coordinator)
    assert browser.get(f"{whole.get_absolute_url()}berkas.pdf").status_code == 404
    part = meeting_tasks.order_paper(meeting, "peringkat", by=cast.coordinator)
    assert part != whole
    with django_capture_on_commit_callbacks(execute=True):
        work()
    assert browser.get(f"{part.get_absolute_url()}berkas.pdf").status_code == 200
    assert meeting_tasks.order_paper(meeting, "peringkat", by=cast.leader) not in (whole, part)


def test_who_may_not_know_the_meeting_any_more_gets_no_paper(meeting, scored, cast) -> None:
    paper = meeting_tasks.order_paper(meeting, "lengkap", by=cast.coordinator)
    conflict(cast.coordinator, scored[0])
    work()
    paper.refresh_from_db()
    assert (paper.state, paper.file.name) == (JobState.FAILED, "")


def test_asking_costs_the_same_for_few_proposals_and_many(
    meeting: Meeting, make: Callable[..., Proposal], give: Callable[..., object], cast, page: Callable[[User], Client]
) -> None:
    browser = page(cast.coordinator)

    def grow(amount: int) -> None:
        """Praised proposals whose reviewers lie far apart."""
        for _ in range(amount):
            row = make()
            for reviewer, level in ((cast.reviewer, 1), (cast.second, 3), (cast.third, 3)):
                give(row, reviewer, [level, level, level])
            assert convening.decide(meeting, Action.SHORTLIST, [row.pk], by=cast.coordinator).moved

    def cost() -> int:
        browser.get(address(meeting))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(meeting))
        return len(queries)

    grow(1)
    few = cost()
    grow(5)
    assert cost() == few
