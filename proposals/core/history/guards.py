"""Database triggers on what takes something back, a refusal or a decision on a remark, and on what is sent."""

import pgtrigger

from proposals.core.workflow import REFUSED, TAKEN_BACK_TO, UNLESS_TOLD, Action, Status


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


def decision_stays() -> pgtrigger.Trigger:
    """A decision on a remark stays as it was made, but for one that goes with its acceptance.

    The acceptance has to be taken back first: that is the newest move, right after the acceptance, whose moment the
    decision bears.
    """
    newest = "FROM proposals_event e WHERE e.proposal_id = OLD.proposal_id"
    return pgtrigger.Trigger(
        name="decision_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.settled_at IS NOT NULL AND (OLD.settled_at IS DISTINCT FROM NEW.settled_at"
            " OR OLD.settled_by_id IS DISTINCT FROM NEW.settled_by_id)"
        ),
        declare=[("undone", "proposals_event%ROWTYPE"), ("accepted", "proposals_event%ROWTYPE")],
        func=f"""
            SELECT e.* INTO undone {newest} ORDER BY e.at DESC, e.id DESC LIMIT 1;
            SELECT e.* INTO accepted {newest} AND e.id <> undone.id ORDER BY e.at DESC, e.id DESC LIMIT 1;
            IF NEW.settled_at IS NULL AND NEW.settled_by_id IS NULL AND OLD.settled_at = accepted.at
                AND accepted.action = '{Action.ACCEPT}' AND undone.action = '{Action.VERIFY_AGAIN}'
                AND undone.source = accepted.target AND undone.target = '{Status.SUBMITTED}' THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'pgtrigger: A decision on a remark stays as it was made';
        """,
    )


def says_what_is_unanswered() -> pgtrigger.Trigger:
    """What is sent with remarks that were neither answered nor mended says so in the history."""
    return pgtrigger.Trigger(
        name="says_what_is_unanswered",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__action=Action.SUBMIT, new__note=""),
        func="""
            IF EXISTS (
                SELECT FROM proposals_remark r WHERE r.proposal_id = NEW.proposal_id
                AND r.answer = '' AND r.answered_in_id IS NULL AND r.settled_at IS NULL
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A proposal is not sent with unanswered remarks without saying so';
            END IF;
            RETURN NEW;
        """,
    )
