"""One truth: two places never show different values for one figure to one reader at one moment.

Every page, paper, sheet and reminder is opened on the demo year and on years of chance, and the figures that they carry
are compared. Then each contradiction that the portal once told is put back, and the walk has to find it.
"""

import datetime
import io
from collections import defaultdict

import pytest
import time_machine
from dashboard.figures.names import NAMES
from django.core.management import call_command
from django.test import Client

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from inovasi.demo.years import build
from proposals.core.models import Proposal
from tests.contradicting import read_everything
from tests.figures import contradictions

pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2026, 10, 20, 3, tzinfo=datetime.UTC)


@pytest.fixture
def demo(settings) -> dict[str, User]:
    """The demo year at one moment, with an innovation of an earlier year nominated by an agency that has no other."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    with time_machine.travel(MOMENT, tick=False):
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        built = build(proposals=60, now=MOMENT)
        edition = Edition.objects.get(programme=Edition.Programme.KIPP, year=built.period.year)
        standing = Nomination.objects.filter(edition=edition).values("agency")
        earlier = Proposal.objects.filter(period__year__lt=edition.year, agency__in_target=True, status="established")
        old = earlier.exclude(agency__in=standing).order_by("pk").first()
        Nomination.objects.create(
            edition=edition, proposal_id=old.pk, agency=old.agency, nominated_by=built.cast.coordinator
        )
        yield {
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


@pytest.mark.parametrize("role", ["visitor", "proposer", "reviewer", "coordinator", "leader"])
def test_no_two_places_contradict_each_other(demo, role):
    reader = demo.get(role)
    seen = read_everything(client_of(reader), papers=role == "leader")
    assert contradictions(seen) == {}
    unknown = {each.name for _, each in seen} - set(NAMES)
    assert unknown == set()


def test_every_figure_is_shown_somewhere_and_compared(demo):
    """A name that only one place shows would never be compared, and a mark that was lost would not be missed."""
    shown = defaultdict(set)
    for role in ("coordinator", "leader", "proposer"):
        for place, each in read_everything(client_of(demo[role]), papers=role == "leader"):
            shown[each.name].add(place.partition("?")[0])
    assert {name for name in NAMES if len(shown[name]) < 2} == set()
