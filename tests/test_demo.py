"""The demo year: the same seed gives the same year, every status is there, and real data are never touched."""

import datetime
import hashlib
import io
import random

import pytest
from django.conf import settings as project
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import TestCase, override_settings
from django.utils import timezone

from agencies.core.models import Agency, Notification, User
from competitions.core.models import Nomination
from inovasi.demo import files
from inovasi.demo.choices import read_choices
from inovasi.demo.courses import RUNNING, allot
from inovasi.demo.ideas import make_ideas, read_material
from inovasi.demo.writing import read_words
from inovasi.demo.years import SEED, build
from proposals.core.attachments import Attachment
from proposals.core.guide.readiness import shortfalls
from proposals.core.history.record import Event, Revision
from proposals.core.history.revisions import content_hash, content_of
from proposals.core.models import Proposal, SectionText
from proposals.core.periods import Period, PeriodExtension
from proposals.core.querysets import ProposalQuerySet
from proposals.core.workflow import STEPS, SUBMITTED, Role, Status
from reviews.core.models import Assignment, Score
from reviews.scoring import rules as scoring

pytestmark = pytest.mark.django_db
LATER = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
IN_MEMORY = project.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


@pytest.fixture(autouse=True)
def _storage(settings) -> None:
    settings.STORAGES = IN_MEMORY


@pytest.fixture
def reference() -> None:
    call_command("load_reference", verbosity=0, stdout=io.StringIO())


def small(now: datetime.datetime = LATER, seed: int = SEED) -> Period:
    """A little year with one before it: enough for whatever does not depend on the size."""
    return build(seed=seed, proposals=20, earlier=((1, 6),), now=now).period


@pytest.fixture
def year(reference) -> Period:
    return small()


def proposals(year: Period) -> ProposalQuerySet:
    return Proposal.objects.filter(period=year)


def digest() -> str:
    """One hash over what a person would see of the demo: proposals, texts, files, moves, scores, nominations."""
    rows = [
        list(Proposal.objects.order_by("created_at", "title").values_list(
            "number", "title", "agency__code", "status", "submitted_at", "status_since", "latitude", "applied_date",
            "budget", "decree_number", "review_round",
        )),
        list(SectionText.objects.order_by("proposal__created_at", "section__order").values_list("text", "updated_at")),
        list(Attachment.objects.order_by("sha256").values_list("sha256", "name", "file")),
        list(Event.objects.order_by("at", "pk").values_list(
            "action", "source", "target", "actor__username", "note", "at",
        )),
        list(Revision.objects.order_by("created_at", "number").values_list("sha256", "created_at")),
        list(Assignment.objects.order_by("pk").values_list(
            "reviewer__username", "state", "total", "done_at", "comment",
        )),
        list(Score.objects.order_by("pk").values_list("criterion__key", "value", "justification", "given_at")),
        list(Nomination.objects.order_by("pk").values_list("agency__code", "state", "nominated_at")),
        list(Notification.objects.order_by("pk").values_list("user__username", "text", "read_at")),
    ]  # fmt: skip
    return hashlib.sha256(repr(rows).encode()).hexdigest()


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

    def test_what_was_sent_could_be_sent(self):
        for proposal in proposals(self.year).exclude(status=Status.DRAFT):
            assert shortfalls(proposal) == []
            assert proposal.events.first().at == proposal.submitted_at
            assert proposal.revisions.first().sha256 == content_hash(content_of(proposal))
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
        assert names == {"bapperida", "sekda"} | reviewers | {f"op-{code}" for code in [*owners, *schools]}
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
        for year, least in ((2024, 3), (2025, 6), (2026, 6)):
            agencies = Nomination.objects.filter(edition__year=year).values_list("agency", flat=True)
            assert least <= len(agencies) == len(set(agencies)) <= 14
        for nomination in Nomination.objects.filter(state=Nomination.State.ENTERED):
            assert "contoh" in nomination.registration_number
        assert PeriodExtension.objects.filter(period=self.year, agency__in_target=True).count() == 1
        assert dict(Period.objects.exclude(pk=self.year.pk).values_list("year", "name")) == {
            2024: "Usulan Inovasi Daerah 2024 (contoh)",
            2025: "Usulan Inovasi Daerah 2025 (contoh)",
        }
        past = Period.objects.exclude(pk=self.year.pk)
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

    def test_all_constraints_hold(self):
        connection.check_constraints()
        for proposal in proposals(self.year):
            proposal.full_clean(exclude=["number"], validate_unique=False)


def test_same_seed_and_day_same_year_and_running_again_replaces_it(year):
    first = digest()
    small(LATER + datetime.timedelta(hours=9))
    assert digest() == first
    closed = year.closes_at
    small(closed)
    last = digest()
    small(closed + datetime.timedelta(days=90))
    assert digest() == last
    small(seed=7)
    assert digest() != first


def test_files_are_there_and_the_old_ones_go(year, django_capture_on_commit_callbacks):
    for attachment in Attachment.with_removed.all():
        data = attachment.file.read()
        assert data.startswith(b"%PDF-")
        assert (len(data), hashlib.sha256(data).hexdigest()) == (attachment.size, attachment.sha256)
    old = set(Attachment.with_removed.values_list("file", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        small(seed=7)
    new = set(Attachment.with_removed.values_list("file", flat=True))
    assert {name for name in old | new if files.default_storage.exists(name)} == new


def test_refuses_a_database_with_a_real_person(reference):
    User.objects.create_user("budi", "budi@example.org", "sandi-rahasia-1")
    with pytest.raises(CommandError, match=r"bukan contoh \(1 pengguna, 0 usulan\)"):
        call_command("demo")
    assert (Proposal.objects.count(), User.objects.count()) == (0, 1)


def test_refuses_a_database_with_a_real_proposal_and_leaves_it(year):
    person = User.objects.get(username="op-dlh")
    User.objects.filter(pk=person.pk).update(is_demo=False)
    Proposal.objects.create(period=year, agency=person.agency, created_by=person, title="Sungguhan")
    before = digest()
    with pytest.raises(CommandError, match="Pakai basis data lain"):
        call_command("demo")
    assert digest() == before


def test_says_what_is_missing(db):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("demo")


def test_needs_one_proposal_per_status(reference):
    with pytest.raises(CommandError, match="paling sedikit 9 usulan"):
        call_command("demo", proposals=8)
    assert User.objects.count() == 0


def test_waits_until_the_period_has_run_for_a_while(reference):
    Period.objects.update(opens_at=timezone.now(), closes_at=timezone.now() + datetime.timedelta(days=90))
    with pytest.raises(CommandError, match="belum ada waktu"):
        call_command("demo")


def test_other_sizes_ask_for_other_numbers_of_reviewers(reference, capsys):
    call_command("demo", proposals=160)
    assert User.objects.reviewers().count() == 7
    call_command("demo", proposals=9)
    assert User.objects.reviewers().count() == 6
    assert set(Proposal.objects.filter(period__year=2026).values_list("status", flat=True)) == set(Status.values)
    assert "9 usulan" in capsys.readouterr().out


def test_a_thousand_ideas_have_a_thousand_titles(reference, settings):
    material = read_material(
        settings.FIXTURE_DIR,
        read_words(settings.FIXTURE_DIR).brands,
        read_choices(settings.FIXTURE_DIR).topics_for_any_agency,
    )
    ideas = make_ideas(random.Random(1), material, 1000, 134, real=True)
    titles = [idea.title for idea in [*ideas.early, *ideas.open]]
    assert len(titles) == len(set(titles)) == 1000
    assert max(map(len, titles)) <= 150
    assert all(idea.kind == "school" for idea in ideas.open if idea.agency.is_school)


def test_in_the_middle_of_the_year_nothing_lies_ahead(reference):
    june = datetime.datetime(2026, 6, 15, tzinfo=datetime.UTC)
    period = build(now=june).period
    assert set(proposals(period).values_list("status", flat=True)) == set(Status.values)
    assert max(Event.objects.latest("at").at, Score.objects.latest("given_at").given_at) < june
    assert Proposal.objects.latest("created_at").created_at < june
    assert Nomination.objects.latest("nominated_at").nominated_at < june
