"""Writes on the rules of an edition of IGA: beginning one, editing it, publishing it."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core import above
from competitions.core.models import Edition, Indicator, Level
from competitions.core.nominating import NominationRefused
from competitions.iga.editing.checking import obstacles
from competitions.rules.igarules import CityIndicator, IgaRules
from competitions.rules.indicatorrules import IndicatorRules
from foundation.audit import ledger
from foundation.audit.ledger import LedgerNote
from foundation.audit.models import EntryKind

IGA: Final = Edition.Programme.IGA
STAYS_OPEN: Final = ("name",)
"""What this form may still change once an edition is published, beside the city's efforts."""


class EditionRefused(NominationRefused):
    """The rules were not written; the text says why and what to do."""


def _opened(edition: Edition, seen: int, *, published: bool = False) -> Edition:
    """The edition, locked. Raises EditionRefused when it moved on since version `seen`, or is published."""
    now = Edition.objects.select_for_update().get(pk=edition.pk)
    if now.published_at and not published:
        raise EditionRefused("Edisi ini sudah diterbitkan, jadi ketentuannya tidak dapat diubah lagi.")
    if now.version != seen:
        raise EditionRefused(
            "Ketentuan edisi ini baru saja diubah di tempat lain, jadi isian Anda belum tersimpan. Bandingkan dengan "
            "yang tersimpan sekarang, perbaiki bila perlu, lalu simpan lagi."
        )
    return now


def _keep(edition: Edition, *columns: str) -> None:
    edition.version += 1
    edition.save(update_fields=["version", *columns])
    # What was proven may no longer suffice, or suffice by now.
    above.rules_changed(edition.pk)


@transaction.atomic
def save_edition(edition: Edition, columns: Mapping[str, Any], rules: IgaRules | None, *, seen: int) -> None:
    """Stores columns and rules of an edition; of a published one only its name. Raises EditionRefused."""
    only_open = rules is None and set(columns) <= set(STAYS_OPEN)
    now = _opened(edition, seen, published=only_open)
    for name, value in columns.items():
        setattr(now, name, value)
    if rules is not None:
        now.rules = rules.as_json()
    _keep(now, *columns, *(["rules"] if rules is not None else []))


@transaction.atomic
def save_indicator(
    indicator: Indicator, columns: Mapping[str, Any], guide: IndicatorRules, levels: Mapping[int, str], *, seen: int
) -> None:
    """Stores an indicator, what the guide says of it, and its levels' words by key. Raises EditionRefused."""
    now = _opened(indicator.edition, seen)
    for name, value in columns.items():
        setattr(indicator, name, value)
    indicator.rules = guide.as_json()
    indicator.save(update_fields=[*columns, "rules"])
    for level in indicator.levels.all():
        if level.pk in levels and level.description != levels[level.pk]:
            level.description = levels[level.pk]
            level.save(update_fields=["description"])
    _keep(now)


@transaction.atomic
def add_indicator(
    edition: Edition, columns: Mapping[str, Any], guide: IndicatorRules, words: Mapping[int, str], *, seen: int
) -> Indicator:
    """Adds an indicator with the words of its levels by value. Raises EditionRefused."""
    now = _opened(edition, seen)
    made = Indicator.objects.create(edition=now, rules=guide.as_json(), **columns)
    Level.objects.bulk_create(Level(indicator=made, value=value, description=text) for value, text in words.items())
    _leave_out(now, [key for key in now.iga.left_out if key != guide.key])
    return made


@transaction.atomic
def remove_indicator(indicator: Indicator, *, seen: int) -> None:
    """Removes an indicator with its levels; files don't bring it back. Raises EditionRefused while it is claimed."""
    now = _opened(indicator.edition, seen)
    claims = indicator.claims.count()
    if claims:
        raise EditionRefused(
            f"{claims} klaim memakai indikator ini, jadi tidak dapat dihapus. Ubah isinya bila pedomannya berubah; "
            "menghapus hanya dapat sebelum ada yang mengisi klaimnya."
        )
    key = indicator.guide.key
    indicator.delete()
    _leave_out(now, [*now.iga.left_out, key])


def _leave_out(edition: Edition, keys: list[str]) -> None:
    edition.rules = edition.iga.model_copy(update={"left_out": tuple(keys)}).as_json()
    _keep(edition, "rules")


@transaction.atomic
def save_efforts(edition: Edition, efforts: Mapping[str, str], *, seen: int) -> None:
    """Stores the city's own judgement of effort, also of a published edition. Raises EditionRefused."""
    now = _opened(edition, seen, published=True)
    now.efforts = dict(efforts)
    now.version += 1
    now.save(update_fields=["version", "efforts"])


@transaction.atomic
def save_city_row(edition: Edition, row: CityIndicator, *, seen: int) -> None:
    """Puts a row of the city's part in the place of the one with its key. Raises EditionRefused."""
    now = _opened(edition, seen)
    rows = tuple(row if one.key == row.key else one for one in now.iga.spd)
    now.rules = now.iga.model_copy(update={"spd": rows}).as_json()
    _keep(now, "rules")


@transaction.atomic
def publish(edition: Edition, *, by: User, seen: int, at: datetime.datetime | None = None) -> None:
    """Freezes the rules of an edition. Raises EditionRefused while something is missing or doesn't add up.

    With `at` it was published back then; only the demo publishes in the past.
    """
    now = _opened(edition, seen)
    if missing := obstacles(now):
        raise EditionRefused(f"Edisi ini belum dapat diterbitkan. {missing[0]}")
    now.published_at, now.published_by = at or timezone.now(), by
    _keep(now, "published_at", "published_by")
    ledger.append_all([published_note(now)], actor=by)
    above.edition_published(now.pk, by.pk)


def published_note(edition: Edition) -> LedgerNote:
    """What goes on the record when an edition is published."""
    return LedgerNote(EntryKind.EDITION, edition, {}, on_record(edition), at=edition.published_at)


def on_record(edition: Edition) -> dict[str, Any]:
    """What the record says of a published edition; the hash is of all its rules, indicators and levels."""
    levels = Level.objects.filter(indicator__edition=edition).order_by("indicator__number", "measure", "value")
    columns = (
        "number",
        "name",
        "variable",
        "definition",
        "weight",
        "mandatory",
        "evidence",
        "evidence_school",
        "rules",
    )
    whole = {
        "rules": edition.rules,
        "window": [str(edition.window_from), str(edition.window_until)],
        "indicators": list(edition.indicators.order_by("number").values_list(*columns)),
        "levels": list(levels.values_list("indicator__number", "measure", "value", "description")),
    }
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {
        "year": edition.year,
        "name": edition.name,
        "source": edition.source,
        "indicators": len(whole["indicators"]),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def predecessor(year: int) -> Edition | None:
    """The newest edition before a year that has come out."""
    return Edition.objects.running().filter(programme=IGA, year__lt=year).order_by("-year").first()


@transaction.atomic
def begin(year: int, *, by: User) -> Edition:
    """An edition for a year that has none, copied from the newest one before it; an announced one becomes it.

    What an earlier guide announces stays. Days and the window are left open, because they are never those of the year
    before. Raises EditionRefused when the year has an edition, or none stands before it.
    """
    last = predecessor(year)
    if last is None:
        raise EditionRefused(f"Belum ada edisi IGA sebelum {year} yang dapat disalin. Muat data acuan dahulu.")
    there = Edition.objects.select_for_update().filter(programme=IGA, year=year).first()
    if there and not there.iga.announced:
        raise EditionRefused(f"Edisi IGA {year} sudah ada. Buka ketentuannya, lalu ubah di sana.")
    if year > last.year + 1:
        raise EditionRefused(f"Edisi terakhir ialah {last.year}. Mulai edisi {last.year + 1} lebih dahulu.")
    scoring = last.iga.scoring and last.iga.scoring.announced_for(year)
    fresh = {"announced": False, "confidence": "unknown", "reference_years": None}
    if scoring:
        fresh["scoring"] = scoring
    if last.iga.eligibility:
        fresh["eligibility"] = last.iga.eligibility.model_copy(update={"applied_from": None, "applied_to": None})
    edition = there or Edition(programme=IGA, year=year)
    edition.name = last.name.replace(str(last.year), str(year))
    edition.efforts = last.efforts
    edition.rules, edition.source = last.iga.model_copy(update=fresh).as_json(), ""
    edition.version += 1
    edition.save()
    _copy_table(last, edition)
    # Read anew, because its rules were read before they changed.
    return Edition.objects.get(pk=edition.pk)


def _copy_table(last: Edition, edition: Edition) -> None:
    """The indicators of one edition and their levels in the place of those of another."""
    edition.indicators.all().delete()
    for indicator in last.indicators.prefetch_related("levels"):
        levels = list(indicator.levels.all())
        indicator.pk, indicator.edition = None, edition
        indicator._state.adding = True
        indicator.save()
        Level.objects.bulk_create(
            Level(indicator=indicator, measure=level.measure, value=level.value, description=level.description)
            for level in levels
        )
