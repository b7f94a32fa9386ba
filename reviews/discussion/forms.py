"""Forms of the discussion, the settlement of a disagreement and the pledge."""

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput


class OpinionForm(HelpedForm, forms.Form):
    text = TypedInput(
        label="Pendapat Anda",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Hanya dibaca penilai usulan ini dan koordinator.",
        error_messages={"required": "Tuliskan pendapat Anda."},
    )


class SettlementForm(HelpedForm, forms.Form):
    text = TypedInput(
        label="Uraian penyelesaian",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Apa sebab selisihnya dan apa yang disepakati. Dicetak dalam rekap nilai.",
        error_messages={"required": "Uraikan bagaimana para penilai menyelesaikan selisihnya."},
    )


class PledgeForm(HelpedForm, forms.Form):
    agreed = forms.BooleanField(
        label="Saya menyetujui pakta integritas ini",
        error_messages={"required": "Centang persetujuan Anda untuk mulai menilai."},
    )
