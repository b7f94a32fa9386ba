"""The demo's officials are marked as examples, and nobody who is recorded already makes room for one."""

import datetime

import pytest

from agencies.officials import listing
from agencies.officials.models import Official
from agencies.officials.offices import Office
from foundation.audit.models import LedgerEntry
from foundation.city import city
from inovasi.demo.cast.officials import store_officials
from inovasi.demo.cast.people import Cast
from inovasi.demo.guard import MARK
from tests import factories

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2025, 1, 2)


@pytest.fixture
def people() -> Cast:
    factories.agency(1, code=city().office.agency_code)
    return Cast(factories.coordinator(), factories.coordinator(2), factories.leader(), [], {})


def test_every_office_that_signs_has_an_example_without_doubts_and_the_record_holds_nothing_of_it(people):
    store_officials(people, SINCE)
    assert listing.lacking(listing.seats(SINCE)) == []
    assert {one.name.endswith(MARK) for one in Official.objects.all()} == {True}
    assert [one.doubts for one in Official.objects.all() if one.doubts] == []
    assert not LedgerEntry.objects.exists()


def test_a_second_time_adds_nobody_and_a_recorded_official_stays_alone(people):
    factories.official(1, office=Office.REGION_HEAD)
    store_officials(people, SINCE)
    before = list(Official.objects.order_by("pk").values_list("pk", flat=True))
    store_officials(people, SINCE)
    assert list(Official.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert Official.objects.get(office=Office.REGION_HEAD).name == "Pejabat 1"
