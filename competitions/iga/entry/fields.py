"""An innovation in the fields of the ministry's form, in its order and with its words (domain.md 2.2, 1–26)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from competitions.entering.copying import EntryField
from competitions.iga.core.models import Candidacy
from competitions.rules.ruleparts import KeyedLabel
from foundation.text.rounding import grouped
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN, FieldKind, word
from proposals.sent.shown import Shown
from proposals.text.words import count_words

# Answers to these are files in the ministry's form.
FILES: Final = ("profil_bisnis", "haki", "penghargaan")
DESIGN: Final = "design"


def entry_fields(columns: Sequence[KeyedLabel], shown: Shown, candidacy: Candidacy, position: int) -> list[EntryField]:
    """The fields that the edition names (`export_columns`), filled from what was sent; empty where it says nothing.

    `position` is the innovation's place in the list that the city sends.
    """
    texts = _texts(shown.steps)
    return [_field(column, shown, candidacy, position, texts) for column in columns]


def _field(
    column: KeyedLabel, shown: Shown, candidacy: Candidacy, position: int, texts: Mapping[str, str]
) -> EntryField:
    if column.key in texts:
        text = texts[column.key]
        return EntryField(column.key, column.label, text, count_words(text))
    return EntryField(column.key, column.label, _value(column.key, shown, candidacy, position))


def _value(key: str, shown: Shown, candidacy: Candidacy, position: int) -> str:
    match key:
        case "position":
            return str(position)
        case "agency":
            return shown.head.agency.official_name
        case "registration_number":
            return candidacy.registration_number
        case _ if key in FILES:
            return ", ".join(file.name for file in shown.attachments if file.kind.key == key)
        case _ if key in BY_COLUMN:
            return _answer(key, shown.said, shown)
        case _:
            return ""


def _answer(column: str, said: Mapping[str, Any], shown: Shown) -> str:
    """An answer of the profile as the ministry's form takes it: days as dd/mm/yyyy, rupiah as a number."""
    field, value = BY_COLUMN[column], said[column]
    if value is None:
        return ""
    if field.kind is FieldKind.DATE:
        return f"{value:%d/%m/%Y}"
    if field.kind is FieldKind.MONEY:
        return grouped(value)
    return word(field, value, shown.head.period.guide)


def _texts(steps: Iterable[Section]) -> dict[str, str]:
    """The texts by key; those of the rancang bangun joined with their headings, as one text."""
    found = {part.key: text for step in steps for part, text in _written(step)}
    design = [step for step in steps if step.meaning == Section.Meaning.DESIGN]
    parts = [f"{part.title}\n{text}" for step in design for part, text in _written(step) if text]
    return found | {DESIGN: "\n\n".join(parts)}


def _written(step: Section) -> Iterator[tuple[Section, str]]:
    for part, text in step.written:
        yield part, text.text if text else ""
