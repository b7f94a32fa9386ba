"""Counts kept by triggers say what counting rows would say: after every write, for every reader, at every moment."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import Count

from proposals.core.counts import tallies
from proposals.core.counts.counting import period_counts
from proposals.core.counts.tallies import COLUMNS, Tallied
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from tests import factories
from tests.factories import PEOPLE, Cast


def by_rows(period: Period) -> Counter[tuple[int, int | None, str]]:
    return Counter(Proposal.objects.filter(period=period).order_by().values_list(*COLUMNS))


def in_every_status(cast: Cast) -> None:
    """Two of the home agency in every status and one of another, over three affairs, everybody tied to them."""
    for number, status in enumerate(Status):
        for copy, home in enumerate((cast.home, cast.home, cast.elsewhere)):
            what = factories.proposal(status, number * 3 + copy, of=home, affair=factories.affair(1 + number % 3))
            if status is not Status.DRAFT and copy == 0:
                cast.involve(what)


@pytest.mark.django_db
def test_every_write_moves_the_counts(cast: Cast) -> None:
    in_every_status(cast)
    period, other = factories.period(), factories.period(2027)
    assert tallies.sums_of(period) == by_rows(period)
    drafts = Proposal.objects.filter(status=Status.DRAFT).order_by("pk")
    for change in ({"affair": None}, {"agency": cast.elsewhere}, {"period": other}, {"title": "Nama lain"}):
        drafts.filter(pk=drafts[0].pk).update(**change)
        assert [tallies.sums_of(year) for year in (period, other)] == [by_rows(year) for year in (period, other)]
    Proposal.objects.filter(status=Status.SUBMITTED).update(status=Status.IN_REVIEW)
    drafts[1].delete()
    assert tallies.sums_of(period) == by_rows(period)
    tallies.put_together()
    assert tallies.sums_of(period) == by_rows(period)
    assert Tallied.objects.filter(period=period).count() == len(by_rows(period))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "visitor"])
def test_each_reader_is_told_of_what_they_may_read(name: str, cast: Cast) -> None:
    in_every_status(cast)
    period, reader = factories.period(), cast[name]
    rows = Proposal.objects.visible_to(reader).filter(period=period).order_by()
    assert (
        period_counts(period, reader).groups
        == {  # type: ignore[arg-type]  # rows of three columns and a count
            group[:3]: group[3] for group in rows.values_list(*COLUMNS).annotate(amount=Count("pk"))
        }
    )


@pytest.mark.django_db
def test_sums_by_a_column_and_the_agencies_that_draft(cast: Cast) -> None:
    in_every_status(cast)
    found = period_counts(factories.period())
    assert found.grouped() == {None: Counter(dict.fromkeys(Status, 3))}
    assert found.grouped("agency_id") == {
        cast.home.pk: Counter(dict.fromkeys(Status, 2)),
        cast.elsewhere.pk: Counter(dict.fromkeys(Status, 1)),
    }
    assert set(found.grouped("affair_id")) == {factories.affair(number).pk for number in (1, 2, 3)}
    assert found.drafting == {cast.home.pk, cast.elsewhere.pk}


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_count_do_not_wait_and_are_counted_with_their_commit() -> None:
    first, second = factories.proposal(number=1), factories.proposal(number=2)
    period, accepted = factories.period(), "UPDATE proposals_proposal SET status = 'in_review' WHERE id = %s"
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(accepted, [first.pk])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute(accepted, [second.pk])
            tallies.put_together()
        assert tallies.sums_of(period) == by_rows(period)
        assert period_counts(period).grouped()[None] == {Status.SUBMITTED: 1, Status.IN_REVIEW: 1}
        other.commit()
    finally:
        other.rollback()
        other.close()
    assert period_counts(period).grouped()[None] == {Status.IN_REVIEW: 2}
    tallies.put_together()
    assert tallies.sums_of(period) == by_rows(period)
