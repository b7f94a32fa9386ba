"""The forms of one file of a proposal: the one that takes it, and what a picture is said to show."""

from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from foundation.text.fields import LineInput
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.evidence.placing import Placing, placing_of
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


CAPTION: Final = 200


class BelowTextForm(forms.Form):
    """What a picture shows and below which text it stands; it carries along what was shown to its writer."""

    keterangan = LineInput(
        label="Keterangan gambar",
        max_length=CAPTION,
        required=False,
        help_text="Satu kalimat: apa yang tampak, di mana, dan kapan. Dibacakan bagi yang tidak melihat gambarnya.",
        error_messages={"max_length": f"Keterangan gambar paling panjang {CAPTION} huruf. Ringkaslah, lalu simpan."},
    )
    bagian = forms.ChoiceField(
        label="Tampilkan di bagian",
        required=False,
        error_messages={"invalid_choice": "Bagian ini tidak ada di formulir tahun ini. Pilih salah satu dari daftar."},
    )
    keterangan_dasar = LineInput(required=False, widget=forms.HiddenInput)
    bagian_dasar = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, file: Attachment, titles: Sequence[tuple[str, str]]) -> None:
        stored = placing_of(file)
        shown = {"keterangan_dasar": stored.caption, "bagian_dasar": stored.section}
        initial = {"keterangan": stored.caption, "bagian": stored.section, **shown}
        super().__init__(data, initial=initial, auto_id=f"gambar_{file.pk}_%s")
        offered = cast("forms.ChoiceField", self.fields["bagian"])
        offered.choices = [("", "Tidak, hanya di daftar berkas"), *titles]

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        if said.get("bagian") and not said.get("keterangan") and "keterangan" not in self.errors:
            self.add_error(
                "keterangan", "Tulis keterangan gambar dulu, supaya pembaca tahu apa yang tampak di bagian itu."
            )
        return said

    @property
    def wanted(self) -> Placing:
        """What is to be stored."""
        return Placing(self.cleaned_data["keterangan"], self.cleaned_data["bagian"])

    @property
    def shown(self) -> Placing:
        """What was stored when the form was shown."""
        return Placing(self.cleaned_data["keterangan_dasar"], self.cleaned_data["bagian_dasar"])

    def showing(self, stored: Placing) -> None:
        """Takes what is stored now for what was shown, so that saving once more means it."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = typed | {"keterangan_dasar": stored.caption, "bagian_dasar": stored.section}
