"""The personal calendar: what each role finds in it, that a new address closes the old one, and nothing signed in."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.dates import services
from competitions.dates.models import InternalDeadline, NationalDate
from dashboard.work.feed import address_of, new_link
from proposals.core.workflow import Status
from reviews.core.models import Assignment
from reviews.presenting.models import Session, Slot, SlotJury
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
CLOSING = datetime.date(YEAR, 12, 10)
NATIONAL = {f"KIPP {YEAR}: Penutupan", f"KIPP {YEAR}: Surat lengkap"}


@pytest.fixture
def closing() -> NationalDate:
    Edition.objects.create(programme="kipp", year=YEAR, name=f"KIPP {YEAR}")
    Edition.objects.create(
        programme="kipp", year=YEAR - 3, name=f"KIPP {YEAR - 3}", closes_on=datetime.date(YEAR, 1, 2)
    )
    InternalDeadline.objects.create(programme="kipp", key="l", label="Surat lengkap", days_before=21, source="Kota")
    about = {"programme": "kipp", "year": YEAR, "kind": "closing", "source": "Surat", "confirmed": True}
    return services.add_date(NationalDate(**about, starts_on=CLOSING), by=None)


@pytest.fixture
def slot(cast: Cast) -> Slot:
    """A hearing in a week in which the reviewer listens."""
    proposal = cast.involve(factories.proposal(Status.IN_REVIEW, 3, of=cast.home))
    task = Assignment.objects.get(proposal_id=proposal.pk, reviewer=cast.reviewer)
    starts = timezone.now() + datetime.timedelta(days=7)
    hours = {"starts": starts, "ends": starts + datetime.timedelta(hours=1)}
    session = Session.objects.create(stage=task.stage, place="Aula", **hours)
    slot = Slot.objects.create(session=session, stage=task.stage, proposal_id=proposal.pk, **hours)
    SlotJury.objects.get_or_create(slot=slot, reviewer=cast.reviewer)
    return slot


def read(person: User) -> dict[str, datetime.date]:
    """The entries of the person's feed as a calendar programme reads it: title and first day."""
    new_link(person)
    answer = Client().get(address_of(person))
    assert answer["Content-Type"].startswith("text/calendar") and "no-store" in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["summary"]): event.decoded("dtstart") for event in events}


def test_each_role_finds_what_concerns_it(closing: NationalDate, slot: Slot, cast: Cast) -> None:
    hearing = slot.session.get_kind_display()
    assert set(read(cast.owner)) == NATIONAL
    assert set(read(cast.leader)) == NATIONAL
    assert set(read(cast.coordinator)) == {*NATIONAL, hearing}
    # Reviewers score without knowing what goes on to the ministries.
    assert set(read(cast.reviewer)) == {hearing}
    assert slot.proposal.title not in Client().get(address_of(cast.reviewer)).content.decode()


def test_an_extension_moves_the_entries_under_the_same_mark(closing: NationalDate, cast: Cast) -> None:
    def marks() -> list[str]:
        events = Calendar.from_ical(Client().get(address_of(cast.owner)).content).walk("VEVENT")
        return sorted(str(event["uid"]) for event in events)

    assert read(cast.owner)[f"KIPP {YEAR}: Surat lengkap"] == CLOSING - datetime.timedelta(days=21)
    before, later = marks(), CLOSING + datetime.timedelta(days=7)
    values = {"starts_on": later, "source": "Surat", "confirmed": True}
    services.follow_date(closing, values, reason="Diperpanjang.", by=cast.coordinator)
    assert marks() == before and len(set(before)) == 2
    assert read(cast.owner)[f"KIPP {YEAR}: Penutupan"] == later
    assert read(cast.owner)[f"KIPP {YEAR}: Surat lengkap"] == later - datetime.timedelta(days=21)


def test_without_a_closing_nothing_of_the_distances_stands_in_a_calendar(closing: NationalDate, cast: Cast) -> None:
    values = {"starts_on": None, "source": "Surat", "confirmed": True}
    services.follow_date(closing, values, reason="Dibatalkan.", by=cast.coordinator)
    assert read(cast.owner) == {}


def test_a_new_address_closes_the_old_one_and_so_does_a_closed_account(closing: NationalDate, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.owner)
    url = reverse("dashboard:calendar_link")
    assert "Anda belum mempunyai alamat" in browser.get(url).content.decode()
    assert browser.post(url).url == url
    first = address_of(cast.owner)
    assert first in browser.get(url).content.decode() and Client().get(first).status_code == 200
    browser.post(url)
    assert Client().get(first).status_code == 404
    second = address_of(cast.owner)
    assert Client().get(second).status_code == 200
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert Client().get(second).status_code == 404


def test_a_feed_costs_the_same_however_many_dates(closing: NationalDate, cast: Cast) -> None:
    new_link(cast.coordinator)
    address = address_of(cast.coordinator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        return len(queries)

    few = cost()
    Edition.objects.create(programme="iga", year=YEAR, name=f"IGA {YEAR}")
    for number in range(6):
        about = {"programme": "iga", "year": YEAR, "kind": "briefing", "label": f"{number}", "source": "Surat"}
        services.add_date(NationalDate(**about, starts_on=CLOSING), by=None)
    assert cost() == few


def home_of(person: User) -> str:
    browser = Client()
    browser.force_login(person)
    return browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "told"), [("owner", True), ("coordinator", True), ("leader", True), ("reviewer", False)]
)
def test_the_homes_tell_the_next_national_date_to_whom_it_concerns(
    closing: NationalDate, cast: Cast, role: str, told: bool
) -> None:
    person = getattr(cast, role)
    with time_machine.travel(datetime.datetime(YEAR, 11, 25, 5, tzinfo=datetime.UTC)):
        page = home_of(person)
        assert ("Tanggal nasional berikutnya" in page) == told
        if told:
            assert f"KIPP {YEAR}, Penutupan</a> 10 Desember {YEAR} (15 hari lagi)" in page
            assert f'href="/kompetisi/kipp/{YEAR}/kalender/"' in page and reverse("dashboard:calendar_link") in page


def test_the_nearest_of_all_dates_is_told_and_what_is_over_is_not(closing: NationalDate, cast: Cast) -> None:
    with time_machine.travel(datetime.datetime(YEAR, 11, 10, 5, tzinfo=datetime.UTC)):
        assert f"KIPP {YEAR}, Surat lengkap</a> 19 November {YEAR} (9 hari lagi)." in home_of(cast.owner)
    with time_machine.travel(datetime.datetime(YEAR, 12, 11, 5, tzinfo=datetime.UTC)):
        assert "Tanggal nasional berikutnya" not in home_of(cast.owner)


def test_the_home_costs_the_same_however_many_dates_there_are(closing: NationalDate, cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            home_of(cast.coordinator)
        return len(asked)

    cost()
    few = cost()
    for day in range(1, 9):
        about = {"programme": "kipp", "year": YEAR, "kind": "award", "source": "Surat", "label": f"hari {day}"}
        services.add_date(NationalDate(**about, starts_on=datetime.date(YEAR, 12, day)), by=None)
    assert cost() == few
