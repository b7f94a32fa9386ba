"""What the database itself sees to when a record of an official is written, whichever door the change comes through."""

import pgtrigger

# In the order of canonical JSON.
RECORDED = (
    "account_id", "agency_id", "back", "front", "grade", "mistaken", "name", "nip", "office", "on_behalf_of", "reason",
    "since", "standing", "title", "until",
)  # fmt: skip


def official_guards() -> list[pgtrigger.Trigger]:
    """A record stays one person's in one office; it is never erased; every change of it is on the record."""
    old, new = pgtrigger.Q, pgtrigger.F
    other_office = old(old__office__df=new("new__office")) | old(old__agency_id__df=new("new__agency_id"))
    other_person = old(old__name__df=new("new__name")) & old(old__nip__df=new("new__nip")) & ~old(old__nip="")
    return [
        pgtrigger.Protect(
            name="official_stays_in_office",
            operation=pgtrigger.Update,
            condition=other_office | other_person | old(old__mistaken=True, new__mistaken=False),
        ),
        pgtrigger.Protect(name="official_is_kept", operation=pgtrigger.Delete),
        _recorded(),
    ]


def _recorded() -> pgtrigger.Trigger:
    """Writes what was and what is into the record, by the person of the request."""
    return pgtrigger.Trigger(
        name="official_recorded",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            INSERT INTO agencies_ledgerentry
                (previous_hash, own_hash, at, actor_id, kind, subject_type, subject_id, before, after)
            VALUES (
                '', '', now(),
                (NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user')::bigint,
                'official', 'agencies.official', NEW.id,
                CASE WHEN TG_OP = 'INSERT' THEN '{{}}' ELSE {_content("OLD")} END, {_content("NEW")}
            );
            RETURN NULL;
        """,  # noqa: S608 - built from the names of our own columns
    )


def _content(row: str) -> str:
    """SQL for the canonical JSON of the record, as `foundation.audit.chain` writes it."""
    parts = (f"""'"{name}":' || COALESCE(to_json({row}.{name})::text, 'null')""" for name in RECORDED)
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"
