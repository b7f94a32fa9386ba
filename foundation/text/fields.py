"""The fields that hold what people type: every door to their columns leads through `plain`.

A form, a page of the admin, a command, an import, `bulk_create`, `update` and a lookup all bring a value to the one
stored form; a statement of SQL that would bring another into a column of one line is refused by the database.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from foundation.text.plain import as_typed, one_line

NOTHING_SEEN: Final = "Tulisan ini tidak berisi huruf yang tampak. Hapus isinya, lalu ketik lagi."
# What `one_line` never leaves, for PostgreSQL; the joiner of emoji is the one that may stay.
NOT_ONE_LINE: Final = (
    r"[\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180b-\u180f\u2000-\u200c\u200e\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ue000-\uf8ff\ufeff\uffa0]|^ | $|  "
)


class LineInput(forms.CharField):
    """A field of a form for one line; what holds only invisible characters is told so where it is required."""

    def to_python(self, value: Any) -> Any:
        """The line as it will be stored."""
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        line = one_line(text)
        if self.required and text.strip() and not line:
            raise ValidationError(NOTHING_SEEN, code="nothing_seen")
        return line


class TypedInput(forms.CharField):
    """A field of a form for several lines, as they were typed."""

    def to_python(self, value: Any) -> Any:
        """The text as it will be stored; the length is that of what will be stored."""
        text = super().to_python(value)
        return as_typed(text) if isinstance(text, str) else text


class _Gate(models.Field[Any, str]):
    """Brings every value to its one form on the way into the instance and into the database."""

    gate: Callable[[str], str]
    form_class: ClassVar[type[forms.CharField]]

    def _through(self, value: Any) -> Any:
        return self.gate(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        return self._through(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self._through(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The instance holds what the row will."""
        value = self._through(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(_Gate, models.CharField):  # type: ignore[type-arg]  # the stubs know the two types of a field only as its author's
    """One line: a name, a title, a subject, a number of a letter. Unless it may be blank, something must be seen."""

    gate = staticmethod(one_line)
    form_class = LineInput

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        """The rule the database keeps; a row of history stays as it was."""
        if any(field.name == "pgh_id" for field in self.model._meta.local_fields):
            return None
        column = connection.ops.quote_name(str(self.column))
        filled = "" if self.blank else f" AND {column} <> ''"
        return f"{column} IS NFC NORMALIZED AND {column} !~ '{NOT_ONE_LINE}'{filled}"


class NoteField(_Gate, models.CharField):  # type: ignore[type-arg]  # as above
    """A short text that may have several lines: a reason, a remark."""

    gate = staticmethod(as_typed)
    form_class = TypedInput


class TypedField(_Gate, models.TextField):  # type: ignore[type-arg]  # as above
    """A text of any length, as it was typed."""

    gate = staticmethod(as_typed)
    form_class = TypedInput
