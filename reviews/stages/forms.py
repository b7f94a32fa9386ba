"""Forms of the stages of a period: the whole set at once, and the details of one."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from foundation.forms import AskingForm, HelpedForm
from foundation.papers.moments import spoken
from foundation.text.fields import LineInput
from proposals.core.period.models import Period
from reviews.core.models import Assignment, ReviewStage, Rubric
from reviews.stages import services
from reviews.stages.services import StageLine

SPARE_STAGES = 2
MAX_STAGES = 12
MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class StageDetailsForm(AskingForm, forms.ModelForm[ReviewStage]):
    """What may change at any time: words, dates and the size of the panel."""

    class Meta:
        model = ReviewStage
        fields = ["name", "purpose", "opens_at", "closes_at", "reviewers_per_proposal"]
        widgets = {"opens_at": MOMENT, "closes_at": MOMENT}
        help_texts = {
            "opens_at": "Waktu Indonesia Barat (WIB). Kosongkan bila boleh dinilai kapan saja.",
            "closes_at": "Waktu Indonesia Barat (WIB). Kosongkan bila tidak dibatasi.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuses a span that ends before it begins, and asks before reviews are cut off or stages change places."""
        cleaned: dict[str, Any] = super().clean() or {}
        opening, closing = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opening and closing and closing <= opening:
            self.add_error("closes_at", "Waktu penutupan harus sesudah waktu pembukaan.")
        elif not self.errors and closing and "closes_at" in self.changed_data:
            self.ask([*self._cut_off(closing), *self._out_of_order(closing)])
        return cleaned

    def _cut_off(self, closing: datetime.datetime) -> list[str]:
        if closing > timezone.now():
            return []
        open_ones = Assignment.objects.waiting().under_way().filter(stage=self.instance).count()
        return [f"Waktu penutupan sudah lewat: {open_ones} penilaian belum selesai akan tertutup."]

    def _out_of_order(self, closing: datetime.datetime) -> list[str]:
        others = self.instance.period.review_stages.exclude(pk=self.instance.pk).filter(closes_at__isnull=False)
        before = others.filter(order__lt=self.instance.order, closes_at__gt=closing).order_by("order")
        after = others.filter(order__gt=self.instance.order, closes_at__lt=closing).order_by("order")
        return [
            f"Tahap ini ditutup sebelum tahap “{each}” yang mendahuluinya ({spoken(each.closes_at)}); usulan yang baru "
            "keluar dari tahap itu tidak dapat dinilai lagi di sini."
            for each in before
            if each.closes_at
        ] + [
            f"Tahap “{each}” sesudahnya sudah ditutup {spoken(each.closes_at)}, sebelum tahap ini; usulan yang keluar "
            "dari tahap ini tidak dapat dinilai lagi di sana."
            for each in after
            if each.closes_at
        ]


class StageLineForm(HelpedForm, forms.Form):
    """One stage of the set; an empty name leaves a new line out."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = LineInput(label="Nama tahap", max_length=120, required=False)
    place = forms.IntegerField(label="Urutan", min_value=1, max_value=MAX_STAGES, required=False)
    share = forms.IntegerField(label="Bagian dari nilai akhir (%)", min_value=0, max_value=100, required=False)
    rubric = forms.TypedChoiceField(label="Rubrik", required=False, empty_value=None)
    minimum_scores = forms.IntegerField(
        label="Nilai lengkap paling sedikit",
        min_value=1,
        max_value=20,
        required=False,
        help_text="Sebelum sebanyak ini, usulan tidak dapat meninggalkan tahap.",
    )
    spread_limit = forms.IntegerField(
        label="Batas selisih nilai",
        min_value=1,
        max_value=100,
        required=False,
        help_text="Selisih tertinggi dan terendah (poin 0–100) yang harus diselesaikan lebih dahulu.",
    )
    meets = forms.ChoiceField(
        label="Bertemu pengusul",
        choices=ReviewStage.Meets,
        required=False,
        help_text="Jadwalnya lalu disusun di portal.",
    )
    remove = forms.BooleanField(label="Hapus tahap ini", required=False)

    def __init__(self, *args: Any, rubrics: dict[str, Rubric], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.TypedChoiceField = self.fields["rubric"]  # type: ignore[assignment]  # declared above as a choice
        field.choices = [("", "Pilih rubrik"), *((key, _named(each)) for key, each in rubrics.items())]
        # Asked before the choice is judged, so an unknown key must be no fault.
        field.coerce = rubrics.get
        if not self.initial.get("pk"):
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("remove") or not (data.get("name") or data.get("pk")):
            return data
        for name in ("name", "place", "share", "rubric", "minimum_scores", "spread_limit"):
            if data.get(name) in (None, "") and name not in self.errors:
                label = str(self.fields[name].label)
                verb = "Pilih" if name == "rubric" else "Isi"
                self.add_error(name, f"{verb} {label[0].lower()}{label[1:]}.")
        return data


def _named(rubric: Rubric) -> str:
    return f"{rubric} (versi {rubric.version})" if rubric.version > 1 else str(rubric)


class BaseStageSet(forms.BaseFormSet[StageLineForm]):
    """All stages of a period; their shares make 100 together."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Empty lines start at the end of the order, with what a stage has by itself."""
        kwargs = super().get_form_kwargs(index)
        if index is not None and index >= len(self.initial or ()):
            fresh = ReviewStage(order=index + 1)
            limits = {"minimum_scores": fresh.minimum_scores, "spread_limit": fresh.spread_limit}
            kwargs["initial"] = limits | {"place": fresh.order}
        return kwargs

    def clean(self) -> None:
        if not any(self.errors):
            found = services.faults(self.lines)
            if found:
                raise forms.ValidationError(found)

    @cached_property
    def lines(self) -> list[StageLine]:
        """The stages in the order asked for; those to be removed and empty lines are left out."""
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        kept = sorted((data for data in filled if not data.get("remove")), key=lambda data: data["place"])
        names = ("pk", "name", "share", "rubric", "minimum_scores", "spread_limit", "meets")
        return [StageLine(**{name: data[name] for name in names}) for data in kept]

    @property
    def removed(self) -> set[int]:
        """The keys of the stages ticked to be removed."""
        return {form.cleaned_data["pk"] for form in self.forms if form.cleaned_data.get("remove")}


StageSetForms: type[BaseStageSet] = forms.formset_factory(  # type: ignore[assignment]  # the factory subclasses what it is given
    StageLineForm, formset=BaseStageSet, extra=SPARE_STAGES, max_num=MAX_STAGES, validate_max=True
)


def stage_set_forms(period: Period, data: Any) -> BaseStageSet:
    """The stored stages as forms, and below them empty ones for new stages."""
    rows = list(period.review_stages.select_related("rubric").order_by("order"))
    newest = Rubric.objects.filter(newer=None)
    rubrics = {str(each.pk): each for each in [*newest, *(row.rubric for row in rows)]}
    known = [
        {name: getattr(row, name) for name in ("pk", "name", "share", "minimum_scores", "spread_limit", "meets")}
        | {"place": row.order, "rubric": str(row.rubric_id)}
        for row in rows
    ]
    return StageSetForms(data, initial=known, prefix="tahap", form_kwargs={"rubrics": rubrics})
