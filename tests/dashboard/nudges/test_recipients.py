"""Whom each reason applies to, in which words, and that the periodic job never reminds twice for any of them."""

import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.core.kinds import AgencyKind
from agencies.core.models import Agency, User
from competitions.core.models import Edition
from dashboard.nudges import recipients
from dashboard.nudges import services as nudging
from dashboard.nudges.models import Addressee, Channel, Nudge, NudgePlan, NudgeStep, Reason
from dashboard.nudges.national import WITH_KNOWN_CLOSING
from dashboard.nudges.services import NudgeRefused
from dashboard.nudges.wording import addressed
from foundation.days.workdays import days_until_over
from foundation.outbox.models import OutgoingMail
from proposals.core.models import Proposal
from proposals.core.period.models import PeriodExtension
from proposals.core.workflow import Status
from reviews.core.models import Interest
from reviews.procedure.models import Procedure
from tests import factories
from tests.at_once import at_once
from tests.dashboard.overview.test_views import SECRET, numbered_links, signed_in
from tests.dashboard.year import DAY, Year, add, fill, make_year, nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return make_year()


def codes(year: Year, reason: Reason, *, schools: bool = False, reader: User | None = None) -> set[str]:
    plan = nudging.plan_for(year.period)
    found = recipients.candidates(year.period, plan, reason=reason, schools=schools, reader=reader)
    return {one.row.agency.code for one in found}


def one_of(year: Year, reason: Reason) -> recipients.ToRemind:
    (found,) = recipients.candidates(year.period, nudging.plan_for(year.period), reason=reason)
    return found


def late(year: Year, agency: Agency, days: float) -> None:
    """A proposal that was sent back `days` ago."""
    add(year, agency, Status.RETURNED, days_ago=days + 1, title=SECRET)


@pytest.mark.parametrize(("over", "listed"), [(-0.1, False), (0.1, True)])
@pytest.mark.parametrize("given", [1, 5, 12])
def test_a_repair_is_late_once_the_working_days_of_the_procedure_are_over(
    year: Year, given: int, over: float, listed: bool
) -> None:
    Procedure.objects.filter(period=year.period).update(repair_days=given)
    late(year, year.agencies[1], days_until_over(given, timezone.localdate()) + over)
    assert codes(year, Reason.REPAIR) == ({"dinas-2"} if listed else set())


@pytest.mark.parametrize("seed", range(5))
def test_the_lists_are_what_an_independent_query_says(year: Year, seed: int) -> None:
    fill(year, seed, 40)
    expected = {
        "repair": f"""SELECT a.code FROM agencies_agency a WHERE a.npsn IS NULL AND EXISTS (
            SELECT 1 FROM proposals_proposal p WHERE p.agency_id = a.id AND p.status = 'returned'
            AND p.status_since <= now() - interval '{days_until_over(5, timezone.localdate())} days')""",
        "silent": """SELECT a.code FROM agencies_agency a WHERE a.in_target AND NOT EXISTS (
            SELECT 1 FROM proposals_proposal p WHERE p.agency_id = a.id AND p.status NOT IN ('draft', 'withdrawn'))""",
        "kipp": """SELECT a.code FROM agencies_agency a WHERE a.in_target AND NOT EXISTS (
            SELECT 1 FROM competitions_nomination n
            WHERE n.agency_id = a.id AND n.state NOT IN ('cancelled', 'withdrawn'))""",
    }
    for reason, query in expected.items():
        with connection.cursor() as cursor:
            cursor.execute(query)
            assert codes(year, Reason(reason)) == {code for (code,) in cursor.fetchall()}, reason


def test_the_lists_take_as_many_queries_for_many_as_for_one(year: Year) -> None:
    plan, counts = nudging.plan_for(year.period), []
    late(year, year.agencies[0], 10)
    for amount in (1, 60):
        fill(year, 1, amount)
        recipients.lists(year.period, plan)
        with CaptureQueriesContext(connection) as queries:
            recipients.lists(year.period, plan)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_number_of_late_repairs_opens_a_list_of_that_length(year: Year) -> None:
    for days in (3, 11, 20):
        late(year, year.agencies[0], days)
    client = signed_in(year.coordinator)
    page = client.get("/dasbor/pengingat/?alasan=repair").content.decode()
    (count, url), *more = [(count, url) for count, url in numbered_links(page) if "menunggu" in url]
    assert (count, more) == (2, [])
    assert client.get(url).context["page_obj"].paginator.count == 2


def test_a_repair_a_coordinator_must_not_know_of_is_not_told(year: Year) -> None:
    late(year, year.agencies[0], 10)
    proposal = Proposal.objects.get(agency=year.agencies[0])
    Interest.objects.create(
        user=year.coordinator, proposal_id=proposal.pk, reason="keluarga", declared_by=year.coordinator
    )
    assert codes(year, Reason.REPAIR, reader=year.coordinator) == set()
    assert codes(year, Reason.REPAIR) == {"dinas-1"}


@pytest.mark.parametrize("channel", Channel)
def test_the_words_fit_the_reason_and_speak_of_no_title(year: Year, channel: Channel) -> None:
    late(year, year.agencies[0], 10)
    Agency.objects.exclude(code="dinas-1").update(in_target=False)
    texts = {
        reason: recipients.text_for(one_of(year, reason), year.period, Addressee.HEAD, channel)
        for reason in (Reason.REPAIR, Reason.KIPP)
    }
    assert "PGK-2026-0001" in texts[Reason.REPAIR] and "10 hari" in texts[Reason.REPAIR]
    assert "nominasi KIPP" not in texts[Reason.REPAIR] and "KIPP" in texts[Reason.KIPP]
    assert "diperbaiki" not in texts[Reason.KIPP]
    assert not any(SECRET in text or "masih perlu mengajukan" in text for text in texts.values())


@pytest.mark.parametrize(
    ("kind", "name", "head", "secretary"),
    [
        (AgencyKind.DINAS, "Dinas Kesehatan", "Kepala Dinas Kesehatan", "Sekretaris Dinas Kesehatan"),
        (AgencyKind.KECAMATAN, "Kecamatan Gabek", "Camat Gabek", "Sekretaris Kecamatan Gabek"),
        (AgencyKind.INSPEKTORAT, "Inspektorat Daerah", "Inspektur Daerah", "Sekretaris Inspektorat Daerah"),
        (AgencyKind.SEKRETARIAT, "Sekretariat Daerah", "Sekretaris Daerah", "Sekretaris Daerah"),
        (AgencyKind.RSUD, "Rumah Sakit Umum", "Direktur Rumah Sakit Umum", "Direktur Rumah Sakit Umum"),
        (AgencyKind.BAGIAN, "Bagian Hukum", "Kepala Bagian Hukum", "Kepala Bagian Hukum"),
        (AgencyKind.SD, "SD Negeri 1", "Kepala SD Negeri 1", "Kepala SD Negeri 1"),
    ],
)
def test_whom_a_rung_addresses_is_called_by_the_office_held(kind: str, name: str, head: str, secretary: str) -> None:
    assert (addressed("head", kind, name), addressed("secretary", kind, name)) == (head, secretary)
    assert addressed("operator", kind, name) == f"Operator inovasi {name}"


def test_the_rest_is_one_for_all_reasons(year: Year) -> None:
    late(year, year.agencies[0], 10)
    Agency.objects.exclude(code="dinas-1").update(in_target=False)
    plan, by = nudging.plan_for(year.period), year.coordinator
    nudging.remind(one_of(year, Reason.REPAIR), plan, channel="whatsapp", addressee="operator", by=by)
    with pytest.raises(NudgeRefused, match="Boleh diingatkan lagi mulai"):
        nudging.remind(one_of(year, Reason.KIPP), plan, channel="whatsapp", addressee="operator", by=by)
    assert Nudge.objects.get().reason == Reason.REPAIR


def test_who_was_given_more_time_may_still_be_reminded(year: Year) -> None:
    now = timezone.now()
    year.period.closes_at = now - DAY
    year.period.save()
    PeriodExtension.objects.create(period=year.period, agency=year.agencies[0], closes_at=now + DAY, reason="x")
    found = recipients.candidates(year.period, nudging.plan_for(year.period))
    plan, by = nudging.plan_for(year.period), year.coordinator
    done = nudging.remind_all(found, plan, channel=Channel.WHATSAPP, addressee=Addressee.OPERATOR, by=by)
    assert [one.agency.code for one in done.sent] == ["dinas-1"]


@pytest.mark.parametrize(("closes_on", "sent"), [(-1, 0), (1, 4)])
def test_nominations_are_asked_for_until_their_own_closing(year: Year, closes_on: int, sent: int) -> None:
    day = timezone.localdate() + datetime.timedelta(days=closes_on)
    Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026", closes_on=day)
    year.period.closes_at = timezone.now() - DAY
    year.period.save()
    rung(year, Reason.KIPP)
    assert nudging.send_due() == sent


# --- The periodic job -------------------------------------------------------------------------------------------


def rung(year: Year, reason: Reason) -> NudgePlan:
    """A plan whose only rung is a mail for this reason, due today."""
    plan = nudging.plan_for(year.period)
    NudgePlan.objects.filter(pk=plan.pk).update(automatic=True)
    plan.steps.all().delete()
    NudgeStep.objects.create(
        plan=plan, reason=reason, addressee=Addressee.OPERATOR, channel=Channel.EMAIL, due_on=timezone.localdate()
    )
    return plan


def mails() -> int:
    """How many agencies' mails the outbox holds; one goes to each of an agency's addresses."""
    told = list(OutgoingMail.objects.values_list("office", "address"))
    assert len(told) == len(set(told))
    return len({office for office, _ in told})


@pytest.mark.parametrize("reason", [one for one in Reason if one not in WITH_KNOWN_CLOSING])
def test_the_daily_job_mails_each_agency_once_for_every_reason(year: Year, reason: Reason) -> None:
    for agency in year.agencies:
        Proposal.objects.filter(agency=agency).delete()
    if reason is Reason.REPAIR:
        for agency in year.agencies:
            late(year, agency, 10)
    if reason is Reason.IGA:
        factories.in_iga_set(
            factories.iga_edition(), *(add(year, agency, Status.ESTABLISHED) for agency in year.agencies)
        )
    rung(year, reason)
    assert [nudging.send_due() for _ in range(3)] == [4, 0, 0]
    assert set(Nudge.objects.values_list("reason", "agency__code")) == {(reason, one.code) for one in year.agencies}
    assert mails() == 4


@transaction.atomic
def remind_and_die(found: list[recipients.ToRemind], plan: NudgePlan) -> None:
    """A worker that reminds, and whose database goes away before its work is kept."""
    nudging.remind_all(found, plan, channel="email", addressee="operator", by=None, step=plan.steps.get())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def test_after_a_crash_in_the_middle_the_rest_is_sent_and_nothing_twice(year: Year) -> None:
    plan = rung(year, Reason.SILENT)
    step, found = plan.steps.get(), recipients.candidates(year.period, plan)
    nudging.remind_all(found[:2], plan, channel="email", addressee="operator", by=None, step=step)
    with pytest.raises(DatabaseError):
        remind_and_die(found[2:], plan)
    assert (Nudge.objects.count(), mails()) == (2, 2)
    assert nudging.send_due() == 2
    assert (Nudge.objects.count(), mails()) == (4, 4)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reason", [Reason.SILENT, Reason.KIPP])
def test_two_workers_at_once_send_each_mail_once(year: Year, reason: Reason) -> None:
    rung(year, reason)
    assert sum(at_once(nudging.send_due, nudging.send_due)) == 4
    assert (Nudge.objects.count(), mails()) == (4, 4)


def test_a_nominated_agency_gets_no_mail_about_nominating(year: Year) -> None:
    nominate(year, add(year, year.agencies[0], Status.ESTABLISHED))
    rung(year, Reason.KIPP)
    assert nudging.send_due() == 3
