"""The form of KIPP's list: choosing a proposal to nominate."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

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
