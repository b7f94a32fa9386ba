"""What the coordinator types when an innovation is moved on in an edition, and when one is added by hand."""

from typing import Any

from django import forms
from django.utils import timezone

from competitions.core.reasons import checked_reason
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import Needs
from foundation.forms import HelpedForm

DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
REASON_HELP = "Alasan ini dibaca instansi dan masuk catatan tepercaya."


class _MoveForm(HelpedForm, forms.ModelForm[Candidacy]):
    """`seen` is the state that the person saw, `stood` since when; a move is refused when it is another one by then."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    stood = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])


class PlainMoveForm(_MoveForm):
    """A move that only has to be confirmed."""

    class Meta:
        model = Candidacy
        fields: list[str] = []


class ReasonMoveForm(_MoveForm):
    """A move that has a reason."""

    class Meta:
        model = Candidacy
        fields = ["reason"]
        help_texts = {"reason": REASON_HELP}


class NumberMoveForm(_MoveForm):
    """Number and day that the ministry's portal gave."""

    class Meta:
        model = Candidacy
        fields = ["registration_number", "registered_on"]
        widgets = {"registered_on": DATE}
        help_texts = {"registration_number": "Tulis nomor seperti yang diberikan portal kementerian."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("registration_number", "registered_on"):
            self.fields[name].required = True
        self.fields["registration_number"].error_messages["required"] = "Isi nomor registrasi kementerian."
        self.fields["registered_on"].error_messages["required"] = "Isi tanggal pendaftaran."

    def clean_registered_on(self) -> Any:
        day = self.cleaned_data["registered_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Tanggal pendaftaran belum tiba. Periksa tanggalnya.")
        return day


class CorrectionMoveForm(NumberMoveForm):
    """Another number, with the reason why."""

    class Meta(NumberMoveForm.Meta):
        fields = ["registration_number", "registered_on", "reason"]
        help_texts = NumberMoveForm.Meta.help_texts | {"reason": REASON_HELP}


class ResultMoveForm(_MoveForm):
    """The maturity that the ministry found."""

    class Meta:
        model = Candidacy
        fields = ["ministry_points"]
        help_texts = {"ministry_points": "Jumlah nilai kematangan inovasi ini menurut kementerian."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry_points"].required = True

    def clean_ministry_points(self) -> int:
        points: int = self.cleaned_data["ministry_points"]
        scoring = self.instance.edition.iga.scoring
        if scoring and points > scoring.maturity_maximum:
            raise forms.ValidationError(f"Nilainya paling banyak {scoring.maturity_maximum}.")
        return points


MOVE_FORMS: dict[str, type[_MoveForm]] = {
    Needs.NOTHING: PlainMoveForm,
    Needs.REASON: ReasonMoveForm,
    Needs.NUMBER: NumberMoveForm,
    Needs.NUMBER_AND_REASON: CorrectionMoveForm,
    Needs.RESULT: ResultMoveForm,
}


class ByHandForm(HelpedForm, forms.ModelForm[Candidacy]):
    """Why an innovation outside the window is added all the same."""

    class Meta:
        model = Candidacy
        fields = ["reason"]
        help_texts = {"reason": "Misalnya pengembangan tahun lalu yang belum dicatat. " + REASON_HELP}

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])
