"""The forms of results: one of the city, another city or the nation, its correction, its withdrawal, and levels."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict

from competitions.core.models import Indicator
from competitions.core.national import NationalResult
from competitions.core.reasons import checked_reason
from competitions.rules.indicatorrules import HIGHEST
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput

OFFERED = ("index", "spd", "sid", "number", "place", "award")
SUBJECTS = ("city", "other", "national")
_NOTE: Final = forms.Textarea({"rows": 2})
_SOURCE: Final = "Surat, piagam, atau berita yang menyebutnya, dengan tanggalnya."


class ResultForm(HelpedForm, forms.ModelForm[NationalResult]):
    """What a letter or the press says of a year; the source is never left out, nor how far it can be trusted."""

    class Meta:
        model = NationalResult
        fields = [
            "year", "subject", "name", "measure", "value", "rank", "of", "predicate", "source", "confidence", "note",
        ]  # fmt: skip
        widgets = {"note": _NOTE}
        help_texts = {"name": "Nama kota lain; kosongkan untuk kota ini dan nasional.", "source": _SOURCE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("measure", OFFERED), ("subject", SUBJECTS)):
            field: Any = self.fields[name]
            field.choices = [(key, label) for key, label in field.choices if key in offered]
        trust: Any = self.fields["confidence"]
        trust.choices = [("", "Pilih dari mana angkanya dibaca"), *NationalResult.Trust.choices]

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2007 <= year <= 2100:
            raise forms.ValidationError("Tulis tahun penilaiannya, misalnya 2025.")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("subject") == "other" and not cleaned.get("name"):
            self.add_error("name", "Tulis nama kota lain itu.")
        if cleaned.get("subject") in ("city", "national") and cleaned.get("name"):
            self.add_error("name", "Kosongkan nama; hanya kota lain yang bernama.")
        about = {name: cleaned.get(name) for name in ("year", "subject", "name", "measure")}
        known = NationalResult.objects.current().filter(
            programme=self.instance.programme, proposal=None, indicator=None
        )
        if known.filter(**about).exists():
            raise forms.ValidationError("Hasil ini sudah tercatat untuk tahun itu. Perbaiki dari daftar hasilnya.")
        return cleaned

    def validate_constraints(self) -> None:
        """The one that a result stands once is asked above, as a withdrawn one makes room."""


class ResultCorrectionForm(HelpedForm, forms.ModelForm[NationalResult]):
    """What a result says otherwise, and why; what it is about stays."""

    reason = TypedInput(label="Alasan perbaikan", max_length=300, widget=_NOTE)

    class Meta:
        model = NationalResult
        fields = ["value", "rank", "of", "predicate", "source", "confidence", "note"]
        widgets = {"note": _NOTE}
        help_texts = {"source": _SOURCE}

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("value") is None and cleaned.get("rank") is None and not cleaned.get("predicate"):
            raise forms.ValidationError("Isi nilai, peringkat, atau predikatnya. Bila hasilnya tidak ada, tarik saja.")
        if not self.errors and not self._says_otherwise():
            raise forms.ValidationError("Isinya sama dengan yang tercatat, jadi tidak ada yang diperbaiki.")
        return cleaned

    def _says_otherwise(self) -> bool:
        return any(self.initial.get(name) != self.cleaned_data[name] for name in self._meta.fields or ())

    def validate_constraints(self) -> None:
        """Asked of the new version when it is stored."""


class WithdrawalForm(HelpedForm, forms.Form):
    """Why a result is taken back."""

    reason = TypedInput(label="Alasan", max_length=300, widget=_NOTE)

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])


class LevelsForm(HelpedForm, forms.Form):
    """The ministry's level on each indicator of one innovation, empty where it isn't known, and where it is read."""

    source = LineInput(
        label="Sumber", max_length=300, help_text="Berita acara atau cetakan kementerian, dengan tanggal."
    )
    confidence = forms.ChoiceField(
        label="Keyakinan",
        choices=[("", "Pilih dari mana angkanya dibaca"), *NationalResult.Trust.choices],
        error_messages={"required": "Pilih dari mana angkanya dibaca."},
    )
    reason = TypedInput(
        label="Alasan perbaikan",
        required=False,
        max_length=300,
        widget=_NOTE,
        help_text="Hanya bila parameter yang sudah tercatat diubah.",
    )

    def __init__(
        self, *args: Any, indicators: Sequence[Indicator], told: Mapping[int, NationalResult], seen: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [row.number for row in indicators]
        choices = [("", "Tidak diketahui"), *((str(level), f"Parameter {level}") for level in range(HIGHEST + 1))]
        levels = {}
        for row in indicators:
            known = told.get(row.number)
            levels[f"level_{row.number}"] = forms.ChoiceField(
                label=str(row),
                required=False,
                choices=choices,
                initial="" if known is None or known.value is None else str(int(known.value)),
            )
        self.fields = levels | self.fields
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=seen)
        if told and not self.is_bound:
            newest = max(told.values(), key=lambda row: row.pk)
            self.fields["source"].initial, self.fields["confidence"].initial = newest.source, newest.confidence

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"]) if self.cleaned_data["reason"] else ""

    @property
    def levels(self) -> dict[int, int | None]:
        """The levels as typed, by number of the indicator."""
        typed = {number: self.cleaned_data[f"level_{number}"] for number in self.numbers}
        return {number: int(text) if text else None for number, text in typed.items()}

    @property
    def said(self) -> dict[str, str]:
        """Where they are read, and why they are corrected."""
        return {name: self.cleaned_data[name] for name in ("source", "confidence", "reason")}

    def against(self, seen: int) -> None:
        """From here on what was typed stands against other levels."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(seen)
        self.data = data
