"""Forms of a meeting while it goes on: one decision, and the minutes."""

from typing import Any, Final

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from reviews.meeting.core.course import MeetingMinutes
from reviews.meeting.core.lines import OUTCOMES_IN_ORDER
from reviews.meeting.sitting.services import Ballot

CONSENSUS, COUNTED = "mufakat", "suara"
_COUNT: Final[dict[str, Any]] = {"min_value": 0, "max_value": 999, "required": False}


class RulingForm(HelpedForm, forms.Form):
    """The outcome of one proposal, how the meeting came to it, and why where that is asked."""

    action = forms.ChoiceField(
        label="Keputusan",
        choices=[(action.value, action.label) for action in OUTCOMES_IN_ORDER],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih keputusannya."},
    )
    way = forms.ChoiceField(
        label="Cara memutus",
        choices=[(CONSENSUS, "Mufakat"), (COUNTED, "Pemungutan suara")],
        widget=forms.RadioSelect,
        initial=CONSENSUS,
        error_messages={"required": "Pilih mufakat atau pemungutan suara."},
    )
    agree = forms.IntegerField(label="Setuju", **_COUNT)
    against = forms.IntegerField(label="Tidak setuju", **_COUNT)
    abstain = forms.IntegerField(label="Abstain", **_COUNT)
    note = TypedInput(
        label="Alasan",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Wajib untuk tidak layak. Dicetak di berita acara.",
    )
    deviation = TypedInput(
        label="Alasan menyimpang dari tata cara",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Dicetak di berita acara.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("way") == COUNTED and not data.get("agree") and not self.errors:
            self.add_error("agree", "Isi jumlah yang setuju.")
        return data

    @property
    def ballot(self) -> Ballot:
        """How the meeting decides; call it on a valid form. Counts beside a consensus do not apply."""
        counts = (self.cleaned_data[name] or 0 for name in ("agree", "against", "abstain"))
        return Ballot(self.cleaned_data["way"] == CONSENSUS, *counts)


class MinutesForm(HelpedForm, forms.Form):
    notulen = TypedInput(
        label="Notulen",
        max_length=MeetingMinutes._meta.get_field("text").max_length,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text="Tersimpan sendiri sambil diketik. Dicetak di berita acara.",
    )
    versi = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput({"data-base-of": "notulen"}))
