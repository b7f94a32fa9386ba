"""Agencies are reminded of evidence for IGA: whom, of what, as long as the edition is open, and of nothing hidden."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy
from competitions.iga.gaps.of_agency import unfinished_by_agency
from dashboard.nudges import recipients
from dashboard.nudges import services as nudging
from dashboard.nudges.models import Addressee, Channel, Nudge, Reason
from dashboard.nudges.services import NudgeRefused
from foundation.outbox.models import OutgoingMail
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.nudges.test_recipients import codes, rung
from tests.dashboard.reports.test_readiness import innovation
from tests.dashboard.year import Year, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def year(edition: Edition) -> Year:
    """The first agency sends one and prepares one, a school sends one, the second has a candidate and one left out."""
    made = make_year()
    Agency.objects.filter(pk=made.schools[0].pk).update(contact_email="sekolah1@contoh.invalid")
    first, second = made.agencies[:2]
    sent, prepared, candidate, out = (
        innovation(made, agency, number) for number, agency in enumerate((first, first, second, second), 1)
    )
    factories.in_iga_set(edition, sent, innovation(made, made.schools[0], 5))
    factories.claimed(edition, prepared, made.operator, 20, 1)
    factories.claimed(edition, candidate, made.operator, 20, 1)
    Candidacy.objects.filter(proposal=candidate.pk).delete()
    Candidacy.objects.create(edition=edition, proposal_id=out.pk, state="left_out", reason="Belum diterapkan")
    return made


def close(edition: Edition, days: int) -> None:
    """The last day of the edition is so many days from now."""
    edition.closes_on = timezone.localdate() + datetime.timedelta(days=days)
    edition.save()


def of_first(year: Year, reader: User | None = None) -> recipients.ToRemind:
    plan = nudging.plan_for(year.period)
    found = recipients.candidates(year.period, plan, reason=Reason.IGA, reader=reader)
    return next(one for one in found if one.row.agency == year.agencies[0])


def test_those_who_have_begun_or_are_sent_are_reminded_schools_too(year: Year) -> None:
    assert codes(year, Reason.IGA) == {"dinas-1"}
    assert codes(year, Reason.IGA, schools=True) == {year.schools[0].code}


def test_who_can_rise_no_further_is_left_alone(year: Year, edition: Edition) -> None:
    Candidacy.objects.filter(proposal__agency=year.agencies[0]).update(counted_points=111)
    assert codes(year, Reason.IGA) == set()


@pytest.mark.parametrize(("days", "mails"), [(-1, 0), (0, 2)])
def test_reminders_are_silent_once_the_edition_is_closed(year: Year, edition: Edition, days: int, mails: int) -> None:
    close(edition, days)
    rung(year, Reason.IGA)
    assert [nudging.send_due() for _ in range(2)] == [mails, 0]
    assert codes(year, Reason.IGA) == ({"dinas-1"} if mails else set())


def test_what_was_on_the_list_is_refused_after_the_closing_with_a_sentence(year: Year, edition: Edition) -> None:
    found, plan = of_first(year), nudging.plan_for(year.period)
    close(edition, -1)
    with pytest.raises(NudgeRefused, match="Pengisian IGA 2026 sudah ditutup"):
        nudging.remind(found, plan, channel="whatsapp", addressee="operator", by=year.coordinator)


def test_one_message_per_agency_within_the_rest_whatever_the_reason(year: Year) -> None:
    plan = nudging.plan_for(year.period)
    nudging.remind(of_first(year), plan, channel="email", addressee="operator", by=None)
    with pytest.raises(NudgeRefused, match="Boleh diingatkan lagi mulai"):
        nudging.remind(of_first(year), plan, channel="email", addressee="operator", by=None)
    rung(year, Reason.IGA)
    # The school alone is left; both innovations of the first stood in its one message.
    assert nudging.send_due() == 1
    assert Nudge.objects.filter(agency=year.agencies[0]).count() == 1


@pytest.mark.parametrize("channel", Channel)
def test_the_words_say_how_many_and_which_documents_but_no_title(
    year: Year, edition: Edition, channel: Channel
) -> None:
    close(edition, 5)
    text = recipients.text_for(of_first(year), year.period, Addressee.HEAD, channel)
    assert "2 inovasi Dinas 01 yang disiapkan atau masuk daftar kirim IGA 2026 masih dapat naik" in text
    assert "SK tim inovasi (2, 7, 8, 9): +30; Video dan sampulnya (20): +20; " in text
    assert "(tersisa 5 hari)" in text and "menu Kompetisi, lalu IGA" in text
    assert "Inovasi 1" not in text and "Inovasi 2" not in text


def test_without_a_known_last_day_none_is_named_and_the_mail_brings_no_calendar(year: Year) -> None:
    text = recipients.text_for(of_first(year), year.period, Addressee.HEAD)
    assert "Bukti diterima sampai" not in text
    nudging.remind(of_first(year), nudging.plan_for(year.period), channel="email", addressee="operator", by=None)
    assert OutgoingMail.objects.latest("pk").calendar == ""


def test_what_a_coordinator_must_not_know_of_is_neither_counted_nor_listed(year: Year) -> None:
    for proposal in Candidacy.objects.filter(state="listed", proposal__agency=year.agencies[0]):
        Interest.objects.create(proposal_id=proposal.proposal_id, user=year.coordinator, reason="Saudara")
    assert of_first(year, year.coordinator).liftable == 1
    assert of_first(year).liftable == 2


def test_the_page_lists_them_with_the_figure(year: Year) -> None:
    browser = Client()
    browser.force_login(year.coordinator)
    page = browser.get("/dasbor/pengingat/?tahun=2026&alasan=iga").content.decode()
    assert 'data-figure="iga.liftable"' in page and "inovasi masih dapat naik" in page
    one = browser.get(f"/dasbor/pengingat/instansi/{year.agencies[0].code}/?tahun=2026&alasan=iga").content.decode()
    assert "SK tim inovasi (2, 7, 8, 9): +30" in one


def test_it_costs_the_same_for_few_and_for_many(year: Year, edition: Edition) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            unfinished_by_agency(edition, year.coordinator)
        return len(asked)

    few = cost()
    for number in range(10, 20):
        factories.in_iga_set(edition, innovation(year, year.agencies[number % 4], number))
    assert cost() == few
    assert Agency.objects.filter(pk__in=unfinished_by_agency(edition, None)).count() == 5
