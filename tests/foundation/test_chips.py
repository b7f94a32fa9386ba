"""The filters at work above a list, each with the way to drop it."""

import pytest
from django.http import QueryDict

from agencies.core.models import Agency
from agencies.directory.filters import AgencyFilter
from foundation.chips import Chip, chips_of
from tests.makers import make_district

pytestmark = pytest.mark.django_db


def at_work(query: str) -> list[Chip]:
    return chips_of(AgencyFilter(QueryDict(query), Agency.objects.all()).form)


def test_each_filter_at_work_is_said_in_words_and_can_be_dropped() -> None:
    district = make_district()
    assert at_work(f"tahun=2026&page=3&q=negeri&kind=&group=school&district={district.pk}") == [
        Chip("Kata", "negeri", f"tahun=2026&group=school&district={district.pk}"),
        Chip("Kelompok", "Sekolah target", f"tahun=2026&q=negeri&district={district.pk}"),
        Chip("Kecamatan", district.name, "tahun=2026&q=negeri&group=school"),
    ]


def test_nothing_is_at_work_where_nothing_or_nonsense_is_asked() -> None:
    assert at_work("") == []
    assert at_work("q=&page=2") == []
    assert at_work("group=apa&q=negeri") == []


def test_a_chosen_row_is_named_without_asking_for_all(django_assert_num_queries) -> None:
    form = AgencyFilter(QueryDict(f"district={make_district().pk}"), Agency.objects.all()).form
    form.is_valid()
    with django_assert_num_queries(0):
        assert len(chips_of(form)) == 1
