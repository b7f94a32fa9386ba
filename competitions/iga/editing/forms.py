"""The form of one row of the city's own part in an edition."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from competitions.iga.editing.guiding import LEVELS
from competitions.rules.igarules import CityBand, CityIndicator
from competitions.rules.versioned import ExactField, VersionedForm
from foundation.text.fields import LineInput, TypedInput

LONG: Final = forms.Textarea({"rows": 2})


class CityRowForm(VersionedForm, forms.Form):
    """One row of the city's part: its weight, its levels and their bands."""

    name = LineInput(label="Nama", max_length=160)
    weight = ExactField(label="Bobot")
    mandatory = forms.BooleanField(label="Wajib", required=False)
    unit = LineInput(label="Satuan", required=False, max_length=60)
    years = LineInput(label="Tahun yang dibandingkan", required=False, max_length=60)
    note = TypedInput(label="Catatan", required=False, max_length=600, widget=LONG)

    def __init__(self, *args: Any, row: CityIndicator, **kwargs: Any) -> None:
        super().__init__(*args, initial=dict(row), **kwargs)
        self.row = row
        bands: Sequence[CityBand] = row.bands or (CityBand(),) * len(LEVELS)
        words = row.levels or ("",) * len(LEVELS)
        for level, text, band in zip(LEVELS, words, bands, strict=True):
            self.fields[f"level_{level}"] = LineInput(label=f"Parameter {level}", max_length=300, initial=text)
            for side, label in (("lowest", "mulai"), ("highest", "sampai")):
                self.fields[f"{side}_{level}"] = ExactField(
                    label=f"Parameter {level} {label}", required=False, initial=getattr(band, side), signed=True
                )

    def made(self) -> CityIndicator:
        """The row as typed."""
        typed = self.cleaned_data
        bands = tuple(CityBand(lowest=typed[f"lowest_{level}"], highest=typed[f"highest_{level}"]) for level in LEVELS)
        known = any(band.lowest is not None or band.highest is not None for band in bands)
        changed = {name: typed[name] for name in ("name", "weight", "mandatory", "unit", "years", "note")}
        changed["levels"] = tuple(typed[f"level_{level}"] for level in LEVELS)
        return self.row.model_copy(update=changed | {"bands": bands if known else ()})
