"""Database triggers shared by every floor: tables that only grow, and the one whose rows are chained by hashes."""

from collections.abc import Iterable

import pgtrigger

from foundation.audit.chain import GENESIS

# Any number will do as long as nothing else in this database takes it.
LEDGER_LOCK = 4_119_710


def append_only(table: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse every UPDATE, DELETE and TRUNCATE of the table, whoever asks."""
    return [
        pgtrigger.Protect(name=f"{table}_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(table),
    ]


def only_by_triggers(table: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse every write but one made by another trigger."""
    return [
        pgtrigger.Trigger(
            name=f"{table}_only_by_triggers",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF pg_trigger_depth() < 2 THEN
                    RAISE EXCEPTION 'pgtrigger: Only triggers write {table}';
                END IF;
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            """,
        ),
        no_truncate(table),
    ]


def no_truncate(table: str) -> pgtrigger.Trigger:
    """A trigger that refuses to empty the table as a whole."""
    return pgtrigger.Trigger(
        name=f"{table}_no_truncate",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func=f"RAISE EXCEPTION 'pgtrigger: Cannot truncate rows of {table}';",
    )


def chained(head: str) -> pgtrigger.Trigger:
    """Numbers each new row without gaps, dates it and computes its hash from its content and the row before.

    One writer at a time, by an advisory lock that lasts until the transaction ends; `head` is the table that keeps the
    newest number and hash. The text that is hashed is the one of `LedgerEntry.computed_hash`.
    """
    return pgtrigger.Trigger(
        name="ledger_chained",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("newest", f"{head}%ROWTYPE")],
        func=f"""
            PERFORM pg_advisory_xact_lock({LEDGER_LOCK});
            SELECT * INTO newest FROM {head} WHERE id = 1;
            NEW.sequence := COALESCE(newest.sequence, 0) + 1;
            NEW.previous_hash := COALESCE(newest.own_hash, '{GENESIS}');
            NEW.at := clock_timestamp();
            NEW.own_hash := encode(sha256(convert_to(concat_ws(E'\\n',
                NEW.sequence::text,
                NEW.previous_hash,
                to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                COALESCE(NEW.actor_id::text, ''),
                COALESCE(NEW.acting_for_id::text, ''),
                NEW.kind, NEW.subject_type, NEW.subject_id::text, NEW.before, NEW.after
            ), 'UTF8')), 'hex');
            INSERT INTO {head} (id, sequence, own_hash) VALUES (1, NEW.sequence, NEW.own_hash)
                ON CONFLICT (id) DO UPDATE SET sequence = EXCLUDED.sequence, own_hash = EXCLUDED.own_hash;
            RETURN NEW;
        """,  # noqa: S608 - built from the names of our own tables
    )


def recorded(
    name: str, kind: str, subject: str, columns: Iterable[str], *, operation: pgtrigger.Operation,
    key: str = "id", condition: pgtrigger.Condition | None = None, also: str = "",
    timing: pgtrigger.Timing | None = None,
) -> pgtrigger.Trigger:  # fmt: skip
    """Writes what these columns were and are into the record, by the person of the request, whoever changes them.

    `kind` and `subject` are as of `ledger.append`; `key` is the column with the number of the subject; `also` is SQL
    that is carried out afterwards. With `timing=Deferred` it is written when the transaction ends, so that no writer
    waits for the record while others wait for what it has locked.
    """
    names = sorted(columns)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=condition,
        timing=timing,
        func=f"""
            INSERT INTO agencies_ledgerentry
                (previous_hash, own_hash, at, actor_id, kind, subject_type, subject_id, before, after)
            VALUES (
                '', '', now(),
                (NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user')::bigint,
                '{kind}', '{subject}', CASE WHEN TG_OP = 'DELETE' THEN OLD.{key} ELSE NEW.{key} END,
                CASE WHEN TG_OP = 'INSERT' THEN '{{}}' ELSE {_content("OLD", names)} END,
                CASE WHEN TG_OP = 'DELETE' THEN '{{}}' ELSE {_content("NEW", names)} END
            );
            {also}
            RETURN NULL;
        """,  # noqa: S608 - built from the names of our own tables
    )


def _content(row: str, names: Iterable[str]) -> str:
    """SQL for the canonical JSON of these columns, as `foundation.audit.chain` writes it."""
    parts = (f"""'"{name}":' || COALESCE(to_json({row}."{name}")::text, 'null')""" for name in names)
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"
