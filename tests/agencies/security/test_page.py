"""The technician's page of the security log."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.security.kinds import Kind, Outcome
from foundation.security.models import SecurityEvent
from tests import factories
from tests.test_query_counts import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("teknisi"))
    return client


def event(
    account: str = "op-dinkes", kind: Kind = Kind.SIGN_IN, *, days: int = 0, address: str = "198.51.100.7", **more
):
    return SecurityEvent.objects.create(
        kind=kind, outcome=Outcome.DONE, account=account, address=address, request_id="a" * 32,
        at=timezone.now() - datetime.timedelta(days=days), **more,
    )  # fmt: skip


def shown(client: Client, **asked: str) -> set[str]:
    page = client.get(reverse("agencies:security_log"), asked).context["page_obj"]
    return {row.account for row in page} - {"teknisi"}


def test_only_technicians_find_it_in_the_menu_and_anywhere(technician, cast, signed_in) -> None:
    url = reverse("agencies:security_log")
    assert technician.get(url).status_code == 200
    assert url in technician.get(reverse("home")).text
    staff = factories.user("staf", is_staff=True)
    assert signed_in(staff).get(url).status_code == 200
    for person in (cast.coordinator, cast.leader, cast.reviewer, cast.owner):
        browser = signed_in(person)
        assert browser.get(url).status_code == 404
        assert url not in browser.get(reverse("home")).text


def test_filters_by_person_kind_address_request_and_days(technician) -> None:
    person = factories.user("op-baru", full_name="Siti Aminah")
    event("op-dinkes")
    event("op-lama", days=5)
    event("op-baru", Kind.EXPORT, address="2001:db8::1", person=person)
    assert shown(technician) == {"op-dinkes", "op-lama", "op-baru"}
    assert shown(technician, q="dinkes") == {"op-dinkes"}
    assert shown(technician, q="aminah") == {"op-baru"}
    assert shown(technician, kind="export") == {"op-baru"}
    assert shown(technician, address="2001:0db8::0001") == {"op-baru"}
    assert shown(technician, address="bukan alamat") == set()
    yesterday = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
    assert shown(technician, until=yesterday) == {"op-lama"}
    assert shown(technician, since=yesterday) == {"op-dinkes", "op-baru"}
    assert shown(technician, request="b" * 32) == set()


def test_what_was_typed_is_shown_as_text(technician) -> None:
    event("<script>alert(1)</script>")
    page = technician.get(reverse("agencies:security_log")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_it_costs_the_same_with_few_events_and_with_many(technician) -> None:
    people = [factories.user(f"op-{number}") for number in range(40)]
    url = reverse("agencies:security_log")
    event("satu", person=people[0])
    few = cost(technician, url)
    for person in people:
        event(person.username, person=person)
    assert cost(technician, url) == few
    assert "Berikutnya" not in technician.get(url).text
    for person in people:
        event(person.username, person=person)
    assert cost(technician, url) == few
