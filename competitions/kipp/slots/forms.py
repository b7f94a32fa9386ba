"""Forms of sharing out places: which variant is kept, where an entry is put, and a score by hand."""

from decimal import Decimal
from typing import Any

from django import forms

from competitions.core.reasons import checked_reason
from competitions.kipp.slots.allocating import SlotVariant
from competitions.kipp.slots.models import SlotWord
from foundation.forms import HelpedForm


class VariantForm(HelpedForm, forms.Form):
    """Which of the two variants is kept."""

    variant = forms.ChoiceField(label="Cara pembagian", choices=SlotVariant.choices, widget=forms.RadioSelect)


class SlotPlaceForm(HelpedForm, forms.ModelForm[SlotWord]):
    """Where a coordinator puts an entry, and why."""

    KINDS = [(kind.value, kind.label) for kind in (SlotWord.Kind.IN, SlotWord.Kind.OUT, SlotWord.Kind.FREE)]

    class Meta:
        model = SlotWord
        fields = ["kind", "reason"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"reason": "Alasan ini tercatat dan tercetak pada lampiran berita acara."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label="Penetapan",
            choices=self.KINDS,
            widget=forms.RadioSelect,
            help_text="Yang ditetapkan masuk mendapat tempat lebih dahulu. Yang dikeluarkan tidak ikut dibagi.",
        )

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])


class SlotScoreForm(HelpedForm, forms.ModelForm[SlotWord]):
    """A score for an entry without a released one, and where it is from."""

    class Meta:
        model = SlotWord
        fields = ["score", "reason"]
        help_texts = {"reason": "Dari mana nilai ini. Alasan tercatat dan tercetak pada lampiran berita acara."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"] = forms.DecimalField(
            label="Nilai", min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2, localize=True,
            help_text="Antara 0 dan 100, paling banyak dua angka di belakang koma.",
        )  # fmt: skip

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])
