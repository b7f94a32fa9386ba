"""The form of an edition as a whole: its name, and, until it is published, its window and its constants."""

from typing import Any, Final

from django import forms
from django.utils.dates import MONTHS as MONTH_NAMES

from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.rules.igarules import IgaEligibility, IgaMonths, IgaRules, IgaYears
from competitions.rules.versioned import AnnouncedField, ExactField, VersionedForm
from foundation.text.fields import LineInput

DATE: Final = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
MATURITY: Final = "kematangan_"
MONTHS: Final = [(number, str(name)) for number, name in MONTH_NAMES.items()]


class EditionForm(VersionedForm, forms.ModelForm[Edition]):
    """The name of an edition, and, while it isn't published, its window and its constants.

    The days of opening and closing stand in the calendar (competitions.dates).
    """

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
    ANNOUNCED = (
        ("divisor_announced", "Pembagi yang diumumkan untuk tahun sesudahnya"),
        ("min_basic_services_announced", "Urusan dasar yang diumumkan untuk tahun sesudahnya"),
    )

    class Meta:
        model = Edition
        fields = ["name", "window_from", "window_until", "source"]
        widgets = {"window_from": DATE, "window_until": DATE}
        labels = {
            "window_from": "Penerapan paling awal",
            "window_until": "Penerapan paling akhir",
        }
        help_texts = {
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
        self._about(rules)
        known = {
            "words": rules.eligibility and rules.eligibility.rancang_bangun_min_words,
            "running_year": rules.reference_years and rules.reference_years.t0,
        }
        if rules.scoring:
            known |= dict(rules.scoring) | dict(rules.scoring.number)
            self.fields["per_innovation"] = ExactField(
                label="Nilai tiap inovasi", initial=rules.scoring.number.per_innovation
            )
            self.fields["empty_mandatory_blocks"] = forms.BooleanField(
                label="Inovasi tertahan bila indikator wajib belum terbukti",
                required=False,
                initial=rules.scoring.empty_mandatory_blocks,
            )
            for name, label in self.ANNOUNCED:
                self.fields[name] = AnnouncedField(
                    label=label, initial=known[name], help_text="Satu baris satu tahun, misalnya 2027: 14."
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
        for prefix, what, bands in (("", "", rules.predicates), (MATURITY, "Kematangan ", rules.maturity_bands)):
            for band in bands:
                for side, words in (("minimum", "mulai"), ("maximum", "sampai")):
                    self.fields[f"{prefix}{band.key}_{side}"] = ExactField(
                        label=f"{what}{band.label} {words}", initial=getattr(band, side)
                    )

    def _about(self, rules: IgaRules) -> None:
        """Who holds it, how far its rules can be trusted, and the months of data entry."""
        self.fields["organiser"] = LineInput(
            label="Penyelenggara", required=False, max_length=160, initial=rules.organiser
        )
        self.fields["rules_confidence"] = forms.ChoiceField(
            label="Dari mana aturannya dibaca", choices=NationalResult.Trust.choices, initial=rules.confidence
        )
        months = rules.data_entry
        for name, label in (("from_month", "Entri data sejak bulan"), ("to_month", "Entri data sampai bulan")):
            self.fields[name] = forms.TypedChoiceField(
                label=label, required=False, coerce=int, empty_value=None, choices=[("", "Belum diketahui"), *MONTHS],
                initial=months and getattr(months, name),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("window_from"), cleaned.get("window_until")
        if start and end and start > end:
            self.add_error("window_until", "Tanggal paling akhir harus sesudah tanggal paling awal.")
        if ("from_month" in self.fields) and (cleaned.get("from_month") is None) != (cleaned.get("to_month") is None):
            self.add_error("to_month", "Isi kedua bulannya, atau kosongkan keduanya.")
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
        changed: dict[str, Any] = {
            "predicates": tuple(self._band(band) for band in rules.predicates),
            "maturity_bands": tuple(self._band(band, MATURITY) for band in rules.maturity_bands),
            "organiser": typed["organiser"],
            "confidence": typed["rules_confidence"],
            "data_entry": None,
            "second_look_percent": typed["second_look_percent"] or 0,
        }
        if typed["from_month"]:
            changed["data_entry"] = IgaMonths(from_month=typed["from_month"], to_month=typed["to_month"])
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

    def _band(self, band: Any, prefix: str = "") -> Any:
        sides = {side: self.cleaned_data[f"{prefix}{band.key}_{side}"] for side in ("minimum", "maximum")}
        return band.model_copy(update=sides)
