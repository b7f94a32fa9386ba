"""The form of one section of an entry: its text and, hidden beside it, the version it is based on."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django import forms

from competitions.kipp.writing.models import EntryText
from competitions.rules.kipprules import KippSection
from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.core.guide.lengths import refusal
from proposals.text.shown import SectionShown, ShownInput


@dataclass
class _Bounded:
    max_words: int | None


def _check_length(bounds: _Bounded, text: str) -> None:
    if why := refusal(bounds, text):
        raise forms.ValidationError(why, code="length")


class SectionForm(HelpedForm, forms.Form):
    """One section. More words than the form of the edition allows are stored, and told."""

    def __init__(
        self, *args: Any, section: KippSection, row: EntryText | None, limit: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.fields[section.key] = TypedInput(
            label=section.title,
            help_text=section.help,
            required=False,
            initial=row.text if row else "",
            validators=[partial(_check_length, _Bounded(limit))],
            widget=forms.Textarea(
                {
                    "rows": 14,
                    "data-word-count": "",
                    "data-paste-clean": "",
                    "data-max": limit or "",
                    "data-word-output": f"kata-{section.key}",
                }
            ),
        )
        self.fields[self.version_name] = ShownInput(
            widget=forms.HiddenInput({"data-base-of": section.key}), required=False, initial=SectionShown.of(row)
        )

    @property
    def version_name(self) -> str:
        """The hidden field that says what the text is based on."""
        return f"{self.section.key}-versi"

    @property
    def text(self) -> str:
        """What was typed."""
        return cast(str, self.cleaned_data[self.section.key])

    @property
    def shown(self) -> SectionShown:
        """What the page had shown."""
        return cast(SectionShown, self.cleaned_data[self.version_name])

    @property
    def box(self) -> forms.BoundField:
        return self[self.section.key]

    @property
    def base(self) -> forms.BoundField:
        return self[self.version_name]
