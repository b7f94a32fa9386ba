"""The files of KIPP editions, kipp_*.yaml."""

from typing import Literal, Self

from pydantic import model_validator

from competitions.reference.igafile import EditionHead
from competitions.rules.kipprules import (
    KippChoices,
    KippGroup,
    KippNumbers,
    KippPaper,
    KippProposalForm,
    KippState,
    KippVideo,
)
from competitions.rules.ruleparts import KeyedLabel
from foundation.fixtures.schema import DayOrEmpty, Schema, Text, check_unique, fault, unknown


class KippHead(EditionHead):
    """A KIPP edition, with its days and the form that the portal offers first."""

    programme: Literal["kipp"]
    portal: Text
    guide: str
    opens_on: DayOrEmpty
    closes_on: DayOrEmpty
    form: Text


class KippFile(Schema):
    """The whole content of one kipp_*.yaml."""

    edition: KippHead
    held: dict[int, bool]
    rules: KippNumbers
    groups: tuple[KippGroup, ...]
    categories: KippChoices
    states: tuple[KippState, ...]
    criteria: KippChoices
    forms: tuple[KippProposalForm, ...]
    identification: tuple[KeyedLabel, ...]
    attachments: tuple[KippPaper, ...]
    video: KippVideo

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        forms = [form.key for form in self.forms]
        if self.edition.form not in forms:
            raise fault(unknown(self.edition.form, forms), "edition", "form")
        check_unique(self.attachments, "key", "attachments")
        return self
