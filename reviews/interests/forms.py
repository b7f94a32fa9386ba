"""Forms for conflicts of interest: recording one for somebody, and lifting one."""

from typing import Any

from django import forms
from django.db.models import Q

from agencies.core.models import User
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.core.sent import SentProposal
from reviews.core.models import Interest
from reviews.interests import services


class ConflictForm(HelpedForm, forms.Form):
    """Who may no longer have a part in which proposal, and why."""

    person = forms.ModelChoiceField(
        label="Orang",
        queryset=User.objects.none(),
        empty_label="Pilih orang",
        help_text="Penilai, koordinator, atau pimpinan.",
        error_messages={"required": "Pilih orangnya."},
    )
    number = forms.CharField(
        label="Nomor usulan", max_length=20, error_messages={"required": "Isi nomor usulan, misalnya PGK-2026-0001."}
    )
    kind = forms.ChoiceField(
        label="Jenis benturan",
        choices=[(value, label) for value, label in Interest.Kind.choices if value != Interest.Kind.DECLARED],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih jenis benturannya."},
    )
    reason = TypedInput(
        label="Dasar",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Tampil dalam berita acara. Contoh: mendampingi penyusunan pada lokakarya 12 Mei 2026.",
        error_messages={"required": "Tuliskan dasar benturan kepentingannya."},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        staff = User.objects.filter(Q(is_reviewer=True) | Q(is_coordinator=True) | Q(is_leader=True), is_active=True)
        self.fields["person"].queryset = staff.order_by("sort_key", "pk")  # type: ignore[attr-defined]  # declared above as a choice of rows

    def clean_number(self) -> SentProposal:
        found = services.coordinated(self.cleaned_data["number"], self.by)
        if found is None:
            raise forms.ValidationError("Usulan dengan nomor ini tidak ditemukan. Periksa nomornya.")
        return found


class LiftForm(HelpedForm, forms.Form):
    """Why a conflict of interest no longer stands."""

    reason = TypedInput(
        label="Alasan pencabutan",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Dicantumkan dalam berita acara bersama nama Anda.",
        error_messages={"required": "Tuliskan alasan pencabutan."},
    )
