"""What narrows the list of schools below an agency."""

from django import forms
from django.http import QueryDict

from dashboard.agency_pages.filters import district_choices, level_choices, set_choices
from foundation.forms import HelpedForm
from proposals.core.period.basics import Basics

ALL = [("", "Semua")]


class SchoolForm(HelpedForm, forms.Form):
    q = forms.CharField(label="Cari nama atau NPSN", required=False, max_length=80)
    aturan = forms.ChoiceField(
        label="Keadaan", choices=[*ALL, ("ikut", "Sudah mengajukan"), ("baru", "Belum mengajukan")], required=False
    )
    jenjang = forms.ChoiceField(label="Jenjang", required=False)
    kecamatan = forms.ChoiceField(label="Kecamatan", required=False)
    tahun = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict, known: Basics) -> None:
        super().__init__(data)
        set_choices(self, "jenjang", level_choices(known))
        set_choices(self, "kecamatan", district_choices(known))
