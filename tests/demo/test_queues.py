"""The queues of reviewers and of the coordinator through a demo year: as SQL counts them, empty when done."""

import io
import re
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase, override_settings
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
from tests.demo.years import IN_MEMORY, LATER

# What waits for a reviewer, by the tables alone.
WAITING = """
    SELECT count(*) FROM reviews_assignment task
    JOIN reviews_reviewstage stage ON stage.id = task.stage_id
    JOIN proposals_proposal proposal ON proposal.id = task.proposal_id
    JOIN agencies_user person ON person.id = task.reviewer_id
    WHERE person.username = %s AND task.state = 'assigned' AND proposal.status = ANY(%s)
      AND proposal.review_round = stage."order" AND (stage.closes_at IS NULL OR stage.closes_at >= now())
      AND person.agency_id IS DISTINCT FROM proposal.agency_id
      AND NOT EXISTS (SELECT FROM reviews_conflict own WHERE own.user_id = person.id
                      AND own.proposal_id = proposal.id AND own.lifted_at IS NULL)
"""

HERE = """
    FROM proposals_proposal proposal
    JOIN reviews_reviewstage stage ON stage.period_id = proposal.period_id
     AND stage."order" = proposal.review_round AND proposal.status = ANY(%(under_review)s)
"""
TASKS = "FROM reviews_assignment task WHERE task.proposal_id = proposal.id AND task.stage_id = stage.id AND task.state"
# What waits for the coordinator, by the tables alone: the key of each line, and the keys of its rows.
CHORES = {
    "jawaban": """
        SELECT DISTINCT proposal.id FROM proposals_proposal proposal JOIN proposals_event event
        ON event.proposal_id = proposal.id AND event.action = 'return' WHERE proposal.status = 'submitted'""",
    "pengganti": f"""
        SELECT proposal.id {HERE} WHERE EXISTS (SELECT {TASKS} = 'recused')
        AND (SELECT count(*) {TASKS} IN ('assigned', 'done')) < stage.reviewers_per_proposal
        OR EXISTS (SELECT {TASKS} = 'assigned' AND task.reviewer_id IN
            (SELECT id FROM agencies_user WHERE NOT (is_active AND is_reviewer)))""",
    "kurang-nilai": f"""
        SELECT proposal.id {HERE} WHERE EXISTS (SELECT {TASKS} IN ('assigned', 'done'))
        AND (SELECT count(*) {TASKS} = 'done' AND task.total IS NOT NULL) + CASE WHEN stage.closes_at < now() THEN 0
            ELSE (SELECT count(*) {TASKS} = 'assigned') END < stage.minimum_scores""",
    "selisih": f"""
        SELECT DISTINCT proposal.id {HERE.replace('AND stage."order" = proposal.review_round', "")}
        WHERE (SELECT max(total) - min(total) {TASKS} = 'done') > stage.spread_limit
        AND (SELECT count(total) {TASKS} = 'done') <= stage.reviewers_per_proposal
        AND NOT EXISTS (SELECT FROM reviews_settlement said WHERE said.proposal_id = proposal.id
            AND said.stage_id = stage.id AND said.at >= (SELECT max(given_at) FROM reviews_score score
            WHERE score.assignment_id IN (SELECT task.id {TASKS} = 'done')))""",
    "penilai": f"""
        SELECT DISTINCT person.id FROM agencies_user person, reviews_assignment asked
        WHERE asked.reviewer_id = person.id AND asked.state = 'assigned' AND person.is_active AND person.is_reviewer
        AND EXISTS (SELECT {HERE} WHERE proposal.id = asked.proposal_id AND stage.id = asked.stage_id
            AND (stage.opens_at <= now() OR stage.opens_at IS NULL)
            AND stage.closes_at <= now() + interval '7 days')""",
}


def chores_by_sql() -> dict[str, set[int]]:
    found = {}
    with connection.cursor() as cursor:
        for key, query in CHORES.items():
            cursor.execute(query, {"under_review": sorted(UNDER_REVIEW)})
            found[key] = {row[0] for row in cursor.fetchall()}
    return found


def by_sql(person: User) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [person.username, sorted(UNDER_REVIEW)])
        return int(cursor.fetchone()[0])


def told(person: User) -> set[int]:
    """What the home, the tab of the queue, the list itself and a page of scoring say waits for the person."""
    browser = Client()
    browser.force_login(person)
    home = browser.get(reverse("home")).content.decode()
    queue = browser.get(reverse("reviews:queue"))
    page = queue.content.decode()
    here = re.search(r"(\d+)</strong> <a[^>]*>usulan menunggu|(\d+) usulan menunggu nilai", home)
    tab = re.search(r"Belum dinilai \((\d+)\)", page)
    found = {
        int(here[1] or here[2]) if here else 0,
        int(tab[1]) if tab else 0,
        queue.context["page_obj"].paginator.count,
    }
    task = Assignment.objects.of(person).last()
    if task:
        score = browser.get(reverse("reviews:score", args=[task.pk])).content.decode()
        amounts = re.search(r"(\d+) dari (\d+)</strong> sudah dinilai", score)
        assert amounts
        found.add(int(amounts[2]) - int(amounts[1]))
    return found


def chores_told(staff: User) -> dict[str, set[int]]:
    """The lists behind the lines of the coordinator's home, each found to be as long as the home says."""
    browser = Client()
    browser.force_login(staff)
    home = re.sub(r"\s+", " ", browser.get(reverse("home")).content.decode())
    found = {}
    for key in CHORES:
        url = reverse("reviews:late") if key == "penilai" else reverse("dashboard:chore", args=[key])
        line = re.search(rf'<strong class="num">(\d+)</strong> <a href="{url}">', home)
        rows = browser.get(url).context["page_obj"].paginator.object_list
        found[key] = {row.pk for row in rows}
        assert (int(line[1]) if line else 0) == len(rows)
    return found


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
        counted = {person: by_sql(person) for person in self.reviewers}
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
            counted = chores_by_sql()
            assert chores_told(staff) == counted
            seen.update(key for key, rows in counted.items() if rows)
            return counted

        compared()
        [first, *_] = Assignment.objects.waiting().open_now().select_related("stage", "reviewer", "proposal")
        recuse(first, by=first.reviewer, reason="Sedang cuti.", conflict=False)
        recused = compared()["pengganti"]
        [leaver, *_] = Assignment.objects.waiting().open_now().exclude(proposal__in=recused).select_related("reviewer")
        User.objects.filter(pk=leaver.reviewer_id).update(is_active=False)
        assert compared()["pengganti"] > recused
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
        assert seen == set(CHORES)
        out = workflow.find(Action.REJECT, Status.IN_REVIEW, {Role.COORDINATOR}, "Catatan", door=Door.MEETING)
        accept = workflow.find(Action.ACCEPT, Status.SUBMITTED, {Role.COORDINATOR})
        for row in Proposal.objects.filter(status=Status.SUBMITTED, pk__in=compared()["jawaban"]):
            factories.move(row, accept, staff, at=timezone.now())
        for row in [row for row in under_review() if row.status == Status.IN_REVIEW]:
            factories.move(row, out, staff, "Catatan.", at=timezone.now())
        assert compared() == {key: set() for key in CHORES}

    def test_nobody_is_asked_for_what_the_closing_has_taken_away(self) -> None:
        assert sum(self.sums()) > 0
        ReviewStage.objects.filter(period=self.period).update(
            opens_at=LATER - factories.DAY * 90, closes_at=timezone.now() - factories.DAY
        )
        assert set(self.sums()) == {0}
