"""The hidden key of each row of a reviewer's file: whose it is, what it asks, and what stood there when it left."""

import re
from dataclasses import dataclass
from typing import Final

from reviews.scoring_desk.tasks_at_hand import NOTHING

COMMENT: Final = 0
"""Stands for a criterion where the row is the comment to the proposer."""
_KEY: Final = re.compile(r"(\d{4})\.(\d{1,18})\.(\d{1,18})\.(\d{1,18})\.(\d{1,18})\.([a-z0-9-]{1,8})\.([0-9a-f]{12}|-)")


@dataclass(frozen=True, slots=True)
class RowKey:
    """One row: year, reviewer, task, rubric and criterion by their keys, and the answer it was given out with.

    `level` is the answer as the draft keeps it, empty for none; `why` the `mark_of` its reason or comment.
    """

    year: int
    reviewer: int
    task: int
    rubric: int
    criterion: int
    level: str
    why: str

    def __str__(self) -> str:
        parts = (self.year, self.reviewer, self.task, self.rubric, self.criterion)
        return ".".join([*map(str, parts), self.level or NOTHING, self.why])


def row_key(text: str) -> RowKey | None:
    """The key as it stands in a cell; None for anything else."""
    found = _KEY.fullmatch(text)
    if not found:
        return None
    year, reviewer, task, rubric, criterion = (int(part) for part in found.groups()[:5])
    return RowKey(year, reviewer, task, rubric, criterion, "" if found[6] == NOTHING else found[6], found[7])
