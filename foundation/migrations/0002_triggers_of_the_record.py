"""The triggers of the record take the names they have where it is declared now; what they do stays."""

from django.db import migrations

RENAMED = [
    ("agencies_ledgerentry", "pgtrigger_ledger_chained_130fc", "pgtrigger_ledger_chained_721c0"),
    ("agencies_ledgerentry", "pgtrigger_ledgerentry_append_only_7617e", "pgtrigger_ledgerentry_append_only_e0100"),
    ("agencies_ledgerentry", "pgtrigger_ledgerentry_no_truncate_79013", "pgtrigger_ledgerentry_no_truncate_13103"),
    ("agencies_ledgerhead", "pgtrigger_ledgerhead_no_truncate_ae488", "pgtrigger_ledgerhead_no_truncate_376b7"),
    ("agencies_ledgerhead", "pgtrigger_ledgerhead_only_by_triggers_c1124", "pgtrigger_ledgerhead_only_by_triggers_a2850"),
]


def _rename(table: str, old: str, new: str) -> str:
    return f"ALTER TRIGGER {old} ON {table} RENAME TO {new}; ALTER FUNCTION {old}() RENAME TO {new};"


class Migration(migrations.Migration):

    dependencies = [("foundation", "0001_initial"), ("agencies", "0002_record_to_foundation")]

    operations = [
        migrations.RunSQL(_rename(table, old, new), _rename(table, new, old)) for table, old, new in RENAMED
    ]
