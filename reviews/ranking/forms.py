"""The form of the question "what if the cut-off were elsewhere"."""

from django import forms

from foundation.forms import HelpedForm


class CutOffForm(HelpedForm, forms.Form):
    """A cut-off and, if wanted, another to compare it with."""

    batas = forms.DecimalField(
        label="Batas nilai unggulan",
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text="Antara 0 dan 100.",
        error_messages={"required": "Isi batas nilainya."},
    )
    banding = forms.DecimalField(
        label="Bandingkan dengan batas",
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        help_text="Boleh dikosongkan.",
    )
