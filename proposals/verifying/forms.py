"""Forms of the checklist: the words of one question, and the order of all."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput
from proposals.core.guide.models import FormGuide
from proposals.verifying.editing import QuestionSeat, Wording
from proposals.verifying.models import CheckItem
from proposals.verifying.places import kinds_of_place

_BY_A_PERSON = "tidak, hanya oleh koordinator"
MOST = 99


class WordingForm(HelpedForm, forms.Form):
    """What one question asks; its choices of places are those of the guide."""

    question = LineInput(
        label="Pertanyaan", max_length=160, help_text="Ditulis sehingga jawabannya “Sesuai” atau “Belum”."
    )
    source = LineInput(label="Dasar", max_length=160, help_text="Pasal, panduan, atau pengaturan yang memintanya.")
    machine = forms.ChoiceField(
        label="Diperiksa portal",
        choices=[("", _BY_A_PERSON), *CheckItem.Machine.choices],
        required=False,
        help_text="Temuan portal tampil lebih dahulu; jawaban koordinator mendahuluinya.",
    )
    place = forms.ChoiceField(
        label="Tempat catatan", required=False, help_text="Ke sana catatan pergi bila jawabannya “Belum”."
    )

    def __init__(self, *args: Any, guide: FormGuide, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[Any] = list(kinds_of_place(guide))
        if kept not in {value for _, options in groups for value, _ in options}:
            groups.append((kept, kept))
        self.fields["place"].choices = groups  # type: ignore[attr-defined]  # a ChoiceField's

    @property
    def wording(self) -> Wording:
        """What was filled in."""
        return Wording(**self.cleaned_data)


class OrderForm(HelpedForm, forms.Form):
    """A number and a tick for each question."""

    def __init__(self, *args: Any, items: Sequence[CheckItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for place, item in enumerate(items, start=1):
            number = forms.NumberInput({"class": "form-control", "aria-label": f"Urutan: {item.question}"})
            tick = forms.CheckboxInput({"class": "form-check-input", "aria-label": f"Ditanyakan: {item.question}"})
            self.fields[f"urut-{item.pk}"] = forms.IntegerField(
                label=item.question, min_value=1, max_value=MOST, initial=place, widget=number
            )
            self.fields[f"tanya-{item.pk}"] = forms.BooleanField(required=False, initial=item.is_on, widget=tick)

    def rows(self) -> Iterable[tuple[CheckItem, forms.BoundField, forms.BoundField]]:
        """Each question with its number and its tick."""
        return [(item, self[f"urut-{item.pk}"], self[f"tanya-{item.pk}"]) for item in self.items]

    @property
    def seats(self) -> dict[int, QuestionSeat]:
        """What was filled in, by key of the question."""
        data = self.cleaned_data
        return {item.pk: QuestionSeat(data[f"urut-{item.pk}"], data[f"tanya-{item.pk}"]) for item in self.items}
