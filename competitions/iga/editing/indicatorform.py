"""The form of one indicator of an edition: its columns, its levels, and what the guide says of its evidence."""

from decimal import Decimal
from typing import Any, Final

from django import forms

from competitions.core.models import Indicator
from competitions.iga.core.sizes import portal_bytes
from competitions.iga.editing.forms import LONG
from competitions.iga.editing.guiding import FILE_TYPES, LEVELS
from competitions.rules.indicatorrules import FileType, IndicatorMeasure, IndicatorRules
from competitions.rules.versioned import ExactField, VersionedForm
from foundation.files.sizes import in_words
from foundation.text.fields import TypedInput

SIZED: Final[tuple[FileType, ...]] = ("pdf", "jpg", "png", "mp4")


class IndicatorForm(VersionedForm, forms.ModelForm[Indicator]):
    """One indicator: its columns, the words and the bands of its levels, and what proves it."""

    class Meta:
        model = Indicator
        fields = ["name", "variable", "weight", "mandatory", "definition", "evidence", "evidence_school"]
        widgets = {"definition": LONG, "evidence": LONG, "evidence_school": LONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guide, kinds = self.instance.guide, self.instance.edition.iga.document_kinds
        self.levels = list(self.instance.levels.all())
        for level in self.levels:
            label = f"Parameter {level.value}{f' ({level.measure})' if level.measure else ''}"
            self.fields[f"level_{level.pk}"] = TypedInput(
                label=label, max_length=600, widget=LONG, initial=level.description
            )
        self._amounts("", guide.fact.minimums if guide.fact else {}, "Paling sedikit untuk parameter")
        self._amounts("most", guide.fact.maximums if guide.fact else {}, "Paling banyak untuk parameter")
        for measure in guide.measures:
            self._amounts(measure.key, measure.minimums, f"{measure.label}: paling sedikit untuk parameter")
        self.fields["documents"] = forms.MultipleChoiceField(
            label="Jenis dokumen",
            required=False,
            choices=[(kind.key, kind.label) for kind in kinds],
            initial=list(guide.documents),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["file_types"] = forms.MultipleChoiceField(
            label="Jenis berkas",
            choices=list(FILE_TYPES.items()),
            initial=list(guide.file_types),
            widget=forms.CheckboxSelectMultiple,
        )
        for key in SIZED:
            self.fields[f"megabytes_{key}"] = forms.IntegerField(
                label=f"{FILE_TYPES[key]} paling besar (MB)",
                required=False,
                min_value=1,
                max_value=9999,
                initial=guide.megabytes.get(key),
                help_text=f"Kosong bila belum diketahui; berlaku batas umum portal, {in_words(portal_bytes(key))}.",
            )
        for level_number in LEVELS:
            self.fields[f"files_{level_number}"] = forms.IntegerField(
                label=f"Bukti untuk parameter {level_number}",
                required=False,
                min_value=0,
                max_value=50,
                initial=guide.files.get(level_number),
            )
        self.fields["asks_document"] = forms.BooleanField(
            label="Nomor dan tanggal dokumen diminta", required=False, initial=guide.asks_document
        )
        for name, label in (("other_substitutes", "Pengganti lain"), ("example", "Contoh")):
            self.fields[name] = TypedInput(
                label=label, required=False, max_length=600, widget=LONG, initial=getattr(guide, name)
            )
        self.fields["notes"] = TypedInput(
            label="Catatan",
            required=False,
            max_length=3000,
            widget=forms.Textarea({"rows": 4}),
            initial="\n".join(guide.notes),
            help_text="Satu catatan pada setiap baris.",
        )

    def _amounts(self, key: str, amounts: dict[int, Decimal], label: str) -> None:
        for level, amount in amounts.items():
            self.fields[f"amount_{key}_{level}"] = ExactField(label=f"{label} {level}", initial=amount)

    def _typed(self, key: str, amounts: dict[int, Decimal]) -> dict[int, Decimal]:
        return {level: self.cleaned_data[f"amount_{key}_{level}"] for level in amounts}

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the indicator as typed."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def level_words(self) -> dict[int, str]:
        """The words of the levels, by their keys."""
        return {level.pk: self.cleaned_data[f"level_{level.pk}"] for level in self.levels}

    def guide(self) -> IndicatorRules:
        """What the guide says of the indicator, as typed."""
        typed, guide = self.cleaned_data, self.instance.guide
        counts = {level: typed[f"files_{level}"] for level in LEVELS}
        changed: dict[str, Any] = {
            "documents": tuple(typed["documents"]),
            "file_types": tuple(typed["file_types"]),
            "files": {level: count for level, count in counts.items() if count is not None},
            "megabytes": {key: size for key in SIZED if (size := typed[f"megabytes_{key}"])},
            "notes": tuple(line.strip() for line in typed["notes"].splitlines() if line.strip()),
            "measures": tuple(self._measure(measure) for measure in guide.measures),
        }
        changed |= {name: typed[name] for name in ("asks_document", "other_substitutes", "example")}
        if guide.fact:
            sides = {"minimums": self._typed("", guide.fact.minimums)}
            sides["maximums"] = self._typed("most", guide.fact.maximums)
            changed["fact"] = guide.fact.model_copy(update=sides)
        return guide.model_copy(update=changed)

    def _measure(self, measure: IndicatorMeasure) -> IndicatorMeasure:
        return measure.model_copy(update={"minimums": self._typed(measure.key, measure.minimums)})
