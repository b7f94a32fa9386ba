"""Forms of an edition as a whole: its name and guide with the limits of each group, the video, and a new year."""

from typing import Any

from django import forms

from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.rules.kipprules import KippRules, KippVideo
from competitions.rules.versioned import VersionedForm
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput


class ReasonedForm(VersionedForm):
    """A form that asks why, once somebody has nominated by the rules it changes."""

    def __init__(self, *args: Any, reasoned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = TypedInput(
            label="Alasan perubahan",
            required=reasoned,
            max_length=300,
            widget=forms.Textarea({"rows": 2}),
            help_text="Tercatat pada riwayat ketentuan, misalnya nomor surat kementerian."
            + ("" if reasoned else " Boleh kosong selama belum ada nominasi."),
        )


class KippForm(ReasonedForm, forms.ModelForm[Edition]):
    """What the yearly KIPP guide sets; its days stand in the calendar (competitions.dates)."""

    class Meta:
        model = Edition
        fields = ["name", "min_age_months", "quota", "source"]
        help_texts = {
            "min_age_months": "Kosongkan bila pedoman belum terbit.",
            "quota": "Paling banyak yang dapat dikirim kota.",
            "source": "Nomor dan judul pedoman yang menjadi dasar.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An edition with groups asks for the limits of each; the two of the edition are for one without."""
        super().__init__(*args, **kwargs)
        rules = self.instance.kipp
        self.groups = rules.offered_groups
        for group in self.groups:
            limits = self.instance.limits_of(group.key)
            for name, label, value in (
                ("age", "Umur paling sedikit (bulan)", limits.min_age_months),
                ("quota", "Kuota", limits.quota),
            ):
                self.fields[f"{name}_{group.key}"] = forms.IntegerField(
                    label=f"{label}, {group.label}", min_value=0, max_value=999, required=False, initial=value,
                    help_text="Kosongkan bila pedoman belum menyebutnya.",
                )  # fmt: skip
        self.fields["max_per_agency"] = forms.IntegerField(
            label="Paling banyak per instansi", min_value=1, max_value=999, required=False,
            initial=rules.max_per_agency,
            help_text="Ketentuan kota untuk pembagian jatah, dihitung per kelompok. Kosongkan bila tidak dibatasi.",
        )  # fmt: skip
        if self.groups:
            del self.fields["min_age_months"], self.fields["quota"]
        self.fields["rules_confidence"] = forms.ChoiceField(
            label="Dari mana aturannya dibaca", choices=NationalResult.Trust.choices, initial=rules.confidence
        )
        if rules.forms:
            self.fields["form"] = forms.ChoiceField(
                label="Formulir yang dipakai",
                choices=[(form.key, form.name) for form in rules.forms],
                initial=rules.form,
                help_text="Tulisan pada bagian yang tidak ada pada formulir lain tetap tersimpan dan terbaca.",
            )
            self.fields["max_pages"] = forms.IntegerField(
                label="Paling banyak halaman proposal", min_value=1, max_value=999, required=False,
                initial=rules.proposal_form and rules.proposal_form.max_pages,
                help_text="Untuk formulir yang dipakai. Kosongkan bila pedoman tidak membatasinya.",
            )  # fmt: skip
        if rules.rules:
            self.fields["passing_grade"] = forms.IntegerField(
                label="Nilai lulus proposal", min_value=0, max_value=rules.rules.score_scale.maximum, required=False,
                initial=rules.rules.passing_grade.value,
            )  # fmt: skip
        paused = ", ".join(str(year) for year, held in sorted(rules.held.items()) if not held)
        self.fields["paused"] = forms.CharField(
            label="Tahun tanpa kompetisi", max_length=100, required=False, initial=paused,
            help_text="Tahun saat kementerian tidak mengadakan KIPP, dipisah koma.",
        )  # fmt: skip
        # Why comes last, after what is changed.
        self.fields["reason"] = self.fields.pop("reason")

    def clean_paused(self) -> dict[int, bool]:
        words = self.cleaned_data["paused"].replace(",", " ").split()
        if not all(len(word) == len("2024") and word.isascii() and word.isdigit() for word in words):
            raise forms.ValidationError("Tulis tahun dengan empat angka, dipisah koma, misalnya 2024.")
        years = {int(word) for word in words}
        if self.instance.year in years:
            raise forms.ValidationError(
                f"Edisi {self.instance.year} ini sendiri tidak dapat dinyatakan tidak diadakan."
            )
        held = {year: True for year, held in self.instance.kipp.held.items() if held and year not in years}
        return held | dict.fromkeys(sorted(years), False)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the edition as typed."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def changed(self, rules: KippRules) -> KippRules:
        """The rules with what was typed."""
        typed = self.cleaned_data
        groups = tuple(
            group.model_copy(update={"min_age_months": typed[f"age_{group.key}"], "quota": typed[f"quota_{group.key}"]})
            if f"age_{group.key}" in typed
            else group
            for group in rules.groups
        )
        update = {"groups": groups, "confidence": typed["rules_confidence"], "held": typed["paused"]}
        if typed["max_per_agency"] != rules.max_per_agency:
            update["max_per_agency"] = typed["max_per_agency"]
        if "form" in typed:
            update["form"] = typed["form"]
            # Where another form is chosen, the limit shown was that of the former.
            told = typed["form"] == rules.form or "max_pages" in self.changed_data
            update["forms"] = tuple(
                form.model_copy(update={"max_pages": typed["max_pages"]})
                if told and form.key == typed["form"]
                else form
                for form in rules.forms
            )
        if rules.rules:
            grade = rules.rules.passing_grade.model_copy(update={"value": typed["passing_grade"]})
            update["rules"] = rules.rules.model_copy(update={"passing_grade": grade})
        return rules.model_copy(update=update)


class VideoForm(ReasonedForm, forms.Form):
    """What the video of an entry must be and show."""

    maximum_minutes = forms.IntegerField(label="Paling lama (menit)", min_value=1, max_value=60)
    minimum_height_pixels = forms.IntegerField(
        label="Tinggi gambar paling rendah (piksel)", min_value=1, max_value=9999
    )
    language = LineInput(label="Bahasa", max_length=60)
    must_show = LineInput(label="Yang harus tampak", max_length=200, help_text="Dipisah koma.")
    rules = TypedInput(label="Ketentuan lain", max_length=600, widget=forms.Textarea({"rows": 3}))
    from_year = forms.IntegerField(label="Berlaku sejak tahun", min_value=2000, max_value=2100)
    confidence = forms.ChoiceField(label="Dari mana dibaca", choices=NationalResult.Trust.choices)
    field_order = ["maximum_minutes", "minimum_height_pixels", "language", "must_show", "rules", "from_year"]

    def __init__(self, *args: Any, video: KippVideo | None, year: int, **kwargs: Any) -> None:
        told = dict(video) | {"must_show": ", ".join(video.must_show)} if video else {"from_year": year}
        super().__init__(*args, initial=told, **kwargs)

    def made(self) -> KippVideo:
        """The rules of the video as typed."""
        typed = {name: self.cleaned_data[name] for name in KippVideo.model_fields}
        shown = tuple(word.strip() for word in typed["must_show"].split(",") if word.strip())
        return KippVideo(**typed | {"must_show": shown})


class NewKippForm(HelpedForm, forms.Form):
    """The year of a new edition of KIPP."""

    year = forms.IntegerField(label="Tahun", min_value=2020, max_value=2100)
