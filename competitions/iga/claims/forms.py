"""What an agency types on one indicator: the fact or the level, a note, and which pieces of the shelf prove it."""

from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms

from competitions.core.models import Indicator
from competitions.iga.claims.merging import PICKED, joined, keys_in
from competitions.iga.claims.proving import has_fact
from competitions.rules.indicatorrules import IndicatorRules
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.core.guide.indicators import amount

BASE: Final = "dasar-"
"""Before the name of a field: what the page showed of it."""
_NOT_A_NUMBER: Final = "Tulis angkanya saja, misalnya 34 atau 12,5."


class ClaimForm(HelpedForm, forms.Form):
    """One indicator. Every field carries along what the page showed of it, and only what was sent is read."""

    level = forms.ChoiceField(label="Parameter yang dicapai", required=False, widget=forms.RadioSelect)
    measure = forms.ChoiceField(label="Ukuran manfaat", required=False, widget=forms.RadioSelect)
    fact = forms.CharField(required=False, max_length=20, widget=forms.TextInput({"inputmode": "decimal"}))
    picked = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    items = forms.MultipleChoiceField(label="Bukti", required=False, widget=forms.CheckboxSelectMultiple)
    note = TypedInput(
        label="Catatan untuk pemeriksa", required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        indicator: Indicator,
        stored: dict[str, str],
        items: Sequence[tuple[str, str]],
        agencies: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`stored` is every field as plain text, `items` the pieces that may be ticked, `agencies` what a fact of
        agencies is picked from."""
        initial = {name: sorted(keys_in(text)) if name in PICKED else text for name, text in stored.items()}
        initial["fact"] = stored["fact"].replace(".", ",")
        super().__init__(data, initial=initial)
        self.stored = stored
        self._offer(indicator, agencies)
        self._choices("items", items)
        for name, field in self.fields.items():
            base = stored[name]
            if name in PICKED:
                # Only what the page shows as ticked can be taken away by leaving it unticked.
                offered: Any = cast("forms.ChoiceField", field).choices
                base = joined(keys_in(base) & {str(key) for key, _ in offered})
            field.base = base  # type: ignore[attr-defined]  # a field of autosaved texts has one

    def _offer(self, indicator: Indicator, agencies: Sequence[tuple[str, str]]) -> None:
        rules = indicator.guide
        fact = rules.fact
        levels = [(str(level.value), str(level)) for level in indicator.levels.all() if not level.measure]
        self._choices("level", [("", "Belum diklaim"), *levels])
        self._choices("measure", [(measure.key, f"{measure.label}: {measure.meaning}") for measure in rules.measures])
        asks_number = bool(rules.measures) or bool(fact and fact.kind == "number")
        if rules.measures:
            self.fields["fact"].label = "Angka menurut ukuran itu"
        elif fact and fact.kind == "number":
            self.fields["fact"].label = f"{fact.label} ({fact.unit})" if fact.unit else fact.label
        if fact and fact.kind == "picks":
            listed = [(choice.key, choice.label) for choice in fact.choices]
            self.fields["picked"].label = fact.label
            self._choices("picked", list(agencies) if fact.from_agencies else listed)
        else:
            del self.fields["picked"]
        for name, is_asked in (("fact", asks_number), ("measure", rules.measures), ("level", not has_fact(rules))):
            if not is_asked:
                del self.fields[name]

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    def clean_fact(self) -> str:
        typed = self.cleaned_data["fact"].strip()
        if not typed:
            return ""
        number = amount(typed)
        rounded = None if number is None else round(number, 2)
        if rounded is None or not 0 <= rounded < 10**12:
            raise forms.ValidationError(_NOT_A_NUMBER)
        return format(rounded.normalize(), "f")

    @property
    def typed(self) -> dict[str, str]:
        """The fields that were sent and are in order, each as plain text."""
        sent = [name for name in self.fields if f"{BASE}{name}" in self.data or name in self.data]
        return {
            name: joined(self.cleaned_data[name]) if name in PICKED else self.cleaned_data[name]
            for name in sent
            if name in self.cleaned_data
        }

    @property
    def shown(self) -> dict[str, str]:
        """What the page had shown of each field that says so."""
        return {
            name: str(self.data[f"{BASE}{name}"]).replace("\r\n", "\n")
            for name in self.fields
            if f"{BASE}{name}" in self.data
        }

    @property
    def asked(self) -> list[tuple[Any, str]]:
        """Every field but the pieces of the shelf, which the page draws itself, with what the page shows of it."""
        return [(self[name], self.bases[name]) for name in self.fields if name != "items"]

    @property
    def items_base(self) -> str:
        return self.bases["items"]

    @property
    def ticked(self) -> set[str]:
        """The keys of the pieces that are ticked."""
        value = self["items"].value() or []
        return {str(key) for key in value}

    @property
    def bases(self) -> dict[str, str]:
        """What the page says it shows, by field: as sent while the form comes back, else as stored."""
        stored = {name: str(getattr(field, "base", "")) for name, field in self.fields.items()}
        return stored | (self.shown if self.is_bound else {})


def asks(rules: IndicatorRules) -> dict[str, bool]:
    """What a new piece for this indicator is asked for, so that nobody types what nobody reads."""
    return {
        "document_number": rules.asks_document and not rules.every_document,
        "document_date": rules.asks_document,
        "year": bool(rules.years),
        "highlighted": rules.needs_highlight,
        "shown_pages": "pdf" in rules.file_types,
    }
