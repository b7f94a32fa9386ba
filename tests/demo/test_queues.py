"""The queues of reviewers and of the coordinator through a demo year: as SQL counts them, empty when done."""

import io
import re
from collections.abc import Iterator

from django.core.management import call_command
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from inovasi.demo.years import build
from proposals.core import workflow
from proposals.core.models import Proposal
from proposals.core.workflow import UNDER_REVIEW, Action, Door, Role, Status
from reviews.core.models import Assignment, ReviewStage
from reviews.scoring_desk.services import Answer, recuse, save_review
from tests import factories
from tests.demo.queues import REVIEWER, by_sql, home_of, told_of, waiting_by_sql
from tests.demo.years import IN_MEMORY, LATER

ANSWERED = "usulan yang dikirim kembali sesudah diperbaiki"
SUCCESSOR = "usulan yang penilainya berhenti dan belum diganti"
CHORES = {
    ANSWERED,
    SUCCESSOR,
    "usulan yang nilainya tidak akan cukup",
    "usulan dengan selisih nilai yang belum dibahas",
    "penilai yang belum selesai menjelang atau sesudah batasnya",
}


def told(person: User) -> set[int]:
    """What the home, the tab of the queue, the list itself and a page of scoring say waits for the person."""
    browser, home = home_of(person)
    queue = browser.get(reverse("reviews:queue"))
    page = queue.content.decode()
    here = re.search(r"(\d+)</strong> <a[^>]*>usulan menunggu|(\d+) usulan menunggu nilai", home)
    tab = re.search(r"Belum dinilai \((\d+)\)", page)
    found = {
        int(here[1] or here[2]) if here else 0,
        int(tab[1]) if tab else 0,
        queue.context["page_obj"].paginator.count,
    }
    task = Assignment.objects.of(person).to_do().last()
    if task:
        score = browser.get(reverse("reviews:score", args=[task.pk])).content.decode()
        amounts = re.search(r", usulan (\d+) dari (\d+)</p>", score)
        assert amounts
        found.add(int(amounts[2]) - int(amounts[1]) + 1)
    return found


def talks_told(person: User) -> set[int]:
    """The proposals whose discussion the home of a reviewer leads to."""
    _, home = home_of(person)
    links = re.escape(reverse("reviews:discussion", args=[0])).replace("0", r"(\d+)")
    return {int(key) for key in re.findall(f'href="{links}"', home)}


def all_done(task: Assignment, level: str = "top") -> None:
    answers = [
        Answer(criterion, getattr(criterion, level), "Alasan yang cukup panjang di sini.")
        for criterion in task.stage.rubric.criteria.all()
    ]
    save_review(task, answers, "Komentar.", by=task.reviewer)


def under_review() -> Iterator[Proposal]:
    return Proposal.objects.filter(status__in=UNDER_REVIEW).order_by("pk").iterator()


@override_settings(STORAGES=IN_MEMORY)
class TestQueuesOfTheDemo(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        cls.period = build(now=LATER).period
        cls.reviewers = list(User.objects.reviewers())
        ReviewStage.objects.filter(period=cls.period).update(closes_at=None)

    def sums(self) -> list[int]:
        """What waits for each reviewer, once everybody who tells of it has said the same as SQL."""
        counted = {person: len(by_sql(REVIEWER["nilai"], person=person.pk)) for person in self.reviewers}
        assert {person: told(person) for person in counted} == {person: {each} for person, each in counted.items()}
        return list(counted.values())

    def test_they_reach_zero_as_reviews_are_written_and_proposals_decided(self) -> None:
        left = [sum(self.sums())]
        assert left[0] > 10
        for task in Assignment.objects.waiting().open_now().select_related("stage", "reviewer", "proposal")[:5]:
            all_done(task)
        left.append(sum(self.sums()))
        on = workflow.find(Action.ADVANCE, Status.IN_REVIEW, {Role.COORDINATOR})
        out = workflow.find(Action.REJECT, Status.IN_REVIEW, {Role.COORDINATOR}, "Catatan", door=Door.MEETING)
        staff = User.objects.get(username="bapperida")
        standing = [row for row in under_review() if row.status == Status.IN_REVIEW]
        for row in standing[::2]:
            factories.move(row, on, staff, at=timezone.now())
        left.append(sum(self.sums()))
        for row in standing:
            row.refresh_from_db()
            factories.move(row, out, staff, "Catatan.", at=timezone.now())
        left.append(sum(self.sums()))
        assert left[1] == left[0] - 5
        assert left[1] > left[2] > left[3] == 0
        assert Assignment.objects.waiting().exists()

    def test_the_coordinators_lines_are_those_of_sql_and_reach_zero(self) -> None:
        staff, seen = User.objects.get(username="bapperida"), set()

        def compared() -> dict[str, set[int]]:
            counted = {words: rows for words, rows in waiting_by_sql().items() if words in CHORES}
            assert {words: rows for words, rows in told_of(staff).items() if words in CHORES} == counted
            seen.update(counted)
            talks = {person: by_sql(REVIEWER["pembahasan"], person=person.pk) for person in User.objects.reviewers()}
            assert {person: talks_told(person) for person in talks} == talks
            seen.update({"pembahasan"} if any(talks.values()) else set())
            return counted

        compared()
        [first, *_] = Assignment.objects.waiting().open_now().select_related("stage", "reviewer", "proposal")
        recuse(first, by=first.reviewer, reason="Sedang cuti.", conflict=False)
        recused = compared()[SUCCESSOR]
        [leaver, *_] = Assignment.objects.waiting().open_now().exclude(proposal__in=recused).select_related("reviewer")
        User.objects.filter(pk=leaver.reviewer_id).update(is_active=False)
        assert compared()[SUCCESSOR] > recused
        User.objects.filter(pk=leaver.reviewer_id).update(is_active=True)
        stages = ReviewStage.objects.filter(period=self.period)
        stages.update(closes_at=LATER + factories.DAY)
        for task in Assignment.objects.waiting().open_now().select_related("stage", "reviewer", "proposal"):
            colleague = Assignment.objects.done().filter(proposal=task.proposal, stage=task.stage, total__gt=50).first()
            if colleague:
                all_done(task, "lowest")
        compared()
        back = Proposal.objects.filter(status=Status.RETURNED).first()
        again = workflow.find(Action.SUBMIT, Status.RETURNED, {Role.PROPOSER})
        factories.move(back, again, back.created_by, at=timezone.now())
        compared()
        stages.update(opens_at=LATER - factories.DAY * 90, closes_at=timezone.now() - factories.DAY)
        compared()
        assert seen == CHORES | {"pembahasan"}
        out = workflow.find(Action.REJECT, Status.IN_REVIEW, {Role.COORDINATOR}, "Catatan", door=Door.MEETING)
        accept = workflow.find(Action.ACCEPT, Status.SUBMITTED, {Role.COORDINATOR})
        for row in Proposal.objects.filter(status=Status.SUBMITTED, pk__in=compared()[ANSWERED]):
            factories.move(row, accept, staff, at=timezone.now())
        for row in [row for row in under_review() if row.status == Status.IN_REVIEW]:
            factories.move(row, out, staff, "Catatan.", at=timezone.now())
        assert compared() == {}

    def test_nobody_is_asked_for_what_the_closing_has_taken_away(self) -> None:
        assert sum(self.sums()) > 0
        ReviewStage.objects.filter(period=self.period).update(
            opens_at=LATER - factories.DAY * 90, closes_at=timezone.now() - factories.DAY
        )
        assert set(self.sums()) == {0}
