"""Texts of KIPP entries of the demo year: whole where they went on, else begun, with one section too long."""

import datetime
from collections.abc import Sequence
from typing import Final

from competitions.core.models import Nomination
from competitions.kipp.writing.models import EntryText
from competitions.kipp.writing.seeds import source_of
from competitions.kipp.writing.state import group_of, sections_of
from competitions.rules.kipprules import KippSection
from inovasi.demo.guard import MARK
from proposals.sent.shown import Shown, as_sent
from proposals.text.words import count_words, first_words

BEGUN: Final = 4  # sections of an entry that is still with its agency
OPEN: Final = 3  # of those so many have texts
USUAL: Final = 150  # words, where the form sets no limit
AFTER: Final = datetime.timedelta(days=4)
UNSOURCED: Final = (
    f"Tim pelaksana mencatatnya setiap triwulan dan melaporkannya kepada kepala instansi {MARK}. Hasilnya dibahas "
    "bersama petugas dan warga, lalu langkah perbaikannya dijadwalkan pada triwulan berikutnya."
)


def store_entry_texts(nominations: Sequence[Nomination], until: datetime.datetime) -> None:
    """What the agency called ready is whole; of the others some are begun, the first as long as the record has it."""
    begun = [entry for entry in nominations if entry.state == Nomination.State.NOMINATED][:OPEN]
    gone = (Nomination.State.NOMINATED, Nomination.State.CANCELLED)
    ready = [entry for entry in nominations if entry.state not in gone]
    texts = [text for entry in ready for text in _texts(entry, sections_of(entry), until)]
    for place, entry in enumerate(begun):
        texts += _texts(entry, sections_of(entry)[:BEGUN], until, whole=place == 0)
    EntryText.objects.bulk_create(texts)


def _texts(
    entry: Nomination, sections: Sequence[KippSection], until: datetime.datetime, *, whole: bool = False
) -> list[EntryText]:
    if not sections:
        return []
    record = as_sent(entry.proposal)
    return [_text(entry, section, record, until, whole=whole) for section in sections]


def _text(
    entry: Nomination, section: KippSection, record: Shown, until: datetime.datetime, *, whole: bool
) -> EntryText:
    source = source_of(section, record)
    most = section.limit_of(group_of(entry)) or USUAL
    text = source.text if whole else first_words(source.text, most)
    text = text or UNSOURCED
    return EntryText(
        nomination=entry,
        section=section.key,
        text=text,
        words=count_words(text),
        edited_by=entry.nominated_by,
        edited_at=min(entry.nominated_at + AFTER, until),
        seed_digest=source.digest,
    )
