"""The form of a period's procedure."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from reviews.core.models import ReviewStage
from reviews.procedure.models import EVERY, FIRST, Procedure

NEEDS = ("shortlist_needs", "coaching_needs", "reject_needs")


class ProcedureForm(HelpedForm, forms.ModelForm[Procedure]):
    """All rules of a period at once; what an outcome needs is chosen among the stages of the period."""

    shortlist_needs = forms.MultipleChoiceField(
        label="Unggulan memerlukan nilai lengkap dari", required=False, widget=forms.CheckboxSelectMultiple
    )
    coaching_needs = forms.MultipleChoiceField(
        label="Pembinaan memerlukan nilai lengkap dari", required=False, widget=forms.CheckboxSelectMultiple
    )
    reject_needs = forms.MultipleChoiceField(
        label="Tidak layak memerlukan nilai lengkap dari", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = TypedInput(
        label="Alasan mengubah tata cara",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Penilaian sudah dimulai: perubahan menjadi versi baru, dan alasannya tercetak pada berita acara.",
    )

    class Meta:
        model = Procedure
        fields = [
            *NEEDS, "passing_over", "deviations_by", "in_meeting", "quorum", "signers", "head_present", "repair_days",
        ]  # fmt: skip
        help_texts = {
            "in_meeting": "Bila tidak dicentang, hasil ditetapkan dengan persetujuan tertulis; setiap berkas menyebut "
            "“tanpa rapat”.",
            "quorum": "Persetujuan ditolak bila yang hadir kurang dari bagian ini.",
            "signers": "Yang menyetujui harus hadir dalam rapat.",
            "passing_over": "Meloloskan usulan sementara usulan berperingkat lebih baik tidak diloloskan.",
            "deviations_by": "Setiap penyimpangan memerlukan alasan, tercatat, dan tercetak pada berita acara.",
            "repair_days": "Waktu bagi instansi bila usulan dikembalikan, Senin sampai Jumat; hari libur nasional ikut "
            "dihitung. Sesudahnya instansi masuk daftar “Perbaikan terlambat”.",
        }

    def __init__(self, *args: Any, stages: Sequence[ReviewStage], scored: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (EVERY, "Semua tahap, juga yang ditambahkan kemudian"),
            (FIRST, "Tahap pertama"),
            *((stage.key, stage.name) for stage in stages),
        ]
        for name in NEEDS:
            field: forms.MultipleChoiceField = self.fields[name]  # type: ignore[assignment]  # declared above as such
            field.choices = choices
        if not scored:
            del self.fields["note"]
