"""The forms with which a signed meeting is opened again, and with which its papers get their numbers."""

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput


class ReopenForm(HelpedForm, forms.Form):
    reason = TypedInput(
        label="Alasan membuka kembali", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Tercatat tetap."
    )


class RegisterNumbersForm(HelpedForm, forms.Form):
    """The numbers of a meeting's papers, as the register of the office has them."""

    number = LineInput(
        label="Nomor berita acara",
        max_length=80,
        required=False,
        help_text="Dari buku agenda. Tanpa nomor, pada berita acara tercetak titik-titik untuk diisi dengan tangan.",
    )
    letters_from = LineInput(
        label="Nomor surat hasil yang pertama",
        max_length=80,
        required=False,
        help_text=(
            "Nomor pertama yang disediakan buku agenda, lengkap dengan kode klasifikasi dan unit, misalnya "
            "400.14.10/401/BAPPERIDA/2026; surat berikutnya 402, 403, dan seterusnya. Bila kosong, portal memakai "
            "deretnya sendiri, misalnya 400.14.10/HP.12/BAPPERIDA/2026."
        ),
    )
