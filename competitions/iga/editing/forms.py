"""Forms of an edition: its constants, one row of the city's part, and the year of a new one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict

from competitions.core.igarules import CityBand, CityIndicator, IgaEligibility, IgaRules, IgaYears
from competitions.core.models import Edition
from competitions.iga.editing.guiding import LEVELS
from foundation.forms import HelpedForm
from foundation.numbers import decimal_in
from foundation.text.fields import LineInput, TypedInput

DATE: Final = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
LONG: Final = forms.Textarea({"rows": 2})


class ExactField(forms.CharField):
    """A number as people here write it, 0,38 or 1.250, as exact as it was typed; below zero only where `signed`."""

    def __init__(self, *, signed: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.signed = signed

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        found = decimal_in(text.strip()) if text else None
        if text and found is None:
            raise forms.ValidationError("Tulis satu angka, misalnya 0,38 atau 65,01.")
        if found is not None and found < 0 and not self.signed:
            raise forms.ValidationError("Tulis angka nol atau lebih.")
        return found


class VersionedForm(HelpedForm):
    """A form that says which version of the edition its page showed."""

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=version)

    def against(self, version: int) -> None:
        """From here on what was typed stands against another version."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(version)
        self.data = data


class EditionForm(VersionedForm, forms.ModelForm[Edition]):
    """The days of an edition, and, while it isn't published, its window and its constants."""

    RULES = (
        ("words", "Paling sedikit kata rancang bangun"),
        ("running_year", "Tahun T-0"),
        ("divisor_minimum", "Pembagi paling kecil"),
        ("min_basic_services", "Urusan dasar yang harus tercakup"),
        ("cap", "Inovasi paling banyak yang dihitung"),
        ("maturity_maximum", "Sampul: kematangan satu inovasi"),
        ("spd_maximum", "Sampul: indikator kota (SPD)"),
        ("maximum", "Sampul: nilai jumlah inovasi"),
        ("sid_maximum", "Sampul: satuan inovasi (SID)"),
        ("total_maximum", "Sampul: seluruh nilai"),
    )

    class Meta:
        model = Edition
        fields = ["name", "opens_on", "closes_on", "window_from", "window_until", "source"]
        widgets = {"opens_on": DATE, "closes_on": DATE, "window_from": DATE, "window_until": DATE}
        labels = {
            "closes_on": "Penutupan entri data",
            "window_from": "Penerapan paling awal",
            "window_until": "Penerapan paling akhir",
        }
        help_texts = {
            "closes_on": "Bukti dapat ditambahkan sampai tanggal ini.",
            "window_from": "Inovasi yang diterapkan lebih awal memerlukan pengembangan di dalam rentang ini.",
            "source": "Nomor dan tanggal surat yang menjadi dasar.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.published_at:
            for name in ("window_from", "window_until", "source"):
                del self.fields[name]
            return
        rules = self.instance.iga
        known = {
            "words": rules.eligibility and rules.eligibility.rancang_bangun_min_words,
            "running_year": rules.reference_years and rules.reference_years.t0,
        }
        if rules.scoring:
            known |= dict(rules.scoring) | dict(rules.scoring.number)
            self.fields["per_innovation"] = ExactField(
                label="Nilai tiap inovasi", initial=rules.scoring.number.per_innovation
            )
        for name, label in self.RULES:
            if name in known:
                self.fields[name] = forms.IntegerField(
                    label=label, min_value=0, max_value=9999, initial=known[name], required=rules.scoring is not None
                )
        self.fields["second_look_percent"] = forms.IntegerField(
            label="Klaim yang diperiksa koordinator kedua (persen)",
            required=False,
            min_value=0,
            max_value=100,
            initial=rules.second_look_percent,
            help_text="Pilihan kota, bukan pedoman. Kosong atau 0 berarti tidak ada pemeriksaan kedua.",
        )
        for band in rules.predicates:
            for side in ("minimum", "maximum"):
                words = "mulai" if side == "minimum" else "sampai"
                self.fields[f"{band.key}_{side}"] = ExactField(
                    label=f"{band.label} {words}", initial=getattr(band, side)
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("window_from"), cleaned.get("window_until")
        if start and end and start > end:
            self.add_error("window_until", "Tanggal paling akhir harus sesudah tanggal paling awal.")
        year = cleaned.get("running_year")
        if year is not None and year != self.instance.year:
            self.add_error("running_year", f"T-0 adalah tahun edisi ini. Isi {self.instance.year}.")
        for name in ("divisor_minimum", "cap", *(key for key, _ in self.RULES if "maximum" in key)):
            if cleaned.get(name) == 0:
                self.add_error(name, "Isi angka yang lebih dari nol.")
        return cleaned

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the edition as typed."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def rules(self) -> IgaRules | None:
        """The rules as typed; None for a published edition, of which they don't change."""
        if self.instance.published_at:
            return None
        typed, rules = self.cleaned_data, self.instance.iga
        changed: dict[str, Any] = {"predicates": tuple(self._band(band) for band in rules.predicates)}
        changed["second_look_percent"] = typed["second_look_percent"] or 0
        if (words := typed.get("words")) is not None:
            base = rules.eligibility or IgaEligibility(
                older_needs_development_in_window=True, rancang_bangun_min_words=0, confidence="unknown"
            )
            window = {"applied_from": typed["window_from"], "applied_to": typed["window_until"]}
            changed["eligibility"] = base.model_copy(update=window | {"rancang_bangun_min_words": words})
        if year := typed.get("running_year"):
            changed["reference_years"] = IgaYears(t0=year, t1=year - 1, t2=year - 2, confidence="inferred")
        if rules.scoring:
            names = {name: typed[name] for name in typed if name in dict(rules.scoring.number)}
            number = rules.scoring.number.model_copy(update=names)
            names = {name: typed[name] for name in typed if name in dict(rules.scoring)}
            changed["scoring"] = rules.scoring.model_copy(update=names | {"number": number})
        return rules.model_copy(update=changed)

    def _band(self, band: Any) -> Any:
        sides = {side: self.cleaned_data[f"{band.key}_{side}"] for side in ("minimum", "maximum")}
        return band.model_copy(update=sides)


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


class NewEditionForm(HelpedForm, forms.Form):
    """The year of a new edition."""

    year = forms.IntegerField(label="Tahun", min_value=2020, max_value=2100)
