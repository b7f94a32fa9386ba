"""The forms with which a signed meeting is opened again, and with which its papers get their numbers."""

from typing import Any

from django import forms
from django.utils import timezone

from foundation.forms import HelpedForm
from foundation.papers.official.numbers import number_example
from foundation.text.fields import LineInput, TypedInput
from reviews.meeting.letters.letters import PAPER


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
        help_text="Tanpa nomor tercetak titik-titik, untuk diisi dengan tangan.",
    )
    letters_from = LineInput(label="Nomor surat hasil yang pertama", max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = number_example(PAPER, timezone.localdate().year, "401")
        self.fields["letters_from"].help_text = f"Misalnya {first}; surat berikutnya 402, 403, dan seterusnya."
