"""Writes on results of the ministry: recording, correcting and withdrawing one, and the levels of one innovation.

Nothing is overwritten: each write is a new row, with who wrote it and why, and one entry of the record.
"""

import datetime
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.national import ABOUT, NationalResult
from competitions.iga.core.models import Candidacy
from foundation.audit import ledger
from foundation.audit.ledger import LedgerNote
from foundation.audit.models import EntryKind

VALUES: Final = ("value", "rank", "of", "predicate", "source", "confidence", "note")
"""What a correction may say otherwise."""


Moment: TypeAlias = datetime.datetime | None


class ResultRefused(Exception):
    """A result was not written; the text is an Indonesian sentence the user may read."""


@transaction.atomic
def record(result: NationalResult, *, by: User) -> NationalResult:
    """Stores a new result, already checked by its form; one about the same that was withdrawn goes on as it."""
    last = _newest(result)
    if last is not None:
        result.supersedes, result.version = last, last.version + 1
        result.reason = result.reason or "Dicatat kembali sesudah ditarik."
    result.by, result.at = by, timezone.now()
    result.save(force_insert=True)
    ledger.append(EntryKind.RESULT, result, actor=by, before={}, after=_content(result))
    return result


@transaction.atomic
def correct(row: NationalResult, values: Mapping[str, Any], *, reason: str, by: User) -> NationalResult:
    """Puts a new version in the place of a result. Raises ResultRefused when somebody else did so meanwhile."""
    current = _open(row)
    return _follow(current, values, reason, by)


@transaction.atomic
def withdraw(row: NationalResult, *, reason: str, by: User) -> NationalResult:
    """Takes a result back: it counts nowhere, and its history stays. Raises ResultRefused as `correct` does."""
    current = _open(row)
    return _follow(current, {"source": current.source, "confidence": current.confidence}, reason, by, withdrawn=True)


def told_levels(edition: Edition, proposal: int) -> dict[int, NationalResult]:
    """The levels that the ministry told of one innovation, by number of the indicator; one query."""
    rows = NationalResult.objects.current().filter(**_levels_of(edition), proposal=proposal)
    return {row.indicator: row for row in rows if row.indicator is not None}


def mark_of(levels: Mapping[int, NationalResult]) -> int:
    """Tells these levels apart from others: the newest of their keys."""
    return max((row.pk for row in levels.values()), default=0)


@transaction.atomic
def save_levels(
    candidacy: Candidacy,
    typed: Mapping[int, int | None],
    said: Mapping[str, str],
    *,
    by: User,
    seen: int,
    at: Moment = None,
) -> int:
    """Stores the ministry's levels of one innovation, by number of the indicator, None for unknown; how many changed.

    `said` holds source, confidence and, where one is corrected, the reason. Raises ResultRefused when the levels moved
    on since they were `seen`, or a correction has no reason. With `at` they were told back then; only the demo does so.
    """
    Candidacy.objects.select_for_update().get(pk=candidacy.pk)
    edition, proposal = candidacy.edition, candidacy.proposal_id
    before = told_levels(edition, proposal)
    was = {number: int(row.value) if row.value is not None else None for number, row in before.items()}
    changed = {number: level for number, level in typed.items() if was.get(number) != level}
    if not changed:
        return 0
    if mark_of(before) != seen:
        raise ResultRefused(
            "Parameter inovasi ini baru saja dicatat di tempat lain, jadi isian Anda belum tersimpan. Bandingkan "
            "dengan yang tercatat sekarang, lalu simpan lagi."
        )
    if any(number in before for number in changed) and not said["reason"]:
        raise ResultRefused("Tulis alasannya, karena ada parameter yang sudah tercatat dan kini diubah.")
    last = _newest_levels(edition, proposal, changed)
    NationalResult.objects.bulk_create(
        _level_row(candidacy, number, level, said, last.get(number), by, at or timezone.now())
        for number, level in changed.items()
    )
    told = {str(number): level for number, level in changed.items()}
    earlier = {str(number): was.get(number) for number in changed}
    after = {
        "year": edition.year,
        "proposal": proposal,
        "levels": told,
        "source": said["source"],
        "reason": said["reason"],
    }
    ledger.append_all([LedgerNote(EntryKind.RESULT, candidacy, {"levels": earlier}, after, at=at)], actor=by)
    return len(changed)


def _levels_of(edition: Edition) -> dict[str, Any]:
    return {
        "programme": "iga", "year": edition.year, "subject": NationalResult.Subject.INNOVATION,
        "measure": NationalResult.Measure.LEVEL,
    }  # fmt: skip


def _newest_levels(edition: Edition, proposal: int, numbers: Mapping[int, object]) -> dict[int, NationalResult]:
    """The last version of each level, those withdrawn among them."""
    rows = NationalResult.objects.filter(
        **_levels_of(edition), proposal=proposal, indicator__in=numbers, superseded_by=None
    )
    return {row.indicator: row for row in rows if row.indicator is not None}


def _level_row(
    candidacy: Candidacy, number: int, level: int | None, said: Mapping[str, str], last: NationalResult | None,
    by: User, at: datetime.datetime,
) -> NationalResult:  # fmt: skip
    row = NationalResult(
        **_levels_of(candidacy.edition), proposal=candidacy.proposal, indicator=number, value=level,
        source=said["source"], confidence=said["confidence"], by=by, at=at,
    )  # fmt: skip
    if last is not None:
        row.supersedes, row.version, row.withdrawn = last, last.version + 1, level is None
        row.reason = said["reason"] or "Dicatat kembali sesudah ditarik."
    return row


def _newest(result: NationalResult) -> NationalResult | None:
    about = {name: getattr(result, name) for name in ABOUT}
    return NationalResult.objects.select_for_update(of=("self",)).filter(**about, superseded_by=None).first()


def _open(row: NationalResult) -> NationalResult:
    """The row, locked. Raises ResultRefused when another one has taken its place, or it was withdrawn."""
    current = NationalResult.objects.select_for_update().get(pk=row.pk)
    if current.withdrawn or NationalResult.objects.filter(supersedes=current).exists():
        raise ResultRefused(
            "Hasil ini baru saja diperbaiki atau ditarik, jadi isian Anda belum tersimpan. Buka lagi daftar hasil, "
            "lalu perbaiki yang tercatat sekarang."
        )
    return current


def _follow(
    current: NationalResult, values: Mapping[str, Any], reason: str, by: User, *, withdrawn: bool = False
) -> NationalResult:
    about = {name: getattr(current, name) for name in ABOUT}
    made = NationalResult.objects.create(
        **about, **values, reason=reason, withdrawn=withdrawn, supersedes=current, version=current.version + 1, by=by
    )
    ledger.append(EntryKind.RESULT, made, actor=by, before=_content(current), after=_content(made))
    return made


def _content(row: NationalResult) -> dict[str, Any]:
    """What the record says of a result."""
    about: dict[str, Any] = {name: getattr(row, name) for name in ("year", "subject", "name", "measure", "rank", "of")}
    about |= {name: getattr(row, name) for name in ("predicate", "source", "confidence", "withdrawn", "reason")}
    return about | {"value": None if row.value is None else str(row.value), "version": row.version}
