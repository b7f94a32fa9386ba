"""Forms of one nomination: what an entry tells besides its text, and the result of a stage."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone

from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.reasons import checked_reason
from competitions.core.stages import KippOutcome, KippStage
from competitions.kipp.services import DETAILS
from competitions.replication.counting import CopyOrigin
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput

FIRST_AWARDS: Final = 2014


class DetailsForm(HelpedForm, forms.ModelForm[Nomination]):
    """Group, category, innovator, contact and origin; all may be left for later."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    group = forms.ChoiceField(label="Kelompok", required=False)
    category = forms.ChoiceField(label="Kategori", required=False)

    class Meta:
        model = Nomination
        fields = list(DETAILS)
        widgets = {
            "innovator_nip": forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            "video_url": forms.URLInput({"inputmode": "url"}),
            "contact_phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        }
        help_texts = {
            "innovator_name": "Nama perorangan, atau ketua tim.",
            "innovator_nip": "18 angka tanpa spasi. Kosongkan bila bukan ASN.",
            "origin_innovation": "Nama inovasi yang ditiru; untuk kelompok replikasi.",
            "origin_institution": "Instansi yang pertama membuatnya; untuk kelompok replikasi.",
            "past_award_year": "Tahun inovasi ini pernah masuk Top atau menerima penghargaan. Kosongkan bila belum.",
            "video_url": "Alamat video yang dapat dibuka siapa saja tanpa masuk akun, misalnya di YouTube.",
        }

    def __init__(self, *args: Any, edition: Edition, origins: Sequence[CopyOrigin] = (), **kwargs: Any) -> None:
        """`origins` is what the register of replications says the agency copied; the boxes offer it."""
        super().__init__(*args, **kwargs)
        if origins:
            told = "; ".join(f"“{one.innovation}” dari {one.institution}" for one in origins)
            self.fields["origin_innovation"].help_text += f" Menurut register replikasi: {told}."
            for name in ("origin_innovation", "origin_institution"):
                self.fields[name].widget.attrs["list"] = f"{name}-register"
        rules, group, category = edition.kipp, self.fields["group"], self.fields["category"]
        groups = [(one.key, one.label) for one in rules.offered_groups]
        categories = [(one.key, one.label) for one in rules.categories.choices] if rules.categories else []
        for field, choices in ((group, groups), (category, categories)):
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "Belum dipilih" if choices else "Belum ada pada edisi ini"), *choices]
        if rules.categories and rules.categories.from_year not in (None, edition.year):
            category.help_text = f"Daftar kategori tahun {rules.categories.from_year}, yang terbaru diketahui."
        self.year = edition.year

    def clean_past_award_year(self) -> int | None:
        year: int | None = self.cleaned_data["past_award_year"]
        if year is not None and not FIRST_AWARDS <= year <= self.year:
            raise forms.ValidationError(f"Isi tahun antara {FIRST_AWARDS} dan {self.year}, atau kosongkan.")
        return year

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by name of DETAILS."""
        return {name: self.cleaned_data[name] for name in DETAILS}


class StageResultForm(HelpedForm, forms.ModelForm[KippResult]):
    """The result of one of the stages that are open now; of a correction, `stages` is the one it is of."""

    class Meta:
        model = KippResult
        fields = ["stage", "outcome", "award", "score", "decided_on", "document", "reason"]
        widgets = {
            "decided_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea({"rows": 2}),
        }
        help_texts = {
            "award": "Hanya untuk tahap penghargaan, misalnya Top 45.",
            "score": "0 sampai 100, paling banyak dua angka di belakang koma. Kosongkan bila tidak diumumkan.",
            "decided_on": "Tanggal surat atau pengumumannya.",
            "document": "Nomor surat, atau alamat pengumumannya.",
        }

    reason = TypedInput(label="Alasan perbaikan", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, stages: Sequence[KippStage], passing: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrects = self.instance.corrects is not None
        stage: Any = self.fields["stage"]
        stage.choices = [(one.value, one.label) for one in stages]
        outcome: Any = self.fields["outcome"]
        outcomes = [one for one in KippOutcome if self.corrects or one != KippOutcome.VOID]
        outcome.choices = [("", "Pilih hasilnya"), *((one.value, one.label) for one in outcomes)]
        if passing is not None:
            self.fields["score"].help_text += f" Batas lolos proposal yang terakhir diketahui {passing}."
        if not self.corrects:
            del self.fields["reason"]

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal hasil belum tiba. Isi tanggal surat atau pengumumannya.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        awarded = cleaned.get("stage") == KippStage.AWARD and cleaned.get("outcome") == KippOutcome.PASSED
        if awarded and not cleaned.get("award") and "award" not in self.errors:
            self.add_error("award", "Sebutkan penghargaannya, misalnya Top 45.")
        if cleaned.get("award") and not awarded and {"stage", "outcome"} <= cleaned.keys():
            self.add_error("award", "Kosongkan; penghargaan hanya disebut pada tahap penghargaan yang lolos.")
        return cleaned

    def validate_constraints(self) -> None:
        """That a stage has one result is asked under the lock, by the service."""
