"""The form of a verdict: what was found, the lower level if it is one, and the reason."""

from typing import Any, Final, cast

from django import forms
from django.http import QueryDict

from competitions.core.reasons import LEAST_REASON
from competitions.iga.core.models import Claim
from competitions.iga.desk.services import Spoken
from foundation.text.fields import TypedInput

LONGEST_REASON: Final = 500
RAISE: Final = "raise"
"""What a verifier chooses who finds more than is claimed: nobody raises a claim but the agency."""
RAISE_REASON: Final = (
    "Bukti ini menunjukkan parameter yang lebih tinggi daripada yang diklaim. Naikkan klaimnya, lalu simpan lagi."
)
Judgement = Claim.Judgement


class JudgingForm(forms.Form):
    """What a verifier says of the claim that was shown; `versi` and `sesudah` say which one that was."""

    hasil = forms.ChoiceField(
        choices=[*Judgement.choices, (RAISE, "Minta instansi menaikkan klaim")],
        error_messages={
            "required": "Pilih salah satu putusan: terima, terima lebih rendah, tolak, atau minta bukti lagi.",
            "invalid_choice": "Putusan ini tidak dikenal. Pilih salah satu tombol putusan.",
        },
    )
    tingkat = forms.TypedChoiceField(label="Parameter yang terbukti", required=False, coerce=int, empty_value=None)
    alasan = TypedInput(
        label="Alasan, dibaca instansi",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )
    versi = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)
    sesudah = forms.IntegerField(min_value=0, max_value=10**18, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, claim: Claim, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        lower = [(value, f"Parameter {value}") for value in range(claim.value - 1, 0, -1)]
        cast(forms.ChoiceField, self.fields["tingkat"]).choices = lower

    def clean(self) -> dict[str, Any]:
        """A lower level is named, and whoever does not accept says why."""
        said = super().clean() or {}
        outcome, reason = said.get("hasil"), str(said.get("alasan") or "").strip()
        if outcome == RAISE:
            said["alasan"] = f"{RAISE_REASON} {reason}".strip()
            if len(said["alasan"]) > LONGEST_REASON:
                self.add_error("alasan", f"Ringkas alasannya menjadi {LONGEST_REASON - len(RAISE_REASON) - 1} huruf.")
        elif outcome and outcome != Judgement.ACCEPTED and "alasan" in said and len(reason) < LEAST_REASON:
            self.add_error("alasan", f"Tulis alasannya, paling sedikit {LEAST_REASON} huruf; instansi membacanya.")
        if outcome == Judgement.LOWERED and "tingkat" in said and said["tingkat"] is None:
            self.add_error("tingkat", "Pilih parameter yang terbukti, atau pilih Tolak bila tidak ada.")
        return said

    @property
    def spoken(self) -> Spoken:
        """What was said, once the form is valid."""
        said = self.cleaned_data
        outcome = Judgement.MORE if said["hasil"] == RAISE else said["hasil"]
        return Spoken(said["versi"], said["sesudah"], outcome, said["tingkat"], said["alasan"])
