"""The demo's tamper-evident record: whole, complete, and saying what the demo's own tables say."""

import io
import json
from itertools import pairwise

import pgtrigger
from django.core.management import call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.core.models import Candidacy, ClaimVerdict
from competitions.kipp.slots.models import SlotSignature
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from inovasi.demo.years import build
from proposals.core.approval.models import HeadAnswer
from proposals.core.history.record import Event
from proposals.core.history.remarks import Remark
from proposals.core.period.models import Period
from proposals.core.workflow import DECIDED
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.core.models import Assignment, Interest, Score
from reviews.meeting.core.models import Deviation, Meeting
from reviews.meeting.release import releasing, signing
from reviews.scoring_desk.models import ReviewPledge
from tests.demo.years import IN_MEMORY, LATER

NUMBERED = ("sent", "resulted")


def entries(kind: EntryKind) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(kind=kind).select_related("actor"))


def decisions() -> list[Event]:
    """Moves that made or took back a decision."""
    return [event for event in Event.objects.select_related("actor") if {event.source, event.target} & DECIDED]


@override_settings(STORAGES=IN_MEMORY)
class TestRecordOfTheDemo(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        build(now=LATER)

    def test_command_finds_it_whole(self):
        out = io.StringIO()
        call_command("verify_log", stdout=out)
        assert f"{LedgerEntry.objects.count()} baris" in out.getvalue()

    def test_nothing_is_missing_and_nothing_is_made_up(self):
        expected = {
            EntryKind.ROLE: User.objects.count(),
            EntryKind.PLEDGE: ReviewPledge.objects.count(),
            EntryKind.ASSIGNMENT: Assignment.objects.count(),
            EntryKind.CONFLICT: Interest.objects.count(),
            EntryKind.SCORE: Score.objects.count(),
            # One for each decision, and one for each deviation from the procedure.
            EntryKind.DECISION: len(decisions()) + Deviation.objects.count(),
            # One for each move that decided on remarks.
            EntryKind.REMARK: Remark.objects.exclude(settled_at=None)
            .values("proposal", "settled_at")
            .distinct()
            .count(),
            # One for a plan as edited, one for it as shared, one for each task done, one for its end.
            EntryKind.COACHING: CoachingPlan.objects.exclude(goal="").count()
            + CoachingPlan.objects.exclude(shared_at=None).count()
            + CoachingTask.objects.exclude(done_at=None).count()
            + CoachingPlan.objects.filter(closing=CoachingPlan.Closing.FINISHED).count(),
            EntryKind.APPROVAL: HeadAnswer.objects.count(),
            EntryKind.EDITION: Edition.objects.exclude(published_at=None).count(),
            EntryKind.CLAIM: ClaimVerdict.objects.count(),
            EntryKind.SLOTS: SlotSignature.objects.count(),
            # One for each that was decided upon, one more for each that bears a number, and another for its result.
            EntryKind.CANDIDACY: Candidacy.objects.filter(state__in=["listed", "left_out", *NUMBERED]).count()
            + Candidacy.objects.filter(state__in=NUMBERED).count()
            + Candidacy.objects.filter(state="resulted").count(),
            # One for the levels of each innovation that the ministry told of.
            EntryKind.RESULT: NationalResult.objects.exclude(proposal=None).values("proposal").distinct().count(),
        }
        assert {kind: len(entries(kind)) for kind in expected} == expected
        assert LedgerEntry.objects.count() == sum(expected.values())
        assert min(expected.values()) > 0

    def test_times_never_go_back_nor_lie_ahead(self):
        times = list(LedgerEntry.objects.order_by("sequence").values_list("at", flat=True))
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert times[-1] < LATER

    def test_scores_on_record_are_the_stored_ones(self):
        stored = Score.objects.select_related("assignment", "given_by").in_bulk()
        told: dict[tuple[int, int], int | None] = {}
        replaced = 0
        for entry in entries(EntryKind.SCORE):
            score = stored[entry.subject_id]
            assert json.loads(entry.after) == {
                "value": score.value, "criterion": score.criterion_id, "proposal": score.assignment.proposal_id,
            }  # fmt: skip
            assert (entry.at, entry.actor, entry.acting_for) == (score.given_at, score.given_by, None)
            place = score.assignment_id, score.criterion_id
            assert json.loads(entry.before) == ({"value": told[place]} if place in told else {})
            replaced += place in told
            told[place] = score.value
        assert replaced > 0

    def test_nobody_scores_before_being_asked(self):
        asked = {entry.subject_id: entry.sequence for entry in entries(EntryKind.ASSIGNMENT)}
        stored = Score.objects.in_bulk()
        assert all(asked[stored[entry.subject_id].assignment_id] < entry.sequence for entry in entries(EntryKind.SCORE))
        for entry in entries(EntryKind.ASSIGNMENT):
            row = Assignment.objects.get(pk=entry.subject_id)
            assert (entry.at, entry.actor.username) == (row.assigned_at, "bapperida")
            assert json.loads(entry.after) == {
                "state": "assigned", "proposal": row.proposal_id, "reviewer": row.reviewer_id, "stage": row.stage_id,
            }  # fmt: skip

    def test_decisions_on_record_are_the_moves(self):
        moves = {
            (event.proposal_id, event.at, event.actor.username, event.action, event.source, event.target, event.note)
            for event in decisions()
        }
        told = set()
        for entry in entries(EntryKind.DECISION):
            if entry.subject_type == "reviews.meeting":
                continue
            before, after = json.loads(entry.before), json.loads(entry.after)
            told.add((
                entry.subject_id, entry.at, entry.actor.username, after["action"], before["status"], after["status"],
                after["note"],
            ))  # fmt: skip
        assert told == moves

    def test_rights_on_record_are_those_the_people_have(self):
        for entry in entries(EntryKind.ROLE):
            person = User.objects.get(pk=entry.subject_id)
            told = json.loads(entry.after)
            assert told == {name: getattr(person, name) for name in told}
            assert entry.at == person.date_joined

    def test_writing_goes_on_behind_it_and_an_altered_row_is_found(self):
        newest = ledger.check_value()
        person = User.objects.get(username="sekda")
        made = ledger.append(EntryKind.ROLE, person, actor=person, before={}, after={"is_leader": True})
        row = LedgerEntry.objects.get(pk=made.pk)
        assert (row.sequence, row.previous_hash) == (newest.sequence + 1, newest.own_hash)
        assert list(ledger.verify(newest)) == []
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute("UPDATE agencies_ledgerentry SET after = '{}' WHERE sequence = 100")
        assert [each.sequence for each in ledger.verify()] == [100]

    def test_a_meeting_is_prepared_and_its_release_goes_on_the_record(self):
        meeting = Meeting.objects.exclude(state=Meeting.State.RELEASED).get()
        assert meeting.is_open and meeting.period == Period.objects.order_by("-year")[0]
        decided = list(meeting.decisions.select_related("proposal"))
        assert {each.action for each in decided} == {"shortlist", "pass_over"}
        assert max(each.prepared_at for each in decided) < LATER
        turned_down = [each.proposal.title for each in decided if each.action == "pass_over"]
        assert all(title.endswith("(contoh)") for title in turned_down)
        # The year of this test ends later than the clock of the database.
        Meeting.objects.filter(pk=meeting.pk).update(held_at=timezone.now())
        before = LedgerEntry.objects.count()
        signing.sign(meeting, by=meeting.chair)
        signing.sign(meeting, by=meeting.head)
        assert releasing.release(meeting, by=meeting.head) == len(decided)
        assert LedgerEntry.objects.count() == before + 2 + len(decided)
        assert list(ledger.verify()) == []

    def test_a_year_built_anew_starts_a_new_record(self):
        build(seed=7, now=LATER)
        assert list(ledger.verify()) == []
        assert len(entries(EntryKind.SCORE)) == Score.objects.count()
