"""Forms of the reminders: channel and addressee of one, and the plan with its ladder."""

from django import forms

from agencies.forms import HelpedForm
from dashboard.models import Addressee, Channel, NudgePlan, NudgeStep


class NudgeForm(HelpedForm, forms.Form):
    channel = forms.ChoiceField(label="Lewat", choices=Channel.choices)
    addressee = forms.ChoiceField(label="Ditujukan kepada", choices=Addressee.choices)


class ManyNudgesForm(NudgeForm):
    """WhatsApp is opened one chat at a time, so it cannot go to many."""

    channel = forms.ChoiceField(
        label="Lewat", choices=[(one.value, one.label) for one in (Channel.EMAIL, Channel.LETTER)]
    )


class PlanForm(HelpedForm, forms.ModelForm):
    class Meta:
        model = NudgePlan
        fields = ["rest_days", "automatic"]
        help_texts = {
            "rest_days": "Satu instansi tidak diingatkan dua kali dalam jeda ini, lewat cara apa pun.",
            "automatic": "Langkah lewat surel dikirim pukul 08.00 WIB; langkah lain diberitahukan kepada koordinator.",
        }


class StepForm(HelpedForm, forms.ModelForm):
    class Meta:
        model = NudgeStep
        fields = ["addressee", "channel", "due_on"]
        widgets = {"due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


StepFormSet = forms.inlineformset_factory(NudgePlan, NudgeStep, form=StepForm, extra=0, can_delete=False, max_num=4)
