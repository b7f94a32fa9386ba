"""Writes of sharing out places: words on entries, keeping a sharing out, signing it, carrying it out.

Every function is one transaction that locks the edition's row, and refuses with a sentence the user may read.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from agencies.inbox.notifications import tell
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationRefused
from competitions.kipp.services import move
from competitions.kipp.slots.allocating import SlotRow, SlotVariant, allocate, why_not_pinned
from competitions.kipp.slots.guards import SIGNERS
from competitions.kipp.slots.inputs import SlotField, agencies_of_the_rule, slot_field
from competitions.kipp.slots.models import SlotApplication, SlotRun, SlotSignature, SlotWord, SlotWords
from competitions.kipp.slots.sentences import sentence
from foundation.audit import ledger
from foundation.audit.models import EntryKind

CHOOSE: Final = "pilih"
STALE: Final = (
    "Keadaan entri, nilai, kuota, atau penetapan berubah sejak pembagian ini disimpan, jadi pembagian ini tidak "
    "berlaku lagi. Simpan pembagian baru, lalu minta persetujuan lagi."
)
UNKNOWN: Final = (
    "Edisi ini memuat entri yang tidak boleh Anda ketahui karena benturan kepentingan, jadi Anda tidak dapat ikut "
    "membaginya. Minta koordinator lain."
)


class SlotsRefused(NominationRefused):
    """Something about the sharing out can't be done; the text is an Indonesian sentence the user may read."""


@transaction.atomic
def place(nomination: Nomination, kind: str, reason: str, *, by: User) -> None:
    """Pins an entry, takes it out, or lets it stand by its order again; twice is once. Raises Refused.

    A pin is refused where quota or cap leave no place for it.
    """
    field = _asked(nomination.edition_id, by)
    entry, words = _entry(field, nomination.pk)
    placed = words.placed.kind if words.placed else SlotWord.Kind.FREE
    if kind == placed:
        return
    if kind == SlotWord.Kind.IN and (refusal := why_not_pinned(field.given, entry.pk)):
        raise SlotsRefused(refusal)
    SlotWord.objects.create(nomination=entry, kind=kind, reason=reason, by=by)


@transaction.atomic
def type_score(nomination: Nomination, score: Decimal, reason: str, *, by: User) -> None:
    """A score by hand for an entry that no released meeting has one for; the same twice is once. Raises Refused."""
    field = _asked(nomination.edition_id, by)
    entry, words = _entry(field, nomination.pk)
    if entry.proposal_id in field.released:
        raise SlotsRefused("Entri ini sudah mempunyai nilai kota yang dirilis, dan nilai itulah yang berlaku.")
    if words.scored and words.scored.score == score:
        return
    SlotWord.objects.create(nomination=entry, kind=SlotWord.Kind.SCORE, score=score, reason=reason, by=by)


@transaction.atomic
def keep(edition: Edition, variant: str, *, by: User) -> SlotRun:
    """Keeps the sharing out as it is now; the same twice in a row is one. Raises Refused with nothing to share out."""
    field = _asked(edition.pk, by)
    if all(each.holds_place for each in field.given.candidates):
        raise SlotsRefused("Belum ada entri siap yang menunggu tempat, jadi belum ada yang dapat dibagi.")
    inputs = field.given.model_dump(mode="json")
    newest = newest_run(field.edition)
    if newest and newest.variant == variant and newest.inputs == inputs and not newest.is_applied:
        return newest
    rows = kept_rows(field, allocate(field.given, SlotVariant(variant)))
    target = agencies_of_the_rule(field.edition)
    return SlotRun.objects.create(
        edition=field.edition, variant=variant, target=target, inputs=inputs, rows=rows, by=by
    )


@transaction.atomic
def sign(run: SlotRun, *, by: User) -> int:
    """A coordinator agrees to the newest sharing out; twice is once. Returns how many have. Raises Refused.

    The record keeps what was agreed to; the other coordinators hear that a second one is wanted.
    """
    field = _asked(run.edition_id, by)
    _check_current(run, field)
    signers = list(run.signatures.values_list("by", flat=True))
    if by.pk in signers:
        return len(signers)
    if _applied(run):
        raise SlotsRefused("Pembagian ini sudah diterapkan, jadi tidak perlu disetujui lagi.")
    SlotSignature.objects.create(run=run, by=by)
    ledger.append(EntryKind.SLOTS, run, actor=by, before={}, after=agreed(run, len(signers) + 1))
    if not signers:
        others = User.objects.coordinators().exclude(pk=by.pk)
        tell(others, f"Pembagian jatah {field.edition} menunggu persetujuan kedua.", url=run.get_absolute_url())
    return len(signers) + 1


@transaction.atomic
def apply(run: SlotRun, *, by: User) -> int:
    """Moves everybody who got a place on to "terpilih", or nobody; returns how many, 0 when it was done before.

    Raises Refused until two have signed, when anything has changed since, or when one of the moves is refused.
    """
    field = _asked(run.edition_id, by)
    if _applied(run):
        return 0
    _check_current(run, field)
    if run.signatures.count() < SIGNERS:
        raise SlotsRefused("Pembagian ini belum disetujui dua koordinator. Minta persetujuan kedua lebih dahulu.")
    for row in run.chosen:
        entry = field.entries[row["key"]]
        try:
            move(entry, CHOOSE, by=by)
        except NominationRefused as refusal:
            raise SlotsRefused(
                f"“{entry.proposal.title}” tidak dapat dipilih, jadi tidak ada yang berubah. {refusal}"
            ) from refusal
    SlotApplication.objects.create(run=run, by=by)
    after = {"diterapkan": [row["number"] for row in run.chosen]}
    ledger.append(EntryKind.SLOTS, run, actor=by, before={}, after=after)
    return len(run.chosen)


def agreed(run: SlotRun, place: int) -> dict[str, Any]:
    """What the record keeps of a signature, the first or the second: the sentence of each entry by its number."""
    said = {row["number"]: row["text"] for row in run.rows}
    return {"disetujui": place, "cara": run.variant, "hasil": said}


def newest_run(edition: Edition) -> SlotRun | None:
    """The sharing out that was kept last, with who kept it and whether it was carried out; one query."""
    return edition.slot_runs.select_related("by", "application__by").order_by("-pk").first()


def is_current(run: SlotRun, field: SlotField) -> bool:
    """Whether a sharing out still rests on what is so now."""
    return bool(run.inputs == field.given.model_dump(mode="json"))


def _check_current(run: SlotRun, field: SlotField) -> None:
    newest = newest_run(field.edition)
    if newest is None or newest.pk != run.pk:
        raise SlotsRefused("Ada pembagian yang lebih baru. Buka yang terbaru, lalu periksa lagi.")
    if not _applied(run) and not is_current(run, field):
        raise SlotsRefused(STALE)


def _applied(run: SlotRun) -> bool:
    """Asked anew under the lock: somebody may have carried it out a moment ago."""
    return SlotApplication.objects.filter(run=run).exists()


def _asked(edition: int, by: User) -> SlotField:
    """The entries as they stand, under the lock of the edition. Raises Refused for whoever may not share them out."""
    field = slot_field(Edition.objects.select_for_update(no_key=True).get(pk=edition))
    if not by.is_coordinator:
        raise SlotsRefused("Hanya koordinator Bapperida yang dapat membagi jatah.")
    if field.edition.is_closed(timezone.localdate()):
        raise SlotsRefused(f"{field.edition} sudah ditutup, jadi jatahnya tidak dapat dibagi lagi.")
    if field.unknown_to(by):
        raise SlotsRefused(UNKNOWN)
    return field


def _entry(field: SlotField, key: int) -> tuple[Nomination, SlotWords]:
    entry = field.entries.get(key)
    if entry is None or next(each for each in field.given.candidates if each.key == key).holds_place:
        raise SlotsRefused(
            "Entri ini belum siap, sudah terpilih, atau sudah ditarik, jadi tidak ada yang dapat ditetapkan. "
            "Muat ulang halaman pembagian untuk melihat keadaannya kini."
        )
    return entry, field.words.get(key, SlotWords())


def kept_rows(field: SlotField, rows: Iterable[SlotRow]) -> list[dict[str, Any]]:
    """The rows of a sharing out as they are kept with it."""
    return [_kept(row, field) for row in rows]


def _kept(row: SlotRow, field: SlotField) -> dict[str, Any]:
    return {
        "key": row.candidate.key,
        "group": row.group.label,
        "fate": row.fate.value,
        "place": row.place,
        "title": field.entries[row.candidate.key].proposal.title,
        "number": row.candidate.number,
        "agency": row.candidate.agency_name,
        "text": sentence(row),
        "edge": row.edge.key if row.edge else None,
        "quiet": sentence(row, tells_edge=False),
    }
