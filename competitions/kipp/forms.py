"""Forms of the national programmes: choosing a proposal to nominate, and the edition's rules."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from competitions.core.models import Edition
from foundation.forms import HelpedForm
from proposals.core.sent import SentProposal


class ProposalChoice(forms.ModelChoiceField[SentProposal]):
    """Names each proposal with its number and agency."""

    def label_from_instance(self, obj: SentProposal) -> str:
        return f"{obj.reference} – {obj.title} ({obj.agency.short_name})"


class NominateForm(HelpedForm, forms.Form):
    """One of the proposals this person may nominate."""

    proposal = ProposalChoice(
        queryset=SentProposal.objects.none(),
        label="Usulan",
        empty_label="Pilih salah satu",
        help_text="Hanya usulan yang sudah diajukan dan belum dinominasikan yang tercantum di sini.",
        error_messages={
            "required": "Pilih usulan yang akan dinominasikan.",
            "invalid_choice": "Usulan ini tidak dapat dinominasikan. Pilih usulan dari daftar.",
        },
    )

    def __init__(self, *args: Any, offered: QuerySet[SentProposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ProposalChoice, self.fields["proposal"]).queryset = offered


class KippForm(HelpedForm, forms.ModelForm[Edition]):
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
        self.groups = self.instance.kipp.offered_groups
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
        if self.groups:
            del self.fields["min_age_months"], self.fields["quota"]

    def save(self, commit: bool = True) -> Edition:
        rows = self.instance.rules.get("groups", [])
        for row in rows:
            if f"age_{row['key']}" in self.cleaned_data:
                row["min_age_months"] = self.cleaned_data[f"age_{row['key']}"]
                row["quota"] = self.cleaned_data[f"quota_{row['key']}"]
        edition: Edition = super().save(commit)
        return edition
