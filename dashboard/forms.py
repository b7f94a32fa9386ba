"""Forms of the report centre: what narrows a report, what goes into a meeting pack, and the check of a file."""

from typing import Any

from django import forms

from agencies.forms import HelpedForm
from dashboard.labels import GROUPS
from dashboard.reports import KINDS
from dashboard.tables import district_choices

LARGEST_CHECKED = 30 * 1024 * 1024


class ScopeForm(HelpedForm, forms.Form):
    """Narrows table reports; the choice is remembered for the next visit."""

    kelompok = forms.ChoiceField(label="Kelompok", choices=[("", "Semua"), *GROUPS], required=False)
    kecamatan = forms.ChoiceField(label="Kecamatan", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kecamatan"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "Semua"), *district_choices()]


class PackForm(HelpedForm, forms.Form):
    """The cover of a meeting pack and the reports that go into it."""

    title = forms.CharField(label="Nama rapat", max_length=120, initial="Bahan Rapat Koordinasi Inovasi Daerah")
    day = forms.CharField(
        label="Hari dan tanggal", max_length=80, required=False, help_text="Contoh: Senin, 30 November 2026"
    )
    place = forms.CharField(label="Tempat", max_length=120, required=False)
    agenda = forms.CharField(
        label="Susunan acara",
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=2000,
        help_text="Satu baris satu acara.",
    )
    parts = forms.MultipleChoiceField(
        label="Isi bahan rapat",
        choices=[(kind.key, kind.title) for kind in KINDS.values()],
        widget=forms.CheckboxSelectMultiple,
        initial=["kemajuan", "cakupan", "belum", "kipp"],
        error_messages={"required": "Pilih paling sedikit satu laporan."},
    )

    def clean_parts(self) -> list[str]:
        """In the order of the centre, whatever order they were sent in."""
        return [key for key in KINDS if key in self.cleaned_data["parts"]]

    def meeting(self) -> dict[str, Any]:
        """What the cover says."""
        lines = [line.strip() for line in self.cleaned_data["agenda"].splitlines()]
        return {
            "day": self.cleaned_data["day"],
            "place": self.cleaned_data["place"],
            "agenda": [line for line in lines if line],
        }


class CheckForm(HelpedForm, forms.Form):
    """A PDF to compare with the issued one; it is hashed and forgotten."""

    file = forms.FileField(label="Berkas PDF yang ingin diperiksa")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_CHECKED:
            raise forms.ValidationError("Berkas ini lebih besar dari 30 MB, jadi bukan laporan dari portal ini.")
        return upload
