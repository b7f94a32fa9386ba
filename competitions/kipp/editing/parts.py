"""The lists of which the rules of an edition are made, and taking a row in, out or along; values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from competitions.rules.kipprules import KippChoices, KippProposalForm, KippRules, KippSection
from foundation.fixtures.schema import Schema


@dataclass(frozen=True, slots=True)
class RulePart:
    """One list of the rules: the word of its address, what it is called, and what one row of it is called."""

    key: str
    title: str
    row: str
    lead: str


GROUPS: Final = RulePart(
    "kelompok", "Kelompok", "Kelompok", "Umur, kuota, dan apa yang diminta dari kelompok ini saja."
)
CATEGORIES: Final = RulePart("kategori", "Kategori", "Kategori", "Satu bidang yang dapat dipilih sebuah entri.")
PAPERS: Final = RulePart("surat", "Surat yang diminta", "Surat", "Surat bertanda tangan yang menyertai sebuah entri.")
SECTIONS: Final = RulePart("bagian", "Bagian formulir", "Bagian", "Satu bagian naskah dengan batas katanya.")
PARTS: Final = {part.key: part for part in (GROUPS, CATEGORIES, PAPERS, SECTIONS)}
FIRST: Final = "edisi_ini"
"""The key of a form that was begun in the portal."""

Rows = tuple[Any, ...]


def rows_of(rules: KippRules, part: RulePart) -> Rows:
    """The rows of one list; the sections are those of the form that the edition uses."""
    if part is GROUPS:
        return rules.groups
    if part is CATEGORIES:
        return rules.categories.choices if rules.categories else ()
    if part is PAPERS:
        return rules.attachments
    return rules.proposal_form.sections if rules.proposal_form else ()


def name_of(row: Any) -> str:
    """What a row is called."""
    return row.title if isinstance(row, KippSection) else row.label


def with_rows(rules: KippRules, part: RulePart, rows: Sequence[Schema]) -> KippRules:
    """The same rules with another list in the place of one."""
    kept: Any = tuple(rows)
    if part is GROUPS:
        return rules.model_copy(update={"groups": kept})
    if part is CATEGORIES:
        base = rules.categories or KippChoices(confidence="unknown", choices=())
        return rules.model_copy(update={"categories": base.model_copy(update={"choices": kept})})
    if part is PAPERS:
        return rules.model_copy(update={"attachments": kept})
    if rules.proposal_form is None:
        return rules.model_copy(update={"forms": (*rules.forms, _first_form(kept)), "form": FIRST})
    forms = (form.model_copy(update={"sections": kept}) if form.key == rules.form else form for form in rules.forms)
    return rules.model_copy(update={"forms": tuple(forms)})


def _first_form(sections: Rows) -> KippProposalForm:
    """The form of an edition that has none yet, begun by its first section."""
    return KippProposalForm(
        key=FIRST, name="Formulir edisi ini", confidence="unknown", weights_confidence="unknown", sections=sections
    )


def put(rows: Rows, row: Any) -> Rows:
    """The rows with one in the place of that with its key, or at the end."""
    if any(one.key == row.key for one in rows):
        return tuple(row if one.key == row.key else one for one in rows)
    return (*rows, row)


def moved_up(rows: Rows, key: str) -> Rows:
    """The rows with the one of this key a place earlier; the first stays."""
    listed = list(rows)
    at = next(index for index, one in enumerate(listed) if one.key == key)
    if at:
        listed[at - 1], listed[at] = listed[at], listed[at - 1]
    return tuple(listed)
