"""The form that chooses the public picture of an innovation: a photo among its files, or a new one."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from foundation.text.fields import LineInput
from proposals.core.attachments import Attachment
from proposals.core.sent import SentProposal
from proposals.filechecks.check import Verdict
from proposals.filechecks.confined import judge
from proposals.filechecks.rules import FileRefused

MOST_BYTES = 8 * 1024 * 1024
PICTURES = {"image/jpeg": "jpg", "image/png": "png"}


class PictureForm(forms.Form):
    """One source, a description for those who can't see the picture, and the release in words."""

    attachment = forms.ModelChoiceField(
        label="Pilih foto dari berkas usulan",
        queryset=Attachment.objects.none(),
        required=False,
        empty_label="Tidak, saya unggah foto lain",
    )
    upload = forms.FileField(
        label="Atau unggah foto lain",
        required=False,
        help_text="Foto atau tangkapan layar; foto dari ponsel dikecilkan sendiri.",
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )
    description = LineInput(
        label="Keterangan gambar",
        max_length=200,
        help_text="Satu kalimat tentang yang terlihat, untuk pengunjung yang tidak dapat melihat gambar.",
        error_messages={"required": "Tulis keterangan gambar."},
    )
    released = forms.BooleanField(
        label="Foto ini boleh dibuka untuk umum; orang yang dapat dikenali di dalamnya sudah setuju.",
        error_messages={"required": "Nyatakan dahulu bahwa foto ini boleh dibuka untuk umum."},
    )

    def __init__(self, *args: Any, proposal: SentProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        photos = Attachment.objects.filter(proposal=proposal.pk, content_type__in=PICTURES)
        self.fields["attachment"].queryset = photos.exclude(scan__in=["pending", "infected"])  # type: ignore[attr-defined]  # declared above as a choice of rows
        self.verdict: Verdict | None = None

    def clean_upload(self) -> UploadedFile[bytes] | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if upload:
            try:
                self.verdict = judge(upload, upload.name or "foto", allowed={"jpg", "png"}, max_bytes=MOST_BYTES)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("attachment")) == bool(cleaned.get("upload")):
            raise forms.ValidationError("Pilih satu foto: dari berkas usulan, atau unggah foto lain.")
        return cleaned

    def picture(self) -> tuple[bytes, str]:
        """The bytes of the chosen photo and their kind, "jpg" or "png"."""
        if self.verdict:
            return self.verdict.data, self.verdict.extension
        attachment: Attachment = self.cleaned_data["attachment"]
        with attachment.file.open("rb") as file:
            return file.read(), PICTURES[attachment.content_type]
