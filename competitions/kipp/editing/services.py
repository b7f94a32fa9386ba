"""Writes on the rules of an edition of KIPP; the database keeps what stood there before. Refusals may be read."""

from collections.abc import Callable
from typing import Any, Final

import pghistory
from django.db import transaction

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused
from competitions.kipp.editing.parts import CATEGORIES, GROUPS, PAPERS, RulePart, moved_up, put, rows_of, with_rows
from competitions.kipp.letters.models import EntryLetter
from competitions.rules.kipprules import KippRules

KIPP: Final = Edition.Programme.KIPP


class RulesRefused(NominationRefused):
    """The rules were not written; the text says why and what to do."""


class StaleRules(RulesRefused):
    """Somebody else wrote in between."""


def asks_reason(edition: Edition) -> bool:
    """Whether a change has to be explained: once somebody has nominated by these rules; one query."""
    return edition.nominations.standing().exists()


def _opened(edition: Edition, seen: int) -> Edition:
    now = Edition.objects.select_for_update().get(pk=edition.pk)
    if now.version != seen:
        raise StaleRules(
            "Ketentuan edisi ini baru saja diubah di tempat lain, jadi isian Anda belum tersimpan. Bandingkan dengan "
            "yang tersimpan sekarang, perbaiki bila perlu, lalu simpan lagi."
        )
    return now


@transaction.atomic
def save_rules(
    edition: Edition,
    change: Callable[[KippRules], KippRules],
    *,
    seen: int,
    by: User,
    reason: str = "",
    columns: dict[str, Any] | None = None,
) -> Edition:
    """Stores `columns` and what `change` makes of the rules as they are stored now.

    `reason` goes with what is kept of before. Raises StaleRules when the edition moved on since version `seen`.
    """
    now = _opened(edition, seen)
    for name, value in (columns or {}).items():
        setattr(now, name, value)
    now.rules = change(now.kipp).as_json()
    now.version += 1
    with pghistory.context(user=by.pk, reason=reason):
        now.save(update_fields=["rules", "version", *(columns or {})])
    return now


def put_row(
    edition: Edition, part: RulePart, row: Any, *, seen: int, by: User, reason: str = "", up: bool = False
) -> None:
    """Stores one row of a list in the place of the one with its key, else at the end; `up`: a place earlier than that.

    Raises RulesRefused.
    """

    def changed(rules: KippRules) -> KippRules:
        rows = put(rows_of(rules, part), row)
        return with_rows(rules, part, moved_up(rows, row.key) if up else rows)

    save_rules(edition, changed, seen=seen, by=by, reason=reason)


@transaction.atomic
def drop_row(edition: Edition, part: RulePart, key: str, *, seen: int, by: User, reason: str = "") -> None:
    """Takes a row out of a list. Raises RulesRefused while something rests on it; texts of a section stay readable."""
    if used := _used(edition, part, key):
        raise RulesRefused(used)

    def without(rules: KippRules) -> KippRules:
        return with_rows(rules, part, [row for row in rows_of(rules, part) if row.key != key])

    save_rules(edition, without, seen=seen, by=by, reason=reason)


def _used(edition: Edition, part: RulePart, key: str) -> str:
    """What rests on a row, as the sentence of a refusal; empty where nothing does."""
    if part in (GROUPS, CATEGORIES):
        column = "group" if part is GROUPS else "category"
        if count := edition.nominations.filter(**{column: key}).count():
            return (
                f"{count} nominasi memakai {part.row.lower()} ini, jadi tidak dapat dihapus. Ganti dahulu pilihannya "
                "pada rincian nominasi itu."
            )
    if part is PAPERS and (count := EntryLetter.with_removed.filter(nomination__edition=edition, paper=key).count()):
        return (
            f"{count} surat jenis ini sudah diunggah, jadi tidak dapat dihapus. Bila tidak diminta lagi, ubah menjadi "
            "tidak wajib."
        )
    return ""


def predecessor(year: int) -> Edition | None:
    """The newest edition of KIPP before a year."""
    return Edition.objects.running().filter(programme=KIPP, year__lt=year).order_by("-year").first()


@transaction.atomic
def begin(year: int) -> Edition:
    """An edition for a year that has none, with the rules of the one before; days and guide are left open.

    Raises RulesRefused for a year that has one, that the ministry passed over, or that no edition stands before.
    """
    if Edition.objects.paused(year):
        raise RulesRefused(f"Kementerian tidak mengadakan KIPP pada tahun {year}. Tulis tahun lain.")
    last = predecessor(year)
    if last is None:
        raise RulesRefused(f"Belum ada edisi KIPP sebelum {year} yang dapat disalin. Muat data acuan dahulu.")
    # Asked under a lock, so that two who begin the same year at once get one edition and one sentence.
    Edition.objects.select_for_update().get(pk=last.pk)
    if Edition.objects.filter(programme=KIPP, year=year).exists():
        raise RulesRefused(f"Edisi KIPP {year} sudah ada. Buka ketentuannya, lalu ubah di sana.")
    rules = last.kipp.model_copy(update={"confidence": "unknown"})
    return Edition.objects.create(
        programme=KIPP, year=year, name=last.name.replace(str(last.year), str(year)), rules=rules.as_json(),
        min_age_months=last.min_age_months, quota=last.quota,
    )  # fmt: skip
