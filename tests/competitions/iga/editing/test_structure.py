"""What an edition is made of: indicators added and removed, effort, its constants, and what publishing records."""

import json
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command
from django.urls import reverse

from competitions.core.models import Edition, Indicator
from competitions.iga.editing import services
from competitions.iga.editing.comparing import changes_between
from competitions.iga.editing.services import EditionRefused
from competitions.rules.igarules import CityBand
from foundation.audit.models import EntryKind, LedgerEntry
from tests import factories, makers
from tests.competitions.iga.editing.shown import finished, shown, stored
from tests.factories import Cast

pytestmark = pytest.mark.django_db
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
