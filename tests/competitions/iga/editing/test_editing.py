"""Editions of IGA are copied, edited, checked against the guide's cover, compared and frozen."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Edition, Indicator, Level
from competitions.iga.editing import services
from competitions.iga.editing.comparing import EditionChange, changes_between
from competitions.iga.editing.services import EditionRefused
from tests.competitions.iga.editing.shown import IGA, finished, shown, stored
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def test_a_new_edition_takes_over_what_was_announced_and_the_table_of_the_year_before(loaded, cast: Cast):
    Indicator.objects.filter(edition=loaded, number=4).update(weight=3)
    made = services.begin(2027, by=cast.coordinator)
    scoring = made.iga.scoring
    assert scoring is not None
    assert (scoring.divisor_minimum, scoring.number.min_basic_services) == (14, 6)
    assert (made.iga.announced, made.name, made.source) == (False, "Innovative Government Award 2027", "")
    assert (made.window_from, made.window_until, made.closes_on) == (None, None, None)
    assert made.indicators.count() == 20
    assert made.indicators.get(number=4).weight == 3
    assert made.indicators.get(number=18).levels.count() == 18
    assert loaded.indicators.get(number=18).levels.count() == 18
    with pytest.raises(EditionRefused, match="Edisi IGA 2027 sudah ada"):
        services.begin(2027, by=cast.coordinator)
    with pytest.raises(EditionRefused, match="Belum ada edisi IGA sebelum 2024"):
        services.begin(2024, by=cast.coordinator)


def test_an_edition_is_published_only_when_it_adds_up_with_the_cover(loaded, signed_in, cast: Cast):
    browser = signed_in(cast.coordinator)
    Indicator.objects.filter(edition=loaded, number=20).update(weight=5)
    page = browser.get(reverse("competitions:iga_publish", args=[2026])).content.decode()
    assert "Kematangan satu inovasi pada sampul pedoman 111,00" in page
    assert "menghasilkan 114,00" in page
    assert '<button class="btn btn-primary" type="submit">Terbitkan' not in page
    browser.post(reverse("competitions:iga_publish", args=[2026]), {"seen": loaded.version})
    assert stored(2026).published_at is None
    Indicator.objects.filter(edition=loaded, number=20).update(weight=4)
    browser.post(reverse("competitions:iga_publish", args=[2026]), {"seen": loaded.version + 1})
    assert stored(2026).published_at is None  # another version than the one seen
    browser.post(reverse("competitions:iga_publish", args=[2026]), {"seen": loaded.version})
    assert stored(2026).published_by == cast.coordinator
    assert browser.get(reverse("competitions:iga_publish", args=[2026])).status_code == 404


@pytest.mark.parametrize("lacking", ["source", "window_from"])
def test_what_is_missing_is_said_before_publishing(loaded, cast: Cast, lacking):
    Edition.objects.filter(pk=loaded.pk).update(**{lacking: "" if lacking == "source" else None})
    with pytest.raises(EditionRefused, match=r"belum dapat diterbitkan\. Isi"):
        services.publish(stored(2026), by=cast.coordinator, seen=loaded.version)


def test_a_published_edition_is_frozen_whoever_writes(loaded, cast: Cast):
    edition = finished(loaded, cast.coordinator)
    level = Level.objects.filter(indicator__edition=edition).first()
    assert level is not None
    writes = [
        lambda: Edition.objects.filter(pk=edition.pk).update(rules={}),
        lambda: Edition.objects.filter(pk=edition.pk).update(window_until=datetime.date(2030, 1, 1)),
        lambda: Edition.objects.filter(pk=edition.pk).update(published_at=None, published_by=None),
        lambda: Indicator.objects.filter(edition=edition, number=1).update(weight=9),
        lambda: Indicator.objects.create(edition=edition, number=21, name="Lain", weight=1),
        lambda: Indicator.objects.filter(edition__year=2027, number=1).update(edition=edition),
        lambda: Level.objects.filter(pk=level.pk).update(description="Lain"),
        lambda: Level.objects.filter(pk=level.pk).delete(),
        lambda: Level.objects.create(indicator=level.indicator, value=3, measure="lain", description="Lain"),
    ]
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    Edition.objects.filter(pk=edition.pk).update(closes_on=datetime.date(2026, 8, 31), name="IGA 2026")
    assert stored(2026).closes_on == datetime.date(2026, 8, 31)
    # The others are as free as before.
    Indicator.objects.filter(edition__year=2027, number=1).update(weight=9)


def test_a_published_edition_is_left_alone_by_the_files(loaded, cast: Cast, capsys):
    Indicator.objects.filter(edition=loaded, number=1).update(weight=2)
    finished(loaded, cast.coordinator)
    call_command("load_reference", update=True)
    assert "Innovative Government Award 2026 sudah diterbitkan di portal" in capsys.readouterr().out
    assert loaded.indicators.get(number=1).weight == 2


def test_of_a_published_edition_only_the_name_is_edited(loaded, signed_in, cast: Cast):
    finished(loaded, cast.coordinator)
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_edit", args=[2026])
    form = browser.get(url).context["form"]
    assert set(form.fields) == {"name", "seen"}
    sent = shown(form) | {"name": "IGA kota", "closes_on": "2026-09-05", "window_from": "2020-01-01"}
    assert browser.post(url, sent).status_code == 302
    after = stored(2026)
    assert (after.name, after.closes_on, after.window_from) == ("IGA kota", None, datetime.date(2024, 1, 1))
    assert browser.get(reverse("competitions:indicator_edit", args=[2026, 1])).status_code == 404
    assert browser.get(reverse("competitions:iga_city_edit", args=[2026, "8"])).status_code == 404


def everything(edition: Edition) -> tuple[object, ...]:
    return (
        edition.rules,
        (edition.name, edition.window_from, edition.window_until, edition.source),
        list(edition.indicators.order_by("number").values_list("number", "name", "weight", "mandatory", "definition")),
        {row.number: row.guide for row in edition.indicators.all()},
        list(Level.objects.filter(indicator__edition=edition).order_by("pk").values_list("pk", "description")),
    )


def test_saving_what_is_shown_changes_nothing(loaded, signed_in, cast: Cast):
    browser, before = signed_in(cast.coordinator), everything(loaded)
    pages = [reverse("competitions:iga_edit", args=[2026])]
    pages += [reverse("competitions:indicator_edit", args=[2026, number]) for number in range(1, 21)]
    pages += [reverse("competitions:iga_city_edit", args=[2026, row.number]) for row in loaded.iga.spd]
    for page in pages:
        form = browser.get(page).context["form"]
        answer = browser.post(page, shown(form))
        assert answer.status_code == 302, (page, answer.context["form"].errors)
    after = stored(2026)
    assert after.version == loaded.version + len(pages)
    rules = after.iga
    assert everything(after)[1:] == before[1:]
    assert rules == loaded.iga


def test_an_indicator_is_edited_with_its_bands_and_its_proofs(loaded, signed_in, cast: Cast):
    browser, url = signed_in(cast.coordinator), reverse("competitions:indicator_edit", args=[2026, 2])
    form = browser.get(url).context["form"]
    level = loaded.indicators.get(number=2).levels.get(value=3)
    sent = shown(form) | {
        "weight": "3", "amount__3": "41", f"level_{level.pk}": "Lebih dari 40 orang", "documents": ["sk"],
        "files_3": "2", "notes": "Satu.\n\nDua.",
    }  # fmt: skip
    assert browser.post(url, sent).status_code == 302
    row = loaded.indicators.get(number=2)
    assert row.guide.fact is not None
    assert (row.weight, row.guide.fact.minimums[3], row.guide.files[3]) == (3, Decimal(41), 2)
    assert (row.guide.documents, row.guide.notes) == (("sk",), ("Satu.", "Dua."))
    level.refresh_from_db()
    assert level.description == "Lebih dari 40 orang"
    # The total on the cover no longer fits, and the page says by how much.
    page = browser.get(reverse("competitions:iga_edit", args=[2026])).content.decode()
    assert "menghasilkan 114,00" in page


def test_two_tabs_do_not_overwrite_each_other(loaded, signed_in, cast: Cast):
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_city_edit", args=[2026, "12"])
    first = shown(browser.get(url).context["form"])
    assert browser.post(url, first | {"weight": "2,5"}).status_code == 302
    answer = browser.post(url, first | {"note": "Dari tab lain"})
    assert answer.status_code == 409
    assert "baru saja diubah di tempat lain" in answer.content.decode()
    assert "Dari tab lain" in answer.content.decode()
    row = next(row for row in stored(2026).iga.spd if row.number == "12")
    assert (row.weight, row.note) == (Decimal("2.5"), "")
    # Sent once more it stands against what is stored now.
    again = shown(answer.context["form"])
    assert browser.post(url, again | {"weight": "2,5"}).status_code == 302
    row = next(row for row in stored(2026).iga.spd if row.number == "12")
    assert (row.weight, row.note) == (Decimal("2.5"), "Dari tab lain")


@pytest.mark.parametrize(("typed", "kept"), [("25", 25), ("0", 0), ("", 0)])
def test_the_share_of_second_looks_is_typed_compared_and_frozen(loaded, signed_in, cast: Cast, typed, kept):
    assert loaded.iga.second_look_percent == 10
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_edit", args=[2026])
    sent = shown(browser.get(url).context["form"])
    assert browser.post(url, sent | {"second_look_percent": "101"}).status_code == 400
    assert browser.post(url, sent | {"second_look_percent": typed}).status_code == 302
    assert stored(2026).iga.second_look_percent == kept
    told = EditionChange("Tetapan", "Klaim yang diperiksa koordinator kedua", "10 persen", f"{kept} persen")
    assert told in changes_between(loaded, stored(2026))
    finished(loaded, cast.coordinator)
    assert "second_look_percent" not in browser.get(url).context["form"].fields
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=loaded.pk).update(rules=loaded.rules | {"second_look_percent": 50})


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("per_innovation", "banyak", "Tulis satu angka"),
        ("running_year", "2025", "Isi 2026."),
        ("window_until", "2023-01-01", "harus sesudah tanggal paling awal"),
        ("divisor_minimum", "0", "lebih dari nol"),
    ],
)
def test_a_wrong_constant_is_refused_and_what_was_typed_stays(loaded, signed_in, cast: Cast, field, value, told):
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_edit", args=[2026])
    answer = browser.post(url, shown(browser.get(url).context["form"]) | {field: value})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert f'value="{value}"' in answer.content.decode()
    assert stored(2026).version == loaded.version


def test_differences_name_what_changed_and_nothing_else(loaded, signed_in, cast: Cast):
    made = services.begin(2027, by=cast.coordinator)
    made.indicators.filter(number=2).update(weight=3)
    changes = changes_between(stored(2026), stored(2027))
    assert EditionChange("Tetapan", "Pembagi paling kecil", "12", "14") in changes
    assert EditionChange("Tetapan", "Urusan dasar yang harus tercakup", "5", "6") in changes
    assert EditionChange("Indikator 2", "Bobot", "2", "3") in changes
    assert {change.place for change in changes} == {"Tetapan", "Indikator 2"}
    page = signed_in(cast.coordinator).get(reverse("competitions:iga_differences", args=[2027])).content.decode()
    assert "Pembagi paling kecil" in page


def test_the_list_of_editions_begins_one_and_costs_the_same(loaded, signed_in, cast: Cast):
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_editions")
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        page = browser.get(url).content.decode()
    assert page.count("Diumumkan") == 3
    assert browser.post(url, {"year": "2027"}).url == reverse("competitions:iga_edit", args=[2027])
    # A second click is sent on to the same edition.
    assert browser.post(url, {"year": "2027"}).url == reverse("competitions:iga_edit", args=[2027])
    assert browser.post(url, {"year": "2026"}).status_code == 400
    for year in range(2040, 2050):
        Edition.objects.create(programme=IGA, year=year, name=f"IGA {year}")
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few)


def test_an_edition_that_was_begun_is_left_alone_by_what_was_announced(loaded, cast: Cast, capsys):
    made = services.begin(2027, by=cast.coordinator)
    made.indicators.filter(number=2).update(weight=9)
    call_command("load_reference", update=True)
    assert "IGA 2027 sudah dimulai di portal" in capsys.readouterr().out
    after = stored(2027)
    assert (after.iga.announced, after.indicators.get(number=2).weight) == (False, 9)


def test_years_are_begun_one_after_the_other(loaded, cast: Cast):
    with pytest.raises(EditionRefused, match="Mulai edisi 2027 lebih dahulu"):
        services.begin(2028, by=cast.coordinator)


def test_a_page_opened_before_the_files_were_loaded_puts_nothing_back(loaded, signed_in, cast: Cast):
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_edit", args=[2026])
    opened = shown(browser.get(url).context["form"])
    Edition.objects.filter(pk=loaded.pk).update(source="Lama")
    call_command("load_reference", update=True, verbosity=0)
    assert browser.post(url, opened).status_code == 409
