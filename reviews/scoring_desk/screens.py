"""The screens of scoring one proposal, one for each criterion and a last one: which is open, and which comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from foundation.text.plain import as_typed
from proposals.core.guide.readiness import FILES_STEP, PROFILE_STEP
from proposals.sent.shown import Shown
from proposals.text.words import count_words
from reviews.core.models import Criterion
from reviews.scoring_desk.forms import NOT_JUDGED, CriterionFields, ScoreForm
from reviews.scoring_desk.models import ReviewerPhrase

LAST: Final = "akhir"
OFFERED: Final = 3
"""How many of a reviewer's own sentences stand beside the ready ones; the others are folded."""


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """One answer of a criterion; `number` is empty for the way out."""

    value: str
    number: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CriterionScreen:
    """One criterion with what is answered so far; `number` counts from 1."""

    number: int
    line: CriterionFields
    level: str
    why: str
    needs_reason: bool
    lacks_reason: bool

    @property
    def criterion(self) -> Criterion:
        return self.line.criterion

    @property
    def is_open(self) -> bool:
        """Whether something is still to be answered here."""
        return not self.chosen or self.lacks_reason

    @property
    def choices(self) -> list[LevelChoice]:
        """The levels from the lowest, and the way out."""
        return [
            LevelChoice(value, "" if value == NOT_JUDGED else value, label, value == self.level)
            for value, label in self.line.choices
        ]

    @property
    def chosen(self) -> LevelChoice | None:
        """The answer given; None while there is none, or one that the rubric does not know."""
        return next((choice for choice in self.choices if choice.is_chosen), None)

    @property
    def ready(self) -> list[str]:
        """The rubric's ready sentences for a reason at this level."""
        return list(self.criterion.sentences.get(self.level, []))

    def typed(self, posted: Mapping[str, str]) -> dict[str, str]:
        """What this screen sent, as a draft keeps it: a level that the rubric knows, and the reason.

        A ready sentence joins what was typed beside it, so that neither is lost.
        """
        level, why = self.line.level.html_name, self.line.why.html_name
        found = {why: posted.get(why, self.why)}
        if posted.get(level) in {choice.value for choice in self.choices}:
            found[level] = posted[level]
        sentence = posted.get("kalimat", "")
        if sentence and sentence not in found[why]:
            found[why] = f"{found[why].strip()} {sentence}".strip()
        return {name: as_typed(value) for name, value in found.items()}


def screens(form: ScoreForm) -> list[CriterionScreen]:
    """A screen for every criterion of the form, in its order."""
    return [_screen(form, number, line) for number, line in enumerate(form.lines(), start=1)]


def _screen(form: ScoreForm, number: int, line: CriterionFields) -> CriterionScreen:
    level, why = str(line.level.value() or ""), str(line.why.value() or "")
    needs = level in form.reasons_at()
    return CriterionScreen(number, line, level, why, needs, needs and count_words(why) < form.rubric.justify_min_words)


def first_open(found: Sequence[CriterionScreen]) -> CriterionScreen | None:
    """Where an interrupted review goes on; None when every criterion is answered."""
    return next((screen for screen in found if screen.is_open), None)


def following(found: Sequence[CriterionScreen], number: int) -> str:
    """What comes after this criterion: the next open one, then one that was left out, then the last screen."""
    later = first_open(found[number:]) or first_open(found)
    return str(later.number) if later else LAST


@dataclass(frozen=True, slots=True)
class ReadPart:
    """The proposal beside one criterion: what it judges, and the rest; `profile` and `files` stand in one of them."""

    texts: list[Any]
    profile: list[Any]
    files: list[Any]

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.profile or self.files)


def beside(criterion: Criterion | None, read: Shown) -> tuple[ReadPart, ReadPart]:
    """What the criterion judges, in the rubric's order, and the rest of the proposal.

    A criterion that names nothing this proposal has, and no criterion at all, leave everything to the rest.
    """
    texts = [(part, text) for step in read.steps for part, text in step.written]
    named = list(criterion.sections) if criterion else []
    judged = sorted((pair for pair in texts if pair[0].key in named), key=lambda pair: named.index(pair[0].key))
    rest = [pair for pair in texts if pair[0].key not in named]
    profile, files = PROFILE_STEP in named, FILES_STEP in named
    return (
        ReadPart(judged, read.profile if profile else [], read.attachments if files else []),
        ReadPart(rest, [] if profile else read.profile, [] if files else read.attachments),
    )


def sentences(person: int, screen: CriterionScreen) -> tuple[list[str], list[str]]:
    """What is offered as a reason: the rubric's sentences with some of the person's own, and the others of these."""
    kept = ReviewerPhrase.objects.filter(reviewer=person).values_list("text", flat=True)
    own = [text for text in kept if text not in screen.ready]
    return [*screen.ready, *own[:OFFERED]], own[OFFERED:]
