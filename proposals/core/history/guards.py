"""A database trigger on moves that take something back: they lead to where it was done."""

import pgtrigger

from proposals.core.workflow import REFUSED, TAKEN_BACK_TO, UNLESS_TOLD


def undone_where_refused() -> pgtrigger.Trigger:
    """A refusal is taken back into the status out of which it was spoken: at verification or in the review."""
    targets = ", ".join(f"'{target}'" for target in TAKEN_BACK_TO)
    return pgtrigger.Trigger(
        name="undone_where_refused",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),  # type: ignore[no-untyped-call]  # its author left it untyped
        condition=pgtrigger.Q(old__status=REFUSED) & ~pgtrigger.Q(new__status=REFUSED),
        declare=[("spoken", "text")],
        func=f"""
            SELECT e.source INTO spoken FROM proposals_event e
            WHERE e.proposal_id = OLD.id AND e.target = '{REFUSED}' ORDER BY e.at DESC, e.id DESC LIMIT 1;
            IF NEW.status IN ({targets}) AND NEW.status <> coalesce(spoken, '{UNLESS_TOLD}') THEN
                RAISE EXCEPTION 'pgtrigger: A refusal is taken back to where it was spoken';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the workflow table alone
    )
