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
from competitions.iga.core.models import Candidacy
from competitions.kipp.figures import standing_nominations
from competitions.kipp.querysets import nominable
from dashboard.figures.names import FIGURES
from foundation.figures import Figure
from inovasi.demo.years import build
from proposals.core.holding import in_hands_of
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import PRIVATE, PUBLIC, Holder
from reviews.meeting.core.models import Meeting
from tests.contradicting import read_everything, read_minutes, read_reminders
from tests.figures import contradictions, figures_in_answer
from tests.once_told import MAILS, MINUTES, OnceTold, ToldOf, once_told

pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2026, 10, 20, 3, tzinfo=datetime.UTC)
FAR_BACK = datetime.date(2001, 1, 1)
ROLES = ("visitor", "proposer", "writer", "reviewer", "coordinator", "leader")
People = dict[str, User]
# Only the agency itself reads how complete its draft is, in its own pages.
OF_ONE_PLACE = frozenset({"period.promoted", "period.established", "period.missing", "kipp.nominations"})
# Counted from a first signature on, which nobody gave in the demo (dashboard/figures/test_names.py gives one).
UNSIGNED = {"period.departures"}
# A coordinator has nothing to do about them, so that the list of them alone counts them over all years.
OF_ONE_LIST = frozenset({"duty.agency", "duty.review"})


@pytest.fixture
def year(settings) -> Iterator[Callable[..., People]]:
    """Builds a demo year at one moment.

    An agency without a nomination gets one for an older innovation, and more time in a year that is closed.
    """
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
    old.period.extensions.create(agency=old.agency, closes_at=MOMENT + datetime.timedelta(days=3), reason="Banjir")
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
        if role == "leader":
            seen += read_minutes(people[role])
        if role == "coordinator":
            seen += read_reminders(people[role])
        assert (role, contradictions(seen)) == (role, {})
        for place, each in seen:
            shown[each.name].add(place)
    # A mark that nobody registered would not be explained, one that was lost would no longer be compared.
    assert set(shown) == set(FIGURES) - UNSIGNED
    assert {name for name in shown if len(shown[name]) < 2} - OF_ONE_PLACE - OF_ONE_LIST == set()


@pytest.mark.parametrize("seed", [1])
def test_nor_on_a_year_of_chance(year, seed):
    people = year(proposals=36 + 5 * seed, seed=seed)
    assert contradictions(read_everything(client_of(people["coordinator"]), papers=False)) == {}


def told_of(people: People) -> ToldOf:
    """What brings each of the old contradictions out; nothing is sent to IGA, and a period has not opened yet."""
    year, leader = MOMENT.year, people["leader"]
    period = Period.objects.get(year=year)
    Period.objects.create(
        year=year + 1,
        name=f"Periode {year + 1}",
        guide=period.guide,
        opens_at=period.opens_at + datetime.timedelta(days=365),
        closes_at=period.closes_at + datetime.timedelta(days=365),
    )
    Candidacy.objects.all().delete()
    nominated = standing_nominations(year).values("agency")
    could = nominable(year, leader).filter(agency__in_target=True).exclude(agency__in=nominated)
    return ToldOf(
        year=year,
        draft=Proposal.objects.filter(created_by=people["writer"], status__in=PRIVATE).latest("pk").pk,
        undecided=Proposal.objects.filter(in_hands_of(Holder.DECISION), period=period).latest("pk"),
        nominated=people["proposer"].agency.code,
        silent=could.order_by("pk").first().agency.code,
        meeting=Meeting.objects.latest("pk").pk,
    )


def read(one: OnceTold, person: User) -> Iterator[tuple[str, Figure]]:
    """What one of the contradictions shows on its pages."""
    client = client_of(person)
    for page in one.pages:
        if page == MAILS:
            yield from read_reminders(person)
        elif page == MINUTES:
            yield from read_minutes(person)
        else:
            yield from ((page, each) for each in figures_in_answer(client.get(page)))


def test_each_contradiction_that_was_once_told_is_found_when_it_is_put_back(year, monkeypatch):
    people = year(proposals=36)
    before, found = {}, {}
    for one in (listed := once_told(told_of(people))):
        with monkeypatch.context() as patch, time_machine.travel(one.at or MOMENT, tick=False):
            before[str(one)] = contradictions(read(one, people[one.reader]))
            patch.setattr(one.place, one.old)
            put_back = contradictions(read(one, people[one.reader]))
        found[str(one)] = one.figure in {key.partition("/")[0] for key in put_back}
    assert {one: told for one, told in before.items() if told} == {}
    assert found == {str(one): True for one in listed}
