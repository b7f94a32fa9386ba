"""What narrows the list of schools below an agency."""

from django import forms

from agencies.core.models import District
from dashboard.agency_pages.filters import level_choices
from foundation.forms import HelpedForm

ALL = [("", "Semua")]


class SchoolForm(HelpedForm, forms.Form):
    q = forms.CharField(label="Cari nama atau NPSN", required=False, max_length=80)
    aturan = forms.ChoiceField(
        label="Keadaan", choices=[*ALL, ("ikut", "Sudah mengajukan"), ("baru", "Belum mengajukan")], required=False
    )
    jenjang = forms.ChoiceField(label="Jenjang", choices=level_choices, required=False)
    kecamatan = forms.ModelChoiceField(
        label="Kecamatan",
        queryset=District.objects.filter(kind=District.Kind.KECAMATAN),
        to_field_name="code",
        required=False,
        empty_label="Semua",
    )
    tahun = forms.IntegerField(widget=forms.HiddenInput, required=False)
