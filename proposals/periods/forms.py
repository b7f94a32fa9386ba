"""Forms of the coordinator's year: the period and the extensions of single agencies."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from agencies.core.models import Agency
from foundation.forms import AskingForm
from foundation.papers.moments import spoken
from proposals.core import above
from proposals.core.models import Proposal
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.workflow import EDITABLE

MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PeriodForm(AskingForm, forms.ModelForm[Period]):
    class Meta:
        model = Period
        fields = [
            "name",
            "target",
            "minimum_per_agency",
            "opens_at",
            "closes_at",
            "is_side_round",
            "feedback",
            "ranking_column",
        ]
        widgets = {"opens_at": MOMENT, "closes_at": MOMENT}
        help_texts = {
            "opens_at": "Waktu Indonesia Barat (WIB).",
            "closes_at": "Waktu Indonesia Barat (WIB). Sesudah saat ini tidak ada yang dapat mengubah atau mengajukan.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuses a span that ends before it begins, or that overlaps another period unless this is a side round."""
        cleaned: dict[str, Any] = super().clean() or {}
        opening, closing = cleaned.get("opens_at"), cleaned.get("closes_at")
        if not opening or not closing:
            return cleaned
        if closing <= opening:
            self.add_error("closes_at", "Waktu penutupan harus sesudah waktu pembukaan.")
        elif not cleaned.get("is_side_round"):
            self._refuse_overlap(opening, closing)
        if not self.errors and "closes_at" in self.changed_data and closing <= timezone.now():
            self.ask(self._closing_now())
        return cleaned

    def _closing_now(self) -> list[str]:
        """What follows from a deadline that is over already: who can no longer submit."""
        if self.instance.pk is None:
            return ["Waktu penutupan sudah lewat, jadi tidak ada yang dapat mengajukan usulan pada periode ini."]
        longer = PeriodExtension.objects.filter(period=self.instance, closes_at__gt=timezone.now()).values("agency")
        drafts = Proposal.objects.filter(period=self.instance, status__in=EDITABLE).exclude(agency__in=longer).count()
        return [f"Waktu penutupan sudah lewat: {drafts} draf tidak dapat diajukan lagi."]

    def _refuse_overlap(self, opening: datetime.datetime, closing: datetime.datetime) -> None:
        other = Period.objects.overlapping(opening, closing).exclude(pk=self.instance.pk).first()
        if other:
            at_opening = other.opens_at <= opening
            self.add_error(
                "opens_at" if at_opening else "closes_at",
                f"Waktunya bertumpang tindih dengan {other}, yang dibuka {spoken(other.opens_at)} sampai "
                f"{spoken(other.closes_at)}. {'Buka sesudah' if at_opening else 'Tutup sebelum'} itu, atau tandai "
                "sebagai putaran sampingan.",
            )

    def clean_ranking_column(self) -> str:
        """Decided before scoring starts, so that nobody chooses the order after having seen it."""
        chosen: str = self.cleaned_data["ranking_column"]
        if "ranking_column" in self.changed_data and self.instance.pk and above.is_scored(self.instance):
            raise forms.ValidationError(
                "Penilaian periode ini sudah dimulai, jadi kolom peringkat resmi tidak dapat diubah lagi. "
                "Kembalikan pilihan semula, lalu simpan; kedua nilai tetap tampil di halaman peringkat."
            )
        return chosen


class PeriodNewForm(PeriodForm):
    class Meta(PeriodForm.Meta):
        fields = ["year", "guide", *PeriodForm.Meta.fields]
        error_messages = {
            "year": {"unique": "Periode tahun ini sudah ada. Buka dan ubah periode itu dari daftar periode."}
        }


class ExtensionForm(AskingForm, forms.ModelForm[PeriodExtension]):
    class Meta:
        model = PeriodExtension
        fields = ["agency", "closes_at", "reason"]
        widgets = {"closes_at": MOMENT}

    def clean_agency(self) -> Agency:
        agency: Agency = self.cleaned_data["agency"]
        # The form does not hold the period, so Django leaves the constraint on both to the database.
        others = PeriodExtension.objects.filter(period=self.instance.period, agency=agency).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("Instansi ini sudah memiliki perpanjangan. Ubah perpanjangan yang ada.")
        return agency

    def clean_closes_at(self) -> datetime.datetime:
        closes: datetime.datetime = self.cleaned_data["closes_at"]
        if closes <= self.instance.period.closes_at:
            raise forms.ValidationError("Isi waktu sesudah penutupan periode; perpanjangan hanya menambah waktu.")
        return closes

    def clean(self) -> dict[str, Any]:
        """Asks once more where the new moment has passed already, so that the agency cannot submit."""
        cleaned: dict[str, Any] = super().clean() or {}
        agency, closes = cleaned.get("agency"), cleaned.get("closes_at")
        if agency and closes and closes <= timezone.now() and "closes_at" in self.changed_data:
            self.ask([f"Waktu perpanjangan sudah lewat: {lost(self.instance.period, agency)}."])
        return cleaned


class ExtensionEndForm(AskingForm, forms.Form):
    """Taking an extension back, which asks once more where that ends the agency's writing at once."""

    def __init__(self, data: Any, extension: PeriodExtension) -> None:
        super().__init__(data)
        self.extension = extension

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        period, now = self.extension.period, timezone.now()
        if period.closes_at <= now < self.extension.closes_at:
            self.ask([f"Periode sudah ditutup: {lost(period, self.extension.agency)}."])
        return cleaned


def lost(period: Period, agency: Agency) -> str:
    """How many of the agency's proposals can no longer be submitted once its time has ended, in words; one query."""
    amount = Proposal.objects.filter(period=period, agency=agency, status__in=EDITABLE).count()
    return f"{amount} draf {agency} tidak dapat diajukan lagi"
