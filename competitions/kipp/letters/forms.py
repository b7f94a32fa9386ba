"""What is typed of a letter: its file, the day it was signed, and its number."""

import datetime
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from competitions.kipp.letters.listing import MEGABYTE
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.letters.services import NOTHING_SEEN, LetterFacts
from competitions.rules.kipprules import KippPaper
from foundation.files.sizes import in_words
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput
from proposals.filechecks.check import EMPTY, Verdict
from proposals.filechecks.confined import judge
from proposals.filechecks.rules import KINDS, FileRefused

AHEAD: Final = "Tanggal surat masih di depan. Isi tanggal yang tertulis pada suratnya."


class LetterForm(HelpedForm, forms.Form):
    """One letter of an entry; after `is_valid` there is a `verdict` unless only what is said of it changes."""

    file = forms.FileField(
        label="Berkas surat",
        max_length=255,
        error_messages={
            "required": "Pilih berkas suratnya.",
            "empty": EMPTY,
            "max_length": "Nama berkas terlalu panjang. Ganti namanya, lalu unggah lagi.",
        },
    )
    signed_on = forms.DateField(
        label="Tanggal surat",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Tanggal surat ditandatangani.",
    )
    document_number = LineInput(label="Nomor surat", required=False, max_length=80, help_text="Boleh kosong.")
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, paper: KippPaper, standing: EntryLetter | None) -> None:
        """`standing` is the letter that was uploaded with this entry, if there is one."""
        said = {name: getattr(standing, name) for name in ("signed_on", "document_number")} if standing else {}
        said["seen"] = standing.seen_as if standing else NOTHING_SEEN
        super().__init__(data, files, prefix=paper.key, initial=said)
        self.paper = paper
        self.verdict: Verdict | None = None
        self.types = [key for key in paper.types if key in KINDS]
        self.most = paper.max_mb * MEGABYTE
        file, labels = self.fields["file"], ", ".join(KINDS[key].label for key in self.types)
        file.required = standing is None or standing.is_infected
        file.help_text = f"{labels} paling besar {in_words(self.most)}. Foto boleh; portal menjadikannya {labels}."
        if not file.required:
            file.help_text += " Kosongkan bila hanya tanggal atau nomornya yang diperbaiki."
        # Pictures as well: the portal makes a page of them.
        file.widget.attrs["accept"] = ",".join([*(f".{key}" for key in self.types), "image/*", ".heic", ".heif"])

    def clean_file(self) -> UploadedFile[bytes] | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if upload:
            try:
                self.verdict = judge(upload, upload.name or "surat", allowed=self.types, max_bytes=self.most)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean_signed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(AHEAD)
        return day

    @property
    def facts(self) -> LetterFacts:
        """What was said."""
        return LetterFacts(self.cleaned_data["signed_on"], self.cleaned_data["document_number"])

    def showing(self, standing: EntryLetter | None) -> None:
        """Takes what is stored now for what was shown, so that sending once more means it."""
        typed = {self.add_prefix(name): self.data.get(self.add_prefix(name), "") for name in self.fields}
        self.data = typed | {self.add_prefix("seen"): standing.seen_as if standing else NOTHING_SEEN}
