"""Reminding reviewers: who is told when, never twice, and how a task changes hands without losing what was written."""

import datetime
import threading

import pytest
from django.db import connections
from django.utils import timezone

from agencies.core.models import Notification
from foundation.audit.models import LedgerEntry
from foundation.outbox.models import OutgoingMail
from proposals.core.models import Proposal
from reviews.assigning import reminders
from reviews.assigning import services as assignments
from reviews.assigning.models import ReviewerCard
from reviews.core.models import Assignment, ReviewStage
from tests.reviews.matrix_table import IN_REVIEW, STAGES, STATUSES

DAY = datetime.timedelta(days=1)


def due(stage: ReviewStage, days: float) -> None:
    """The stage closes this many days from now; negative: it closed then."""
    ReviewStage.objects.filter(pk=stage.pk).update(closes_at=timezone.now() + days * DAY)


def reminded() -> list[str]:
    return sorted(Notification.objects.filter(text__startswith="Masih ada").values_list("user__username", flat=True))


def test_one_message_per_reviewer_for_all_open_tasks(make, stages, cast) -> None:
    due(stages[0], 2)
    for proposal in (make(), make(), make()):
        Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    assert reminders.remind() == 1
    assert "Masih ada 3 usulan" in cast.reviewer.notifications.get().text
    mail = OutgoingMail.objects.get()
    assert (mail.address, mail.about) == ("reviewer@contoh.test", None)
    assert "Inovasi" not in mail.body.replace("Portal Inovasi Daerah", "")


def test_finished_recused_and_former_reviewers_are_left_in_peace(make, give, stages, cast) -> None:
    done, left, gone = make(), make(), make()
    give(done, cast.reviewer, [3, 3, 3])
    due(stages[0], 2)
    Assignment.objects.create(
        stage=stages[0], proposal_id=left.pk, reviewer=cast.second, state="recused", reason="Saudara."
    )
    Assignment.objects.create(stage=stages[0], proposal_id=gone.pk, reviewer=cast.third)
    cast.third.is_reviewer = False
    cast.third.save()
    assert reminders.remind() == 0
    assert reminded() == []


def test_after_the_due_date_the_message_says_so(assignment, stages) -> None:
    due(stages[0], -1)
    reminders.remind()
    assert "sudah lewat" in assignment.reviewer.notifications.get().text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(assignment, stages, cast) -> None:
    due(stages[0], 2)
    start, told = threading.Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            told.append(reminders.remind())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 1]
    assert reminded() == ["reviewer"]
    assert ReviewerCard.objects.get().reminded_at is not None


def test_coordinator_sees_first_who_is_furthest_behind_and_late(make, give, stages, cast, page) -> None:
    Assignment.objects.create(stage=stages[0], proposal=make(), reviewer=cast.third)
    give(make(), cast.second, [2, 2, 2])
    due(stages[0], -1)
    content = page(cast.coordinator).get("/penilaian/penilai/").content.decode()
    assert content.index("Third") < content.index("Second")
    assert content.count("lewat batas") == 1


def test_reassigning_takes_two_clicks_and_keeps_what_was_written(assignment, cast, page) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(draft={"comment": "Setengah jadi."})
    before = LedgerEntry.objects.count()
    staff = page(cast.coordinator)
    shown = staff.get(f"/penilaian/penilai/{cast.reviewer.pk}/").content.decode()
    assert f"/penilaian/penugasan/tugas/{assignment.pk}/alihkan/" in shown
    staff.post(f"/penilaian/penugasan/tugas/{assignment.pk}/alihkan/", {"reviewer": cast.third.pk})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.draft) == ("removed", {"comment": "Setengah jadi."})
    taken = Assignment.objects.get(reviewer=cast.third)
    assert taken.state == "assigned" and taken.draft == {}
    assert LedgerEntry.objects.count() == before + 2
    assignments.reassign(taken, cast.reviewer, by=cast.coordinator)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.draft) == ("assigned", {"comment": "Setengah jadi."})


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("stage", STAGES)
def test_only_tasks_that_can_still_be_done_here_are_reminded_of(make, stages, cast, status: str, stage: str) -> None:
    """The requirement: while under review in this stage, from a week before the due date on, also when it is over."""
    proposal = make(status)
    Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    due(stages[0], -1 if stage == "closed" else 2)
    if stage == "not yet open":
        ReviewStage.objects.filter(pk=stages[0].pk).update(opens_at=timezone.now() + DAY)
    if stage == "past":
        Proposal.objects.filter(pk=proposal.pk).update(review_round=2)
    reminders.remind()
    assert reminded() == (["reviewer"] if status == IN_REVIEW and stage in ("open", "closed") else [])
