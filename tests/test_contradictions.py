"""One truth: two places never show different values for one figure to one reader at one moment.

Every page, paper, sheet and reminder is opened on the demo year and on years of chance, and the figures that they carry
are compared. Then contradictions that the portal once told are put back, and the walk has to find each of them.
"""

import datetime
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Count
from django.test import Client

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from competitions.iga.figures import CoveredAffairs, affairs_covered_in
from competitions.kipp.figures import standing_nominations
from dashboard.figures.names import FIGURES
from inovasi.demo.years import build
from proposals.core.counting import KnownPeriod
from proposals.core.models import Proposal
from proposals.core.periods import Affair
from proposals.core.workflow import PRIVATE, PUBLIC
from tests.contradicting import read_everything
from tests.figures import contradictions, figures_in_answer

pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2026, 10, 20, 3, tzinfo=datetime.UTC)
# Where a leader reads how far the city is.
LEADING = ("/", "/dasbor/", "/dasbor/instansi/", f"/kompetisi/kipp/{MOMENT.year}/", f"/kompetisi/iga/{MOMENT.year}/")
ROLES = ("visitor", "proposer", "writer", "reviewer", "coordinator", "leader")
People = dict[str, User]
# Only the agency itself reads how complete its draft is, in its own pages.
OF_ONE_PLACE = frozenset({"period.promoted", "period.established", "period.missing", "kipp.nominations"})


@pytest.fixture
def year(settings) -> Iterator[Callable[..., People]]:
    """Builds a demo year at one moment; an agency without a nomination gets one for an older innovation."""
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
        "writer": Proposal.objects.filter(status__in=PRIVATE).order_by("pk").first().created_by,
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
    assert set(shown) == set(FIGURES)
    assert {name for name in FIGURES if len(shown[name]) < 2} - OF_ONE_PLACE == set()


@pytest.mark.parametrize("seed", [1])
def test_nor_on_a_year_of_chance(year, seed):
    people = year(proposals=36 + 5 * seed, seed=seed)
    assert contradictions(read_everything(client_of(people["coordinator"]), papers=False)) == {}


def nominations_of_the_year(known: KnownPeriod) -> dict[int, int]:
    """As the dashboard once counted: only nominations of innovations that were proposed in the edition's year."""
    rows = standing_nominations(known.period.year).filter(proposal__period=known.period)
    return dict(rows.values_list("agency_id").annotate(amount=Count("pk")))


def ready_by_another_rule(known: KnownPeriod, affairs: Iterable[Affair]) -> CoveredAffairs:
    """As when the dashboard had a rule of its own for what is ready, and so another number than the IGA page."""
    found = affairs_covered_in(known, affairs)
    return replace(found, ready=frozenset(sorted(found.ready)[1:]))


@pytest.mark.parametrize(
    ("name", "place", "old"),
    [
        ("kipp.target", "dashboard.figures.counts.nominations_known_in", nominations_of_the_year),
        ("iga.affairs_ready", "dashboard.figures.overview.affairs_covered_in", ready_by_another_rule),
    ],
)
def test_a_contradiction_that_is_put_back_is_found(year, monkeypatch, name, place, old):
    leader = client_of(year(proposals=36)["leader"])
    monkeypatch.setattr(place, old)
    found = contradictions((page, each) for page in LEADING for each in figures_in_answer(leader.get(page)))
    assert {key.partition("/")[0] for key in found} >= {name}
