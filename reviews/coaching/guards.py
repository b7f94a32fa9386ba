"""Database triggers of coaching: a plan belongs to what was sent to coaching, and a closed one rests."""

import pgtrigger

from proposals.core.workflow import COACHED, as_sql


def plan_guards() -> list[pgtrigger.Trigger]:
    """A plan begins only for a proposal that is or was in coaching; it keeps its proposal and is never removed."""
    return [
        pgtrigger.Trigger(
            name="coaching_after_outcome",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"""
                IF NOT EXISTS (
                    SELECT 1 FROM proposals_proposal p WHERE p.id = NEW.proposal_id AND p.status IN ({as_sql(COACHED)})
                ) AND NOT EXISTS (
                    SELECT 1 FROM proposals_event e
                    WHERE e.proposal_id = NEW.proposal_id AND e.target IN ({as_sql(COACHED)})
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: A coaching plan needs a proposal that was sent to coaching';
                END IF;
                RETURN NEW;
            """,  # noqa: S608 - built from the table of statuses alone
        ),
        pgtrigger.Protect(
            name="coaching_keeps_proposal",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__proposal_id__df=pgtrigger.F("new__proposal_id")),
        ),
        pgtrigger.Protect(name="coaching_never_removed", operation=pgtrigger.Delete),
    ]


def task_guard() -> pgtrigger.Trigger:
    """Refuses every change of the tasks of a closed plan, and the removal of a task that was done."""
    return pgtrigger.Trigger(
        name="coaching_task_rests",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' THEN
                IF OLD.done_at IS NOT NULL THEN
                    RAISE EXCEPTION 'pgtrigger: A coaching task that was done is kept';
                END IF;
            END IF;
            IF EXISTS (
                SELECT 1 FROM reviews_coachingplan p
                WHERE p.closed_at IS NOT NULL AND p.id IN (
                    CASE WHEN TG_OP <> 'INSERT' THEN OLD.plan_id END,
                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.plan_id END
                )
            ) THEN
                RAISE EXCEPTION 'pgtrigger: The tasks of a closed coaching plan rest';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )
