"""One truth: two places never show different values for one figure to one reader at one moment.

Every page, paper, sheet and reminder is opened on the demo year and on years of chance, and the figures that they carry
are compared. Then contradictions that the portal once told are put back, and the walk has to find each of them.
"""

import datetime
import io
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from dashboard.figures.names import NAMES
from foundation.figures import Figure
from inovasi.demo.years import build
from proposals.core.models import Proposal
from proposals.core.workflow import PUBLIC
from tests.contradicting import Seen, read_everything
from tests.figures import contradictions, figures_in_answer

pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2026, 10, 20, 3, tzinfo=datetime.UTC)
ROLES = ("visitor", "proposer", "reviewer", "coordinator", "leader")
People = dict[str, User]
# Only the agency itself reads how complete its draft is, in its own pages.
OF_ONE_PLACE = frozenset({"period.promoted", "period.established", "period.missing", "kipp.nominations"})


@pytest.fixture
def year(settings) -> Iterator[Callable[..., People]]:
    """Builds a demo year at one moment; an agency without a nomination gets one for an innovation of an earlier year."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    with time_machine.travel(MOMENT, tick=False):
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        yield _build


def _build(**asked: int) -> People:
    built = build(now=MOMENT, **asked)
    edition = Edition.objects.get(programme=Edition.Programme.KIPP, year=built.period.year)
    standing = Nomination.objects.filter(edition=edition).values("agency")
    earlier = Proposal.objects.filter(period__year__lt=edition.year, agency__in_target=True, status__in=PUBLIC)
    old = earlier.exclude(agency__in=standing).order_by("pk").first()
    Nomination.objects.create(
        edition=edition, proposal_id=old.pk, agency=old.agency, nominated_by=built.cast.coordinator
    )
    return {
        "coordinator": built.cast.coordinator,
        "leader": User.objects.get(username="sekda"),
        "reviewer": User.objects.get(username="penilai1"),
        "proposer": old.agency.people.get(),
    }


def client_of(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def test_no_two_places_contradict_each_other_on_the_demo_year(year):
    people = year(proposals=60)
    shown: dict[str, set[str]] = defaultdict(set)
    for role in ROLES:
        seen = read_everything(client_of(people.get(role)), papers=role == "leader")
        assert (role, contradictions(seen)) == (role, {})
        for place, each in seen:
            shown[each.name].add(place)
    # A mark that nobody registered would not be explained, one that was lost would no longer be compared.
    assert set(shown) == set(NAMES)
    assert {name for name in NAMES if len(shown[name]) < 2} - OF_ONE_PLACE == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_nor_on_years_of_chance(year, seed):
    people = year(proposals=36 + 5 * seed, seed=seed)
    for role in ("coordinator", "leader"):
        assert contradictions(read_everything(client_of(people[role]), papers=False)) == {}


def some_pages(client: Client, *places: str) -> Seen:
    found: list[tuple[str, Figure]] = []
    for place in places:
        response = client.get(place)
        assert response.status_code == 200, place
        found += [(place, each) for each in figures_in_answer(response)]
    return found
