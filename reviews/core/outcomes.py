"""The database triggers that let an outcome leave a review only through a released meeting, and in its period."""

from typing import Final

import pgtrigger

from proposals.core.workflow import OUTCOMES, STEPS, Action, Door, Status

_LEAVES: Final = [step for step in STEPS if step.door is Door.MEETING and step.action in OUTCOMES]
# What may be spoken before anybody has reviewed the proposal: the refusal at verification.
_BEFORE: Final = [step for step in STEPS if step.door is Door.OPEN and step.action in OUTCOMES]
# An acceptance taken back at the desk of verification; within how many minutes, the service alone says.
_BACK: Final = [step for step in STEPS if step.door is Door.DESK]


def period_guard() -> pgtrigger.Trigger:
    """Keeps what a meeting decides on in its period: the procedure and the ranking it is decided by are of that one."""
    return pgtrigger.Trigger(
        name="decided_keeps_its_period",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("period_id"),  # type: ignore[no-untyped-call]  # its author left it untyped
        condition=pgtrigger.Q(old__period_id__df=pgtrigger.F("new__period_id")),
        func="""
            IF EXISTS (SELECT 1 FROM reviews_decision d WHERE d.proposal_id = OLD.id) THEN
                RAISE EXCEPTION 'pgtrigger: What a meeting decides on keeps its period';
            END IF;
            RETURN NEW;
        """,
    )


def outcome_guard() -> pgtrigger.Trigger:
    """Lets an outcome leave only by a released meeting that decided on it, once for each decision.

    One that needs no meeting is for what nobody has reviewed yet, and an acceptance stays once a reviewer was asked. A
    proposal is established only under the decree that
    was entered with number, date and scan in the meeting that praised it.
    """
    wanted = " ".join(
        f"WHEN OLD.status = '{step.source}' AND NEW.status = '{step.target}' THEN '{step.action}'" for step in _LEAVES
    )
    before, back = (
        " OR ".join(f"(OLD.status = '{step.source}' AND NEW.status = '{step.target}')" for step in steps)
        for steps in (_BEFORE, _BACK)
    )
    return pgtrigger.Trigger(
        name="outcome_through_meeting",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),  # type: ignore[no-untyped-call]  # its author left it untyped
        condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
        declare=[("wanted", "text")],
        func=f"""
            wanted := CASE {wanted} END;
            IF wanted IS NOT NULL THEN
                UPDATE reviews_decision d SET carried_out_at = statement_timestamp()
                FROM reviews_meeting m
                WHERE m.id = d.meeting_id AND m.state = 'released' AND d.proposal_id = OLD.id
                    AND d.action = wanted AND d.carried_out_at IS NULL;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'pgtrigger: An outcome leaves only through the release of a meeting';
                END IF;
            ELSIF ({before}) AND EXISTS (
                SELECT 1 FROM reviews_score c JOIN reviews_assignment a ON a.id = c.assignment_id
                WHERE a.proposal_id = OLD.id
            ) THEN
                RAISE EXCEPTION 'pgtrigger: What has been reviewed is decided on in a meeting';
            ELSIF ({back}) AND EXISTS (
                SELECT 1 FROM reviews_assignment a WHERE a.proposal_id = OLD.id AND a.state IN ('assigned', 'done')
            ) THEN
                RAISE EXCEPTION 'pgtrigger: An acceptance stays once a reviewer was asked';
            ELSIF NEW.status = '{Status.ESTABLISHED}' AND NOT EXISTS (
                SELECT 1 FROM reviews_decision d JOIN reviews_meeting m ON m.id = d.meeting_id
                WHERE d.proposal_id = OLD.id AND d.action = '{Action.SHORTLIST}' AND d.carried_out_at IS NOT NULL
                    AND m.decree_number <> '' AND m.decree_number = NEW.decree_number
                    AND m.decree_date IS NOT NULL AND m.decree_paper_id IS NOT NULL
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A proposal is established by the decree of its meeting';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the workflow table alone
    )
