"""Forms of decision meetings: the facts of one, who was invited and came, outcomes, reasons, the decree."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from agencies.core.models import User
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput, TypedInput
from proposals.filechecks.confined import judge
from proposals.filechecks.rules import FileRefused
from reviews.meeting import decreeing
from reviews.meeting.models import Meeting, MeetingMember

LARGEST_SCAN = 20 * 1024 * 1024
ABSENT, PRESENT = "tidak", "hadir"
ATTENDANCE = (("", "Tidak diundang"), (PRESENT, "Hadir"), (ABSENT, "Diundang, tidak hadir"))
SIGNATORIES = User.objects.filter(Q(is_leader=True) | Q(is_coordinator=True), is_active=True)


class MeetingForm(HelpedForm, forms.ModelForm[Meeting]):
    """The facts of a meeting; chair and head are chosen among leaders and coordinators."""

    chair = forms.ModelChoiceField(
        SIGNATORIES, label="Ketua rapat", help_text="Menyetujui hasil rapat dengan akunnya sendiri."
    )
    head = forms.ModelChoiceField(
        SIGNATORIES,
        label="Kepala Bapperida",
        help_text="Menyetujui hasil rapat dengan akunnya sendiri; bukan orang yang sama dengan ketua rapat.",
    )

    class Meta:
        model = Meeting
        fields = ["title", "held_at", "place", "chair", "head", "number", "guests"]
        widgets = {
            "held_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "guests": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "held_at": "Waktu Indonesia Barat (WIB).",
            "number": "Boleh diisi kemudian, selama hasil rapat belum disetujui.",
            "guests": "Nama dan jabatan, satu orang per baris. Tercetak pada berita acara.",
        }


def invited_people() -> Iterable[User]:
    """Everybody who may be invited: reviewers, leaders and coordinators with an active account."""
    return User.objects.filter(Q(is_reviewer=True) | Q(is_leader=True) | Q(is_coordinator=True), is_active=True)


class AttendanceForm(HelpedForm, forms.Form):
    """One choice per person."""

    def __init__(self, *args: Any, people: Iterable[User], members: Iterable[MeetingMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        known = {member.person_id: PRESENT if member.present else ABSENT for member in members}
        for person in self.people:
            self.fields[_field(person)] = forms.ChoiceField(
                label=str(person),
                choices=ATTENDANCE,
                required=False,
                initial=known.get(person.pk, ""),
                help_text=person.position or ", ".join(person.role_names),
            )

    def attendance(self) -> dict[User, bool]:
        """Invited person → came; call it on a valid form."""
        answers = {person: self.cleaned_data[_field(person)] for person in self.people}
        return {person: answer == PRESENT for person, answer in answers.items() if answer}


def _field(person: User) -> str:
    return f"orang-{person.pk}"


class ReopenForm(HelpedForm, forms.Form):
    reason = TypedInput(
        label="Alasan membuka kembali", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Tercatat tetap."
    )


class DecreeForm(HelpedForm, forms.Form):
    """What is entered of a signed decree; of one that was entered before, also why it is put right."""

    number = LineInput(label="Nomor SK penetapan", max_length=120, help_text="Seperti tertulis pada SK.")
    date = forms.DateField(
        label="Tanggal SK",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Tanggal penetapan di atas tanda tangan; tidak sebelum rapat.",
    )
    scan = forms.FileField(
        label="Pindaian SK yang sudah ditandatangani",
        help_text="PDF, paling besar 20 MB. Bila ada isian yang ditolak, pilih berkasnya sekali lagi.",
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
    )
    reason = TypedInput(
        label="Alasan perbaikan", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="Tercatat tetap."
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, initial={"number": meeting.decree_number, "date": meeting.decree_date}, **kwargs)
        if meeting.decree_paper_id:
            self.fields["scan"].required = False
            self.fields["scan"].label = "Pindaian baru, bila yang lama salah"
        else:
            del self.fields["reason"]

    def clean_date(self) -> datetime.date:
        date: datetime.date = self.cleaned_data["date"]
        if fault := decreeing.date_fault(self.meeting, date):
            raise forms.ValidationError(fault)
        return date

    def clean_scan(self) -> bytes:
        """The bytes that may be kept; none where a correction brings no scan."""
        upload = self.cleaned_data["scan"]
        if not upload:
            return b""
        try:
            return judge(upload, upload.name or "keputusan.pdf", allowed={"pdf"}, max_bytes=LARGEST_SCAN).data
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def entered(self) -> decreeing.EnteredDecree:
        """What was entered; call it on a valid form."""
        given = self.cleaned_data
        return decreeing.EnteredDecree(given["number"], given["date"], given["scan"])
