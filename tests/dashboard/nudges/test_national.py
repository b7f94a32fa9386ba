"""Reminders of what agencies owe IGA and KIPP: whom, in which words, and none before the closing is known."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from competitions.core.models import Edition, Nomination
from competitions.core.nominating import age_reached, months_between
from competitions.iga.core.models import ClaimVerdict
from competitions.kipp.owing import owed_entries
from competitions.kipp.writing.models import EntryText
from dashboard.nudges import recipients
from dashboard.nudges import services as nudging
from dashboard.nudges.models import Addressee, Channel, Nudge, Reason
from dashboard.nudges.national import WITH_KNOWN_CLOSING
from dashboard.nudges.services import NudgeRefused
from foundation.text.plain import as_typed
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.nudges.test_recipients import codes, one_of, rung
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db
OWED = sorted(WITH_KNOWN_CLOSING)
SECRET = "Judul yang tidak disebut"
LEAST = 24


@pytest.fixture
def iga() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def kipp() -> Edition:
    rules = factories.kipp_form_rules() | factories.kipp_rules("identitas")
    return Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026", rules=rules, closes_on=in_days(20))


@pytest.fixture
def year(iga: Edition, kipp: Edition) -> Year:
    """The first agency owes something for every reason, the second for none."""
    made = make_year()
    close(iga, 20)
    entry = nominated(made, 0, kipp, applied=in_days(10) - datetime.timedelta(days=700))
    EntryText.objects.create(
        nomination=entry, section="latar_belakang", text=as_typed("kata " * 212), words=212, edited_by=made.operator
    )
    done = nominated(made, 1, kipp, state="entered")
    factories.in_iga_set(iga, entry.proposal, done.proposal)
    for number in (7, 3):
        turn_down(made, iga, entry, number, days=40)
    return made


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def close(edition: Edition, days: int | None) -> None:
    edition.closes_on = None if days is None else in_days(days)
    edition.save()


def nominated(
    year: Year, agency: int, edition: Edition, *, state: str = "nominated", applied: datetime.date | None = None
) -> Nomination:
    row = add(year, year.agencies[agency], Status.ESTABLISHED, title=SECRET)
    Proposal.objects.filter(pk=row.pk).update(applied_date=applied or in_days(-2000))
    return factories.nomination(edition, row, state, nominated_by=year.coordinator)


def turn_down(year: Year, iga: Edition, entry: Nomination, number: int, *, days: int) -> None:
    claim = factories.claimed(iga, entry.proposal, year.operator, number, 1)
    said = factories.judged(claim, 0, year.coordinator)
    at = timezone.now() - datetime.timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE competitions_claimverdict SET at = %s WHERE id = %s", [at, said.pk])
        cursor.execute("UPDATE competitions_claim SET verified_at = %s WHERE id = %s", [at, claim.pk])
        cursor.execute("SET session_replication_role = origin")
    assert ClaimVerdict.objects.get(pk=said.pk).at == at


def test_each_reason_is_told_of_the_agency_that_owes(year: Year, kipp: Edition) -> None:
    number = Nomination.objects.get(agency=year.agencies[0]).proposal.number
    applied = Nomination.objects.get(agency=year.agencies[0]).proposal.applied_date
    day = age_reached(applied, LEAST)
    paper = next(one.label for one in kipp.kipp.attachments if one.required)
    assert {reason: one_of(year, Reason(reason)).owed for reason in OWED} == {
        Reason.CLAIM: (f"{number}: indikator 3, 7",),
        Reason.LETTERS: (f"{number}: {paper}",),
        Reason.TEXTS: (f"{number}: Latar Belakang kelebihan 12 kata",),
        Reason.AGE: (
            f"{number}: umur 24 bulan tercapai pada {date_format(day)}, sesudah penutupan {date_format(in_days(20))}",
        ),
    }
    assert all(codes(year, Reason(reason)) == {"dinas-1"} for reason in OWED)


@pytest.mark.parametrize("reason", OWED)
def test_nobody_is_reminded_while_the_closing_is_not_known(
    year: Year, iga: Edition, kipp: Edition, reason: Reason
) -> None:
    candidate, plan = one_of(year, reason), rung(year, reason)
    for edition in (iga, kipp):
        close(edition, None)
    assert codes(year, reason) == set()
    assert nudging.send_due() == 0
    with pytest.raises(NudgeRefused, match=r"Hari terakhir \w+ 2026 belum diketahui"):
        nudging.remind(candidate, plan, channel="email", addressee="operator", by=year.coordinator)
    assert not Nudge.objects.exists()


@pytest.mark.parametrize("reason", OWED)
@pytest.mark.parametrize(("days", "sent"), [(-1, 0), (0, 1)])
def test_the_daily_job_reminds_once_and_until_the_closing(
    year: Year, iga: Edition, kipp: Edition, reason: Reason, days: int, sent: int
) -> None:
    for edition in (iga, kipp):
        close(edition, days)
    rung(year, reason)
    assert [nudging.send_due() for _ in range(2)] == [sent, 0]
    assert set(Nudge.objects.values_list("reason", "agency__code")) == ({(reason, "dinas-1")} if sent else set())


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("reason", OWED)
def test_the_words_name_it_by_number_and_the_last_day(year: Year, reason: Reason, channel: Channel) -> None:
    found = one_of(year, reason)
    text = recipients.text_for(found, year.period, Addressee.HEAD, channel)
    assert f"- {found.owed[0]}" in text and f"sampai {date_format(in_days(20))} (tersisa 20 hari)" in text
    assert SECRET not in text


def test_a_claim_waits_as_long_as_a_repair_and_is_answered_by_any_change(year: Year, iga: Edition) -> None:
    plan, entry = nudging.plan_for(year.period), Nomination.objects.get(agency=year.agencies[1])
    turn_down(year, iga, entry, 3, days=plan.late_days - 1)
    assert codes(year, Reason.CLAIM) == {"dinas-1"}
    turn_down(year, iga, entry, 7, days=plan.late_days)
    assert codes(year, Reason.CLAIM) == {"dinas-1", "dinas-2"}
    factories.claimed(iga, entry.proposal, year.operator, 7, 2)
    assert codes(year, Reason.CLAIM) == {"dinas-1"}


@pytest.mark.parametrize(("least", "told"), [(23, "sebelum"), (24, "sesudah")])
def test_the_day_on_which_an_age_is_reached_is_told_until_it_comes(
    year: Year, kipp: Edition, least: int, told: str
) -> None:
    entry = Nomination.objects.get(agency=year.agencies[0])
    kipp.rules = kipp.rules | {"groups": []}
    kipp.min_age_months = least
    kipp.save()
    applied = entry.proposal.applied_date
    assert f", {told} penutupan" in owed_entries(kipp).ages[entry.agency_id][0]
    Proposal.objects.filter(pk=entry.proposal_id).update(applied_date=applied - datetime.timedelta(days=60))
    assert owed_entries(kipp).ages == {}


@pytest.mark.parametrize("months", [0, 1, 11, 12, 24, 25])
def test_the_day_is_the_first_of_that_age(months: int) -> None:
    start = datetime.date(2023, 12, 1)
    for applied in (start + datetime.timedelta(days=number) for number in range(500)):
        day = age_reached(applied, months)
        assert months_between(applied, day) == months
        assert months_between(applied, day - datetime.timedelta(days=1)) < months


def test_what_a_coordinator_must_not_know_of_is_not_told(year: Year) -> None:
    entry = Nomination.objects.get(agency=year.agencies[0])
    Interest.objects.create(proposal_id=entry.proposal_id, user=year.coordinator, reason="Saudara")
    for reason in OWED:
        assert codes(year, Reason(reason), reader=year.coordinator) == set()
        assert codes(year, Reason(reason)) == {"dinas-1"}


@pytest.mark.parametrize("reason", OWED)
def test_page_work_list_and_letter_tell_it(year: Year, reason: Reason) -> None:
    browser, owed = Client(), one_of(year, reason).owed[0]
    browser.force_login(year.coordinator)
    for page in (
        f"/dasbor/pengingat/?tahun=2026&alasan={reason}",
        f"/dasbor/pengingat/whatsapp/?tahun=2026&alasan={reason}",
        f"/dasbor/pengingat/instansi/dinas-1/?tahun=2026&alasan={reason}",
    ):
        assert owed in browser.get(page).content.decode()


def test_the_page_says_that_the_closing_must_be_known_first(year: Year, kipp: Edition) -> None:
    close(kipp, None)
    browser = Client()
    browser.force_login(year.coordinator)
    page = browser.get("/dasbor/pengingat/?tahun=2026&alasan=letters").content.decode()
    assert "Hari terakhir KIPP 2026 belum diketahui" in page and 'href="/kompetisi/kipp/2026/kalender/"' in page


def test_it_costs_the_same_for_few_and_for_many(year: Year, kipp: Edition) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            owed_entries(kipp, year.coordinator)
        return len(asked)

    few = cost()
    for number in range(10):
        nominated(year, number % 4, kipp, applied=in_days(-10))
    assert cost() == few
