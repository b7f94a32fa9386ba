"""The database of the bench grows truly: every copy is whole, has its own number and is found by its own words."""

import datetime
import io
from collections import Counter

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db.models import Count, Model

from inovasi.bench import growth
from inovasi.demo.years import build
from proposals.core.attachments import Attachment
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.search.documents import SearchDocument
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, Score

pytestmark = pytest.mark.django_db
COPIES = 2
LATER = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
COPIED: tuple[type[Model], ...] = (
    Proposal, SearchDocument, SectionText, Attachment, Event, Revision, Assignment, Score,
)  # fmt: skip


def sizes() -> dict[type[Model], int]:
    return {table: table._base_manager.count() for table in COPIED}


def by_status() -> Counter[tuple[int, str]]:
    rows = Proposal.objects.order_by().values_list("period__year", "status").annotate(amount=Count("pk"))
    return Counter({(year, status): amount for year, status, amount in rows})


def reviewers() -> int:
    """How many people were asked to review something."""
    return Assignment.objects.order_by().values("reviewer").distinct().count()


@pytest.fixture
def before(settings) -> dict[type[Model], int]:
    settings.STORAGES = project.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    build(proposals=12, earlier=((1, 4),), now=LATER)
    return sizes()


def test_every_copy_is_whole(before: dict[type[Model], int]) -> None:
    statuses, reviewing = by_status(), reviewers()
    growth.grow(COPIES)
    assert sizes() == {table: amount * (COPIES + 1) for table, amount in before.items()}
    assert by_status() == Counter({key: amount * (COPIES + 1) for key, amount in statuses.items()})
    assert reviewers() == reviewing * (COPIES + 1)
    texts = Proposal.objects.annotate(amount=Count("texts"))
    tasks = SentProposal.objects.annotate(amount=Count("assignments"))
    for rows in (texts, tasks):
        amounts = list(rows.order_by("pk").values_list("amount", flat=True))
        assert amounts == amounts[: len(amounts) // (COPIES + 1)] * (COPIES + 1) and any(amounts)


def test_numbers_go_on_without_gaps(before: dict[type[Model], int]) -> None:
    growth.grow(COPIES)
    for period in Period.objects.filter(pk__in=Proposal.objects.values("period")):
        numbers = Proposal.objects.filter(period=period).exclude(number=None).values_list("number", flat=True)
        assert sorted(int(number[-4:]) for number in numbers) == [*range(1, period.last_sequence + 1)]


def test_each_copy_is_found_by_its_own_words(before: dict[type[Model], int]) -> None:
    growth.grow(COPIES)
    newest = Proposal.objects.order_by("-pk")[0]
    assert newest in Proposal.objects.search(newest.title)
    own_word = newest.texts.order_by("pk")[0].text.split()[-3]
    assert list(Proposal.objects.search(own_word)) == [newest]
    assert list(Proposal.objects.search(newest.number or newest.title)) == [newest]
