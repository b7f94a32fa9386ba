"""What a reviewer means by the cell of a level, in any way that a drop-down list or a hurried hand writes it."""

from typing import Any, Final

from foundation.sheets.cells import alike, code
from reviews.core.models import Criterion
from reviews.scoring_desk.forms import NOT_JUDGED, NOT_JUDGED_LABEL

_NOT_JUDGED: Final = {alike(NOT_JUDGED_LABEL), NOT_JUDGED, "tdn"}


def choices(criterion: Criterion) -> list[str]:
    """The answers as the list of the cell offers them, from the lowest level to the way out."""
    return [*(label(criterion, str(level.value)) for level in criterion.scale), NOT_JUDGED_LABEL]


def label(criterion: Criterion, answer: str) -> str:
    """An answer in the words of the list; empty for one that the rubric does not know."""
    if answer == NOT_JUDGED:
        return NOT_JUDGED_LABEL
    return next((f"{each.value}: {each.description}" for each in criterion.scale if str(each.value) == answer), "")


def answer_of(cell: Any, criterion: Criterion) -> str:
    """The answer as a draft keeps it; empty when the cell means none of them.

    A number with words behind it has to be one of the list, word for word: the words say what was meant by it.
    """
    if isinstance(cell, bool):
        return ""
    typed = alike(code(cell))
    if typed in _NOT_JUDGED:
        return NOT_JUDGED
    for level in criterion.scale:
        answer = str(level.value)
        if typed in (answer, alike(label(criterion, answer)), alike(level.description)):
            return answer
    return ""


def spoken(criterion: Criterion) -> str:
    """What may be written, for a sentence."""
    return f"{criterion.lowest} sampai {criterion.top}, atau “{NOT_JUDGED_LABEL}”"
