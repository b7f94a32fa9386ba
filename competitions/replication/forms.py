"""The forms of the register: entering a replication, its correction, its withdrawal."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from competitions.core.reasons import checked_reason
from competitions.replication.models import Replication
from competitions.replication.services import SAID
from foundation.files.sizes import in_words
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.filechecks.check import Verdict
from proposals.filechecks.waiting import judged_at_once

MOST_BYTES: Final = 10 * 1024 * 1024
LEAST_DIGITS: Final = 6
SILENT: Final = "Pemindai virus sedang tidak menjawab. Simpan dahulu tanpa berkas, lalu tambahkan berkasnya nanti."
_NOTE: Final = forms.Textarea({"rows": 2})


class ReplicationForm(HelpedForm, forms.ModelForm[Replication]):
    """Who copied, by which document, and whom to ask; after `is_valid`, `verdict` is the file that came along."""

    upload = forms.FileField(
        label="Berkas dokumen",
        required=False,
        help_text=f"PDF, JPG, atau PNG, paling besar {in_words(MOST_BYTES)}. Boleh menyusul.",
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    class Meta:
        model = Replication
        fields = SAID
        widgets = {"paper_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "who": "Nama daerah, unit, atau lembaganya, misalnya Kabupaten Bangka Tengah. Terbaca umum di katalog.",
            "paper_number": "Kosongkan bila dokumennya tidak bernomor.",
            "contact_name": "Orang di pihak peniru yang dapat ditanya. Tidak pernah ditampilkan kepada umum.",
        }

    field_order = [*SAID[:5], "upload", *SAID[5:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "paper"):
            field: Any = self.fields[name]
            field.choices = [("", "Pilih jenisnya"), *(one for one in field.choices if one[0])]
        if self.instance.file:
            self.fields["upload"].help_text = f"Kosongkan agar {self.instance.file_name} tetap dipakai."
        self.verdict: Verdict | None = None

    def clean_paper_date(self) -> Any:
        day = self.cleaned_data["paper_date"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal dokumen masih di depan. Isi tanggal yang tertulis pada dokumennya.")
        return day

    def clean_contact_way(self) -> str:
        typed: str = self.cleaned_data["contact_way"]
        if typed and "@" not in typed and sum(letter.isdigit() for letter in typed) < LEAST_DIGITS:
            raise forms.ValidationError("Tulis nomor telepon atau alamat surelnya.")
        return typed

    def clean_upload(self) -> UploadedFile[bytes] | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if upload:
            self.verdict = judged_at_once(upload, max_bytes=MOST_BYTES, silent=SILENT)
        return upload

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: self.cleaned_data[name] for name in SAID}


class ReplicationCorrectionForm(ReplicationForm):
    """The same of one that is entered, and why it is corrected."""

    reason = TypedInput(label="Alasan perbaikan", max_length=300, widget=_NOTE)

    field_order = [*ReplicationForm.field_order, "reason"]

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        same = not self.errors and all(self.initial.get(name) == cleaned[name] for name in SAID)
        if same and (self.verdict is None or self.verdict.sha256 == self.instance.sha256):
            raise forms.ValidationError("Isinya sama dengan yang tercatat, jadi tidak ada yang diperbaiki.")
        return cleaned

    def validate_constraints(self) -> None:
        """Asked of the new version when it is stored."""


class ReplicationWithdrawalForm(HelpedForm, forms.Form):
    """Why a replication is taken back."""

    reason = TypedInput(label="Alasan", max_length=300, widget=_NOTE)

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])
