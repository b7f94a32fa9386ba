"""Candidates of an edition: of every year, once per family of carried-over proposals, and never what is closed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competitions.core.models import Edition
from competitions.iga.candidates.pool import candidates_of
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import CandidacyState
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.year import DAY, Year, add, make_period, make_year

pytestmark = pytest.mark.django_db
FROM, UNTIL = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)


@pytest.fixture
def year() -> Year:
    return make_year()


@pytest.fixture
def edition() -> Edition:
    return Edition.objects.create(
        programme="iga", year=2026, name="IGA 2026", window_from=FROM, window_until=UNTIL,
        rules=factories.iga_rules(words=0, affairs=1),
    )  # fmt: skip


def made(year: Year, status: Status = Status.IN_REVIEW, *, of: int = 2026, agency: int = 0, **columns) -> Proposal:
    period = Period.objects.filter(year=of).first() or make_period(of, 1)
    proposal = add(year, year.agencies[agency], status, period=period)
    Proposal.objects.filter(pk=proposal.pk).update(**{"applied_date": FROM} | columns)
    return proposal


def found(edition: Edition, reader) -> set[int]:
    return set(candidates_of(edition, reader).values_list("pk", flat=True))


def test_every_year_counts_and_only_what_passed_verification_inside_the_window(year, edition):
    inside = [
        made(year, Status.IN_REVIEW),
        made(year, Status.ESTABLISHED, of=2024),
        made(year, Status.COACHING, of=2025, applied_date=FROM - DAY, development_date=UNTIL),
        made(year, Status.SHORTLISTED, applied_date=UNTIL),
    ]
    made(year, Status.SUBMITTED)
    made(year, Status.REJECTED)
    made(year, Status.WITHDRAWN)
    made(year, applied_date=FROM - DAY)
    made(year, applied_date=UNTIL + DAY)
    made(year, applied_date=None)
    assert found(edition, year.leader) == {one.pk for one in inside}


def test_without_a_known_window_only_what_was_added_by_hand_counts(year, edition):
    made(year)
    by_hand = made(year, applied_date=None)
    Candidacy.objects.create(edition=edition, proposal_id=by_hand.pk, added_by_hand=True)
    edition.window_until = None
    assert found(edition, year.leader) == {by_hand.pk}


@pytest.mark.parametrize(
    ("status", "counts"), [(Status.SUBMITTED, True), (Status.REJECTED, False), (Status.WITHDRAWN, False)]
)
def test_by_hand_counts_while_it_is_neither_turned_down_nor_taken_back(year, edition, status, counts):
    proposal = made(year, status, applied_date=None)
    Candidacy.objects.create(edition=edition, proposal_id=proposal.pk, added_by_hand=True)
    assert bool(found(edition, year.leader)) == counts


def family(year: Year, *statuses: Status) -> list[Proposal]:
    """One innovation carried over from year to year, oldest first."""
    line: list[Proposal] = []
    for place, status in enumerate(statuses):
        one = made(year, status, of=2026 - len(statuses) + 1 + place)
        Proposal.objects.filter(pk=one.pk).update(copied_from=line[-1].pk if line else None)
        line.append(one)
    return line


@pytest.mark.parametrize(
    ("statuses", "newest"),
    [
        ((Status.ESTABLISHED, Status.IN_REVIEW), 1),
        ((Status.ESTABLISHED, Status.ESTABLISHED, Status.IN_REVIEW), 2),
        ((Status.ESTABLISHED, Status.WITHDRAWN, Status.IN_REVIEW), 2),
        ((Status.ESTABLISHED, Status.IN_REVIEW, Status.WITHDRAWN), 1),
        ((Status.ESTABLISHED, Status.REJECTED, Status.SUBMITTED), 0),
        ((Status.WITHDRAWN, Status.DRAFT), None),
    ],
)
def test_a_family_counts_once_by_its_newest_eligible_one(year, edition, statuses, newest):
    line = family(year, *statuses)
    assert found(edition, year.leader) == ({line[newest].pk} if newest is not None else set())


def test_two_continuations_of_one_innovation_count_once(year, edition):
    first, _ = family(year, Status.ESTABLISHED, Status.IN_REVIEW)
    other = made(year, of=2027)
    Proposal.objects.filter(pk=other.pk).update(copied_from=first.pk)
    assert found(edition, year.leader) == {other.pk}


def test_what_is_sent_stays_though_a_newer_one_was_accepted_or_it_was_turned_down(year, edition):
    older, _ = family(year, Status.ESTABLISHED, Status.IN_REVIEW)
    Candidacy.objects.create(edition=edition, proposal_id=older.pk, state=CandidacyState.LISTED)
    assert found(edition, year.leader) == {older.pk}
    turned_down = made(year, Status.REJECTED)
    Candidacy.objects.create(edition=edition, proposal_id=turned_down.pk, state=CandidacyState.LISTED)
    assert found(edition, year.leader) == {older.pk, turned_down.pk}


def test_nobody_is_shown_what_a_conflict_closes_nor_agencies_what_is_not_theirs(year, edition):
    own, other = made(year), made(year, agency=1)
    Interest.objects.create(proposal_id=own.pk, user=year.coordinator, declared_by=year.coordinator, reason="Keluarga.")
    assert found(edition, year.leader) == {own.pk, other.pk}
    assert found(edition, year.coordinator) == {other.pk}
    assert found(edition, year.operator) == {own.pk}


def test_one_query_however_many(year, edition):
    made(year)
    with CaptureQueriesContext(connection) as few:
        found(edition, year.operator)
    family(year, Status.ESTABLISHED, Status.ESTABLISHED, Status.IN_REVIEW)
    with CaptureQueriesContext(connection) as many:
        found(edition, year.operator)
    assert len(few) == len(many) == 1
