"""Forms of decision meetings: the facts of one, who was invited and came, outcomes, reasons, the decree."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from agencies.core.models import User
from foundation.forms import HelpedForm
from reviews.meeting.core.models import Meeting, MeetingMember

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
            "number": "Boleh diisi kemudian, sampai hasil rapat dirilis.",
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
