"""How a field of the profile is written on a page: by what kind of answer it holds, not only by its column."""

import datetime
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.db import models
from django.utils import timezone

from foundation.text.fields import NoteField
from proposals.core.guide import brief
from proposals.core.guide.profile import BY_COLUMN, FieldKind
from proposals.writing.fields import RupiahField
from proposals.writing.tablefield import TableField

DATE: Final = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _not_in_future(date: datetime.date) -> None:
    if date > timezone.localdate():
        raise forms.ValidationError("Tanggal ini masih di masa depan. Isi tanggal yang sudah terjadi.")


# How each kind of profile field is written, where that is not as its column would be.
AS_WRITTEN: Final[dict[FieldKind, Callable[[], forms.Field]]] = {
    FieldKind.CHOICE: forms.ChoiceField,
    FieldKind.DATE: lambda: forms.DateField(widget=DATE, validators=[_not_in_future]),
    FieldKind.MONEY: RupiahField,
    FieldKind.TABLE: TableField,
    FieldKind.LINK: lambda: forms.URLField(assume_scheme="https", max_length=300),
}
WIDGETS: Final[dict[FieldKind, Callable[[], forms.Widget]]] = {
    FieldKind.YES_NO: lambda: forms.Select(choices=[("", "Belum diisi"), (True, "Ya"), (False, "Tidak")]),
    FieldKind.AFFAIRS: forms.CheckboxSelectMultiple,
}


def written(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """The form field of one column of the profile, by what it holds."""
    kind = BY_COLUMN[column.name].kind
    if isinstance(column, NoteField):
        options["widget"] = forms.Textarea({"rows": 4})
    if kind in AS_WRITTEN:
        return AS_WRITTEN[kind]()
    if kind in WIDGETS:
        options["widget"] = WIDGETS[kind]()
    return column.formfield(**options)


def check_brief(rule: brief.BriefRule, summary: str) -> None:
    """A validator of the summary for the public. Raises ValidationError with the sentence that says what to do."""
    if why := brief.refusal(rule, summary):
        raise forms.ValidationError(why, code="brief")
