"""The form that takes a reviewer's file."""

from django import forms

from foundation.forms import HelpedForm
from foundation.sheets.kinds import ACCEPTED, SPOKEN


class ScoreSheetForm(HelpedForm, forms.Form):
    """A filled-in file of scores; what it holds is judged when it is read."""

    file = forms.FileField(
        label="Lembar nilai yang sudah diisi",
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=f"Berkas {SPOKEN}, paling besar 5 MB: lembar yang Anda unduh dari halaman ini.",
        error_messages={
            "required": "Pilih lembar nilai yang akan diunggah.",
            "empty": "Lembar ini kosong (0 byte). Pilih berkas lain.",
        },
    )
