"""Forms of what is new in an edition: a year, an indicator, and how much effort each indicator takes in this city."""

from typing import Any, Final

from django import forms

from competitions.core.models import Edition, Indicator
from competitions.iga.editing.forms import LONG
from competitions.iga.editing.guiding import FILE_TYPES, LEVELS
from competitions.rules.indicatorrules import IndicatorRules
from competitions.rules.versioned import VersionedForm
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput

EFFORTS: Final = (("", "Belum dinilai"), ("mudah", "Mudah"), ("sedang", "Sedang"), ("berat", "Berat"))


class NewEditionForm(HelpedForm, forms.Form):
    """The year of a new edition."""

    year = forms.IntegerField(label="Tahun", min_value=2020, max_value=2100)


class NewIndicatorForm(VersionedForm, forms.ModelForm[Indicator]):
    """An indicator that the guide has and the edition doesn't; what else decides it is edited afterwards."""

    key = forms.SlugField(
        label="Kunci", max_length=40, help_text="Satu kata tanpa spasi, misalnya kemitraan; sama dari tahun ke tahun."
    )

    class Meta:
        model = Indicator
        fields = ["number", "name", "variable", "weight", "mandatory", "definition", "evidence"]
        widgets = {"definition": LONG, "evidence": LONG}

    field_order = ["number", "key"]

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "weight"):
            self.fields[name].min_value = 1  # type: ignore[attr-defined]  # a field of whole numbers
        for level in LEVELS:
            self.fields[f"level_{level}"] = LineInput(label=f"Parameter {level}", max_length=300)
        self.fields["documents"] = forms.MultipleChoiceField(
            label="Jenis dokumen",
            required=False,
            choices=[(kind.key, kind.label) for kind in edition.iga.document_kinds],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["file_types"] = forms.MultipleChoiceField(
            label="Jenis berkas", choices=list(FILE_TYPES.items()), widget=forms.CheckboxSelectMultiple
        )
        self.rows = list(edition.indicators.all())

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if not number or number in {row.number for row in self.rows}:
            taken = "sudah dipakai indikator lain" if number else "harus lebih dari nol"
            raise forms.ValidationError(f"Nomor ini {taken}. Tulis nomor lain.")
        return number

    def clean_weight(self) -> int:
        weight: int = self.cleaned_data["weight"]
        if not weight:
            raise forms.ValidationError("Isi angka yang lebih dari nol.")
        return weight

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key in {row.guide.key for row in self.rows}:
            raise forms.ValidationError("Kunci ini sudah dipakai indikator lain. Tulis kunci lain.")
        return key

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the indicator as typed."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def level_words(self) -> dict[int, str]:
        """The words of the levels, by their values."""
        return {level: self.cleaned_data[f"level_{level}"] for level in LEVELS}

    def guide(self) -> IndicatorRules:
        """What the guide says of the indicator, as typed."""
        typed = self.cleaned_data
        return IndicatorRules(
            key=typed["key"], documents=tuple(typed["documents"]), file_types=tuple(typed["file_types"])
        )


class EffortsForm(VersionedForm, forms.Form):
    """How much effort each indicator takes in this city: its own judgement, not the guide's."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {row.number: row.guide.key for row in edition.indicators.all()}
        fields: dict[str, forms.Field] = {}
        for row in edition.indicators.all():
            fields[f"upaya_{row.number}"] = forms.ChoiceField(
                label=str(row), required=False, choices=EFFORTS, initial=edition.efforts.get(row.guide.key, "")
            )
        self.fields = fields | self.fields

    @property
    def efforts(self) -> dict[str, str]:
        """The class of each indicator that has one, by its key."""
        typed = {key: self.cleaned_data[f"upaya_{number}"] for number, key in self.keys.items()}
        return {key: effort for key, effort in typed.items() if effort}
