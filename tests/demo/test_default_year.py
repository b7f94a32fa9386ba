"""What can be read off the demo year as everybody first meets it: every status and role, nothing ahead of its day."""

import io

from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import TestCase, override_settings

from agencies.core.models import Agency, Notification, User
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.stages import KippStage
from inovasi.demo.guard import MARK
from inovasi.demo.making.courses import RUNNING, allot
from inovasi.demo.years import build
from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment
from proposals.core.guide.readiness import shortfalls
from proposals.core.history.contents import content_hash, content_of
from proposals.core.history.record import Event, Revision
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.workflow import STEPS, SUBMITTED, Role, Status
from proposals.filechecks.check import hash_chunks
from reviews.assigning.models import ReviewerCard, ReviewerWish
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.core.models import Assignment, Score
from reviews.presenting.models import Session, Slot, VisitMinutes
from reviews.scoring import rules as scoring
from tests.demo.years import IN_MEMORY, LATER, proposals


@override_settings(STORAGES=IN_MEMORY)
class TestDefaultYear(TestCase):
    """What can be read off one default year; it is built once for all of these."""

    year: Period

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        cls.year = build(now=LATER).period

    def test_every_status_and_the_asked_number(self):
        assert proposals(self.year).count() == 67
        counts = {status: proposals(self.year).filter(status=status).count() for status in Status}
        assert counts == allot(67, RUNNING)
        assert min(counts.values()) >= 1

    def test_agencies_that_are_silent_and_agencies_with_drafts_only(self):
        owners = set(proposals(self.year).values_list("agency__code", flat=True))
        sent = set(proposals(self.year).exclude(status=Status.DRAFT).values_list("agency__code", flat=True))
        targets = set(Agency.objects.in_target().values_list("code", flat=True))
        assert len(targets - owners) >= 4
        assert len(targets & owners - sent) >= 2
        assert proposals(self.year).filter(agency__in_school_target=True, status__in=SUBMITTED).exists()

    def test_arrivals_spread_over_the_weeks_and_never_lie_in_the_future(self):
        sent = proposals(self.year).submitted().values_list("submitted_at", flat=True)
        weeks = {moment.isocalendar().week for moment in sent}
        assert len(weeks) >= 15
        newest = max(
            Event.objects.latest("at").at,
            Score.objects.latest("given_at").given_at,
            Nomination.objects.latest("nominated_at").nominated_at,
            Notification.objects.latest("created_at").created_at,
            SectionText.objects.latest("updated_at").updated_at,
        )
        assert newest < LATER

    def test_presentations_and_visits_are_held_missed_moved_and_to_come(self):
        slots = Slot.objects.select_related("session").order_by("starts")
        assert {slot.state for slot in slots} == set(Slot.State.values)
        assert {slot.session.kind for slot in slots} == set(Session.Kind.values)
        assert all(slot.jury.exists() and slot.invitation_id for slot in slots)
        assert min(slot.starts for slot in slots) < LATER < max(slot.starts for slot in slots)
        assert {slot.starts < LATER for slot in slots if slot.state in {"held", "missed"}} == {True}
        assert all(slot.proposal.title.endswith(MARK) for slot in slots if slot.state == "missed")

    def test_a_visit_has_minutes_with_photos_that_say_they_are_examples(self):
        minutes = VisitMinutes.objects.get()
        photos = list(minutes.slot.photos.all())
        assert (minutes.slot.state, len(photos)) == ("held", 3)
        assert all(MARK in text for text in (minutes.seen, minutes.met, *(photo.caption for photo in photos)))
        assert {photo.where[0].source for photo in photos if photo.where} == {"dari kamera", "diketik"}
        for photo in photos:
            with photo.file.open("rb") as file:
                assert hash_chunks([file.read()]) == photo.sha256

    def test_what_was_sent_could_be_sent(self):
        for proposal in proposals(self.year).exclude(status=Status.DRAFT):
            assert shortfalls(proposal) == []
            assert proposal.events.first().at == proposal.submitted_at
            revision = proposal.revisions.first()
            assert revision.sha256 == content_hash(revision.content)
            if proposal.status != Status.RETURNED:
                said = {key: value for key, value in revision.content.items() if key not in ("answers", "approval")}
                assert said == content_of(proposal)
            text = " ".join(proposal.texts.values_list("text", flat=True))
            assert len(text.split()) >= 300
            assert "{" not in text
        assert not SectionText.objects.exclude(text__endswith="(contoh)").exists()

    def test_every_file_a_revision_names_is_kept_and_a_repair_replaced_one(self):
        kept = set(Attachment.with_removed.values_list("proposal", "kind__key", "name", "sha256"))
        present = set(Attachment.objects.values_list("proposal", "kind__key", "name", "sha256"))
        for revision in Revision.objects.all():
            newest = revision.number == revision.proposal.revisions.first().number
            named = {(revision.proposal_id, *file) for file in revision.content["files"]}
            assert named <= kept
            assert (named <= present) is newest
        assert Revision.objects.filter(number=2).exists()

    def test_numbers_follow_the_order_of_submission(self):
        numbered = proposals(self.year).exclude(number=None).order_by("submitted_at", "number")
        numbers = list(numbered.values_list("number", flat=True))
        assert numbers == [f"PGK-2026-{place:04d}" for place in range(1, len(numbers) + 1)]
        self.year.refresh_from_db()
        assert self.year.last_sequence == len(numbers)

    def test_moves_are_legal_complete_and_by_the_right_person(self):
        arrows = {(step.action, step.source, step.target): step.role for step in STEPS}
        coordinator = User.objects.get(username="bapperida")
        for proposal in Proposal.objects.select_related("created_by"):
            status = Status.DRAFT
            for event in proposal.events.select_related("actor"):
                role = arrows[event.action, event.source, event.target]
                assert event.source == status
                assert event.actor == {Role.PROPOSER: proposal.created_by, Role.COORDINATOR: coordinator}[role]
                status = event.target
            assert proposal.status == status
            assert proposal.created_by.agency_id == proposal.agency_id
            assert proposal.status != Status.ESTABLISHED or "contoh" in proposal.decree_number

    def test_real_innovations_are_never_shown_as_refused(self):
        harsh = proposals(self.year).filter(status__in=(Status.REJECTED, Status.WITHDRAWN, Status.COACHING))
        assert harsh.count() > 8
        assert not harsh.exclude(title__endswith="(contoh)").exists()

    def test_reviewers_know_affairs_and_have_wishes(self):
        cards = ReviewerCard.objects.filter(user__is_demo=True)
        assert {card.user for card in cards if card.affairs.exists()} == set(User.objects.reviewers())
        known = set(Affair.objects.filter(reviewer_cards__in=cards))
        assert known == set(Affair.objects.filter(selectable=True, crossing_only=False))
        assert set(ReviewerWish.objects.values_list("wish", flat=True)) == set(ReviewerWish.Wish.values)

    def test_reviews_are_whole_fair_and_added_up_by_the_portal_rule(self):
        assert not Assignment.objects.filter(reviewer__agency=F("proposal__agency")).exists()
        done = Assignment.objects.done().select_related("stage__rubric")
        assert done.count() > 60
        for assignment in done[:40]:
            criteria = list(assignment.stage.rubric.criteria.all())
            marks = {score.criterion.key: score.value for score in Score.objects.newest().filter(assignment=assignment)}
            rule = [
                scoring.RubricLine(
                    each.key,
                    each.name,
                    scoring.Decimal(each.weight),
                    each.top,
                    min(level["value"] for level in each.levels),
                )
                for each in criteria
            ]
            result = scoring.review_total(rule, marks)
            assert result.complete
            assert assignment.total == scoring.printed(result.score)
        means = [
            list(Assignment.objects.done().filter(reviewer=person).values_list("total", flat=True))
            for person in User.objects.reviewers()
        ]
        averages = [sum(totals) / len(totals) for totals in means if totals]
        assert max(averages) - min(averages) > 3

    def test_accounts_are_those_of_the_design(self):
        names = set(User.objects.values_list("username", flat=True))
        owners = Agency.objects.in_target().values_list("code", flat=True)
        schools = Agency.objects.target_schools().values_list("npsn", flat=True)
        reviewers = {f"penilai{number}" for number in range(1, 7)}
        assert names == {"bapperida", "bapperida2", "sekda"} | reviewers | {
            f"op-{code}" for code in [*owners, *schools]
        }
        assert len(owners) + len(schools) == 36 + 123
        assert not User.objects.filter(is_demo=False).exists()
        assert not User.objects.exclude(email__endswith="@contoh.invalid").exists()
        person = User.objects.get(username="op-disdukcapil")
        assert (person.full_name, person.agency.code) == ("Operator Disdukcapil", "disdukcapil")
        assert check_password("inovasi-demo", person.password)
        assert User.objects.get(username="bapperida").is_coordinator
        assert User.objects.get(username="sekda").is_leader
        assert User.objects.filter(is_reviewer=True, agency=None).count() >= 2

    def test_nominations_extension_and_earlier_years(self):
        for year, least in ((2025, 6), (2026, 6)):
            agencies = Nomination.objects.filter(edition__year=year).values_list("agency", flat=True)
            assert least <= len(agencies) == len(set(agencies)) <= 14
        for nomination in Nomination.objects.filter(state=Nomination.State.ENTERED):
            assert "contoh" in nomination.registration_number
        assert set(Nomination.objects.values_list("state", flat=True)) == set(Nomination.State.values)
        assert set(KippResult.objects.values_list("stage", flat=True)) == set(KippStage) - {KippStage.FEASIBILITY}
        assert not KippResult.objects.filter(at__gte=LATER).exists()
        assert PeriodExtension.objects.filter(period=self.year, agency__in_target=True).count() == 1
        assert dict(Period.objects.exclude(pk=self.year.pk).values_list("year", "name")) == {
            2024: "Usulan Inovasi Daerah 2024 (contoh)",
            2025: "Usulan Inovasi Daerah 2025 (contoh)",
        }
        past = Period.objects.exclude(pk=self.year.pk)
        # The ministry held no KIPP in 2024.
        assert not Edition.objects.filter(programme=Edition.Programme.KIPP, year=2024).exists()
        earlier = {
            each.year: set(Proposal.objects.filter(period=each).values_list("status", flat=True)) for each in past
        }
        finished = {Status.ESTABLISHED, Status.COACHING, Status.REJECTED, Status.WITHDRAWN}
        assert earlier == {2024: finished, 2025: finished}
        assert [Proposal.objects.filter(period=each).count() for each in Period.objects.order_by("year")] == [
            31,
            52,
            67,
        ]

    def test_coaching_goes_on_from_year_to_year_and_nothing_of_it_lies_ahead(self):
        coached = Proposal.objects.filter(status=Status.COACHING)
        assert set(CoachingPlan.objects.values_list("proposal", flat=True)) == set(coached.values_list("pk", flat=True))
        before = CoachingPlan.objects.filter(proposal__period__year=self.year.year - 1)
        assert before.running().filter(coach__isnull=False).exists()
        assert before.running().exclude(coach_name="").exists()
        assert before.running().with_late_tasks(LATER.date()).exists()
        long_ago = CoachingPlan.objects.filter(proposal__period__year=self.year.year - 2)
        assert long_ago.filter(closing=CoachingPlan.Closing.FINISHED).exists()
        done = CoachingTask.objects.exclude(done_at=None)
        assert done.exists() and not done.filter(done_at__gt=LATER).exists()
        assert not done.exclude(note__endswith=MARK).exists()
        assert not done.exclude(done_by__agency=F("plan__proposal__agency")).exists()

    def test_all_constraints_hold(self):
        connection.check_constraints()
        for proposal in proposals(self.year):
            proposal.full_clean(exclude=["number"], validate_unique=False)

    def test_every_way_of_answering_is_there(self):
        back = Remark.objects.told().filter(proposal__period=self.year, proposal__status=Status.SUBMITTED)
        assert {remark.state for remark in back} == {"dijawab", "berubah", "belum"}
        left = [remark.proposal_id for remark in back if remark.is_open]
        assert 0 < len(set(left)) < len({remark.proposal_id for remark in back})
        notes = Event.objects.filter(proposal__in=left, action="submit").exclude(note="").values_list("note", flat=True)
        assert [note.partition(": ")[0] for note in notes] == ["Tetap dikirim dengan 3 catatan yang belum dijawab"]
        own = Remark.objects.told().filter(proposal__period=self.year, proposal__status=Status.RETURNED)
        assert {(remark.section_id is None, bool(remark.column), remark.page, remark.is_open) for remark in own} == {
            (False, False, None, True), (False, False, None, False), (True, True, None, True), (True, False, 1, True),
            (True, False, None, True),
        }  # fmt: skip
        decided = Remark.objects.told().exclude(settled_at=None)
        assert {remark.decision for remark in decided} == {"diterima"}
        assert not Remark.objects.filter(answered_at__gte=LATER).exists()
