"""The form of one row of the city's own part."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from competitions.iga.city.known import PortalCount, is_counted
from competitions.iga.city.models import CityFigure
from competitions.rules.igarules import CityIndicator
from foundation.forms import HelpedForm
from foundation.numbers import decimal_in
from proposals.filechecks.check import Verdict
from proposals.filechecks.waiting import judged_at_once

MOST_BYTES = 10 * 1024 * 1024
SILENT = "Pemindai virus sedang tidak menjawab. Coba lagi nanti, atau isi tautan dokumennya dahulu."
LEAST, MOST = Decimal("-999999999999.99"), Decimal("999999999999.99")


class FigureField(forms.CharField):
    """A number as people here write it, 5,23 or 1.250,5; at most two decimals."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.strip() if isinstance(text, str) else text

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        found = decimal_in(text)
        if found is None:
            raise forms.ValidationError("Tulis satu angka, misalnya 5,23 atau -12,5.")
        if found != round(found, 2):
            raise forms.ValidationError("Tulis paling banyak dua angka di belakang koma, seperti pada pedoman.")
        if not LEAST <= found <= MOST:
            raise forms.ValidationError("Angka ini terlalu besar. Periksa satuannya.")
        return found


class CityFigureForm(HelpedForm, forms.ModelForm[CityFigure]):
    """What the office enters for one row; `seen` is the version that the page showed."""

    level = forms.TypedChoiceField(label="Parameter", required=False, coerce=int, empty_value=None)
    figure = FigureField(label="Angka", required=False, max_length=30)
    upload = forms.FileField(
        label="Berkas dokumen",
        required=False,
        help_text="PDF, JPG, atau PNG, paling besar 10 MB. Boleh dikosongkan bila tautannya diisi.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = CityFigure
        fields = ["level", "figure", "document_title", "document_number", "document_date", "url", "note"]
        widgets = {
            "document_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea({"rows": 2}),
            "url": forms.URLInput(),
        }
        help_texts = {
            "document_title": "Dokumen yang menunjukkan parameter ini, misalnya LHP BPK tahun 2025.",
            "note": "Dari mana angkanya, halaman berapa, atau apa yang masih ditunggu.",
        }

    field_order = [
        "level", "figure", "document_title", "document_number", "document_date", "url", "upload", "note", "seen",
    ]  # fmt: skip

    def __init__(self, *args: Any, rule: CityIndicator, taken: PortalCount | None = None, **kwargs: Any) -> None:
        """`taken` is what the portal has on record and the officer wants to take over: typed in, not stored."""
        super().__init__(*args, **kwargs)
        texts = rule.levels or ("uraiannya belum diketahui",) * 3
        self.fields["level"].choices = [  # type: ignore[attr-defined]  # declared above as a choice
            ("", "Belum diisi"),
            (0, "0 – belum memenuhi parameter 1"),
            *((number, f"{number} – {text}") for number, text in enumerate(texts, start=1)),
        ]
        self.fields[
            "level"
        ].help_text = "Parameter yang Anda pilih yang dihitung, juga di tepi pita yang tumpang-tindih."
        if rule.unit:
            self.fields["figure"].label = f"Angka ({rule.unit})"
        if not rule.bands and not is_counted(rule):
            del self.fields["figure"]
        self.initial["seen"] = self.instance.version if self.instance.pk else 0
        figure = self.instance.figure
        if figure is not None:
            self.initial["figure"] = str(figure).replace(".", ",")
        if taken:
            self.initial["figure"] = str(taken.amount)
            self.initial["note"] = "\n".join(filter(None, [self.instance.note, taken.source]))
        self.verdict: Verdict | None = None

    def clean_upload(self) -> UploadedFile[bytes] | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if upload:
            self.verdict = judged_at_once(upload, max_bytes=MOST_BYTES, silent=SILENT)
        return upload
