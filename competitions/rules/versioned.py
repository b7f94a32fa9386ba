"""What the forms of an edition are made of: exact numbers, numbers announced by year, and the version that was seen."""

import re
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict

from foundation.forms import HelpedForm
from foundation.numbers import decimal_in

_ANNOUNCED: Final = re.compile(r"(20\d{2})\s*[:=]\s*(\d{1,4})")


class ExactField(forms.CharField):
    """A number as people here write it, 0,38 or 1.250, as exact as it was typed; below zero only where `signed`."""

    def __init__(self, *, signed: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.signed = signed

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        found = decimal_in(text.strip()) if text else None
        if text and found is None:
            raise forms.ValidationError("Tulis satu angka, misalnya 0,38 atau 65,01.")
        if found is not None and found < 0 and not self.signed:
            raise forms.ValidationError("Tulis angka nol atau lebih.")
        return found


class VersionedForm(HelpedForm):
    """A form that says which version of the edition its page showed."""

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=version)

    def against(self, version: int) -> None:
        """From here on what was typed stands against another version."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(version)
        self.data = data


class AnnouncedField(forms.CharField):
    """What a guide announces for later years, a line for each: 2027: 14."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, required=False, widget=forms.Textarea({"rows": 2}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{year}: {number}" for year, number in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> dict[int, int]:
        found = {}
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            said = _ANNOUNCED.fullmatch(line.strip())
            if said is None:
                raise forms.ValidationError("Tulis tahun dan angkanya, satu baris satu tahun, misalnya 2027: 14.")
            found[int(said[1])] = int(said[2])
        return found
