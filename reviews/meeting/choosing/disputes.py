"""The disagreements of reviewers that a meeting deals with first: which cases, and their way from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass

from reviews.discussion.comparing import ComparedStage, compared
from reviews.meeting.core.lines import MeetingLine

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal whose reviewers lie apart, its disputed stages criterion by criterion."""

    line: MeetingLine
    stages: list[ComparedStage]

    @property
    def unsettled(self) -> bool:
        return self.line.unsettled


@dataclass(frozen=True, slots=True)
class Disputes:
    """The cases shown, those still open first, each half by rank; `more` open ones follow when these are settled."""

    cases: list[Case]
    unsettled: int
    more: int


def disputes(known: Iterable[MeetingLine]) -> Disputes:
    """From the lines of a meeting: every open disagreement, and the settled ones of what the meeting decides on.

    Three queries for any number of lines.
    """
    apart = [line for line in known if line.disputed]
    waiting = [line for line in apart if line.unsettled]
    settled = [line for line in apart if not line.unsettled and line.decision]
    shown = [*waiting[:SHOWN], *settled[:SHOWN]]
    found = compared(figures for line in shown for figures in line.disputed)
    return Disputes(
        cases=[Case(line, found[line.proposal.pk]) for line in shown],
        unsettled=len(waiting),
        more=len(waiting[SHOWN:]),
    )
