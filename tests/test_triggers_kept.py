"""The database holds the triggers that the code declares, each under its own name, and no others."""

import pgtrigger
import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_holds_the_declared_triggers_and_no_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger%'"
        )
        held = set(cursor.fetchall())
    assert held == {(trigger.get_pgid(model), model._meta.db_table) for model, trigger in pgtrigger.registered()}
