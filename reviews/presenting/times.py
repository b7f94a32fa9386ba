"""Database triggers of times: nobody is in two places or where they cannot be, and every change is on the record.

Slots and absences are rows of different tables, so no constraint keeps them apart: each trigger here takes the lock of
schedules first, and then sees what the writer before it stored.
"""

from typing import Final

import pgtrigger

from foundation.audit.triggers import recorded
from reviews.presenting.locking import SCHEDULE_LOCK

RECORDED: Final = ("proposal_id", "session_id", "starts", "ends", "place", "state")
ALONE: Final = f"PERFORM pg_advisory_xact_lock({SCHEDULE_LOCK});"


def _refused(why: str) -> str:
    """Raises as a constraint does that was broken, so that writers hear of both in one way."""
    return f"RAISE EXCEPTION 'pgtrigger: {why}' USING ERRCODE = 'exclusion_violation';"


def _meets(row: str) -> str:
    return f"{row}.starts < NEW.ends AND {row}.ends > NEW.starts"


def slot_time_guard() -> pgtrigger.Trigger:
    """An agency presents in one place at a time, and not while it cannot come."""
    return pgtrigger.Trigger(
        name="slot_suits_its_agency",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("whose", "bigint")],
        func=f"""
            IF NEW.state = 'missed' OR (TG_OP = 'UPDATE' AND OLD.state <> 'missed'
                AND (OLD.starts, OLD.ends, OLD.proposal_id) = (NEW.starts, NEW.ends, NEW.proposal_id)) THEN
                RETURN NEW;
            END IF;
            {ALONE}
            SELECT agency_id INTO whose FROM proposals_proposal WHERE id = NEW.proposal_id;
            IF EXISTS (SELECT 1 FROM reviews_agencyabsence a WHERE a.agency_id = whose AND {_meets("a")}) THEN
                {_refused("The agency cannot come at that time")}
            END IF;
            IF EXISTS (
                SELECT 1 FROM reviews_slot l JOIN proposals_proposal p ON p.id = l.proposal_id
                WHERE p.agency_id = whose AND l.id <> NEW.id AND l.state <> 'missed' AND {_meets("l")}
            ) THEN
                {_refused("An agency presents in one place at a time")}
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the texts above alone
    )


def jury_time_guard() -> pgtrigger.Trigger:
    """Nobody listens while they cannot come, more often in a stage than their limit says, or as no reviewer.

    Its name comes after that of the guard that takes over the slot's time, and so does its turn.
    """
    return pgtrigger.Trigger(
        name="seat_in_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF TG_OP = 'UPDATE' AND (OLD.reviewer_id, OLD.starts, OLD.ends, OLD.sits)
                = (NEW.reviewer_id, NEW.starts, NEW.ends, NEW.sits) THEN
                RETURN NEW;
            END IF;
            {ALONE}
            IF NEW.sits AND EXISTS (
                SELECT 1 FROM reviews_absence a WHERE a.person_id = NEW.reviewer_id AND {_meets("a")}
            ) THEN
                {_refused("A juror cannot come at that time")}
            END IF;
            IF TG_OP = 'UPDATE' AND OLD.reviewer_id = NEW.reviewer_id THEN
                RETURN NEW;
            END IF;
            IF NOT EXISTS (SELECT 1 FROM agencies_user u WHERE u.id = NEW.reviewer_id AND u.is_reviewer AND u.is_active)
            THEN
                {_refused("Only reviewers sit on a jury")}
            END IF;
            IF (SELECT c."limit" FROM reviews_reviewercard c WHERE c.user_id = NEW.reviewer_id) <= (
                SELECT count(*) FROM reviews_slotjury j JOIN reviews_slot l ON l.id = j.slot_id
                WHERE j.reviewer_id = NEW.reviewer_id AND l.stage_id = (
                    SELECT stage_id FROM reviews_slot WHERE id = NEW.slot_id
                )
            ) THEN
                {_refused("A juror is at the limit of the stage")}
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the texts above alone
    )


def absence_guard() -> pgtrigger.Trigger:
    """Whoever sits on a jury is not absent: leave the jury first."""
    sitting = f"SELECT 1 FROM reviews_slotjury j WHERE j.reviewer_id = NEW.person_id AND j.sits AND {_meets('j')}"  # noqa: S608 - built from the text above alone
    return _unless("absence_over_no_seat", sitting, "Whoever sits on a jury is not absent")


def agency_absence_guard() -> pgtrigger.Trigger:
    """An agency that presents then is not absent: move its slot first."""
    presenting = f"""
                SELECT 1 FROM reviews_slot l JOIN proposals_proposal p ON p.id = l.proposal_id
                WHERE p.agency_id = NEW.agency_id AND l.state <> 'missed' AND {_meets("l")}
            """  # noqa: S608 - built from the texts above alone
    return _unless("agency_absence_over_no_slot", presenting, "An agency that presents then is not absent")


def _unless(name: str, query: str, why: str) -> pgtrigger.Trigger:
    """Refuses a row when the query finds something."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            {ALONE}
            IF EXISTS ({query}) THEN
                {_refused(why)}
            END IF;
            RETURN NEW;
        """,
    )


def schedule_recorded() -> list[pgtrigger.Trigger]:
    """Every slot that is made, changed or taken out is on the record, written when the transaction ends."""
    made = pgtrigger.Insert | pgtrigger.Delete
    return [
        recorded("slot_recorded", "schedule", "reviews.slot", RECORDED, operation=made, timing=pgtrigger.Deferred),
        recorded(
            "slot_change_recorded",
            "schedule",
            "reviews.slot",
            RECORDED,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(*RECORDED),
            timing=pgtrigger.Deferred,
        ),
    ]


def jury_recorded() -> pgtrigger.Trigger:
    """So is everybody who joins or leaves a jury."""
    return recorded(
        "jury_recorded",
        "schedule",
        "reviews.slot",
        ("reviewer_id",),
        operation=pgtrigger.Insert | pgtrigger.Delete,
        key="slot_id",
        timing=pgtrigger.Deferred,
    )
