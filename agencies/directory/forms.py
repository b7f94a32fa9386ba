"""Forms for an agency: its card as the coordinator keeps it, and whom to call as it says itself."""

from django import forms

from agencies.core.models import Agency
from foundation.forms import HelpedForm


class AgencyForm(HelpedForm, forms.ModelForm[Agency]):
    class Meta:
        model = Agency
        fields = [
            "official_name",
            "name",
            "short_name",
            "kind",
            "parent",
            "district",
            "address",
            "contact_name",
            "contact_phone",
            "contact_email",
            "in_target",
            "in_school_target",
            "assumed",
            "note",
            "active_from",
            "active_until",
        ]
        widgets = {
            "active_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "active_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }


class ContactForm(HelpedForm, forms.ModelForm[Agency]):
    """Whom the city calls, as the agency itself fills it in."""

    class Meta:
        model = Agency
        fields = ["contact_name", "contact_phone", "contact_email"]
        labels = {"contact_name": "Nama narahubung"}
        help_texts = {
            "contact_name": "Orang yang mengurus usulan inovasi di instansi Anda.",
            "contact_phone": "Dipakai untuk pengingat lewat WhatsApp.",
            "contact_email": "Dipakai untuk pengingat lewat surel.",
        }
