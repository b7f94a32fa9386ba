"""Reminders: who is on the list, the rest period, the ladder, letters, and that nothing goes out twice."""

import datetime
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from agencies.models import Agency, Notification
from dashboard import nudging
from dashboard.models import Addressee, Channel, Nudge, NudgeStep
from dashboard.nudgetext import phone_digits, whatsapp_url
from dashboard.nudging import NudgeRefused
from proposals.workflow import Status
from tests.dashboard.test_views import SECRET, signed_in
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db
MAIL = {"channel": Channel.EMAIL, "addressee": Addressee.OPERATOR}


@pytest.fixture
def year() -> Year:
    return make_year()


def listed(year: Year, *, schools: bool = False) -> dict[str, nudging.Candidate]:
    found = nudging.candidates(year.period, nudging.plan_for(year.period), schools=schools)
    return {one.row.agency.code: one for one in found}


def mails() -> int:
    return ProcrastinateJob.objects.filter(task_name="send_mail").count()


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
    url = whatsapp_url("0812 3456 7890", "Yth. Dinas A & B,\n50% #1")
    assert url is not None
    assert parse_qs(urlsplit(url).query)["text"] == ["Yth. Dinas A & B,\n50% #1"]


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


def due_today(year: Year, channel: Channel) -> nudging.NudgePlan:
    plan = nudging.plan_for(year.period)
    plan.automatic = True
    plan.save()
    later = timezone.localdate() + datetime.timedelta(days=10)
    plan.steps.update(due_on=later)
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


def test_letters_to_all_are_one_pdf_with_a_page_each(year: Year) -> None:
    client = signed_in(year.coordinator)
    answer = client.post("/dasbor/pengingat/semua/", {"channel": Channel.LETTER, "addressee": Addressee.SEKDA})
    pages = PdfReader(io.BytesIO(client.get(answer.url).content)).pages
    assert len(pages) == len(year.agencies)
    text = pages[0].extract_text()
    assert "Sekretaris Daerah" in text
    assert f"PGT-2026-{Nudge.objects.order_by('pk')[0].pk:05d}" in text
    assert client.get("/dasbor/pengingat/surat.pdf?surat=999999").status_code == 404


@pytest.mark.parametrize(
    ("addressee", "head", "other"),
    [
        (Addressee.SEKDA, "SEKRETARIAT DAERAH", "BADAN PERENCANAAN"),
        (Addressee.HEAD, "BADAN PERENCANAAN", "SEKRETARIAT DAERAH"),
    ],
)
def test_a_letter_bears_the_head_of_the_office_that_signs_it(
    year: Year, addressee: Addressee, head: str, other: str
) -> None:
    client = signed_in(year.coordinator)
    answer = client.post("/dasbor/pengingat/semua/", {"channel": Channel.LETTER, "addressee": addressee})
    for page in PdfReader(io.BytesIO(client.get(answer.url).content)).pages:
        text = " ".join(page.extract_text().split())
        assert head in text and other not in text
        assert "Nomor :" in text and "Hal : Pengingat pengajuan" in text
        assert "Halaman" not in text  # each is sent on its own


def test_without_a_number_mail_is_suggested_in_the_place_of_whatsapp(year: Year) -> None:
    client, url = signed_in(year.coordinator), "/dasbor/pengingat/instansi/dinas-1/"
    NudgeStep.objects.filter(plan=nudging.plan_for(year.period)).update(
        channel=Channel.WHATSAPP, due_on=timezone.localdate()
    )
    assert client.get(url).context["form"]["channel"].value() == Channel.WHATSAPP
    Agency.objects.filter(code="dinas-1").update(contact_phone="")
    assert client.get(url).context["form"]["channel"].value() == Channel.EMAIL


def test_whatsapp_is_recorded_and_then_offered(year: Year) -> None:
    client, url = signed_in(year.coordinator), "/dasbor/pengingat/instansi/dinas-1/"
    page = client.post(url, {"channel": Channel.WHATSAPP, "addressee": Addressee.OPERATOR}, follow=True)
    assert "https://wa.me/6281200000000?text=" in page.content.decode()
    assert Nudge.objects.get().channel == Channel.WHATSAPP


def test_the_coordinator_sets_rest_and_ladder(year: Year) -> None:
    plan = nudging.plan_for(year.period)
    data = {"rest_days": 3, "automatic": "on", "steps-TOTAL_FORMS": 4, "steps-INITIAL_FORMS": 4}
    for place, step in enumerate(plan.steps.all()):
        data |= {
            f"steps-{place}-id": step.pk,
            f"steps-{place}-addressee": step.addressee,
            f"steps-{place}-channel": Channel.EMAIL,
            f"steps-{place}-due_on": "2026-11-01",
        }
    signed_in(year.coordinator).post("/dasbor/pengingat/rencana/", data)
    plan.refresh_from_db()
    assert (plan.rest_days, plan.automatic) == (3, True)
    assert {(step.channel, step.due_on) for step in plan.steps.all()} == {(Channel.EMAIL, datetime.date(2026, 11, 1))}


@pytest.mark.parametrize(
    "path", ["/dasbor/pengingat/", "/dasbor/pengingat/rencana/", "/dasbor/pengingat/instansi/dinas-1/"]
)
def test_only_coordinators_remind(year: Year, path: str) -> None:
    assert [signed_in(person).get(path).status_code for person in (year.coordinator, year.leader, year.operator)] == [
        200,
        404,
        404,
    ]


def test_the_daily_run_is_planned_for_eight_in_the_morning() -> None:
    planned = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert planned["remind_agencies"] == "0 1 * * *"
