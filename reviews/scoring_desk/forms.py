"""Forms of reviewing: the scoring form built from a rubric, stepping back, and choosing reviewers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms import BoundField

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.text.words import count_words
from reviews.core import marks
from reviews.core.models import Assignment, Criterion, Rubric, Score
from reviews.scoring_desk.services import Answer, why_closed

NOT_JUDGED = "tidak"
NOT_JUDGED_LABEL = "Tidak dapat dinilai"
LEVEL, WHY = "nilai-", "alasan-"
OUTDATED = "Rubriknya berubah sejak halaman ini dibuka, jadi isian ini belum tersimpan. Pilih lagi jawabannya."


@dataclass(frozen=True, slots=True)
class CriterionFields:
    """One criterion of the form as the template draws it; `share` is its part of the total in percent."""

    criterion: Criterion
    level: BoundField
    why: BoundField
    share: int

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Every answer with its words, from the lowest level to the way out."""
        levels = [(str(level.value), level.description) for level in self.criterion.scale]
        return [*levels, (NOT_JUDGED, NOT_JUDGED_LABEL)]


class ScoreForm(HelpedForm, forms.Form):
    """Every criterion of a rubric with its levels, a justification where the rubric asks for one, and a comment."""

    comment = TypedInput(
        label="Komentar untuk pengusul",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Apa yang baik dan apa yang dapat diperbaiki. Dibaca pengusul setelah keputusan, tanpa nama Anda.",
    )

    def __init__(self, *args: Any, rubric: Rubric, criteria: Sequence[Criterion], scale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric, self.criteria, self.scale = rubric, criteria, scale
        for criterion in criteria:
            self.fields[_level(criterion)] = _level_field(criterion)
            self.fields[_why(criterion)] = _why_field(criterion, rubric)
        self.order_fields([name for each in criteria for name in (_level(each), _why(each))])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for criterion in self.criteria:
            level, why = data.get(_level(criterion)), data.get(_why(criterion), "")
            if level in self.reasons_at() and count_words(why) < self.rubric.justify_min_words:
                self.add_error(_why(criterion), self.reason_missing())
        return data

    def reason_missing(self) -> str:
        """What is said where a reason is asked and missing, or too short."""
        return f"Tulis alasannya, paling sedikit {self.rubric.justify_min_words} kata."

    def answers(self) -> list[Answer]:
        """What was answered, ready for the service; call it on a valid form."""
        return [
            Answer(
                criterion=each,
                value=_value(self.cleaned_data[_level(each)]),
                justification=self.cleaned_data[_why(each)],
            )
            for each in self.criteria
        ]

    def lines(self) -> list[CriterionFields]:
        """The criteria in order, for the template; what cannot be judged has handed its share to the others."""
        skipped = {each.pk: None for each in self.criteria if self[_level(each)].value() == NOT_JUDGED}
        shares = marks.shares(self.criteria, skipped, self.scale)
        return [
            CriterionFields(each, self[_level(each)], self[_why(each)], round(shares[each.pk]))
            for each in self.criteria
        ]

    def is_outdated(self, posted: Iterable[str]) -> bool:
        """Whether a page of another version of the rubric sent these names: it asked for other criteria."""
        return any(name.startswith((LEVEL, WHY)) and name not in self.fields for name in posted)

    def reasons_at(self) -> list[str]:
        """The answers that need a reason, as the page sends them."""
        return [*(str(level) for level in self.rubric.justify_at), NOT_JUDGED]


def _level(criterion: Criterion) -> str:
    return f"{LEVEL}{criterion.pk}"


def _why(criterion: Criterion) -> str:
    return f"{WHY}{criterion.pk}"


def _value(typed: str) -> int | None:
    return None if typed == NOT_JUDGED else int(typed)


def _level_field(criterion: Criterion) -> forms.ChoiceField:
    choices = [(str(level.value), level.description) for level in criterion.scale]
    return forms.ChoiceField(
        label=criterion.name,
        help_text=criterion.help,
        choices=[*choices, (NOT_JUDGED, NOT_JUDGED_LABEL)],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih satu tingkat, atau “Tidak dapat dinilai”.",
            "invalid_choice": "Nilai ini di luar skala rubrik. Pilih salah satu tingkat yang tersedia.",
        },
    )


def _why_field(criterion: Criterion, rubric: Rubric) -> TypedInput:
    return TypedInput(
        label=f"Alasan: {criterion.name}",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=f"{_when_needed(rubric)} {rubric.justify_help}".strip(),
        error_messages={"max_length": "Ringkas alasan Anda menjadi paling banyak 2.000 huruf."},
    )


def _when_needed(rubric: Rubric) -> str:
    levels = " atau ".join(str(level) for level in sorted(rubric.justify_at))
    at = f"untuk tingkat {levels}, dan " if levels else ""
    return f"Wajib {at}bila tidak dapat dinilai."


def initial_of(scores: dict[int, Score], comment: str, draft: dict[str, Any]) -> dict[str, Any]:
    """What the form shows at first: the stored review, and over it the draft where one was kept."""
    initial: dict[str, Any] = {"comment": comment}
    for score in scores.values():
        initial[f"{LEVEL}{score.criterion_id}"] = NOT_JUDGED if score.value is None else str(score.value)
        initial[f"{WHY}{score.criterion_id}"] = score.justification
    return initial | draft


def form_of(
    assignment: Assignment, posted: Mapping[str, str] | None = None, typed: Mapping[str, str] = MappingProxyType({})
) -> ScoreForm:
    """The rubric as a form: what was posted, else the draft, else the stored review; `typed` stands over these.

    A review that cannot be changed any more shows the version of the rubric it was given by.
    """
    given = marks.newest_marks(assignment)
    rubric = marks.rubric_used(assignment, given) if why_closed(assignment) else assignment.stage.rubric
    return ScoreForm(
        posted,
        initial=initial_of(given, assignment.comment, assignment.draft) | dict(typed),
        rubric=rubric,
        criteria=list(rubric.criteria.all()),
        scale=assignment.proposal.period.score_scale,
    )


class RecusalForm(HelpedForm, forms.Form):
    """Stepping back from a proposal, with the reason."""

    KINDS = (
        ("conflict", "Saya memiliki benturan kepentingan dengan usulan ini"),
        ("unable", "Saya berhalangan menilai usulan ini"),
    )
    kind = forms.ChoiceField(
        label="Mengapa Anda mengundurkan diri?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu sebab."},
    )
    reason = TypedInput(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Dibaca oleh koordinator Bapperida. Contoh: saya ikut mendampingi penyusunan usulan ini.",
        error_messages={"required": "Tuliskan alasan Anda."},
    )
