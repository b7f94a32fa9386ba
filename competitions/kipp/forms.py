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
            "quota": "Paling banyak yang dapat dikirim kota. Hanya keterangan, tidak membatasi nominasi.",
            "source": "Nomor dan judul pedoman yang menjadi dasar.",
        }
