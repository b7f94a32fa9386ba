"""The shape every form of the portal shares: crispy settings, and required fields that say what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.text.fields import LineInput, TypedInput
from foundation.text.telling import changes


class PlainHelper(FormHelper):  # type: ignore[misc]  # crispy-forms comes without types
    """crispy settings all our forms share: the page draws the <form> tag, the button and the error summary itself."""

    form_tag = False
    disable_csrf = True
    form_show_errors = True


@dataclass(frozen=True, slots=True)
class Tidied:
    """What is stored of a field, and what was changed as a sentence; empty when only blanks at its ends went."""

    value: str
    told: str


class QuickSelect(forms.Select):
    """A select of plain choices, written without a template for each of its options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = {str(one) for one in self.format_value(value)}
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if key in chosen else ""}>{escape(str(label))}</option>'
            for key, label in ((str(key), label) for key, label in self.choices)
        )
        return format_html("<select{}>{}</select>", flatatt(given), mark_safe(options))


class HelpedForm(forms.BaseForm):
    """Gives every form the shared crispy helper, and required fields a sentence that says what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"] and field.label:
                field.error_messages["required"] = f"Isi {field.label[0].lower()}{field.label[1:]}."

    def tidied(self) -> dict[str, Tidied]:
        """The fields, by name, whose text is stored in another form than it was typed."""
        found = {}
        for name, field in self.fields.items():
            typed, stored = self.data.get(self.add_prefix(name)), self.cleaned_data.get(name)
            if not (isinstance(field, LineInput | TypedInput) and isinstance(typed, str) and isinstance(stored, str)):
                continue
            if typed.replace("\r\n", "\n") != stored:
                told = changes(typed, stored)
                found[name] = Tidied(stored, f"{field.label} dirapikan: {told}." if told else "")
        return found

    @property
    def helper(self) -> PlainHelper:
        return PlainHelper(self)


class AskingForm(HelpedForm):
    """A form that asks once more before it does what may surprise: the page shows the consequences and a box to tick.

    The box stands for these consequences alone; others that follow from other values are asked for anew.
    """

    CONFIRMED = "akibat"
    consequences: tuple[str, ...] = ()

    @property
    def confirmation(self) -> str:
        """The value of the box."""
        return sha256("\n".join(self.consequences).encode()).hexdigest()[:16]

    def ask(self, consequences: Iterable[str]) -> None:
        """Adds an error until somebody has ticked that these sentences are known; to be called by `clean`."""
        self.consequences = tuple(consequences)
        if self.consequences and self.data.get(self.CONFIRMED) != self.confirmation:
            self.add_error(None, "Belum disimpan. Baca akibatnya, lalu centang bila memang dimaksud dan simpan lagi.")
