"""Editions of IGA are copied, edited, checked against the guide's cover, compared and frozen."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.forms import BaseForm
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from competitions.core.igarules import CityBand
from competitions.core.models import Edition, Indicator, Level
from competitions.iga.editing import services
from competitions.iga.editing.comparing import EditionChange, changes_between
from competitions.iga.editing.services import EditionRefused
from foundation.audit.models import EntryKind, LedgerEntry
from tests import factories, makers
from tests.factories import Cast

pytestmark = pytest.mark.django_db
IGA = Edition.Programme.IGA


@pytest.fixture
def loaded() -> Edition:
    call_command("load_reference", verbosity=0)
    return Edition.objects.get(programme=IGA, year=2026)


def stored(year: int) -> Edition:
    return Edition.objects.get(programme=IGA, year=year)


def shown(form: BaseForm) -> dict[str, Any]:
    """What a browser sends back of a form as it was shown."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def finished(edition: Edition, by: Any) -> Edition:
    """The edition, published."""
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now(), published_by=by)
    return stored(edition.year)


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


def test_of_a_published_edition_only_name_and_days_are_edited(loaded, signed_in, cast: Cast):
    finished(loaded, cast.coordinator)
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_edit", args=[2026])
    form = browser.get(url).context["form"]
    assert set(form.fields) == {"name", "opens_on", "closes_on", "seen"}
    sent = shown(form) | {"closes_on": "2026-09-05", "window_from": "2020-01-01"}
    assert browser.post(url, sent).status_code == 302
    after = stored(2026)
    assert (after.closes_on, after.window_from) == (datetime.date(2026, 9, 5), datetime.date(2024, 1, 1))
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


NEW = {
    "number": "21", "key": "kemitraan", "name": "Kemitraan", "variable": "Infrastruktur", "weight": "2",
    "definition": "Mitra yang ikut.", "evidence": "Perjanjian.", "level_1": "Satu mitra", "level_2": "Dua mitra",
    "level_3": "Tiga mitra", "documents": ["kerja_sama"], "file_types": ["pdf"],
}  # fmt: skip


def added(browser: Any, **said: Any) -> Any:
    url = reverse("competitions:indicator_new", args=[2026])
    return browser.post(url, NEW | {"seen": stored(2026).version} | said)


def maturity_total(browser: Any) -> str:
    page = browser.get(reverse("competitions:iga_edit", args=[2026]))
    return str(page.context["totals"][0].reckoned)


def test_an_indicator_is_added_and_removed_and_the_totals_follow(loaded, signed_in, cast: Cast):
    browser = signed_in(cast.coordinator)
    assert maturity_total(browser) == "111"
    answer = added(browser)
    assert answer.url == reverse("competitions:indicator_edit", args=[2026, 21])
    made = loaded.indicators.get(number=21)
    assert (made.guide.key, made.guide.documents, made.levels.count()) == ("kemitraan", ("kerja_sama",), 3)
    assert maturity_total(browser) == "117"
    assert "111,00" in browser.get(reverse("competitions:iga_publish", args=[2026])).content.decode()
    # A second click is led to the same indicator.
    assert added(browser, seen=stored(2026).version - 1).status_code == 302
    assert loaded.indicators.count() == 21
    remove = reverse("competitions:indicator_remove", args=[2026, 21])
    assert browser.get(remove).status_code == 200
    assert browser.post(remove, {"seen": stored(2026).version}).status_code == 302
    assert maturity_total(browser) == "111"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"number": "3"}, "sudah dipakai indikator lain"),
        ({"number": "0"}, "lebih dari nol"),
        ({"weight": "0"}, "lebih dari nol"),
        ({"key": "regulasi"}, "Kunci ini sudah dipakai"),
        ({"level_2": ""}, "Parameter 2"),
        ({"file_types": []}, "Jenis berkas"),
        ({"seen": "77"}, "di tempat lain"),
    ],
)
def test_a_wrong_new_indicator_is_refused_and_what_was_typed_stays(loaded, signed_in, cast: Cast, said, told):
    answer = added(signed_in(cast.coordinator), **said)
    assert answer.status_code in (400, 409)
    assert told in answer.content.decode()
    assert "Mitra yang ikut." in answer.content.decode()
    assert loaded.indicators.count() == 20


def test_a_claimed_indicator_and_a_published_edition_are_not_taken_apart(loaded, signed_in, cast: Cast):
    browser = signed_in(cast.coordinator)
    innovation = makers.make_proposal(cast.home, "in_review", title="Pelangi")
    factories.claimed(loaded, innovation, cast.owner, 4, 1)
    remove = reverse("competitions:indicator_remove", args=[2026, 4])
    page = browser.post(remove, {"seen": stored(2026).version}, follow=True).content.decode()
    assert "1 klaim memakai indikator ini" in page
    assert loaded.indicators.filter(number=4).exists()
    finished(loaded, cast.coordinator)
    assert browser.get(remove).status_code == 404
    assert browser.get(reverse("competitions:indicator_new", args=[2026])).status_code == 404
    with pytest.raises(EditionRefused, match="sudah diterbitkan"):
        services.remove_indicator(loaded.indicators.get(number=5), seen=stored(2026).version)


def test_what_was_removed_is_not_brought_back_by_the_files(loaded, cast: Cast):
    services.remove_indicator(loaded.indicators.get(number=5), seen=stored(2026).version)
    call_command("load_reference", verbosity=0)
    assert not loaded.indicators.filter(number=5).exists()


def test_effort_is_the_citys_own_and_goes_on_after_publishing(loaded, signed_in, cast: Cast):
    finished(loaded, cast.coordinator)
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_efforts", args=[2026])
    page = browser.get(url)
    assert "bukan isi pedoman" in page.content.decode()
    sent = shown(page.context["form"]) | {"upaya_2": "mudah"}
    assert browser.post(url, sent).status_code == 302
    assert stored(2026).efforts == {"sdm": "mudah"}
    assert "Upaya menurut kota" in browser.get(reverse("competitions:indicator", args=[2026, 2])).content.decode()
    assert browser.post(url, sent).status_code == 409  # another tab's version
    Edition.objects.filter(pk=loaded.pk).update(efforts={"sdm": "berat"})  # the database lets it pass
    assert services.begin(2027, by=cast.coordinator).efforts == {"sdm": "berat"}


def test_every_constant_has_its_field(loaded, signed_in, cast: Cast):
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_edit", args=[2026])
    form = browser.get(url).context["form"]
    scoring = dict(loaded.iga.scoring) | dict(loaded.iga.scoring.number)
    assert set(scoring) - set(form.fields) == {"number", "confidence"}
    sent = shown(form) | {
        "divisor_announced": "2027: 15\n2030 = 20", "min_basic_services_announced": "", "organiser": "BSKDN",
        "from_month": "5", "to_month": "9", "rules_confidence": "verified", "kematangan_rendah_maximum": "60",
    }  # fmt: skip
    sent.pop("empty_mandatory_blocks")
    answer = browser.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    rules = stored(2026).iga
    assert rules.scoring.divisor_announced == {2027: 15, 2030: 20}
    assert rules.scoring.number.min_basic_services_announced == {}
    assert rules.scoring.confidence == "transcribed"
    assert (rules.organiser, rules.confidence, rules.scoring.empty_mandatory_blocks) == ("BSKDN", "verified", False)
    assert (rules.data_entry.from_month, rules.data_entry.to_month) == (5, 9)
    assert rules.maturity_bands[0].maximum == Decimal(60)
    page = browser.get(reverse("competitions:indicators", args=[2026])).content.decode()
    assert "Entri data Mei sampai September" in page
    assert "BSKDN" in page
    wrong = browser.post(url, shown(browser.get(url).context["form"]) | {"divisor_announced": "besar"})
    assert "misalnya 2027: 14" in wrong.context["form"].errors["divisor_announced"][0]
    half = browser.post(url, shown(browser.get(url).context["form"]) | {"to_month": ""})
    assert "to_month" in half.context["form"].errors


def test_constants_that_were_retired_do_not_spoil_stored_editions(loaded):
    old = loaded.rules | {"scoring": loaded.rules["scoring"] | {"without_evidence": 0}}
    Edition.objects.filter(pk=loaded.pk).update(rules=old)
    assert stored(2026).iga == loaded.iga


def test_differences_name_minimums_bands_and_cover_totals(loaded, cast: Cast):
    made = services.begin(2027, by=cast.coordinator)
    row = made.indicators.get(number=18)
    row.rules["measures"][0]["minimums"]["1"] = "7"
    row.save()
    rules = made.iga
    number = rules.scoring.number.model_copy(update={"maximum": 80})
    scoring = rules.scoring.model_copy(update={"number": number, "sid_maximum": 191})
    spd = tuple(
        one.model_copy(update={"bands": (CityBand(highest=Decimal(1)), *one.bands[1:])}) if one.number == "4" else one
        for one in rules.spd
    )
    changed = rules.model_copy(update={"scoring": scoring, "spd": spd})
    Edition.objects.filter(pk=made.pk).update(rules=changed.as_json())
    changes = changes_between(loaded, stored(2027))
    found = {(change.place, change.what): (change.before, change.after) for change in changes}
    assert found["Tetapan", "Sampul: nilai jumlah inovasi"] == ("76", "80")
    assert found["Tetapan", "Sampul: satuan inovasi (SID)"] == ("187", "191")
    assert found["Kota 4", "Pita parameter 1"] == ("sampai 2,04", "sampai 1,00")
    [minimum] = [what for place, what in found if place == "Indikator 18"]
    assert minimum.startswith("Batas angka parameter 1, ")
    assert found["Indikator 18", minimum][1].startswith("mulai 7,00")


def test_publishing_stands_on_the_record_with_what_was_published(loaded, cast: Cast):
    services.publish(loaded, by=cast.coordinator, seen=stored(2026).version)
    entry = LedgerEntry.objects.get(kind=EntryKind.EDITION)
    told = json.loads(entry.after)
    assert (entry.actor, entry.subject_id, told["year"], told["indicators"]) == (cast.coordinator, loaded.pk, 2026, 20)
    assert told == services.on_record(stored(2026))
    with pgtrigger.ignore():
        Indicator.objects.filter(edition=loaded, number=1).update(weight=2)
    assert told["sha256"] != services.on_record(stored(2026))["sha256"]
