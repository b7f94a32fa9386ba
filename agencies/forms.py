"""Forms for agencies, people and the own profile."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from agencies.models import Agency, User


class PlainHelper(FormHelper):
    """crispy settings all our forms share: the page draws the <form> tag, the button and the error summary itself."""

    form_tag = False
    disable_csrf = True
    form_show_errors = True


class HelpedForm(forms.BaseForm):
    """Gives every form the shared crispy helper, and required fields a sentence that says what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"] and field.label:
                field.error_messages["required"] = f"Isi {field.label[0].lower()}{field.label[1:]}."

    @property
    def helper(self) -> PlainHelper:
        return PlainHelper(self)


class AgencyForm(HelpedForm, forms.ModelForm):
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


class ContactForm(HelpedForm, forms.ModelForm):
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


class OwnEmail(forms.BaseForm):
    """An address that reaches this person and nobody else."""

    instance: User

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if not email:
            raise forms.ValidationError("Isi alamat surel, supaya kata sandi dapat dibuat ulang lewat surel.")
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError("Alamat surel ini sudah dipakai pengguna lain. Isi alamat yang lain.")
        return email


class PersonForm(HelpedForm, OwnEmail, forms.ModelForm):
    """A person's account and roles, as the coordinator edits them."""

    class Meta:
        model = User
        fields = [
            "username",
            "full_name",
            "email",
            "phone",
            "position",
            "agency",
            "is_coordinator",
            "is_reviewer",
            "is_leader",
            "is_active",
        ]
        help_texts = {
            "username": "Nama untuk masuk, tanpa spasi. Contoh: op-dinkes.",
            "email": "Tautan untuk membuat kata sandi dikirim ke alamat ini.",
            "agency": "Pengguna dengan instansi dapat menulis usulan atas nama instansi itu.",
            "is_active": "Hapus centang bila orang ini tidak lagi bertugas. Riwayatnya tetap tersimpan.",
        }


class ProfileForm(HelpedForm, OwnEmail, forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "position", "phone", "email"]
