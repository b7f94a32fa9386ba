"""The reason with which a coordinator lets a broken rule pass, or takes that back."""

from django import forms

from competitions.core.reasons import checked_reason
from competitions.kipp.preflight.models import RuleOverride
from foundation.forms import HelpedForm


class RuleOverrideForm(HelpedForm, forms.ModelForm[RuleOverride]):
    """One reason; it is read by the agency and printed with the entry."""

    class Meta:
        model = RuleOverride
        fields = ["reason"]
        help_texts = {"reason": "Alasan ini dibaca instansi dan tercetak bersama entri."}

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])
