"""The trigger that notes every writing statement on a table, in the writer's own transaction."""

import pgtrigger
from django.db import models

# Created by the migration 0003 of this floor: it adds one row with the table's name and a random mark.
FUNCTION = "foundation_note_change"


class Noted(pgtrigger.Trigger):
    """Calls the one function that all watched tables share; `pgtrigger.ignore` cannot silence it."""

    name = "change_noted"
    when = pgtrigger.After
    level = pgtrigger.Statement
    # The library makes a function for each trigger; this one is never called.
    func = "RETURN NULL;"

    def render_execute(self, model: models.Model) -> str:
        return f"{FUNCTION}()"


def noted(*columns: str) -> Noted:
    """Notes each statement that inserts, updates, deletes or empties; with columns, not the updates of others alone."""
    update = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update  # type: ignore[no-untyped-call]  # its own
    return Noted(operation=pgtrigger.Insert | update | pgtrigger.Delete | pgtrigger.Truncate)


def is_noted(table: type[models.Model]) -> bool:
    """Whether the changes of this table are noted."""
    return any(isinstance(trigger, Noted) for trigger in getattr(table._meta, "triggers", ()))
