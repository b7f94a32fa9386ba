"""Forms of the public check: a code typed in, and a file to compare with the issued one."""

import re
from typing import Any, Final

from django import forms

from foundation.forms import HelpedForm

LARGEST_CHECKED: Final = 30 * 1024 * 1024


class CheckForm(HelpedForm, forms.Form):
    """A file to compare with the issued one; it is hashed and forgotten."""

    file = forms.FileField(label="Berkas yang ingin diperiksa")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_CHECKED:
            raise forms.ValidationError("Berkas ini lebih besar dari 30 MB, jadi bukan naskah dari portal ini.")
        return upload


class CodeForm(HelpedForm, forms.Form):
    """The code in the address under the QR of a paper. A serial alone opens nothing, because serials can be guessed."""

    kode = forms.CharField(
        label="Kode verifikasi",
        max_length=200,
        help_text="Bagian terakhir dari alamat di samping kode QR: 20 huruf dan angka. Alamat lengkapnya juga boleh.",
        error_messages={"required": "Tulis kode verifikasi yang tercetak pada naskah."},
    )

    def clean_kode(self) -> str:
        """The code as the address of the check takes it."""
        code = "".join(str(self.cleaned_data["kode"]).split()).rstrip("/").rsplit("/", 1)[-1].lower()
        if not re.fullmatch(r"[0-9a-f]{20}", code):
            raise forms.ValidationError(
                "Kode verifikasi terdiri dari 20 huruf dan angka, dari 0 sampai 9 dan a sampai f. Periksa kembali."
            )
        return code
