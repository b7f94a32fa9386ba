"""The person of a request comes by one query and is the same as from a queryset."""

import pytest

from agencies.core.models import Agency, User
from agencies.people.backends import PersonBackend
from tests import factories

pytestmark = pytest.mark.django_db


def columns(row: User | Agency) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_person_and_the_agency_are_as_a_queryset_loads_them(django_assert_num_queries) -> None:
    known = factories.user("op", agency=factories.agency(short_name="Dinkes"))
    with django_assert_num_queries(1):
        person = PersonBackend().get_user(known.pk)
        assert person is not None
        assert (person.agency and person.agency.short_name, person.unread, person.has_second_factor) == (
            "Dinkes", 0, False,
        )  # fmt: skip
    stored = User.objects.get(pk=known.pk)
    assert columns(person) == columns(stored)
    assert stored.agency is not None
    assert columns(person.agency) == columns(stored.agency)


def test_who_has_no_agency_or_is_not_active(django_assert_num_queries) -> None:
    alone, gone = factories.user("teknisi"), factories.user("pergi", is_active=False)
    with django_assert_num_queries(2):
        person = PersonBackend().get_user(alone.pk)
        assert person is not None
        assert person.agency is None
        assert PersonBackend().get_user(gone.pk) is None
