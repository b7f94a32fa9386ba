"""Forms of the rubric editor, and the note that a new version of anything scored needs."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.text import slugify

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput
from proposals.text.words import count_words
from reviews.core.models import Criterion, Rubric
from reviews.scoring_desk.forms import NOT_JUDGED
from reviews.stages.rubrics import EditedCriterion, EditedReasons

SPARE_ROWS = 2
NOT_JUDGED_SHORT: Final = "TDN"
_SENTENCE: Final = re.compile(rf"(\d{{1,2}}|{NOT_JUDGED_SHORT})\s*:\s*(.+)", re.IGNORECASE)
MAX_ROWS = 20


class CriterionForm(HelpedForm, forms.Form):
    """One line of a rubric; an empty name leaves the line out."""

    name = LineInput(label="Nama kriteria", max_length=120, required=False)
    help = LineInput(label="Pertanyaan penuntun", max_length=500, required=False)
    weight = forms.IntegerField(label="Bobot", min_value=1, max_value=100, required=False)
    levels = TypedInput(
        label="Tingkat, satu baris satu tingkat",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Dari yang terendah ke yang tertinggi, dengan kata-kata.",
    )
    sentences = TypedInput(
        label="Kalimat siap pakai untuk alasan, satu baris satu kalimat",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Awali dengan tingkatnya: “1: Belum ada bukti pemakaian.”; “TDN:” bila tidak dapat dinilai.",
    )

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]] = (), least: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"] = forms.MultipleChoiceField(
            label="Bagian usulan yang dinilai", required=False, widget=forms.CheckboxSelectMultiple, choices=parts
        )
        self.least = least

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("name"):
            return data
        if not data.get("weight") and "weight" not in self.errors:
            self.add_error("weight", "Isi bobot kriteria ini, paling kecil 1.")
        if len(self.level_texts()) < 2:
            self.add_error("levels", "Tulis paling sedikit dua tingkat, satu baris satu tingkat.")
        elif refusal := next(filter(None, map(self._refusal, self._sentence_lines())), ""):
            self.add_error("sentences", refusal)
        return data

    def _sentence_lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data.get("sentences", "").splitlines() if line.strip()]

    def _refusal(self, line: str) -> str:
        """Why a line is no ready sentence; one too short for a reason would be refused after it was chosen."""
        found, most = _SENTENCE.fullmatch(line), len(self.level_texts())
        if not found:
            return f"Awali “{line[:60]}” dengan tingkatnya dan titik dua, seperti “1: …” atau “{NOT_JUDGED_SHORT}: …”."
        if found[1].isdecimal() and not 1 <= int(found[1]) <= most:
            return f"Tingkat {found[1]} tidak ada. Kriteria ini memiliki tingkat 1 sampai {most}."
        if count_words(found[2]) < self.least:
            return f"Kalimat “{found[2][:60]}” terlalu pendek. Alasan paling sedikit {self.least} kata."
        return ""

    def ready_sentences(self) -> dict[str, list[str]]:
        """The ready sentences by their answer, as a criterion stores them."""
        ready: dict[str, list[str]] = {}
        for line in self._sentence_lines():
            if found := _SENTENCE.fullmatch(line):
                answer = str(int(found[1])) if found[1].isdecimal() else NOT_JUDGED
                ready.setdefault(answer, []).append(found[2])
        return ready

    def level_texts(self) -> tuple[str, ...]:
        """The descriptions, one per line that is not empty."""
        lines = self.cleaned_data.get("levels", "").splitlines()
        return tuple(line.strip() for line in lines if line.strip())


class BaseLines(forms.BaseFormSet[CriterionForm]):
    """All criteria of a rubric."""

    def clean(self) -> None:
        names = [form.cleaned_data["name"] for form in self.forms if form.is_valid() and form.cleaned_data.get("name")]
        if not names:
            raise forms.ValidationError("Rubrik memerlukan paling sedikit satu kriteria.")
        keys = [slugify(name)[:40] for name in names]
        if len(set(keys)) != len(keys):
            raise forms.ValidationError("Dua kriteria memakai nama yang sama. Beri nama yang berbeda.")


LinesFormSet = forms.formset_factory(CriterionForm, formset=BaseLines, extra=SPARE_ROWS, max_num=MAX_ROWS)


def edited(formset: forms.BaseFormSet[CriterionForm]) -> list[EditedCriterion]:
    """The criteria of a valid set as the service takes them; lines without a name are left out."""
    filled = [form for form in formset.forms if form.cleaned_data.get("name")]
    return [
        EditedCriterion(
            key=slugify(form.cleaned_data["name"])[:40],
            name=form.cleaned_data["name"],
            help=form.cleaned_data["help"],
            weight=form.cleaned_data["weight"],
            levels=form.level_texts(),
            sections=tuple(form.cleaned_data["sections"]),
            sentences=form.ready_sentences(),
        )
        for form in filled
    ]


def initial_lines(criteria: list[Criterion]) -> list[dict[str, Any]]:
    """The stored criteria as the formset shows them."""
    return [
        {
            "name": each.name,
            "help": each.help,
            "weight": each.weight,
            "levels": "\n".join(level.description for level in each.scale),
            "sections": each.sections,
            "sentences": "\n".join(
                f"{NOT_JUDGED_SHORT if answer == NOT_JUDGED else answer}: {text}"
                for answer, texts in each.sentences.items()
                for text in texts
            ),
        }
        for each in criteria
    ]


class ReasonsForm(HelpedForm, forms.Form):
    """Where a rubric asks reviewers for a reason; "tidak dapat dinilai" always does."""

    levels = LineInput(
        label="Alasan diminta pada tingkat",
        max_length=60,
        required=False,
        help_text="Dipisah koma, biasanya terendah dan tertinggi. “Tidak dapat dinilai” selalu meminta alasan.",
    )
    least = forms.IntegerField(label="Paling sedikit berapa kata", min_value=1, max_value=50)
    help = TypedInput(label="Petunjuk alasan", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def clean_levels(self) -> tuple[int, ...]:
        words = [word for word in re.split(r"[,;\s]+", self.cleaned_data["levels"]) if word]
        if not all(word.isdecimal() and len(word) < 3 for word in words):
            raise forms.ValidationError("Tulis angka tingkatnya saja, dipisah koma, seperti 1, 3.")
        return tuple(sorted({int(word) for word in words}))

    def reasons(self) -> EditedReasons:
        """What was said, as the service takes it; call it on a valid form."""
        return EditedReasons(*(self.cleaned_data[name] for name in ("levels", "least", "help")))

    def check_levels(self, lines: Sequence[EditedCriterion]) -> bool:
        """Whether every level named is a level of some criterion; otherwise it is an error of the form."""
        most = max((len(line.levels) for line in lines), default=0)
        if wrong := [level for level in self.cleaned_data["levels"] if not 1 <= level <= most]:
            self.add_error("levels", f"Tingkat {wrong[0]} tidak ada. Rubrik ini memiliki tingkat 1 sampai {most}.")
        return not wrong


def initial_reasons(rubric: Rubric) -> dict[str, Any]:
    """Where the rubric asks for reasons now, as the form shows it."""
    at = ", ".join(str(level) for level in sorted(rubric.justify_at))
    return {"levels": at, "least": rubric.justify_min_words, "help": rubric.justify_help}


class ChangeNoteForm(HelpedForm, forms.Form):
    """What a new version means for the scores given; asked only when there are any."""

    note = TypedInput(
        label="Apa yang terjadi dengan nilai yang sudah ada?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Nilai lama tetap tercatat menurut versi lama; usulan yang masih di tahap ini dinilai ulang.",
    )

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if help_text:
            self.fields["note"].help_text = help_text
