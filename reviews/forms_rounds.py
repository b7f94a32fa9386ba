"""Forms for a whole round: plans, pairs kept apart, a reviewer's card, handing a task over, the cut-off."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from agencies.forms import HelpedForm
from agencies.models import User
from proposals.models import Affair
from reviews.models import ApartPair, ReviewerCard, ReviewStage


class PlanForm(HelpedForm, forms.Form):
    """Which stage an automatic assignment is for."""

    stage = forms.ModelChoiceField(
        label="Tahap", queryset=ReviewStage.objects.none(), error_messages={"required": "Pilih tahapnya."}
    )

    def __init__(self, *args: Any, stages: list[ReviewStage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        field.queryset = ReviewStage.objects.filter(pk__in=[stage.pk for stage in stages])  # type: ignore[attr-defined]
        field.initial = stages[0].pk


class PairForm(HelpedForm, forms.ModelForm):
    """Two reviewers who shall not score the same proposal."""

    class Meta:
        model = ApartPair
        fields = ["first", "second", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = User.objects.reviewers()  # type: ignore[attr-defined]


class CardForm(HelpedForm, forms.ModelForm):
    """Limits, expertise and reminders of one reviewer."""

    class Meta:
        model = ReviewerCard
        fields = ["limit", "affairs", "reminders"]
        widgets = {"affairs": forms.CheckboxSelectMultiple}
        help_texts = {
            "limit": "Kosongkan bila tidak dibatasi.",
            "affairs": "Penugasan otomatis mendahulukan usulan dari urusan ini.",
            "reminders": "Hapus centang untuk menghentikan pengingat.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Affair.objects.filter(selectable=True, crossing_only=False)
        self.fields["affairs"].queryset = offered  # type: ignore[attr-defined]


class ReassignForm(forms.Form):
    """To whom a task goes."""

    reviewer = forms.ModelChoiceField(queryset=User.objects.filter(is_reviewer=True, is_active=True))


class CutOffForm(HelpedForm, forms.Form):
    """A cut-off and, if wanted, another to compare it with."""

    batas = forms.DecimalField(
        label="Batas nilai unggulan",
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text="Antara 0 dan 100.",
        error_messages={"required": "Isi batas nilainya."},
    )
    banding = forms.DecimalField(
        label="Bandingkan dengan batas",
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        help_text="Boleh dikosongkan.",
    )


class ImportForm(HelpedForm, forms.Form):
    """A spreadsheet of assignments."""

    MOST_BYTES = 2 * 1024 * 1024
    file = forms.FileField(
        label="Lembar penugasan (XLSX)",
        help_text="Dua kolom pertama dibaca: nomor usulan dan nama pengguna penilai. Paling besar 2 MB.",
        error_messages={
            "required": "Pilih lembar yang akan diunggah.",
            "empty": "Lembar ini kosong (0 bita). Pilih berkas lain.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > self.MOST_BYTES:
            raise forms.ValidationError("Lembar ini lebih besar dari 2 MB. Bagi menjadi beberapa lembar.")
        return file
