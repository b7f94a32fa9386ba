"""What the database itself sees to when an account is written, whichever door the change comes through."""

import pgtrigger

from agencies.core.ranks import PRIVILEGED

# A change of any of these ends the person's sessions, whoever writes. Roles are asked anew with every page; there it is
# the service that ends them.
ENDING = ("username", "email", "is_active")


def account_triggers() -> list[pgtrigger.Trigger]:
    """Sessions end with a change of who signs in; it is on the record."""
    return [_kept(), _recorded()]


def _kept() -> pgtrigger.Trigger:
    """Counts up the round of sessions, never down, and dates the first privileged role."""
    before, after = (", ".join(f"{row}.{name}" for name in ENDING) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="account_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                NEW.session_round := GREATEST(OLD.session_round, NEW.session_round);
                IF ({before}) IS DISTINCT FROM ({after}) THEN
                    NEW.session_round := NEW.session_round + 1;
                END IF;
                NEW.privileged_since := COALESCE(OLD.privileged_since, NEW.privileged_since);
            END IF;
            IF {" OR ".join(f"NEW.{name}" for name in PRIVILEGED)} THEN
                NEW.privileged_since := COALESCE(NEW.privileged_since, now());
            END IF;
            RETURN NEW;
        """,
    )


def _recorded() -> pgtrigger.Trigger:
    """Writes the change into the record, by the person of the request, and forgets the addresses that were before.

    Such an address would still open the account by "Lupa kata sandi?".
    """
    return pgtrigger.Trigger(
        name="account_recorded",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("username", "email"),
        func=f"""
            INSERT INTO agencies_ledgerentry
                (previous_hash, own_hash, at, actor_id, kind, subject_type, subject_id, before, after)
            VALUES (
                '', '', now(),
                (NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user')::bigint,
                'account', 'agencies.user', NEW.id, {_identity("OLD")}, {_identity("NEW")}
            );
            DELETE FROM account_emailaddress WHERE user_id = NEW.id AND lower(email) <> lower(NEW.email);
            RETURN NULL;
        """,  # noqa: S608 - built from the names of our own columns
    )


def _identity(row: str) -> str:
    """SQL for the canonical JSON of who signs in, as `foundation.audit.chain` writes it."""
    return f"""'{{"email":' || to_json({row}.email) || ',"username":' || to_json({row}.username) || '}}'"""
