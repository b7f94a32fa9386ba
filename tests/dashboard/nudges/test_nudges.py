"""Reminders: who is on the list, the rest period, the ladder, letters, and that nothing goes out twice."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from icalendar import Calendar
from procrastinate.contrib.django import app

from agencies.core.models import Notification
from dashboard.nudges import recipients, tasks
from dashboard.nudges import services as nudging
from dashboard.nudges.models import Addressee, Channel, Nudge, NudgePlan
from dashboard.nudges.services import NudgeRefused
from foundation.figures import PROPERTY, Figure, from_property
from foundation.outbox.models import OutgoingMail
from foundation.outbox.sending import message_of
from foundation.whatsapp import phone_digits, whatsapp_url
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from tests.dashboard.overview.test_views import SECRET, signed_in
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db
MAIL = {"channel": Channel.EMAIL, "addressee": Addressee.OPERATOR}


@pytest.fixture
def year() -> Year:
    return make_year()


def listed(year: Year, *, schools: bool = False) -> dict[str, recipients.ToRemind]:
    found = recipients.candidates(year.period, nudging.plan_for(year.period), schools=schools)
    return {one.row.agency.code: one for one in found}


def mails() -> int:
    """How many agencies' mails the outbox holds; one goes to each of an agency's addresses."""
    told = list(OutgoingMail.objects.values_list("office", "address"))
    assert len(told) == len(set(told))
    return len({office for office, _ in told})


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("(0717) 422 222", "62717422222"),
        ("", None),
        ("belum ada", None),
        ("123", None),
    ],
)
def test_phone_numbers_as_people_write_them(written: str, digits: str | None) -> None:
    assert phone_digits(written) == digits


def test_the_whatsapp_address_carries_the_whole_text() -> None:
    url = urlsplit(whatsapp_url("0812 3456 7890", "Yth. Dinas A & B,\n50% #1"))
    assert (url.netloc, url.path) == ("wa.me", "/6281234567890")
    assert parse_qs(url.query)["text"] == ["Yth. Dinas A & B,\n50% #1"]


def test_without_a_number_the_sender_picks_the_contact() -> None:
    assert whatsapp_url("belum ada", "Halo") == "https://wa.me/?text=Halo"


def test_silent_and_late_agencies_are_listed_and_drafts_show_no_title(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    add(year, year.agencies[1], Status.DRAFT, title=SECRET)
    assert set(listed(year)) == {agency.code for agency in year.agencies[1:]}
    page = signed_in(year.coordinator).get("/dasbor/pengingat/").content.decode()
    assert SECRET not in page
    assert "Baru draf" in page
    assert set(listed(year, schools=True)) == {school.code for school in year.schools}


def test_a_reminder_is_kept_with_its_words_and_mailed(year: Year) -> None:
    before = mails()
    sent = nudging.remind(listed(year)["dinas-1"], nudging.plan_for(year.period), by=year.coordinator, **MAIL)
    assert (sent.agency.code, sent.sent_by) == ("dinas-1", year.coordinator)
    assert "masih perlu mengajukan 1 usulan" in sent.text
    assert mails() == before + 1
    (event,) = Calendar.from_ical(OutgoingMail.objects.latest("pk").calendar).walk("VEVENT")
    assert event.decoded("dtstart") == year.period.closes_at.replace(microsecond=0)


def test_a_reminder_carries_its_figures_and_none_when_somebody_wrote_other_words(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    Period.objects.filter(pk=year.period.pk).update(minimum_per_agency=3)
    year.period.refresh_from_db()
    plan = nudging.plan_for(year.period)
    sent = nudging.remind(listed(year)["dinas-1"], plan, by=year.coordinator, **MAIL)
    told = [
        Figure("agency.missing", "2026", "dinas-1", "2"),
        Figure("period.submitted", "2026", "dinas-1", "1"),
    ]
    assert sent.told == told
    mail = OutgoingMail.objects.latest("pk")
    assert list(from_property(message_of(mail).message()[PROPERTY])) == told
    other = nudging.remind(listed(year)["dinas-2"], plan, by=year.coordinator, text="Halo", **MAIL)
    assert other.told == []


def test_nobody_is_reminded_twice_within_the_rest_period(year: Year) -> None:
    plan = nudging.plan_for(year.period)
    candidate = listed(year)["dinas-1"]
    nudging.remind(candidate, plan, by=year.coordinator, **MAIL)
    with pytest.raises(NudgeRefused, match="sudah diingatkan"):
        nudging.remind(candidate, plan, channel=Channel.LETTER, addressee=Addressee.HEAD, by=year.coordinator)
    assert Nudge.objects.count() == mails() == 1
    assert listed(year)["dinas-1"].rests_until == timezone.localdate() + datetime.timedelta(days=plan.rest_days)


def test_after_the_rest_the_agency_may_be_reminded_again(year: Year) -> None:
    plan = nudging.plan_for(year.period)
    long_ago = timezone.now() - datetime.timedelta(days=plan.rest_days)
    Nudge.objects.create(period=year.period, agency=year.agencies[0], text="x", sent_at=long_ago, **MAIL)
    nudging.remind(listed(year)["dinas-1"], plan, by=year.coordinator, **MAIL)
    assert Nudge.objects.count() == 2


def test_without_an_address_nothing_is_recorded(year: Year) -> None:
    year.agencies[1].contact_email = ""
    year.agencies[1].save()
    with pytest.raises(NudgeRefused, match="alamat surel"):
        nudging.remind(listed(year)["dinas-2"], nudging.plan_for(year.period), by=year.coordinator, **MAIL)
    assert not Nudge.objects.exists()


def test_after_the_closing_nobody_is_reminded(year: Year) -> None:
    candidate = listed(year)["dinas-1"]
    year.period.closes_at = timezone.now() - datetime.timedelta(minutes=1)
    year.period.save()
    with pytest.raises(NudgeRefused, match="sudah ditutup"):
        nudging.remind(candidate, nudging.plan_for(year.period), by=year.coordinator, **MAIL)


def due_today(year: Year, channel: Channel) -> NudgePlan:
    plan = nudging.plan_for(year.period)
    plan.automatic = True
    plan.save()
    for place, step in enumerate(plan.steps.all()):
        step.due_on = timezone.localdate() + datetime.timedelta(days=10 + place)
        step.save()
    plan.steps.filter(addressee=Addressee.OPERATOR).update(due_on=timezone.localdate(), channel=channel)
    return plan


def test_the_daily_job_mails_each_silent_agency_exactly_once(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    due_today(year, Channel.EMAIL)
    assert [nudging.send_due() for _ in range(3)] == [3, 0, 0]
    assert {nudge.agency.code for nudge in Nudge.objects.all()} == {"dinas-2", "dinas-3", "dinas-4"}
    assert set(Nudge.objects.values_list("sent_by", flat=True)) == {None}


def test_the_daily_job_does_nothing_unless_the_coordinator_switched_it_on(year: Year) -> None:
    plan = due_today(year, Channel.EMAIL)
    plan.automatic = False
    plan.save()
    assert nudging.send_due() == 0


def test_a_rung_only_people_can_take_is_announced_once(year: Year) -> None:
    due_today(year, Channel.LETTER)
    assert [nudging.send_due() for _ in range(2)] == [0, 0]
    assert Notification.objects.filter(user=year.coordinator, text__contains="Langkah pengingat").count() == 1


def test_the_same_rung_reaches_an_agency_once_even_by_raw_insert(year: Year) -> None:
    due_today(year, Channel.EMAIL)
    nudging.send_due()
    first = Nudge.objects.first()
    assert first is not None
    first.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        first.save(force_insert=True)


def test_a_reminder_cannot_be_altered_or_deleted(year: Year) -> None:
    nudging.remind(listed(year)["dinas-1"], nudging.plan_for(year.period), by=year.coordinator, **MAIL)
    for query in ("UPDATE dashboard_nudge SET text = 'x'", "DELETE FROM dashboard_nudge"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query)


@pytest.mark.parametrize(
    "path",
    [
        "/dasbor/pengingat/",
        "/dasbor/pengingat/rencana/",
        "/dasbor/pengingat/whatsapp/",
        "/dasbor/pengingat/surat/",
        "/dasbor/pengingat/instansi/dinas-1/",
    ],
)
def test_only_coordinators_remind(year: Year, path: str) -> None:
    assert [signed_in(person).get(path).status_code for person in (year.coordinator, year.leader, year.operator)] == [
        200,
        404,
        404,
    ]


def test_the_daily_run_is_planned_for_eight_in_the_morning() -> None:
    app.perform_import_paths()
    planned = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert planned[tasks.remind_agencies.name] == "0 1 * * *"
