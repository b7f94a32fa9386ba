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
                SELECT * INTO s FROM reviews_session WHERE id = NEW.session_id FOR SHARE;
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
        pgtrigger.Trigger(
            name="slot_takes_its_leaves",
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            func="""
                DELETE FROM reviews_juryleave WHERE slot_id = OLD.id;
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
                AND l.state <> 'held';
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
                AND j.reviewer_id = NEW.reviewer_id AND l.state <> 'held';
            RETURN NULL;
        """,
    )


def account_leaves_jury() -> pgtrigger.Trigger:
    """Whoever is no reviewer any more sits on no jury still to come, nor on one of the agency that is now the own."""
    return pgtrigger.Trigger(
        name="account_leaves_jury",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("is_active", "is_reviewer", "agency"),
        func="""
            DELETE FROM reviews_slotjury j USING reviews_slot l, proposals_proposal p
            WHERE l.id = j.slot_id AND p.id = l.proposal_id AND j.reviewer_id = NEW.id
                AND l.state <> 'held'
                AND (NOT NEW.is_active OR NOT NEW.is_reviewer OR p.agency_id = NEW.agency_id);
            RETURN NULL;
        """,
    )


def jury_seat_left() -> pgtrigger.Trigger:
    """Notes who left a jury, with the change of the calendar entry that this is.

    A slot that was missed stands in no calendar any more, so that its juror knows already.
    """
    return pgtrigger.Trigger(
        name="jury_seat_left",
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        func="""
            WITH changed AS (
                UPDATE reviews_slot SET sequence = sequence + 1
                WHERE id = OLD.slot_id AND state <> 'held' RETURNING id, sequence, state
            )
            INSERT INTO reviews_juryleave (slot_id, reviewer_id, sequence, invitation_id, left_at, told_at, filled)
            SELECT id, OLD.reviewer_id, sequence, OLD.invitation_id, clock_timestamp(),
                CASE WHEN state = 'missed' THEN clock_timestamp() END, false
            FROM changed;
            RETURN NULL;
        """,
    )


def jury_seat_taken() -> pgtrigger.Trigger:
    """Fills the place of whoever left longest ago; who comes back need not be told of having left."""
    return pgtrigger.Trigger(
        name="jury_seat_taken",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            UPDATE reviews_juryleave SET filled = true WHERE id = (
                SELECT id FROM reviews_juryleave WHERE slot_id = NEW.slot_id AND NOT filled
                ORDER BY reviewer_id <> NEW.reviewer_id, id LIMIT 1
            );
            UPDATE reviews_slot SET sequence = sequence + 1 WHERE id = NEW.slot_id AND EXISTS (
                SELECT 1 FROM reviews_juryleave WHERE slot_id = NEW.slot_id AND reviewer_id = NEW.reviewer_id
            );
            UPDATE reviews_juryleave SET told_at = clock_timestamp()
            WHERE slot_id = NEW.slot_id AND reviewer_id = NEW.reviewer_id AND told_at IS NULL;
            RETURN NULL;
        """,
    )


def closed_minutes_stay() -> pgtrigger.Trigger:
    """Refuses every change of minutes that are closed."""
    return pgtrigger.Protect(
        name="closed_minutes_stay",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__paper__isnull=False),
    )


def photo_guard() -> pgtrigger.Trigger:
    """Photos are of visits, are frozen with their minutes, and never say another picture, camera or slot.

    The minutes are locked, so that none can be closed while a photo comes or goes.
    """
    return pgtrigger.Trigger(
        name="visit_photo_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("visit", "bigint"), ("closed", "bigint")],
        func="""
            IF TG_OP = 'UPDATE' AND (
                OLD.slot_id, OLD.file, OLD.small, OLD.sha256, OLD.taken_at, OLD.latitude, OLD.longitude, OLD.added_at,
                OLD.added_by_id
            ) IS DISTINCT FROM (
                NEW.slot_id, NEW.file, NEW.small, NEW.sha256, NEW.taken_at, NEW.latitude, NEW.longitude, NEW.added_at,
                NEW.added_by_id
            ) THEN
                RAISE EXCEPTION 'pgtrigger: Of a photo of a visit only words change';
            END IF;
            visit := CASE WHEN TG_OP = 'DELETE' THEN OLD.slot_id ELSE NEW.slot_id END;
            IF TG_OP = 'INSERT' AND NOT EXISTS (
                SELECT 1 FROM reviews_slot l JOIN reviews_session s ON s.id = l.session_id
                WHERE l.id = visit AND s.kind = 'kunjungan' AND l.state <> 'missed'
            ) THEN
                RAISE EXCEPTION 'pgtrigger: Only a visit that takes place has photos';
            END IF;
            SELECT paper_id INTO closed FROM reviews_visitminutes WHERE slot_id = visit FOR SHARE;
            IF closed IS NOT NULL THEN
                RAISE EXCEPTION 'pgtrigger: Photos are frozen with their minutes';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )
