"""Forms of the simulator: a scenario's name, and one small form for each kind of change."""

from decimal import Decimal
from typing import Any

from django import forms

from competitions.core.models import Edition
from competitions.iga.core.models import Candidacies, Candidacy
from competitions.iga.core.states import BY_CLAIMS
from competitions.iga.simulator.changes import (
    AddCandidate,
    AddFictive,
    AnyChange,
    Drop,
    SetCityLevel,
    SetLevel,
    SwitchEdition,
)
from competitions.iga.simulator.models import Scenario
from foundation.forms import HelpedForm
from foundation.numbers import decimal_in
from proposals.core.affairs.models import Affair

MOST_CHOICES = 300
LEVELS = [(level, str(level)) for level in range(4)]


class ScenarioForm(HelpedForm, forms.ModelForm[Scenario]):
    """The name of a scenario and who may see it."""

    class Meta:
        model = Scenario
        fields = ["name", "note", "shared"]
        widgets = {"note": forms.Textarea({"rows": 2})}
        help_texts = {
            "shared": "Pimpinan dan koordinator lain dapat membukanya lewat alamatnya; mengubahnya hanya Anda."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = False

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        own = Scenario.objects.filter(edition=self.instance.edition_id, owner=self.instance.owner_id, name=name)
        if own.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Anda sudah memiliki skenario dengan nama ini. Pilih nama lain.")
        return name


class ChangeForm(HelpedForm, forms.Form):
    """One change; `candidacies` are those the person may know of."""

    title = ""

    def __init__(self, *args: Any, edition: Edition, candidacies: Candidacies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.candidacies = candidacies.select_related("proposal").order_by("-claimed_points", "proposal_id")
        self.offer()

    def offer(self) -> None:
        """Fills in what can be chosen."""

    def change(self) -> AnyChange:
        """The change that was chosen."""
        raise NotImplementedError

    def _innovations(self, rows: Candidacies) -> list[tuple[Any, str]]:
        return [("", "Pilih inovasi"), *((row.proposal_id, _named(row)) for row in rows[:MOST_CHOICES])]

    def _set(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice, as declared


def _named(row: Candidacy) -> str:
    return f"{row.proposal.number or 'tanpa nomor'} – {row.proposal.title} ({row.claimed_points})"


def _innovation() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="Inovasi", coerce=int, error_messages={"required": "Pilih satu inovasi."})


def _level() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="Parameter", coerce=int, choices=LEVELS, initial=3)


class AddCandidateForm(ChangeForm):
    """Sends one candidate more."""

    title = "Masukkan calon"
    proposal = _innovation()

    def offer(self) -> None:
        self._set("proposal", self._innovations(self.candidacies.filter(state__in=BY_CLAIMS)))

    def change(self) -> AnyChange:
        return AddCandidate(proposal=self.cleaned_data["proposal"])


class DropForm(ChangeForm):
    """Leaves one innovation out."""

    title = "Keluarkan inovasi"
    proposal = _innovation()

    def offer(self) -> None:
        self._set("proposal", self._innovations(self.candidacies.in_set()))

    def change(self) -> AnyChange:
        return Drop(proposal=self.cleaned_data["proposal"])


class LevelForm(ChangeForm):
    """Another level of one indicator of one innovation."""

    title = "Ubah parameter indikator"
    proposal = _innovation()
    indicator = forms.TypedChoiceField(label="Indikator", coerce=int)
    level = _level()

    def offer(self) -> None:
        self._set("proposal", self._innovations(self.candidacies))
        rows = self.edition.indicators.values_list("number", "name")
        self._set("indicator", [(number, f"{number}. {name}") for number, name in rows])

    def change(self) -> AnyChange:
        cleaned = self.cleaned_data
        return SetLevel(proposal=cleaned["proposal"], indicator=cleaned["indicator"], level=cleaned["level"])


class CityLevelForm(ChangeForm):
    """Another level of a row of the city's own part."""

    title = "Ubah baris bagian daerah"
    row = forms.ChoiceField(label="Baris")
    level = _level()

    def offer(self) -> None:
        self._set("row", [(rule.key, f"{rule.number}. {rule.name}") for rule in self.edition.iga.spd])

    def change(self) -> AnyChange:
        return SetCityLevel(row=self.cleaned_data["row"], level=self.cleaned_data["level"])


class FictiveForm(ChangeForm):
    """Innovations that don't exist yet."""

    title = "Tambah inovasi rekaan"
    count = forms.IntegerField(label="Banyaknya", min_value=1, max_value=200, initial=1)
    maturity = forms.CharField(label="Kematangan masing-masing", max_length=12)
    affair = forms.TypedChoiceField(label="Urusan", coerce=int, required=False, empty_value=None)

    def offer(self) -> None:
        rows = Affair.objects.filter(basic_service=True).values_list("pk", "name")
        self._set("affair", [("", "Bukan pelayanan dasar"), *rows])
        scoring = self.edition.iga.scoring
        self.most = Decimal(scoring.maturity_maximum) if scoring else Decimal(0)

    def clean_maturity(self) -> Decimal:
        found = decimal_in(self.cleaned_data["maturity"].strip())
        if found is None or not 0 <= found <= self.most or found != round(found, 2):
            raise forms.ValidationError(f"Tulis angka dari 0 sampai {self.most}, misalnya 60 atau 48,6.")
        return found

    def change(self) -> AnyChange:
        cleaned = self.cleaned_data
        return AddFictive(maturity=cleaned["maturity"], count=cleaned["count"], affair=cleaned["affair"])


class SwitchEditionForm(ChangeForm):
    """The rules of another year."""

    title = "Pakai ketentuan tahun lain"
    year = forms.TypedChoiceField(label="Edisi", coerce=int)

    def offer(self) -> None:
        years = Edition.objects.filter(programme=Edition.Programme.IGA).exclude(pk=self.edition.pk).order_by("year")
        self._set("year", [(one.year, one.name) for one in years])

    def change(self) -> AnyChange:
        return SwitchEdition(year=self.cleaned_data["year"])


CHANGE_FORMS: dict[str, type[ChangeForm]] = {
    "masukkan": AddCandidateForm,
    "keluarkan": DropForm,
    "parameter": LevelForm,
    "daerah": CityLevelForm,
    "rekaan": FictiveForm,
    "edisi": SwitchEditionForm,
}
