"""What the database itself sees to when an account is written, whichever door the change comes through."""

import pgtrigger

from agencies.core.ranks import PRIVILEGED
from foundation.audit.triggers import recorded

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
    """Records the change, and forgets the addresses that were before.

    Such an address would still open the account by "Lupa kata sandi?".
    """
    return recorded(
        "account_recorded",
        "account",
        "agencies.user",
        ("username", "email"),
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("username", "email"),
        also="DELETE FROM account_emailaddress WHERE user_id = NEW.id AND lower(email) <> lower(NEW.email);",
    )
