"""The answer to a remark: a ready sentence, own words, or both."""

from typing import Final

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.repairing.services import LONGEST_ANSWER

MENDED, KEPT = "Sudah kami perbaiki.", "Tetap seperti semula."
READY: Final = ((MENDED, "Sudah kami perbaiki"), (KEPT, "Tetap, ini alasannya"))
# A ready sentence goes before what is typed, and both together are the answer.
LONGEST_TYPED: Final = LONGEST_ANSWER - max(len(MENDED), len(KEPT)) - 1


class AnswerForm(HelpedForm, forms.Form):
    """One answer; what keeps a text as it was needs a reason in own words."""

    ready = forms.ChoiceField(label="Kalimat siap pakai", choices=READY, required=False, widget=forms.RadioSelect)
    answer = TypedInput(
        label="Jawaban untuk Bapperida",
        help_text="Wajib, satu kalimat cukup. Bapperida membacanya di samping catatan ini.",
        required=False,
        widget=forms.Textarea({"rows": 3, "maxlength": LONGEST_TYPED}),
    )

    def clean(self) -> dict[str, str]:
        """`words` are what is kept as the answer."""
        data = super().clean() or {}
        own, ready = data.get("answer", ""), data.get("ready", "")
        if ready:
            # The box shows the answer of before with its ready sentence, which the one chosen now takes the place of.
            own = own.removeprefix(MENDED).removeprefix(KEPT).strip()
        if ready == KEPT and not own:
            self.add_error("answer", "Tulis alasannya: mengapa bagian ini tetap seperti semula.")
        elif not own and not ready:
            self.add_error("answer", "Tulis satu kalimat: apa yang Anda ubah, atau mengapa tidak.")
        data["words"] = f"{ready} {own}".strip()
        return data
