"""Building the demo: the same seed gives the same year, other sizes other years, and real data are never touched."""

import datetime
import hashlib
import io
import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.core.models import Notification, User
from competitions.core.models import Nomination
from competitions.core.national import NationalResult
from inovasi.demo.making import files
from inovasi.demo.making.choices import read_choices
from inovasi.demo.making.ideas import make_ideas, read_material
from inovasi.demo.making.writing import read_words
from inovasi.demo.years import SEED, build
from proposals.core.attachments import Attachment
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core.models import Assignment, Score
from reviews.presenting.visiting.photos import VisitPhoto
from tests.demo.years import IN_MEMORY, LATER, proposals

pytestmark = pytest.mark.django_db


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
    photos = set(VisitPhoto.objects.values_list("file", flat=True))
    old = photos | set(Attachment.with_removed.values_list("file", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        small(seed=7)
    new = {*Attachment.with_removed.values_list("file", flat=True), *VisitPhoto.objects.values_list("file", flat=True)}
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


def test_what_ministries_found_of_cities_outlives_every_building(reference) -> None:
    of_cities = NationalResult.objects.filter(proposal=None).order_by("pk")
    before = list(of_cities.values())
    small()
    small()
    assert before and list(of_cities.values()) == before
    assert NationalResult.objects.create(year=2019, value=1, source="contoh", confidence="unknown").pk > len(before)
