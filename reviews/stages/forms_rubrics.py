"""Forms of the rubric editor, and the note that a new version of anything scored needs."""

from typing import Any

from django import forms
from django.utils.text import slugify

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput
from reviews.core.models import Criterion
from reviews.stages.rubrics import EditedCriterion

SPARE_ROWS = 2
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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("name"):
            return data
        if not data.get("weight") and "weight" not in self.errors:
            self.add_error("weight", "Isi bobot kriteria ini, paling kecil 1.")
        if len(self.level_texts()) < 2:
            self.add_error("levels", "Tulis paling sedikit dua tingkat, satu baris satu tingkat.")
        return data

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
        }
        for each in criteria
    ]


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
