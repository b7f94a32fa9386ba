"""Forms of the report centre: what narrows a report and what goes into a meeting pack."""

from collections.abc import Iterator
from typing import Any

from django import forms

from dashboard.charts.labels import GROUPS
from dashboard.reports.catalogue import KINDS, ReportKind
from dashboard.reports.tables import district_choices
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput

USUAL_PARTS = ["kemajuan", "cakupan", "belum", "kipp", "kesiapan-iga"]
LAST = 100  # the place of a chosen report without a number


class ScopeForm(HelpedForm, forms.Form):
    """Narrows table reports; the choice is remembered for the next visit."""

    kelompok = forms.ChoiceField(label="Kelompok", choices=[("", "Semua"), *GROUPS], required=False)
    kecamatan = forms.ChoiceField(label="Kecamatan", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kecamatan"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type: declared so above
        field.choices = [("", "Semua"), *district_choices()]


class PackForm(HelpedForm, forms.Form):
    """The cover of a meeting pack and the reports that go into it."""

    title = LineInput(label="Nama rapat", max_length=120, initial="Bahan Rapat Koordinasi Inovasi Daerah")
    day = LineInput(
        label="Hari dan tanggal", max_length=80, required=False, help_text="Contoh: Senin, 30 November 2026"
    )
    place = LineInput(label="Tempat", max_length=120, required=False)
    agenda = TypedInput(
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
        initial=USUAL_PARTS,
        error_messages={"required": "Pilih paling sedikit satu laporan."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS.values():
            usual = USUAL_PARTS.index(kind.key) + 1 if kind.key in USUAL_PARTS else None
            self.fields[f"urutan_{kind.key}"] = forms.IntegerField(
                label=f"Urutan {kind.title}",
                min_value=1,
                max_value=99,
                required=False,
                initial=usual,
                widget=forms.NumberInput({"class": "form-control"}),
            )

    def about(self) -> list[forms.BoundField]:
        """The fields of the cover."""
        return [self[name] for name in ("title", "day", "place", "agenda")]

    def choosable(self) -> Iterator[tuple[ReportKind, forms.BoundField, forms.boundfield.BoundWidget, bool]]:
        """Each report with the field of its place, its box to tick and whether that box is ticked."""
        chosen = set(self["parts"].value() or ())
        for kind, box in zip(KINDS.values(), self["parts"].subwidgets, strict=True):
            yield kind, self[f"urutan_{kind.key}"], box, kind.key in chosen

    def ordered_parts(self) -> list[str]:
        """The chosen reports by their numbers, those without one last; ties stay in the order of the centre."""
        chosen = [key for key in KINDS if key in self.cleaned_data["parts"]]
        return sorted(chosen, key=lambda key: self.cleaned_data.get(f"urutan_{key}") or LAST)

    def meeting(self) -> dict[str, Any]:
        """What the cover says."""
        lines = [line.strip() for line in self.cleaned_data["agenda"].splitlines()]
        return {
            "day": self.cleaned_data["day"],
            "place": self.cleaned_data["place"],
            "agenda": [line for line in lines if line],
        }
