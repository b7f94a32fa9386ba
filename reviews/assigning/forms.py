"""Forms for a whole round: plans, pairs kept apart, a reviewer's card, handing a task over, the cut-off."""

from collections.abc import Iterable
from typing import Any

from django import forms

from agencies.core.models import User
from foundation.forms import HelpedForm
from foundation.sheets.kinds import ACCEPTED, SPOKEN
from foundation.text.fields import LineInput
from proposals.core.affairs.models import Affair
from reviews.assigning.models import ApartPair, ReviewerCard, ReviewerNudge, ReviewerWish
from reviews.assigning.services import Candidate
from reviews.core.models import ReviewStage


class AssignmentPlanForm(HelpedForm, forms.Form):
    """Which stage an automatic assignment is for."""

    stage = forms.ModelChoiceField(
        label="Tahap", queryset=ReviewStage.objects.none(), error_messages={"required": "Pilih tahapnya."}
    )

    def __init__(self, *args: Any, stages: list[ReviewStage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        field.queryset = ReviewStage.objects.filter(pk__in=[stage.pk for stage in stages])  # type: ignore[attr-defined]  # declared above as a choice
        field.initial = stages[0].pk


class PairForm(HelpedForm, forms.ModelForm[ApartPair]):
    """Two reviewers who shall not score the same proposal."""

    class Meta:
        model = ApartPair
        fields = ["first", "second", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = User.objects.reviewers()  # type: ignore[attr-defined]  # declared above as a choice


class CardForm(HelpedForm, forms.ModelForm[ReviewerCard]):
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
        self.fields["affairs"].queryset = offered  # type: ignore[attr-defined]  # declared above as a choice


class OwnAffairsForm(HelpedForm, forms.ModelForm[ReviewerCard]):
    """The affairs that a reviewer knows, as ticked by the reviewer."""

    class Meta:
        model = ReviewerCard
        fields = ["affairs"]
        widgets = {"affairs": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Affair.objects.filter(selectable=True, crossing_only=False)
        self.fields["affairs"].queryset = offered  # type: ignore[attr-defined]  # declared above as a choice


class WishForm(forms.Form):
    """What a reviewer wishes of one proposal; nothing takes the wish back."""

    wish = forms.ChoiceField(choices=ReviewerWish.Wish, required=False)


class ReassignForm(forms.Form):
    """To whom a task goes."""

    reviewer = forms.ModelChoiceField(queryset=User.objects.filter(is_reviewer=True, is_active=True))


class ReviewerNudgeForm(forms.Form):
    """Through what whom is reminded; nobody in particular means everybody who is late, which goes by mail alone."""

    reviewer = forms.ModelChoiceField(queryset=User.objects.reviewers(), required=False)
    channel = forms.ChoiceField(choices=ReviewerNudge.Channel)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if not found.get("reviewer") and found.get("channel") != ReviewerNudge.Channel.EMAIL:
            raise forms.ValidationError("Semua sekaligus hanya dapat diingatkan lewat surel.")
        return found


class AssignmentImportForm(HelpedForm, forms.Form):
    """A spreadsheet of assignments; what it holds is judged when it is read."""

    file = forms.FileField(
        label="Lembar penugasan",
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=(
            f"Berkas {SPOKEN}, paling besar 2 MB. Dua kolom dibaca: “Nomor usulan” dan “Nama pengguna penilai”; "
            "nama lengkap juga dikenal bila hanya satu penilai yang bernama demikian."
        ),
        error_messages={
            "required": "Pilih lembar yang akan diunggah.",
            "empty": "Lembar ini kosong (0 byte). Pilih berkas lain.",
        },
    )
    mode = forms.ChoiceField(
        label="Penugasan yang sudah ada",
        choices=(
            ("tambah", "Tetap; baris yang baru ditambahkan"),
            ("ganti", "Diganti oleh lembar ini; perbedaannya ditunjukkan dahulu"),
        ),
        initial="tambah",
        required=False,
        widget=forms.RadioSelect,
    )


class ReplaceForm(HelpedForm, forms.Form):
    """The yes to a difference that was shown, with the reason where reviews that are done go."""

    reason = LineInput(
        label="Alasan membatalkan penilaian yang sudah selesai",
        required=False,
        max_length=300,
        help_text="Dicatat pada setiap penugasan yang dibatalkan.",
    )
    agreed = forms.CharField()


class ReviewersForm(HelpedForm, forms.Form):
    """Who reviews one proposal in its present stage; people with an obstacle are shown with it and cannot be chosen."""

    reason = LineInput(
        label="Alasan membatalkan penilai yang sudah selesai",
        required=False,
        max_length=300,
        help_text="Isi hanya bila Anda membatalkan penilai yang sudah selesai menilai.",
    )

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [each for each in candidates if not each.obstacle and not each.doubt]
        self.people = {str(each.person.pk): each.person for each in offered}
        choices = [(str(each.person.pk), f"{each.person} ({_standing(each)})") for each in offered]
        self.fields["reviewers"] = _people_field(choices)

    def keep(self, person: User) -> None:
        """Somebody already at work stays on the list, whatever the record says about the person."""
        if str(person.pk) not in self.people:
            self.people[str(person.pk)] = person
            field = self.fields["reviewers"]
            field.choices = [*field.choices, (str(person.pk), f"{person} (dengan pengecualian)")]  # type: ignore[attr-defined]  # declared above as a choice

    def chosen(self) -> list[User]:
        """The people ticked; call it on a valid form."""
        return [self.people[key] for key in self.cleaned_data["reviewers"]]


class OverrideForm(HelpedForm, forms.Form):
    """Choosing somebody whom the record speaks against; rare, and printed in the decision papers."""

    why = LineInput(
        label="Alasan pengecualian",
        max_length=300,
        help_text="Dicantumkan dalam rekap nilai dan berita acara.",
        error_messages={"required": "Tuliskan alasan pengecualian."},
    )

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, prefix="khusus", **kwargs)
        offered = [each for each in candidates if each.doubt and not each.obstacle]
        self.people = {str(each.person.pk): each.person for each in offered}
        self.fields["reviewer"] = forms.ChoiceField(
            label="Penilai",
            choices=[(key, f"{person}: {doubt}") for key, person, doubt in _doubted(offered)],
            error_messages={"required": "Pilih penilainya."},
        )

    def chosen(self) -> User:
        """The person picked; call it on a valid form."""
        return self.people[self.cleaned_data["reviewer"]]


def _doubted(offered: list[Candidate]) -> list[tuple[str, User, str]]:
    return [(str(each.person.pk), each.person, each.doubt) for each in offered]


def _standing(one: Candidate) -> str:
    """The load of somebody offered, and what the person wished."""
    load = f"{one.load} usulan di tahap ini"
    return f"{load}, {one.wish}" if one.wish else load


def _people_field(choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Penilai",
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Ada pilihan yang tidak dapat menilai usulan ini. Periksa daftarnya, lalu simpan lagi."
        },
    )
