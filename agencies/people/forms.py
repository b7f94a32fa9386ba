"""Forms for agencies, people and the own profile."""

from typing import Any

from django import forms

from agencies.core import ranks
from agencies.core.models import User
from foundation.forms import HelpedForm


class OwnEmail(forms.BaseForm):
    """An address that reaches this person and nobody else."""

    instance: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Alamat surel"

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if not email:
            raise forms.ValidationError("Isi alamat surel, supaya kata sandi dapat dibuat ulang lewat surel.")
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError("Alamat surel ini sudah dipakai pengguna lain. Isi alamat yang lain.")
        return email


class PersonForm(HelpedForm, OwnEmail, forms.ModelForm[User]):
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

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """`by` is who edits; what only a role above the person may change is shown and closed."""
        super().__init__(*args, **kwargs)
        self.is_closed = bool(self.instance.pk and self.instance.pk != by.pk and not ranks.is_below(self.instance, by))
        for name in (*ranks.IDENTITY, *ranks.RIGHTS, "agency"):
            if name in self.fields:
                self.fields[name].disabled = self.is_closed


class TechnicianForm(OwnEmail, forms.ModelForm[User]):
    """A person's account with every role, as the technician edits it; the same rules as in the portal."""

    class Meta:
        model = User
        fields = [*PersonForm.Meta.fields, "is_staff", "is_superuser"]


class OwnProfileForm(HelpedForm, OwnEmail, forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["full_name", "position", "phone", "email"]
