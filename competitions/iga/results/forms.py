"""The form of one result of the city, another city or the nation."""

from typing import Any

from django import forms

from competitions.core.national import NationalResult
from foundation.forms import HelpedForm

OFFERED = ("index", "spd", "sid", "number", "place", "award")
SUBJECTS = ("city", "other", "national")


class ResultForm(HelpedForm, forms.ModelForm[NationalResult]):
    """What a letter or the press says of a year; the source is never left out."""

    class Meta:
        model = NationalResult
        fields = ["year", "subject", "name", "measure", "value", "rank", "of", "predicate", "source", "note"]
        widgets = {"note": forms.Textarea({"rows": 2})}
        help_texts = {
            "name": "Nama kota lain; kosongkan untuk kota ini dan nasional.",
            "source": "Surat, piagam, atau berita yang menyebutnya, dengan tanggalnya.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("measure", OFFERED), ("subject", SUBJECTS)):
            field = self.fields[name]
            field.choices = [(key, label) for key, label in field.choices if key in offered]  # type: ignore[attr-defined]  # a choice of the model

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
        known = NationalResult.objects.filter(programme=self.instance.programme, proposal=None, indicator=None, **about)
        if known.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Hasil ini sudah tercatat untuk tahun itu. Periksa daftar hasilnya.")
        return cleaned
