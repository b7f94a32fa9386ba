"""Dates are never overwritten, the newest closing is the edition's, and the city's own last days follow from it."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Edition
from competitions.dates import services
from competitions.dates.listing import calendar_of_year
from competitions.dates.models import InternalDeadline, NationalDate
from competitions.dates.services import DateRefused
from tests.factories import Cast

pytestmark = pytest.mark.django_db
YEAR = 2026
FIRST, LATER = datetime.date(YEAR, 6, 3), datetime.date(YEAR, 6, 17)
KIPP = reverse("competitions:dates", args=["kipp", YEAR])


@pytest.fixture
def edition() -> Edition:
    deadlines = (("entri", "Entri selesai", 2), ("lengkap", "Surat lengkap", 21))
    for key, label, days in deadlines:
        InternalDeadline.objects.create(programme="kipp", key=key, label=label, days_before=days, source="Kota")
    return Edition.objects.create(programme="kipp", year=YEAR, name="KIPP 2026")


def dated(kind: str = "closing", day: datetime.date | None = FIRST, **values: Any) -> NationalDate:
    about = {"programme": "kipp", "year": YEAR, "kind": kind, "starts_on": day, "source": "Surat", "confirmed": True}
    return NationalDate(**about | values)


def says(day: datetime.date | None) -> dict[str, Any]:
    return {"starts_on": day, "source": "Surat perpanjangan", "confirmed": True}


def lines(programme: str = "kipp", year: int = YEAR) -> list[tuple[str, datetime.date | None]]:
    calendar = calendar_of_year(programme, year)
    assert calendar is not None
    return [(line.name, line.day) for line in calendar.lines]


def stored(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def test_an_extension_keeps_the_day_before_and_moves_the_closing_of_the_edition(edition: Edition, cast: Cast) -> None:
    first = services.add_date(dated(), by=cast.coordinator)
    assert stored(edition).closes_on == FIRST
    services.follow_date(first, says(LATER), reason="Diperpanjang kementerian.", by=cast.coordinator)
    assert stored(edition).closes_on == LATER
    calendar = calendar_of_year("kipp", YEAR)
    assert calendar is not None
    (line,) = [line for line in calendar.lines if line.kind == "closing"]
    assert (line.day, [former.starts_on for former in line.earlier]) == (LATER, [FIRST])
    # A page of the rules that was opened before must not put the old day back.
    assert stored(edition).version == edition.version + 2


def test_the_database_lets_nobody_change_or_remove_a_date(edition: Edition, cast: Cast) -> None:
    row = services.add_date(dated(), by=cast.coordinator)
    rows = NationalDate.objects.filter(pk=row.pk)
    for write in (lambda: rows.update(starts_on=LATER), rows.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            write()
    assert rows.get().starts_on == FIRST


def test_the_database_moves_the_edition_whoever_writes(edition: Edition) -> None:
    NationalDate.objects.bulk_create([dated(), dated("opening", datetime.date(YEAR, 4, 8))])
    assert (stored(edition).opens_on, stored(edition).closes_on) == (datetime.date(YEAR, 4, 8), FIRST)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "opening"},
        {"year": YEAR - 1},
        {"label": "lain"},
        {"reason": ""},
        {"ends_on": LATER},
    ],
)
def test_a_row_that_follows_wrongly_is_refused_by_the_database(edition: Edition, wrong: dict[str, Any]) -> None:
    row = services.add_date(dated(), by=None)
    follower = dated(supersedes=row, **{"reason": "Diperpanjang."} | wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        follower.save()
    assert stored(edition).closes_on == FIRST


def test_nobody_extends_the_same_day_twice(edition: Edition, cast: Cast) -> None:
    row = services.add_date(dated(), by=None)
    services.follow_date(row, says(LATER), reason="Diperpanjang.", by=cast.coordinator)
    with pytest.raises(DateRefused, match="baru saja diubah di tempat lain"):
        services.follow_date(row, says(FIRST), reason="Diperpanjang.", by=cast.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        dated(day=LATER, supersedes=row, reason="Lain.").save()
    with pytest.raises(DateRefused, match="sudah tercatat"):
        services.add_date(dated(day=LATER), by=cast.coordinator)


def test_an_edition_does_not_close_before_it_opens(edition: Edition, cast: Cast) -> None:
    services.add_date(dated("opening", LATER), by=cast.coordinator)
    with pytest.raises(DateRefused, match="KIPP 2026 dibuka 17 Juni 2026, jadi penutupan"):
        services.add_date(dated(), by=cast.coordinator)
    assert stored(edition).closes_on is None


def test_last_days_of_the_city_follow_the_closing_and_are_distances_without_one(edition: Edition, cast: Cast) -> None:
    calendar = calendar_of_year("kipp", YEAR)
    assert calendar is not None
    assert [(line.day, line.when) for line in calendar.lines] == [
        (None, "21 hari sebelum penutupan, tanggal penutupan belum diketahui"),
        (None, "2 hari sebelum penutupan, tanggal penutupan belum diketahui"),
    ]
    closing = services.add_date(dated(), by=cast.coordinator)
    assert lines() == [
        ("Surat lengkap", datetime.date(YEAR, 5, 13)),
        ("Entri selesai", datetime.date(YEAR, 6, 1)),
        ("Penutupan", FIRST),
    ]
    services.follow_date(closing, says(None), reason="Dibatalkan kementerian.", by=cast.coordinator)
    assert {day for _, day in lines()} == {None} and stored(edition).closes_on is None


def test_a_typed_last_day_takes_the_place_of_the_one_that_follows(edition: Edition, cast: Cast) -> None:
    services.add_date(dated(), by=cast.coordinator)
    services.add_date(dated("internal", datetime.date(YEAR, 5, 20), label="Surat lengkap"), by=cast.coordinator)
    assert ("Surat lengkap", datetime.date(YEAR, 5, 20)) in lines()
    assert ("Surat lengkap", datetime.date(YEAR, 5, 13)) not in lines()


def test_past_years_have_dates_without_editions_and_2024_has_none() -> None:
    call_command("load_reference", verbosity=0)
    years = set(NationalDate.objects.filter(programme="kipp").values_list("year", flat=True))
    assert years == {2022, 2023, 2025}
    assert ("Penutupan", datetime.date(2023, 5, 6)) in lines(year=2023)
    assert calendar_of_year("kipp", 2024) is None
    assert not Edition.objects.filter(programme="kipp", closes_on__isnull=False, year=YEAR).exists()
    assert ("Penghargaan", datetime.date(2023, 12, 12)) in lines("iga", 2023)
    before = NationalDate.objects.count()
    call_command("load_reference", update=True, verbosity=0)
    assert NationalDate.objects.count() == before


def test_files_leave_what_a_coordinator_wrote_and_give_editions_their_days_back(cast: Cast) -> None:
    call_command("load_reference", verbosity=0)
    edition = Edition.objects.get(programme="kipp", year=YEAR)
    services.add_date(dated(), by=cast.coordinator)
    (old,) = NationalDate.objects.current().filter(programme="kipp", year=2025, kind="closing")
    moved = {**says(datetime.date(2025, 6, 10)), "ends_on": None}
    services.follow_date(old, moved, reason="Surat kementerian.", by=cast.coordinator)
    call_command("load_reference", update=True, verbosity=0)
    assert stored(edition).closes_on == FIRST
    assert ("Penutupan", datetime.date(2025, 6, 10)) in lines(year=2025)


def test_a_coordinator_writes_and_extends_on_the_pages(edition: Edition, cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.coordinator)
    sent = {"kind": "closing", "starts_on": "2026-06-03", "source": "Surat", "confirmed": "on"}
    assert browser.post(f"{KIPP}catat/", sent | {"starts_on": ""}).status_code == 400
    assert browser.post(f"{KIPP}catat/", sent).url == KIPP
    again = browser.post(f"{KIPP}catat/", sent | {"source": "Surat lain"})
    assert again.status_code == 409 and "Surat lain" in again.content.decode()
    row = NationalDate.objects.get()
    url = reverse("competitions:date_follow", args=["kipp", YEAR, row.pk])
    later = {"starts_on": "2026-06-17", "source": "Surat perpanjangan", "confirmed": "on"}
    short = browser.post(url, later | {"reason": "ya"})
    assert short.status_code == 400 and "Surat perpanjangan" in short.content.decode()
    assert browser.post(url, later | {"reason": "Diperpanjang kementerian."}).url == KIPP
    page = browser.get(KIPP).content.decode()
    assert "17 Juni 2026" in page and "Sebelumnya 3 Juni 2026" in page and "Diperpanjang kementerian." in page
    assert stored(edition).closes_on == LATER


def test_the_distances_are_the_citys_to_change(edition: Edition, cast: Cast, signed_in: Any) -> None:
    services.add_date(dated(), by=cast.coordinator)
    browser, url = signed_in(cast.coordinator), reverse("competitions:deadlines", args=["kipp", YEAR])
    fields = list(browser.get(url).context["form"].fields)
    assert browser.post(url, dict.fromkeys(fields, "999")).status_code == 400
    assert browser.post(url, dict.fromkeys(fields, "30")).url == KIPP
    assert ("Surat lengkap", datetime.date(YEAR, 5, 4)) in lines()


def test_agencies_read_and_do_not_write(edition: Edition, cast: Cast, signed_in: Any) -> None:
    row = services.add_date(dated(), by=cast.coordinator)
    page = signed_in(cast.owner).get(KIPP).content.decode()
    assert "3 Juni 2026" in page and "Perpanjang atau ubah" not in page
    for address in (f"{KIPP}catat/", f"{KIPP}{row.pk}/ubah/", f"{KIPP}batas-internal/"):
        assert signed_in(cast.owner).get(address).status_code == 404
    assert signed_in(cast.reviewer).get(KIPP).status_code == 404
    for address in ("/kompetisi/kipp/2024/kalender/", "/kompetisi/lain/2026/kalender/"):
        assert signed_in(cast.coordinator).get(address).status_code == 404


def test_the_calendar_costs_the_same_however_long(edition: Edition, cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.owner)

    def cost() -> int:
        browser.get(KIPP)
        with CaptureQueriesContext(connection) as queries:
            browser.get(KIPP)
        return len(queries)

    row = services.add_date(dated(), by=cast.coordinator)
    few = cost()
    for number in range(1, 8):
        row = services.follow_date(row, says(FIRST + datetime.timedelta(number)), reason="Lagi.", by=cast.coordinator)
        services.add_date(dated("briefing", FIRST, label=f"{number}"), by=cast.coordinator)
    assert cost() == few
