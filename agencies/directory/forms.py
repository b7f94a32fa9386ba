"""Forms for an agency: its card as the coordinator keeps it, and whom to call as it says itself."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from agencies.core.models import Agency
from foundation.forms import HelpedForm
from foundation.sheets.kinds import ACCEPTED, SPOKEN


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


class SchoolListForm(HelpedForm, forms.Form):
    """A spreadsheet with the list of schools; what it holds is judged when it is read."""

    MOST_BYTES = 2 * 1024 * 1024
    file = forms.FileField(
        label="Daftar sekolah",
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=f"Berkas {SPOKEN}, paling besar 2 MB.",
        error_messages={
            "required": "Pilih berkas yang akan diunggah.",
            "empty": "Berkas ini kosong (0 byte). Pilih berkas lain.",
        },
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > self.MOST_BYTES:
            raise forms.ValidationError("Berkas ini lebih besar dari 2 MB. Bagi menjadi beberapa berkas.")
        return file
