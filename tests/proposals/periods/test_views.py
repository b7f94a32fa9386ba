"""The coordinator's year: opening a period, moving its dates, and giving single agencies more time."""

import datetime
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.forms import AskingForm
from proposals.core.models import Proposal
from proposals.core.period.models import Period, PeriodExtension
from tests import factories
from tests.at_once import at_once

Browser = Callable[[User | AnonymousUser], Client]
pytestmark = pytest.mark.django_db


def typed(moment: datetime.datetime) -> str:
    """A moment as the browser's own picker sends it, in the city's time."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def answers(period: Period, **changed: object) -> dict[str, object]:
    return {
        "name": period.name,
        "target": period.target,
        "minimum_per_agency": period.minimum_per_agency,
        "opens_at": typed(period.opens_at),
        "closes_at": typed(period.closes_at),
        "feedback": period.feedback,
        "ranking_column": period.ranking_column,
        **changed,
    }


def stored() -> list[tuple[object, ...]]:
    return list(Period.objects.order_by("year").values_list("year", "name", "target", "opens_at", "closes_at"))


def test_a_new_year_is_opened_with_its_own_dates(signed_in: Browser) -> None:
    old = factories.period(2026)
    begin = timezone.localtime().replace(year=2027, month=3, day=1, hour=8, minute=0, second=0, microsecond=0)
    end = begin.replace(month=11, day=30, hour=23, minute=59)
    new = {
        "year": 2027,
        "guide": old.guide_id,
        "name": "Usulan 2027",
        "opens_at": typed(begin),
        "closes_at": typed(end),
    }
    page = signed_in(factories.coordinator()).post(reverse("proposals:period_new"), answers(old, **new))
    assert page.headers["Location"] == reverse("proposals:period_edit", args=[2027])
    made = Period.objects.get(year=2027)
    assert (made.name, made.opens_at, made.closes_at, made.guide) == ("Usulan 2027", begin, end, old.guide)
    again = Period.objects.get(year=2026)
    assert (again.opens_at, again.closes_at) == (old.opens_at, old.closes_at)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("closes_at", "2020-01-01T00:00", "Waktu penutupan harus sesudah waktu pembukaan."),
        ("closes_at", "besok sore", "Masukkan tanggal/waktu yang valid."),
        ("name", "", "Isi nama."),
        ("target", "0", "lebih besar dari atau sama dengan 1"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(
    field: str, value: str, sentence: str, signed_in: Browser
) -> None:
    period = factories.period()
    before = stored()
    sent = answers(period, **{"name": "Nama yang diketik", field: value})
    page = signed_in(factories.coordinator()).post(reverse("proposals:period_edit", args=[period.year]), sent)
    assert page.status_code == 200
    assert sentence in page.text
    if field != "name":
        assert "Nama yang diketik" in page.text
    assert stored() == before


def test_a_year_is_opened_once(signed_in: Browser) -> None:
    period = factories.period()
    page = signed_in(factories.coordinator()).post(
        reverse("proposals:period_new"), answers(period, year=period.year, guide=period.guide_id)
    )
    assert "Periode tahun ini sudah ada." in page.text
    assert Period.objects.count() == 1


def test_more_time_reaches_one_agency_and_can_be_changed_and_taken_back(signed_in: Browser) -> None:
    period = factories.close(factories.period())
    late, other = factories.agency(1), factories.agency(2)
    browser = signed_in(factories.coordinator())
    until = timezone.localtime() + datetime.timedelta(days=7)
    sent = {"agency": late.pk, "closes_at": typed(until), "reason": "Banjir di kantor (contoh)"}
    browser.post(reverse("proposals:extension_new", args=[period.year]), sent)
    extension = PeriodExtension.objects.get()
    assert period.is_open_for(late) and not period.is_open_for(other)

    page = browser.post(reverse("proposals:extension_new", args=[period.year]), sent)
    assert "Instansi ini sudah memiliki perpanjangan" in page.text
    assert PeriodExtension.objects.count() == 1

    later = until + datetime.timedelta(days=7)
    edit = reverse("proposals:extension_edit", args=[period.year, extension.pk])
    browser.post(edit, sent | {"closes_at": typed(later)})
    extension.refresh_from_db()
    assert typed(extension.closes_at) == typed(later)

    confirmed(browser, reverse("proposals:extension_delete", args=[period.year, extension.pk]), {})
    assert not PeriodExtension.objects.exists()
    assert not period.is_open_for(late)


def confirmed(browser: Client, url: str, sent: dict[str, object]) -> tuple[str, ...]:
    """Sends a form that asks, then once more with its box ticked; gives the consequences it named."""
    asked: AskingForm = browser.post(url, sent).context["form"]
    answer = browser.post(url, sent | {asked.CONFIRMED: asked.confirmation})
    assert answer.status_code == 302
    return asked.consequences


@pytest.fixture
def lengthened() -> PeriodExtension:
    """A closed period in which one agency may still write, with two drafts; another agency has one."""
    for number, of in enumerate([1, 1, 2], start=1):
        factories.draft(number, of=factories.agency(of))
    return factories.extension(factories.close(factories.period()), factories.agency(1))


def test_a_moment_that_has_passed_is_no_more_time_without_a_question(lengthened, signed_in: Browser) -> None:
    browser, period = signed_in(factories.coordinator()), lengthened.period
    past = timezone.now() - datetime.timedelta(minutes=1)
    Period.objects.filter(pk=period.pk).update(closes_at=past - datetime.timedelta(days=1))
    sent = {"agency": lengthened.agency_id, "closes_at": typed(past), "reason": "Contoh"}
    edit = reverse("proposals:extension_edit", args=[period.year, lengthened.pk])
    page = browser.post(edit, sent)
    assert page.status_code == 200 and "2 draf Dinas 1" in page.text and "tidak dapat diajukan lagi" in page.text
    assert PeriodExtension.objects.get().closes_at == lengthened.closes_at
    assert len(confirmed(browser, edit, sent)) == 1
    assert typed(PeriodExtension.objects.get().closes_at) == typed(past)


def test_time_that_runs_is_not_taken_back_without_a_question(lengthened, signed_in: Browser) -> None:
    browser = signed_in(factories.coordinator())
    page = browser.post(reverse("proposals:extension_delete", args=[lengthened.period.year, lengthened.pk]))
    assert page.status_code == 200 and "2 draf Dinas 1" in page.text
    assert PeriodExtension.objects.exists()


def test_time_that_nobody_loses_is_taken_back_at_once(signed_in: Browser) -> None:
    given = factories.extension(factories.period(), factories.agency())
    url = reverse("proposals:extension_delete", args=[given.period.year, given.pk])
    assert signed_in(factories.coordinator()).post(url).status_code == 302
    assert not PeriodExtension.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_more_time_once() -> None:
    period, agency, person = factories.period(), factories.agency(), factories.coordinator()
    sent = {"agency": agency.pk, "closes_at": typed(period.closes_at + datetime.timedelta(days=7)), "reason": "Contoh"}

    def click() -> int:
        client = Client()
        client.force_login(person)
        return client.post(reverse("proposals:extension_new", args=[period.year]), sent).status_code

    assert sorted(at_once(click, click)) == [200, 302]
    assert PeriodExtension.objects.count() == 1


def test_more_time_is_never_less(signed_in: Browser) -> None:
    period, agency = factories.period(), factories.agency()
    earlier = period.closes_at - datetime.timedelta(days=1)
    sent = {"agency": agency.pk, "closes_at": typed(earlier), "reason": "Alasan yang diketik"}
    page = signed_in(factories.coordinator()).post(reverse("proposals:extension_new", args=[period.year]), sent)
    assert "perpanjangan hanya menambah waktu" in page.text
    assert "Alasan yang diketik" in page.text
    assert not PeriodExtension.objects.exists()


def test_an_extension_is_found_in_its_own_year_only(signed_in: Browser) -> None:
    given = factories.extension(factories.period(2026), factories.agency())
    factories.period(2025)
    browser = signed_in(factories.coordinator())
    assert browser.get(reverse("proposals:extension_edit", args=[2025, given.pk])).status_code == 404
    assert browser.post(reverse("proposals:extension_delete", args=[2025, given.pk])).status_code == 404
    assert PeriodExtension.objects.filter(pk=given.pk).exists()


def test_every_change_of_a_period_stays_in_its_history(signed_in: Browser) -> None:
    period = factories.period()
    closes = period.closes_at + datetime.timedelta(days=3)
    signed_in(factories.coordinator()).post(
        reverse("proposals:period_edit", args=[period.year]), answers(period, closes_at=typed(closes))
    )
    kept = [typed(row.closes_at) for row in period.events.order_by("pgh_id")]
    assert kept[-1] == typed(closes)
    assert typed(period.closes_at) in kept[:-1]


def twins(**changed: object) -> tuple[Period, dict[str, object]]:
    """An open period, and the answers for a second one of the next year that begins before the first has closed."""
    first = factories.period(2026)
    opening = first.closes_at - datetime.timedelta(days=1)
    dates = {"opens_at": typed(opening), "closes_at": typed(opening + datetime.timedelta(days=90))}
    return first, answers(first, year=2027, guide=first.guide_id, name="Usulan 2027", **dates | changed)


def test_periods_do_not_overlap_and_the_field_says_which_one_is_in_the_way(signed_in: Browser) -> None:
    first, sent = twins()
    page = signed_in(factories.coordinator()).post(reverse("proposals:period_new"), sent)
    (error,) = page.context["form"].errors["opens_at"]
    assert error.startswith(f"Waktunya bertumpang tindih dengan {first}, yang dibuka")
    assert Period.objects.get() == first


def test_a_period_that_ends_inside_another_is_refused_at_its_end(signed_in: Browser) -> None:
    first, sent = twins()
    before = first.opens_at - datetime.timedelta(days=9)
    sent |= {"opens_at": typed(before), "closes_at": typed(first.opens_at + datetime.timedelta(days=1))}
    page = signed_in(factories.coordinator()).post(reverse("proposals:period_new"), sent)
    assert set(page.context["form"].errors) == {"closes_at"}


def test_a_side_round_may_overlap_and_never_takes_the_place_of_the_main_one(signed_in: Browser) -> None:
    first, sent = twins(is_side_round="on")
    signed_in(factories.coordinator()).post(reverse("proposals:period_new"), sent)
    side = Period.objects.get(year=2027)
    assert side.is_side_round
    for moment in (side.opens_at + datetime.timedelta(hours=1), first.closes_at + datetime.timedelta(days=30)):
        assert Period.objects.current(moment) == first
    edit = reverse("proposals:period_edit", args=[2027])
    page = signed_in(factories.coordinator()).post(edit, answers(side, year=2027))
    assert set(page.context["form"].errors) == {"opens_at"}


def test_a_side_round_stands_in_where_there_is_no_main_one() -> None:
    side = factories.period(is_side_round=True)
    assert Period.objects.current() == side


@pytest.mark.parametrize(("gap", "apart"), [(datetime.timedelta(), False), (datetime.timedelta(seconds=1), True)])
def test_the_database_refuses_overlapping_main_periods_whoever_writes(gap: datetime.timedelta, apart: bool) -> None:
    first = factories.period(2026)
    opening = first.closes_at + gap
    dates = {"opens_at": opening, "closes_at": opening + datetime.timedelta(days=90)}
    with nullcontext() if apart else pytest.raises(IntegrityError, match="period_one_main_at_a_time"):
        factories.period(2027, **dates)


def test_an_agency_writes_in_a_side_round_that_is_open_beside_the_main_one(signed_in: Browser) -> None:
    first, sent = twins(is_side_round="on", opens_at=typed(timezone.now() - datetime.timedelta(hours=1)))
    signed_in(factories.coordinator()).post(reverse("proposals:period_new"), sent)
    browser, new = signed_in(factories.operator()), reverse("proposals:new")
    assert '<a href="?tahun=2027">Usulan 2027</a>' in browser.get(new).text
    browser.post(f"{new}?tahun=2027", {"title": "Untuk putaran sampingan"})
    browser.post(new, {"title": "Untuk periode utama"})
    assert set(Proposal.objects.values_list("period__year", "title")) == {
        (2027, "Untuk putaran sampingan"),
        (2026, "Untuk periode utama"),
    }
    factories.close(first)
    assert f'href="{new}?tahun=2027">Tulis usulan baru' in browser.get("/").text


def test_a_year_that_has_not_opened_says_when_it_opens_where_one_writes(signed_in: Browser) -> None:
    opening = timezone.now() + datetime.timedelta(days=9)
    factories.period(2026, opens_at=opening, closes_at=opening + datetime.timedelta(days=90))
    page = signed_in(factories.operator()).get(reverse("proposals:new")).text
    assert ", 9 hari lagi" in page and "· ditutup" not in page
