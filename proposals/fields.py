"""Form fields of our own: an amount of rupiah as people write it."""

import re
from typing import Any

from django import forms

_AMOUNT = re.compile(r"(?:rp\.?)?\s*(\d{1,3}(?:[.\s]\d{3})*|\d+)(?:,(?:00?|-))?", re.IGNORECASE)


class RupiahField(forms.IntegerField):
    """Whole rupiah; takes 25000000, 25.000.000, Rp 25.000.000 and Rp25.000.000,00, and shows it grouped."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": "Tulis angka rupiah saja, misalnya 25.000.000."})
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "numeric", "data-rupiah": ""}))
        super().__init__(min_value=0, max_value=10**15, localize=False, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The amount; raises ValidationError for anything that is no amount of whole rupiah."""
        if isinstance(value, str) and value.strip():
            written = _AMOUNT.fullmatch(value.strip())
            if written is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = re.sub(r"\D", "", written[1])
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount grouped by dots; what was typed wrongly comes back as it was typed."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
