"""Forms for agencies, people and the own profile."""

from django import forms

from agencies.core.models import User
from foundation.forms import HelpedForm


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


class OwnProfileForm(HelpedForm, OwnEmail, forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["full_name", "position", "phone", "email"]
