"""The answer to a remark: a ready sentence, own words, or both."""

from typing import Final

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput

MENDED, KEPT = "Sudah kami perbaiki.", "Tetap seperti semula."
READY: Final = ((MENDED, "Sudah kami perbaiki"), (KEPT, "Tetap, ini alasannya"))


class AnswerForm(HelpedForm, forms.Form):
    """One answer; what keeps a text as it was needs a reason in own words."""

    ready = forms.ChoiceField(label="Kalimat siap pakai", choices=READY, required=False, widget=forms.RadioSelect)
    answer = TypedInput(
        label="Jawaban untuk Bapperida",
        help_text="Wajib, satu kalimat cukup. Bapperida membacanya di samping catatan ini.",
        required=False,
        widget=forms.Textarea({"rows": 3, "maxlength": 2000}),
    )

    def clean(self) -> dict[str, str]:
        """`words` are what is kept as the answer."""
        data = super().clean() or {}
        own, ready = data.get("answer", ""), data.get("ready", "")
        if ready == KEPT and not own:
            self.add_error("answer", "Tulis alasannya: mengapa bagian ini tetap seperti semula.")
        elif not own and not ready:
            self.add_error("answer", "Tulis satu kalimat: apa yang Anda ubah, atau mengapa tidak.")
        data["words"] = own if own.startswith(ready) else f"{ready} {own}".strip()
        return data
