"""The form of asking a head, and the form of the head's answer."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput
from proposals.approving.services import NamedHead, Said
from proposals.core.approval.models import NOTE_LENGTH, ONLY_DIGITS, HeadAnswer


def _nip() -> LineInput:
    """Spaces, as NIPs are printed, are taken out."""
    return LineInput(
        label="NIP",
        max_length=30,
        required=False,
        validators=[RegexValidator(r"\A[0-9 ]*\Z", ONLY_DIGITS)],
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Kosongkan bila tidak ber-NIP.",
    )


class HeadForm(HelpedForm, forms.Form):
    """Whom an operator asks."""

    name = LineInput(label="Nama kepala", max_length=150)
    nip = _nip()
    position = LineInput(label="Jabatan", max_length=220)
    email = forms.EmailField(
        label="Surel kepala",
        help_text="Alamat yang hanya dibaca kepala. Tautan dan kodenya dikirim ke sini, dan alamat ini tercatat.",
    )

    @property
    def asked(self) -> NamedHead:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return NamedHead(data["name"], data["nip"].replace(" ", ""), data["position"], data["email"])


class HeadAnswerForm(HelpedForm, forms.Form):
    """What a head says: an approval needs the tick, sending back a note, and a link that was handed over the code."""

    name = LineInput(label="Nama lengkap", max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    nip = _nip()
    position = LineInput(label="Jabatan", max_length=220)
    code = LineInput(
        label="Kode dari surel",
        max_length=12,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    is_head = forms.BooleanField(required=False)
    note = TypedInput(
        label="Yang perlu diperbaiki",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, office: str, needs_code: bool, **kwargs: Any) -> None:
        """`office` is the name of the agency in the words of the tick."""
        super().__init__(*args, **kwargs)
        self.fields["is_head"].label = f"Saya {office} dan sudah membaca usulan ini."
        if not needs_code:
            del self.fields["code"]

    @property
    def verdict(self) -> HeadAnswer.Verdict:
        """Which of the two buttons was pressed."""
        is_back = self.data.get("jawaban") == HeadAnswer.Verdict.SENT_BACK
        return HeadAnswer.Verdict.SENT_BACK if is_back else HeadAnswer.Verdict.APPROVED

    def clean(self) -> None:
        """What belongs to the button that was pressed."""
        if self.verdict is HeadAnswer.Verdict.APPROVED and not self.cleaned_data.get("is_head"):
            self.add_error("is_head", "Centang ini bila Anda memang kepalanya, lalu tekan “Setujui” lagi.")
        if self.verdict is HeadAnswer.Verdict.SENT_BACK and not self.cleaned_data.get("note"):
            self.add_error("note", "Tulis apa yang perlu diperbaiki, supaya operator tahu.")

    @property
    def said(self) -> Said:
        """What was said, once it is valid; a note that was begun does not go along with an approval."""
        data = self.cleaned_data
        is_back = self.verdict is HeadAnswer.Verdict.SENT_BACK
        nip, note = data["nip"].replace(" ", ""), data["note"] if is_back else ""
        return Said(self.verdict, data["name"], nip, data["position"], note, data["read"])
