"""Forms of the reminders: one reminder with its words, many at once, the plan with its ladder, numbers of letters."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone

from dashboard.charts.labels import long_date
from dashboard.nudges.models import Addressee, Channel, Nudge, NudgePlan, NudgeStep, Reason
from dashboard.nudges.recipients import deadlines
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput

MOST_STEPS = 24


class RecipientForm(HelpedForm, forms.Form):
    """To whom and through what; asked before the words, which depend on both."""

    lewat = forms.ChoiceField(label="Lewat", choices=Channel.choices)
    kepada = forms.ChoiceField(label="Ditujukan kepada", choices=Addressee.choices)


class NudgeForm(HelpedForm, forms.Form):
    """One reminder as it goes out; `ready` are the words behind the WhatsApp link that was shown with it."""

    reason = forms.ChoiceField(choices=Reason.choices, widget=forms.HiddenInput)
    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.HiddenInput)
    addressee = forms.ChoiceField(choices=Addressee.choices, widget=forms.HiddenInput)
    ready = forms.CharField(widget=forms.HiddenInput, required=False)
    text = TypedInput(
        label="Isi pengingat",
        max_length=4000,
        widget=forms.Textarea({"rows": 14}),
        error_messages={"required": "Tuliskan isi pengingatnya."},
    )

    def clean_ready(self) -> str:
        return _lines(self.cleaned_data["ready"])

    def clean_text(self) -> str:
        return _lines(self.cleaned_data["text"])

    @property
    def wants_new_link(self) -> bool:
        """Whether the words were changed after the WhatsApp link was made, so that the link carries other words."""
        changed: bool = self.cleaned_data["text"] != self.cleaned_data["ready"]
        return self.cleaned_data["channel"] == Channel.WHATSAPP and changed


def _lines(text: str) -> str:
    """Browsers send line ends as CR LF; kept and compared as they were written."""
    return text.replace("\r\n", "\n").strip()


class ManyNudgesForm(HelpedForm, forms.Form):
    channel = forms.ChoiceField(label="Lewat", choices=Channel.choices)
    addressee = forms.ChoiceField(label="Ditujukan kepada", choices=Addressee.choices)


class NudgePlanForm(HelpedForm, forms.ModelForm[NudgePlan]):
    class Meta:
        model = NudgePlan
        fields = ["rest_days", "automatic"]
        help_texts = {
            "rest_days": "Satu instansi tidak diingatkan dua kali dalam jeda ini, lewat cara apa pun.",
            "automatic": "Langkah lewat surel dikirim pukul 08.00 WIB; langkah lain diberitahukan kepada koordinator.",
        }


class NudgeStepForm(HelpedForm, forms.ModelForm[NudgeStep]):
    """One rung. What has already reached agencies can't be changed any more, for it is part of the record."""

    class Meta:
        model = NudgeStep
        fields = ["reason", "due_on", "channel", "addressee"]
        widgets = {"due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, spans: dict[str, tuple[datetime.date, datetime.date]], **kwargs: Any) -> None:
        """`spans` are the first and the last day a rung of each reason may have."""
        super().__init__(*args, **kwargs)
        self.spans = spans
        self.reached: int = getattr(self.instance, "reached", 0)
        if self.reached:
            for field in self.fields.values():
                field.disabled = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        chosen, day = self.cleaned_data, self.cleaned_data.get("due_on")
        first, last = self.spans.get(chosen.get("reason", ""), (datetime.date.min, datetime.date.max))
        if day and not self.reached and not first <= day <= last:
            self.add_error(
                "due_on", f"Pilih tanggal di dalam periode, dari {long_date(first)} sampai {long_date(last)}."
            )
        return chosen

    def save(self, commit: bool = True) -> NudgeStep:
        """A rung that changes is announced anew when its day comes."""
        if self.has_changed():
            self.instance.announced_at = None
        step: NudgeStep = super().save(commit=commit)
        return step


class BaseStepFormSet(forms.BaseInlineFormSet[NudgeStep, NudgePlan, NudgeStepForm]):
    """The whole ladder. Raises ValidationError for two rungs of a reason on one day and for rungs that must stay."""

    def clean(self) -> None:
        taken = set()
        for form in self.forms:
            chosen = getattr(form, "cleaned_data", {})
            if chosen.get("DELETE"):
                self._check_removal(form)
            elif chosen.get("due_on") and (chosen["reason"], chosen["due_on"]) in taken:
                form.add_error("due_on", "Pada hari ini sudah ada langkah lain untuk alasan ini. Pilih hari lain.")
            else:
                taken.add((chosen.get("reason"), chosen.get("due_on")))

    def _check_removal(self, form: forms.ModelForm[NudgeStep]) -> None:
        if getattr(form, "reached", 0):
            raise ValidationError(
                f"Langkah “{form.instance}” sudah dipakai mengingatkan, jadi tidak dapat dihapus. Hapus centangnya."
            )


StepFormSet = forms.inlineformset_factory(
    NudgePlan, NudgeStep, form=NudgeStepForm, formset=BaseStepFormSet, extra=1, can_delete=True, max_num=MOST_STEPS
)


def ladder_form(plan: NudgePlan, data: Any = None) -> "forms.BaseInlineFormSet[NudgeStep, NudgePlan, NudgeStepForm]":
    """The rungs of a plan to be changed, with how many agencies each has reached; three queries and one per reason."""
    opening = timezone.localdate(plan.period.opens_at)
    spans = {reason: (opening, timezone.localdate(deadlines(plan.period, reason).for_all)) for reason in Reason}
    rungs = plan.steps.annotate(reached=Count("nudges"))
    return StepFormSet(data, instance=plan, queryset=rungs, form_kwargs={"spans": spans})


class NumbersForm(HelpedForm, forms.Form):
    """The official numbers of the letters shown, one field per letter."""

    def __init__(self, data: Any, letters: Iterable[Nudge]) -> None:
        super().__init__(data)
        for one in letters:
            self.fields[f"nomor-{one.pk}"] = LineInput(
                label=f"Nomor surat untuk {one.agency.short_name}",
                max_length=60,
                required=False,
                initial=getattr(getattr(one, "letter_number", None), "number", ""),
            )

    @property
    def numbers(self) -> dict[int, str]:
        """What was typed, by the key of the letter."""
        return {int(name.removeprefix("nomor-")): number for name, number in self.cleaned_data.items()}
