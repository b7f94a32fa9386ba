"""Bringing columns that are there already to the one form of text: an operation of migrations."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pgtrigger
from django.db import IntegrityError, migrations, transaction
from django.db.models.expressions import RawSQL

from foundation.text.fields import NOT_ONE_LINE
from foundation.text.plain import one_line

NAMELESS: Final = "(tanpa nama)"
# Finds every row that may not be in its form; Python says which are not.
_ODD_LINE: Final = rf"({{0}} IS NOT NFC NORMALIZED OR {{0}} ~ '\u200d|{NOT_ONE_LINE}')"


def stored_form(app: str, lines: Mapping[str, Sequence[str]]) -> migrations.RunPython:
    """The operation for columns, by model, that became a LineField: brings them to their form, and keeps them there.

    A line in which nothing is seen gets a name where it may not be empty, and one that is no longer unique its key
    behind it. No trigger runs: what was written does not change for anybody. The rule of the database is added here,
    because Django adds that of a field's own only to a new column.
    """

    def clean(apps: Any, schema_editor: Any) -> None:
        fields = [apps.get_model(app, name)._meta.get_field(column) for name in lines for column in lines[name]]
        with pgtrigger.ignore():
            for field in fields:
                _clean(field)
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for field in fields:
            table, rule = field.model._meta.db_table, field.db_check(schema_editor.connection)
            schema_editor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{_rule(field)}" CHECK ({rule})')

    def forget(apps: Any, schema_editor: Any) -> None:
        for name, columns in lines.items():
            for column in columns:
                field = apps.get_model(app, name)._meta.get_field(column)
                schema_editor.execute(f'ALTER TABLE {field.model._meta.db_table} DROP CONSTRAINT "{_rule(field)}"')

    return migrations.RunPython(clean, forget)


def _rule(field: Any) -> str:
    return f"{field.model._meta.db_table}_{field.column}_line"


def _clean(field: Any) -> None:
    model, column = field.model, field.name
    place = f'"{model._meta.db_table}"."{field.column}"'
    odd = _ODD_LINE.format(place) + ("" if field.blank else f" OR {place} = ''")
    found = model._base_manager.alias(odd=RawSQL(odd, []))  # noqa: S611 - names of our own columns
    for key, text in found.filter(odd=True).values_list("pk", column):
        clean = one_line(text)[: field.max_length] or ("" if field.blank else NAMELESS)
        if clean == text:
            continue
        row = model._base_manager.filter(pk=key)
        try:
            with transaction.atomic():
                row.update(**{column: clean})
        except IntegrityError:
            mark = f" ({key})"
            row.update(**{column: clean[: field.max_length - len(mark)] + mark})
