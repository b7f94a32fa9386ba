"""The forms of the calendar: a new date, one that takes the place of another, and the city's own last days."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from competitions.core.reasons import checked_reason
from competitions.dates.models import FARTHEST, InternalDeadline, NationalDate
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput

DATE: Final = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
SOURCE: Final = "Surat, pengumuman, atau berita yang menyebutnya, dengan tanggalnya."


class NewDateForm(HelpedForm, forms.ModelForm[NationalDate]):
    """A date that the year does not have yet."""

    class Meta:
        model = NationalDate
        fields = ["kind", "label", "starts_on", "ends_on", "source", "confirmed"]
        widgets = {"starts_on": DATE, "ends_on": DATE}
        help_texts = {
            "label": "Hanya bila perlu membedakan; untuk batas internal tulis apa yang harus selesai.",
            "ends_on": "Kosongkan bila hanya satu hari.",
            "source": SOURCE,
            "confirmed": "Centang bila diumumkan resmi. Tanpa centang, tanggal ditandai perkiraan.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("starts_on") and not cleaned.get("ends_on") and not self.errors:
            self.add_error("starts_on", "Isi tanggalnya.")
        if cleaned.get("kind") in ("opening", "closing") and not cleaned.get("starts_on"):
            self.add_error("starts_on", "Isi tanggalnya.")
        return cleaned


class FollowDateForm(HelpedForm, forms.ModelForm[NationalDate]):
    """Other days for a date that is known, and why; what it is about stays."""

    reason = TypedInput(label="Alasan perubahan", max_length=300, widget=forms.Textarea({"rows": 2}))

    class Meta:
        model = NationalDate
        fields = ["starts_on", "ends_on", "source", "confirmed"]
        widgets = {"starts_on": DATE, "ends_on": DATE}
        help_texts = {
            "starts_on": "Kosongkan bila tanggalnya tidak lagi diketahui.",
            "ends_on": "Kosongkan bila hanya satu hari.",
            "source": SOURCE,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind in ("opening", "closing"):
            del self.fields["ends_on"]

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and all(self.initial.get(name) == cleaned[name] for name in self.said):
            raise forms.ValidationError("Isinya sama dengan yang tercatat, jadi tidak ada yang diubah.")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What the new row says."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def validate_constraints(self) -> None:
        """Asked of the new row, except that its days are in order, which is said here."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Tanggal akhir harus sesudah tanggal mulai.")


class DeadlinesForm(HelpedForm, forms.Form):
    """How many days before the closing the city is done with each thing."""

    def __init__(self, *args: Any, rows: Sequence[InternalDeadline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[f"days_{row.pk}"] = forms.IntegerField(
                label=f"{row.label} (hari sebelum penutupan)",
                min_value=0,
                max_value=FARTHEST,
                initial=row.days_before,
                help_text=row.source,
            )

    @property
    def days(self) -> dict[int, int]:
        """The days as typed, by key of the row."""
        return {int(name.removeprefix("days_")): days for name, days in self.cleaned_data.items()}
