"""Database triggers of presentations: what no arrangement may break, whoever writes."""

import pgtrigger

from proposals.core.workflow import UNDER_REVIEW, as_sql
from reviews.core.guards import untied


def slot_guards() -> list[pgtrigger.Trigger]:
    """A slot lies within its session, and takes over its stage and room; its jury sits when it is, and only then."""
    return [
        pgtrigger.Trigger(
            name="slot_within_session",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            declare=[("s", "reviews_session%ROWTYPE")],
            func="""
                SELECT * INTO s FROM reviews_session WHERE id = NEW.session_id;
                IF NEW.starts < s.starts OR NEW.ends > s.ends THEN
                    RAISE EXCEPTION 'pgtrigger: A slot lies within its session';
                END IF;
                NEW.stage_id := s.stage_id;
                NEW.place := s.place;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="slot_of_the_stage",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"""
                IF NOT EXISTS (
                    SELECT 1 FROM proposals_proposal p JOIN reviews_reviewstage t ON t.period_id = p.period_id
                    JOIN reviews_session s ON s.stage_id = t.id
                    WHERE s.id = NEW.session_id AND p.id = NEW.proposal_id
                        AND p.status IN ({as_sql(UNDER_REVIEW)}) AND p.review_round = t."order"
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: Only what stands in the stage is presented there';
                END IF;
                RETURN NEW;
            """,  # noqa: S608 - built from the table of statuses alone
        ),
        pgtrigger.Trigger(
            name="slot_takes_its_jury",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            func="""
                UPDATE reviews_slotjury SET starts = NEW.starts, ends = NEW.ends, sits = NEW.state <> 'missed'
                WHERE slot_id = NEW.id
                    AND (starts, ends, sits) IS DISTINCT FROM (NEW.starts, NEW.ends, NEW.state <> 'missed');
                RETURN NULL;
            """,
        ),
    ]


def session_guard() -> pgtrigger.Trigger:
    """Refuses another stage for a session, and a time or a room that its slots would not follow."""
    return pgtrigger.Trigger(
        name="session_holds_its_slots",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF EXISTS (
                SELECT 1 FROM reviews_slot l WHERE l.session_id = NEW.id AND (
                    l.starts < NEW.starts OR l.ends > NEW.ends OR l.place <> NEW.place OR l.stage_id <> NEW.stage_id
                )
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A session holds its slots';
            END IF;
            RETURN NEW;
        """,
    )


def jury_guard() -> pgtrigger.Trigger:
    """Refuses a juror of the proposing agency or with a standing conflict of interest; takes over the slot's time."""
    return pgtrigger.Trigger(
        name="jury_without_conflict",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("l", "reviews_slot%ROWTYPE")],
        func=f"""
            SELECT * INTO l FROM reviews_slot WHERE id = NEW.slot_id;
            {untied("l.proposal_id", "judges")}
            NEW.starts := l.starts;
            NEW.ends := l.ends;
            NEW.sits := l.state <> 'missed';
            RETURN NEW;
        """,  # noqa: S608 - built from the names above alone
    )


def conflict_leaves_jury() -> pgtrigger.Trigger:
    """Whoever has a conflict of interest from now on sits on no jury of that proposal that is still to come."""
    return pgtrigger.Trigger(
        name="conflict_leaves_jury",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            DELETE FROM reviews_slotjury j USING reviews_slot l
            WHERE l.id = j.slot_id AND l.proposal_id = NEW.proposal_id AND j.reviewer_id = NEW.user_id
                AND l.state IN ('planned', 'moved');
            RETURN NULL;
        """,
    )


def task_leaves_jury() -> pgtrigger.Trigger:
    """Whoever stepped back or was taken off in a stage sits on no jury of it that is still to come."""
    return pgtrigger.Trigger(
        name="task_leaves_jury",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state__in=("recused", "removed")),
        func="""
            DELETE FROM reviews_slotjury j USING reviews_slot l
            WHERE l.id = j.slot_id AND l.proposal_id = NEW.proposal_id AND l.stage_id = NEW.stage_id
                AND j.reviewer_id = NEW.reviewer_id AND l.state IN ('planned', 'moved');
            RETURN NULL;
        """,
    )
