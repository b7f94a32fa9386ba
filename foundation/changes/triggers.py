"""Statement triggers that note what was written, in the writer's own transaction, and that nobody can silence."""

import pgtrigger
from django.db import models


class Calling(pgtrigger.Trigger):
    """Calls a function of the database, made by a migration, after each statement; `pgtrigger.ignore` cannot stop it.

    With `before` and `after` the function reads the rows as they were and as they are in tables of these names.
    """

    def __init__(
        self,
        name: str,
        operation: pgtrigger.Operation,
        function: str,
        *,
        before: str = "",
        after: str = "",
    ) -> None:
        # The library makes a function for each trigger; this one is never called.
        unused = "RETURN NULL;"
        self.function = function
        tables = {name: table for name, table in (("old", before), ("new", after)) if table}
        super().__init__(
            name=name,
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables) if tables else None,  # type: ignore[no-untyped-call]  # its own
            func=unused,
        )

    def render_execute(self, model: models.Model) -> str:
        return f"{self.function}()"


class Noted(Calling):
    """Notes that the table was written to; all watched tables share the function, made by migration 0003."""


def noted(*columns: str) -> Noted:
    """Notes each statement that inserts, updates, deletes or empties; with columns, not the updates of others alone."""
    update = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update  # type: ignore[no-untyped-call]  # its own
    every = pgtrigger.Insert | update | pgtrigger.Delete | pgtrigger.Truncate
    return Noted("change_noted", every, "foundation_note_change")


def is_noted(table: type[models.Model]) -> bool:
    """Whether the changes of this table are noted."""
    return any(isinstance(trigger, Noted) for trigger in getattr(table._meta, "triggers", ()))
