"""An entry in the fields that the ministry's portal asks besides the text (`identification` of the edition)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from competitions.core.above import iga_number
from competitions.entering.copying import EntryField
from competitions.kipp.writing.onepage import EntryDesk
from competitions.rules.ruleparts import KeyedLabel
from proposals.core.guide.profile import QUESTIONS, in_words
from proposals.sent.shown import Shown

PERSONAL: Final = frozenset({"inovator_telepon", "inovator_surel"})
"""What the portal asks and no paper that goes out shows."""
INNOVATOR: Final = "inovator"
# The answers of the record by what the ministry calls them.
ANSWERED_BY: Final = {
    "asta_cita_sdgs": "asta_cita",
    "jenis": "innovation_type",
    "sektor": "affair",
    "koordinat": "location",
}


def identification(desk: EntryDesk) -> list[EntryField]:
    """The fields of the edition in its order, filled from the entry and from what was sent of its proposal."""
    return [field for asked in desk.nomination.edition.kipp.identification for field in _fields(asked, desk)]


def printed(fields: Sequence[EntryField]) -> list[EntryField]:
    """Those of them that a paper shows."""
    return [field for field in fields if field.key not in PERSONAL]


def _fields(asked: KeyedLabel, desk: EntryDesk) -> Iterator[EntryField]:
    """Usually one; the innovator is asked as one thing and typed as four."""
    entry = desk.nomination
    if asked.key == INNOVATOR:
        yield EntryField("inovator_nama", "Nama inovator", entry.innovator_name)
        yield EntryField("inovator_nip", "NIP inovator", entry.innovator_nip)
        yield EntryField("inovator_telepon", "Telepon", entry.contact_phone)
        yield EntryField("inovator_surel", "Surel", entry.contact_email)
    else:
        yield EntryField(asked.key, asked.label, _value(asked.key, desk, desk.record))


def _value(key: str, desk: EntryDesk, record: Shown) -> str:
    if key in ANSWERED_BY:
        return _answered(ANSWERED_BY[key], record)
    return OF_ENTRY[key](desk, record) if key in OF_ENTRY else ""


def _answered(question: str, record: Shown) -> str:
    said = {field.column: record.said[field.column] for field in QUESTIONS[question]}
    return in_words(question, said, record.head.period.guide)


def _applied(desk: EntryDesk, record: Shown) -> str:
    day = record.said["applied_date"]
    return f"{day:%d/%m/%Y}" if day else ""


def _origin(desk: EntryDesk, record: Shown) -> str:
    entry = desk.nomination
    return ", ".join(filter(None, [entry.origin_innovation, entry.origin_institution]))


# What the entry itself says, by the keys of the edition; a key that is neither here nor above stays empty.
OF_ENTRY: Final[dict[str, Callable[[EntryDesk, Shown], str]]] = {
    "judul": lambda desk, record: str(record.said["title"]),
    "tanggal_mulai": _applied,
    "kelompok": lambda desk, record: desk.group,
    "kategori": lambda desk, record: desk.nomination.edition.kipp.label_of_category(desk.nomination.category),
    "pernah_top": lambda desk, record: str(desk.nomination.past_award_year or ""),
    "instansi_asal": _origin,
    "video": lambda desk, record: desk.nomination.video_url or _answered("video_url", record),
    "nomor_iga": lambda desk, record: iga_number(desk.nomination.proposal_id),
}
