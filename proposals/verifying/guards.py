"""The database's rule of the checklist: a question that somebody answered stays as it was asked."""

import pgtrigger


def question_stays_as_answered() -> pgtrigger.Trigger:
    """Refuses other words for a question with an answer or a successor; its order and whether it is on may change."""
    words = ("guide_id", "key", "version", "question", "source", "machine", "place")
    old, new = (", ".join(f"{row}.{name}" for name in words) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="question_stays_as_answered",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF ROW({new}) IS DISTINCT FROM ROW({old})
                AND (OLD.replaced_at IS NOT NULL OR EXISTS (SELECT FROM proposals_checktick WHERE item_id = OLD.id))
                OR OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS DISTINCT FROM OLD.replaced_at
            THEN
                RAISE EXCEPTION 'pgtrigger: A question that was answered or replaced stays as it was asked';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the names above alone
    )
