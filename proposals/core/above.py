"""What this floor asks of the floors above without knowing them: each answer is a function that a setting names.

So the order of the floors holds for questions as it does for imports, and whoever reads the settings finds who answers.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from agencies.core.models import User
    from agencies.core.requests import SignedInRequest
    from proposals.core.period.models import Period
    from proposals.core.workflow import Role


@dataclass(frozen=True, slots=True)
class Reading:
    """What reviewing knows of one person: the proposals closed to them, and those they were asked to review.

    Both as rows that are the keys of proposals; nothing is asked before they are looked at.
    """

    closed: QuerySet[Any, int]
    asked: Callable[[], QuerySet[Any, int]]

    @property
    def denied(self) -> Q:
        return Q(pk__in=self.closed)

    @property
    def reviewed(self) -> Q:
        return Q(pk__in=self.asked())


# What it has to say of the proposal with this key to somebody in these roles; nothing is said of drafts.
Box = Callable[["SignedInRequest", int, set["Role"]], SafeString | str]


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes on from an earlier proposal on its continuation: a title, how much of it is open, and all of it.

    `box` draws all of it, for the pages that show it.
    """

    title: str
    amount: int
    box: Callable[[], SafeString]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a rule of a competition says of an innovation: `passed` is None where it could not be looked at."""

    passed: bool | None
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class CopiedBy:
    """One that copied an innovation, as anybody may know it: a region, unit or institution, and the year."""

    name: str
    year: int

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"


@dataclass(frozen=True, slots=True)
class AwardWon:
    """A national award that an innovation has won, as anybody may know it: what it is called, and the year of KIPP."""

    name: str
    year: int

    def __str__(self) -> str:
        return f"{self.name} KIPP {self.year}"


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One round of scoring and its dates; either may not be set."""

    name: str
    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned in a period after the writing: its rounds of scoring, and the next meeting that decides."""

    stages: tuple[PlannedStage, ...] = ()
    meeting_at: datetime.datetime | None = None
    meeting_place: str = ""


@cache
def named(path: str) -> Any:
    """What stands at a path that a setting names; who asks knows its type."""
    return import_string(path)


def reading(user: "User") -> Reading:
    """The answer of `PROPOSAL_READING`; conditions alone, no query."""
    found = named(settings.PROPOSAL_READING)(user)
    assert isinstance(found, Reading)  # noqa: S101 - for the type, which a path in a setting cannot give
    return found


def is_scored(period: "Period") -> bool:
    """The answer of `PERIOD_IS_SCORED`: whether somebody has given a score in this period; one query."""
    return bool(named(settings.PERIOD_IS_SCORED)(period))


def repair_days(periods: Collection[int]) -> Mapping[int, int]:
    """The answer of `PERIOD_REPAIR_DAYS`: how many working days each period gives for a repair, by key; one query."""
    answer: Callable[[Collection[int]], Mapping[int, int]] = named(settings.PERIOD_REPAIR_DAYS)
    return answer(periods)


def planned(periods: Collection[int]) -> Mapping[int, Planned]:
    """The answer of `PERIOD_PLANNED`: what each of these periods plans, by key; two queries."""
    answer: Callable[[Collection[int]], Mapping[int, Planned]] = named(settings.PERIOD_PLANNED)
    return answer(periods)


def carried(request: "SignedInRequest", predecessor: int | None) -> Carried | None:
    """The answer of `PROPOSAL_CARRIED`: what this reader may know of that went on from the proposal with this key."""
    if predecessor is None:
        return None
    found = named(settings.PROPOSAL_CARRIED)(request, predecessor)
    assert found is None or isinstance(found, Carried)  # noqa: S101 - for the type, as above
    return found


def checked(name: str, applied_on: datetime.date | None, developed_on: datetime.date | None) -> Checked:
    """The answer of the function that `PROPOSAL_CHECKS` names for this check; one query."""
    answer: Callable[[datetime.date | None, datetime.date | None], Checked] = named(settings.PROPOSAL_CHECKS[name])
    return answer(applied_on, developed_on)


def copied_by(proposals: Collection[int]) -> Mapping[int, Sequence[CopiedBy]]:
    """The answer of `CATALOGUE_COPIED`: who copied these innovations, by their key; one query."""
    answer: Callable[[Collection[int]], Mapping[int, Sequence[CopiedBy]]] = named(settings.CATALOGUE_COPIED)
    return answer(proposals)


def awards_of(proposals: Collection[int]) -> Mapping[int, Sequence[AwardWon]]:
    """The answer of `CATALOGUE_AWARDS`: the awards that these innovations have won, by their key; one query."""
    answer: Callable[[Collection[int]], Mapping[int, Sequence[AwardWon]]] = named(settings.CATALOGUE_AWARDS)
    return answer(proposals)


def boxes(paths: Iterable[str], request: "SignedInRequest", proposal: int, roles: set["Role"]) -> list[str]:
    """What each `Box` of a list in the settings has to say on the page of a proposal; empty ones stay out."""
    drawn = (str(named(path)(request, proposal, roles)) for path in paths)
    return [box for box in drawn if box.strip()]
