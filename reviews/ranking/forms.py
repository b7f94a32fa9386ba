"""The form of the question "what if the cut-off were elsewhere": the best so many, or a score."""

from typing import Any

from django import forms

from foundation.forms import HelpedForm
from reviews.ranking.cutting import Limit

ONE_OF_THEM = "Isi salah satu saja: jumlah terbaik atau batas nilai."
_SCORE: dict[str, Any] = {"min_value": 0, "max_value": 100, "decimal_places": 2, "required": False}


class CutForm(HelpedForm, forms.Form):
    """One limit; its fields are the parameters under which it stands in the address from page to page."""

    terbaik = forms.IntegerField(label="Yang terbaik, sebanyak", min_value=1, max_value=999, required=False)
    batas = forms.DecimalField(label="Atau batas nilai", help_text="Antara 0 dan 100.", **_SCORE)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("terbaik") is not None and data.get("batas") is not None:
            self.add_error("batas", ONE_OF_THEM)
        return data

    @property
    def limit(self) -> Limit | None:
        """What was asked for; None where nothing was, or where it does not read."""
        if not self.is_bound or not self.is_valid():
            return None
        best, score = self.cleaned_data["terbaik"], self.cleaned_data["batas"]
        return None if best is None and score is None else Limit(best, score)


class WhatIfForm(CutForm):
    """A limit and, if wanted, another of the same kind to compare it with."""

    banding = forms.DecimalField(
        label="Bandingkan dengan",
        **(_SCORE | {"max_value": 999}),
        help_text="Jumlah atau nilai lain. Boleh dikosongkan.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("terbaik") is None and data.get("batas") is None and not self.errors:
            self.add_error("terbaik", "Isi jumlah terbaik atau batas nilai.")
        return data

    @property
    def other(self) -> Limit | None:
        """The limit to compare with, counted as the first one is."""
        other = self.cleaned_data.get("banding") if self.limit else None
        if other is None or self.limit is None:
            return None
        return Limit(best=max(int(other), 1)) if self.limit.best is not None else Limit(score=other)
