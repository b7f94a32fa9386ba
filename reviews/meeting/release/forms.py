"""The form with which the preparing of a signed meeting is opened again."""

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput


class ReopenForm(HelpedForm, forms.Form):
    reason = TypedInput(
        label="Alasan membuka kembali", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Tercatat tetap."
    )
