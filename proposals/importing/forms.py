"""The form that takes a spreadsheet of proposals."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format

from foundation.forms import HelpedForm
from foundation.sheets.kinds import ACCEPTED, SPOKEN
from proposals.filechecks.rules import FileRefused
from proposals.importing import tablefile

LONGEST_NAME = 150


class ProposalImportForm(HelpedForm, forms.Form):
    """One file that may hold a table; its cells are judged later, in the background."""

    file = forms.FileField(
        label="Berkas lembar kerja",
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={
            "required": f"Pilih berkas {SPOKEN}, lalu periksa lagi.",
            "empty": "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi.",
        },
    )

    def __init__(self, *args: Any, refused: str = "", **kwargs: Any) -> None:
        """`refused` is why an earlier file could not be used; it stands at the field."""
        super().__init__(*args, **kwargs)
        most = number_format(settings.IMPORT_MOST_ROWS, force_grouping=True)
        self.fields["file"].help_text = f"Berkas {SPOKEN}. Paling banyak {most} usulan, paling besar 10 MB."
        if refused:
            self.errors["file"] = self.error_class([refused])

    def clean_file(self) -> ContentFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        name = upload.name or ""
        try:
            data = tablefile.check(upload, name)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return ContentFile(data, name[-LONGEST_NAME:])
