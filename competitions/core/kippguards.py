"""Database triggers of nominations and their results: made from the tables of the rules, so that both say the same."""

from typing import Final

import pgtrigger

from competitions.core.nominating import NominationState, transitions
from competitions.core.stages import PLACES, KippOutcome

_PAUSED: Final = """
    SELECT 1 FROM competitions_edition k WHERE k.programme = 'kipp' AND k.rules -> 'held' ->> {year}::text = 'false'
"""
_PLACE: Final = " ".join(f"WHEN '{stage}' THEN {place}" for stage, place in PLACES.items())
_STANDING: Final = f"""
    SELECT CASE r.stage {_PLACE} END AS place, r.outcome FROM competitions_kippresult r
    WHERE r.nomination_id = NEW.nomination_id AND r.outcome <> '{KippOutcome.VOID.value}'
        AND NOT EXISTS (SELECT 1 FROM competitions_kippresult c WHERE c.corrects_id = r.id)
"""  # noqa: S608 - built from the table of the rules alone


def _day(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'Asia/Jakarta')::date"


def held_years_only() -> pgtrigger.Trigger:
    """There is no edition of KIPP for a year in which the ministry is known not to have held it."""
    return pgtrigger.Trigger(
        name="edition_of_a_year_held",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("programme", "year"),  # type: ignore[no-untyped-call]  # its __init__ has no types
        condition=pgtrigger.Q(new__programme="kipp"),
        func=f"""
            IF EXISTS ({_PAUSED.format(year="NEW.year")}) THEN
                RAISE EXCEPTION 'pgtrigger: KIPP was not held in %', NEW.year;
            END IF;
            RETURN NEW;
        """,
    )


def nomination_guards() -> list[pgtrigger.Trigger]:
    """A nomination begins as one, in an edition that takes it on that day, and its state follows the table of moves."""
    return [
        pgtrigger.Trigger(
            name="nomination_begins_nominated",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=~pgtrigger.Q(new__state=NominationState.NOMINATED),
            func="RAISE EXCEPTION 'pgtrigger: A nomination begins as nominated';",
        ),
        pgtrigger.FSM(name="nomination_state_in_order", field="state", transitions=transitions()),
        pgtrigger.Trigger(
            name="nomination_in_time",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("nominated_at", "edition_id"),  # type: ignore[no-untyped-call]  # its __init__ has no types
            declare=[("edition", "competitions_edition%ROWTYPE")],
            func=f"""
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.nominated_at = OLD.nominated_at AND NEW.edition_id = OLD.edition_id THEN
                        RETURN NEW;
                    END IF;
                END IF;
                SELECT * INTO edition FROM competitions_edition e WHERE e.id = NEW.edition_id;
                IF {_day("NEW.nominated_at")} > coalesce(edition.closes_on, make_date(edition.year, 12, 31)) THEN
                    RAISE EXCEPTION 'pgtrigger: The edition takes no more nominations on that day';
                END IF;
                RETURN NEW;
            """,  # noqa: S608 - built from the words above alone
        ),
    ]


def result_guards() -> list[pgtrigger.Trigger]:
    """A result is one of an entry at the ministry, of a past day, and comes after the stage before it was passed.

    A correction takes the place of one of the same stage; afterwards the order still holds.
    """
    return [
        pgtrigger.Trigger(
            name="result_in_order",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            declare=[("state", "text")],
            func=f"""
                SELECT n.state INTO state FROM competitions_nomination n WHERE n.id = NEW.nomination_id
                    FOR NO KEY UPDATE;
                IF state IS DISTINCT FROM '{NominationState.ENTERED.value}' THEN
                    RAISE EXCEPTION 'pgtrigger: Only what is registered at the ministry has results';
                ELSIF NEW.decided_on > {_day("NEW.at")} THEN
                    RAISE EXCEPTION 'pgtrigger: A result is not of a day to come';
                ELSIF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM competitions_kippresult c WHERE c.id = NEW.corrects_id
                        AND c.nomination_id = NEW.nomination_id AND c.stage = NEW.stage
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: A correction is of the same stage of the same nomination';
                ELSIF EXISTS (
                    WITH standing AS ({_STANDING})
                    SELECT 1 FROM standing s WHERE s.place > 1 AND NOT EXISTS (
                        SELECT 1 FROM standing b
                        WHERE b.place = s.place - 1 AND b.outcome = '{KippOutcome.PASSED.value}'
                    )
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: A result comes after the stage before it was passed';
                END IF;
                RETURN NULL;
            """,  # noqa: S608 - built from the tables of the rules alone
        ),
    ]
