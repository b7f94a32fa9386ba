"""Forms of presentations: a session, when somebody cannot come, and one more juror."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from agencies.core.models import Agency, User
from foundation.forms import HelpedForm
from reviews.presenting.models import Session, Slot

ON_DAY, AT_TIME = {"type": "date"}, {"type": "time"}


class SessionForm(HelpedForm, forms.ModelForm[Session]):
    """A day and two times of it, where, and how long each proposal has."""

    day = forms.DateField(label="Hari", widget=forms.DateInput(ON_DAY, format="%Y-%m-%d"))
    first = forms.TimeField(label="Mulai pukul", widget=forms.TimeInput(AT_TIME, format="%H:%M"))
    last = forms.TimeField(label="Selesai pukul", widget=forms.TimeInput(AT_TIME, format="%H:%M"))

    class Meta:
        model = Session
        fields = ["kind", "place", "minutes", "pause"]
        help_texts = {
            "place": "Nama ruang; untuk kunjungan, nama rombongan atau wilayahnya. Satu tempat dipakai satu usulan.",
            "minutes": "Paparan dan tanya jawab; untuk kunjungan, dengan perjalanannya.",
        }

    field_order = ("kind", "day", "first", "last", "place", "minutes", "pause")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last <= first:
            self.add_error("last", "Waktu selesai harus sesudah waktu mulai.")
        if data.get("minutes") is not None and data["minutes"] < 5:
            self.add_error("minutes", "Isi paling sedikit 5 menit.")
        return data

    def made(self) -> Session:
        """The session that a valid form describes, not stored yet."""
        session, data = self.instance, self.cleaned_data
        session.starts, session.ends = (_moment(data["day"], data[name]) for name in ("first", "last"))
        return session


class AbsenceForm(HelpedForm, forms.Form):
    """When somebody cannot come; reviewers say it of themselves, a coordinator of anybody and of agencies."""

    person = forms.ModelChoiceField(User.objects.none(), label="Penilai", empty_label="Bukan penilai", required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Instansi yang tampil", empty_label="Bukan instansi", required=False
    )
    starts = forms.DateTimeField(
        label="Mulai", widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends = forms.DateTimeField(
        label="Sampai", widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.is_coordinator:
            self.fields["person"].queryset = User.objects.reviewers()  # type: ignore[attr-defined]  # declared above as a choice
            self.fields["agency"].queryset = Agency.objects.active()  # type: ignore[attr-defined]  # as above
        else:
            del self.fields["person"], self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", "Waktu sampai harus sesudah waktu mulai.")
        if "person" in self.fields and "person" not in self.errors and "agency" not in self.errors:
            self._check_one(data)
        return data

    def _check_one(self, data: dict[str, Any]) -> None:
        if not data.get("person") and not data.get("agency"):
            self.add_error("person", "Pilih penilainya, atau instansinya.")
        elif data.get("person") and data.get("agency"):
            self.add_error("agency", "Pilih penilai atau instansi, jangan keduanya.")


class JurorForm(HelpedForm, forms.Form):
    """One more person who listens."""

    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label="Tambah juri",
        empty_label="Pilih penilai",
        error_messages={"required": "Pilih penilainya."},
    )

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = User.objects.reviewers().exclude(agency=slot.proposal.agency_id)
        sitting = slot.jury.values("reviewer")
        self.fields["reviewer"].queryset = offered.exclude(pk__in=sitting)  # type: ignore[attr-defined]  # declared above as a choice


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, time))
