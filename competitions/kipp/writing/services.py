"""Writes on the texts of an entry: each one transaction that refuses with a sentence, and that overwrites nobody."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.core.nominating import NominationRefused
from competitions.kipp.writing.models import EntryText
from competitions.kipp.writing.opening import closed_because
from competitions.kipp.writing.seeds import SectionSource, source_of
from competitions.rules.kipprules import KippSection
from foundation.text.plain import as_typed
from proposals.core.sent import SentProposal
from proposals.sent.shown import as_sent
from proposals.text.shown import SectionShown
from proposals.text.words import count_words


class TextWrite(StrEnum):
    """What a save did: stored the text, found it stored, left what only somebody else changed, or refused a clash."""

    STORED = "stored"
    SAME = "same"
    THEIRS = "theirs"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class SavedText:
    """The outcome of a save, and the row as the database now holds it; None where nothing is written."""

    outcome: TextWrite
    row: EntryText | None


@transaction.atomic
def save_text(nomination: int, section: KippSection, text: str, *, shown: SectionShown, by: User) -> SavedText:
    """Stores a section as typed, based on what the page had `shown`. Raises NominationRefused when writing is closed.

    What is over the limit is stored as well. Two people who changed the same section to different texts: the later is
    refused. Who changed nothing overwrites nothing.
    """
    current, row = _locked(nomination, section, by)
    clean = as_typed(text)
    if (row.text if row else "") == clean:
        return SavedText(TextWrite.SAME, row)
    if row and row.version != shown.version:
        return SavedText(TextWrite.THEIRS if shown.is_untouched(clean) else TextWrite.STALE, row)
    if row and row.text:
        return SavedText(TextWrite.STORED, _write(row, clean, by))
    # Whoever begins, begins with the record as it is now.
    return SavedText(TextWrite.STORED, _begun(current, section, row, clean, by, _source(current, section)))


@transaction.atomic
def take_source(nomination: int, section: KippSection, *, by: User) -> EntryText:
    """Puts what the record says into a section that is empty. Raises NominationRefused when it is not, or is closed."""
    current, row = _locked(nomination, section, by)
    source = _source(current, section)
    if row and row.text:
        raise NominationRefused(
            f"“{section.title}” sudah berisi tulisan, jadi isi usulan tidak dimasukkan. Salin yang Anda perlukan dari "
            "sumbernya, atau kosongkan kotak isian lebih dahulu."
        )
    if not source.text:
        raise NominationRefused(f"Usulan tidak berisi apa pun untuk “{section.title}”. Tulis langsung di kotak isian.")
    return _begun(current, section, row, source.text, by, source)


@transaction.atomic
def hold_true(nomination: int, section: KippSection, digest: str, *, by: User) -> None:
    """Notes that a text is true to the record as its writer read it under this mark. Raises NominationRefused."""
    current, row = _locked(nomination, section, by)
    if row is None or not row.text:
        raise NominationRefused(f"“{section.title}” belum ditulis. Tulis lebih dahulu, lalu simpan.")
    source = _source(current, section)
    row.seed_digest = digest[:64]
    if source.digest == row.seed_digest:
        # What its writer read is no longer there otherwise; then a later difference is told from the text before.
        row.seed = source.text
    row.save(update_fields=["seed_digest", "seed"])


def _locked(nomination: int, section: KippSection, by: User) -> tuple[Nomination, EntryText | None]:
    """The nomination, locked so that of two first saves one waits, and what is stored of the section."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("edition", "proposal")
    current = rows.get(pk=nomination)
    if why := closed_because(current, SentProposal.objects.roles_of(by, current.proposal)):
        raise NominationRefused(why)
    return current, EntryText.objects.select_related("edited_by").filter(
        nomination=current, section=section.key
    ).first()


def _source(nomination: Nomination, section: KippSection) -> SectionSource:
    return source_of(section, as_sent(nomination.proposal)) if section.sources else SectionSource()


def _begun(
    nomination: Nomination, section: KippSection, row: EntryText | None, text: str, by: User, source: SectionSource
) -> EntryText:
    begun = row or EntryText(nomination=nomination, section=section.key, version=0)
    begun.seed_digest, begun.seed = source.digest, source.text
    return _write(begun, text, by)


def _write(row: EntryText, text: str, by: User) -> EntryText:
    row.text, row.words, row.edited_by, row.edited_at = text, count_words(text), by, timezone.now()
    row.version += 1
    row.save()
    return row
