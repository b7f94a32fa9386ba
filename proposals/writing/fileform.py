"""The form that takes one file of a proposal."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from proposals.core.guide.models import AttachmentKind
from proposals.filechecks.check import EMPTY, Verdict
from proposals.filechecks.confined import judge, judge_photos
from proposals.filechecks.rules import FileRefused


class AttachmentForm(forms.Form):
    """One file of one kind, judged by its content; or photos of pages that become one PDF, `file` and the `others`."""

    file = forms.FileField(
        label="Berkas",
        max_length=255,
        error_messages={
            "required": "Pilih berkas yang akan diunggah.",
            "empty": EMPTY,
            "max_length": "Nama berkas terlalu panjang. Ganti namanya, lalu unggah lagi.",
        },
    )

    def __init__(
        self, *args: Any, kind: AttachmentKind, others: Sequence[UploadedFile[bytes]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.others = others
        self.verdict: Verdict | None = None

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        name, most = upload.name or "berkas", self.kind.max_bytes
        try:
            if self.others:
                self.verdict = judge_photos([upload, *self.others], name, max_bytes=most)
            else:
                self.verdict = judge(upload, name, allowed=self.kind.types, max_bytes=most)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload
