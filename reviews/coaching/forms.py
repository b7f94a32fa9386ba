"""Forms of coaching plans: the plan itself, its tasks line by line, what was done, and what came of it."""

from typing import Any

from django import forms
from django.db.models import Q

from agencies.core.models import User
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.coaching.services import PlanEdit, PlannedTask

SPARE_ROWS, MAX_ROWS = 2, 30


class PlanForm(HelpedForm, forms.ModelForm[CoachingPlan]):
    """Goal and coach: somebody with an account, or a named person outside the portal."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CoachingPlan
        fields = ["goal", "coach", "coach_name", "coach_email"]
        widgets = {"goal": forms.Textarea({"rows": 3})}
        help_texts = {
            "goal": "Satu atau dua kalimat: apa yang harus berbeda bila usulan ini diajukan lagi.",
            "coach": "Penilai, koordinator, atau pimpinan yang punya akun.",
            "coach_name": "Isi bila pembinanya tidak punya akun, misalnya dosen pendamping.",
            "coach_email": "Boleh kosong. Pengingat tenggat dikirim ke sini.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        staff = Q(is_active=True) & (Q(is_reviewer=True) | Q(is_coordinator=True) | Q(is_leader=True))
        people = User.objects.filter(staff | Q(pk=self.instance.coach_id))
        self.fields["coach"].empty_label = "Belum ada, atau dari luar portal"  # type: ignore[attr-defined]  # as below
        self.fields["coach"].queryset = people.exclude(agency=self.instance.proposal.agency_id)  # type: ignore[attr-defined]  # declared above as a choice

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("coach") and data.get("coach_name"):
            self.add_error("coach_name", "Pilih satu pembina saja: kosongkan nama ini atau pilihan di atas.")
        if data.get("coach_email") and not data.get("coach_name"):
            self.add_error("coach_email", "Tulis juga nama pembina dari luar portal, atau kosongkan surel ini.")
        return data


class TaskForm(HelpedForm, forms.Form):
    """One task; without words the line is left out."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = TypedInput(label="Tugas", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    due = forms.DateField(label="Tenggat", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    drop = forms.BooleanField(label="Hapus tugas ini", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text") and data.get("pk") and not data.get("drop"):
            self.add_error("text", "Tulis tugasnya, atau centang “Hapus tugas ini”.")
        if data.get("text") and not data.get("due") and "due" not in self.errors and not data.get("drop"):
            self.add_error("due", "Isi tenggat tugas ini.")
        return data

    @property
    def is_kept(self) -> bool:
        """Whether this line of a valid form is a task."""
        return bool(self.cleaned_data.get("text")) and not self.cleaned_data.get("drop")


TaskFormSet = forms.formset_factory(TaskForm, extra=SPARE_ROWS, max_num=MAX_ROWS)


def initial_tasks(tasks: list[CoachingTask]) -> list[dict[str, Any]]:
    """The open tasks as the formset shows them."""
    return [{"pk": task.pk, "text": task.text, "due": task.due} for task in tasks]


def edited(form: PlanForm, lines: forms.BaseFormSet[TaskForm]) -> PlanEdit:
    """What valid forms say, as the service takes it."""
    data = form.cleaned_data
    tasks = [
        PlannedTask(line.cleaned_data["text"], line.cleaned_data["due"], line.cleaned_data["pk"])
        for line in lines.forms
        if line.is_kept
    ]
    return PlanEdit(data["goal"], data["coach"], data["coach_name"], data["coach_email"], tasks)


class DoneForm(HelpedForm, forms.Form):
    """What the agency did about a task."""

    note = TypedInput(
        label="Apa yang sudah dikerjakan?",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Tuliskan apa yang sudah dikerjakan."},
    )


class CloseForm(HelpedForm, forms.Form):
    """What came of the coaching."""

    note = TypedInput(
        label="Hasil pembinaan",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Dibaca instansi dan pembinanya.",
        error_messages={"required": "Tuliskan hasil pembinaannya."},
    )
