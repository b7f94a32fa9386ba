"""Database triggers of decision meetings: the order of preparing, signing and releasing holds whoever writes."""

import pgtrigger


def meeting_guards() -> list[pgtrigger.Trigger]:
    """A meeting starts as prepared, moves only prepared ⇄ signed → released, and keeps its two once one has signed."""
    signed = pgtrigger.Q(old__chair_signed_at__isnull=False) | pgtrigger.Q(old__head_signed_at__isnull=False)
    other_people = pgtrigger.Q(old__chair_id__df=pgtrigger.F("new__chair_id")) | pgtrigger.Q(
        old__head_id__df=pgtrigger.F("new__head_id")
    )
    return [
        pgtrigger.FSM(
            name="meeting_state_in_order",
            field="state",
            transitions=[("prepared", "signed"), ("signed", "prepared"), ("signed", "released")],
        ),
        pgtrigger.Trigger(
            name="meeting_starts_prepared",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=~pgtrigger.Q(new__state="prepared"),
            func="RAISE EXCEPTION 'pgtrigger: A meeting starts as prepared';",
        ),
        pgtrigger.Protect(
            name="meeting_keeps_signatories", operation=pgtrigger.Update, condition=signed & other_people
        ),
        pgtrigger.Protect(
            name="meeting_signed_is_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="prepared")
        ),
    ]


def decision_guard() -> pgtrigger.Trigger:
    """Refuses every change of a decision once somebody has signed its meeting."""
    return pgtrigger.Trigger(
        name="decision_fixed_by_signature",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF EXISTS (
                SELECT 1 FROM reviews_meeting m
                WHERE m.id IN (
                    CASE WHEN TG_OP <> 'INSERT' THEN OLD.meeting_id END,
                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.meeting_id END
                )
                AND (m.state <> 'prepared' OR m.chair_signed_at IS NOT NULL OR m.head_signed_at IS NOT NULL)
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A decision is fixed once its meeting is signed';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )
