"""The papers to be signed for an entry, filled from the nomination and its proposal; dots where neither says it."""

import datetime

from agencies.core.naming import head_of
from competitions.kipp.writing.onepage import EntryDesk
from competitions.reference.entryletters import OF_ENTRY, entry_wordings
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.titled import TitledPaper
from foundation.text.plain import as_typed
from proposals.papers.letters import DOTS, letter_of, words_for


def entry_letter(desk: EntryDesk, key: str, on: datetime.date) -> OfficialLetter | TitledPaper:
    """The paper `key` that the edition asks for, as the head of the agency signs it by the record of `on`.

    Raises KeyError for a paper that the edition does not name, or that the portal has no text of.
    """
    if key not in {paper.key for paper in desk.nomination.edition.kipp.attachments}:
        raise KeyError(key)
    entry, record = desk.nomination, desk.record
    known = [(entry.innovator_name, entry.innovator_nip)] if entry.innovator_name else []
    values = words_for(record) | _of_entry(desk)
    return letter_of(entry_wordings()[key], values, record.head.agency, on, known)


def _of_entry(desk: EntryDesk) -> dict[str, str]:
    entry, agency = desk.nomination, desk.record.head.agency
    said = {
        "head": head_of(agency.kind, agency.official_name),
        "programme": entry.edition.name,
        "group": desk.group,
        "category": entry.edition.kipp.label_of_category(entry.category),
    }
    said |= {name: getattr(entry, name) for name in OF_ENTRY if name not in said}
    return {name: as_typed(value) or DOTS for name, value in said.items()}
