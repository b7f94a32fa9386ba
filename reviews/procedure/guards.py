"""Database triggers of the procedure: every period has one, and after the first score only a version changes it."""

from typing import Final

import pgtrigger

from reviews.core.signed import kept_once_signed

CONTENT: Final = (
    "in_meeting", "quorum", "head_present", "signers", "shortlist_needs", "coaching_needs", "reject_needs",
    "passing_over", "deviations_by", "repair_days",
)  # fmt: skip
"""The rules of a procedure, in the order in which they are shown."""

_DEFAULTS: Final = "true, 51, true, 'both', ARRAY['*'], ARRAY['^'], ARRAY[]::varchar[], 'reason', 'coordinator', 5"
_COLUMNS: Final = ", ".join(CONTENT)
GIVEN: Final = f"""
    INSERT INTO reviews_procedure (period_id, {_COLUMNS})
    SELECT {{period}}, {_COLUMNS} FROM (
        (SELECT {_COLUMNS} FROM reviews_procedure p JOIN proposals_period t ON t.id = p.period_id
         WHERE t.year <= {{year}} AND t.id <> {{period}} ORDER BY t.year DESC, t.id DESC LIMIT 1)
        UNION ALL SELECT {_DEFAULTS} LIMIT 1
    ) known ON CONFLICT (period_id) DO NOTHING;
"""  # noqa: S608 - built from the names above alone
"""Gives a period the procedure of the one before it, or the usual one where there is none."""


def period_gets_a_procedure() -> pgtrigger.Trigger:
    """A new period begins with the procedure of the year before."""
    return pgtrigger.Trigger(
        name="period_gets_a_procedure",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=f"{GIVEN.format(period='NEW.id', year='NEW.year')} RETURN NULL;",
    )


def procedure_frozen_when_scored() -> pgtrigger.Trigger:
    """Refuses another procedure once its period has scores, unless the newest version of it says so."""
    said = ", ".join(f"'{name}', to_jsonb(NEW.{name})" for name in CONTENT)
    return pgtrigger.Trigger(
        name="procedure_frozen_when_scored",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("written", "jsonb")],
        func=f"""
            IF NOT EXISTS (
                SELECT 1 FROM reviews_score s
                JOIN reviews_assignment a ON a.id = s.assignment_id JOIN reviews_reviewstage t ON t.id = a.stage_id
                WHERE t.period_id = OLD.period_id
            ) THEN
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                SELECT v.content INTO written FROM reviews_procedureversion v
                WHERE v.period_id = NEW.period_id ORDER BY v.version DESC LIMIT 1;
                IF NEW.period_id = OLD.period_id AND (NEW = OLD OR written = jsonb_build_object({said})) THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'pgtrigger: The procedure of a period with scores is frozen';
        """,  # noqa: S608 - built from the names above alone
    )


def procedure_fixed_by_signature() -> pgtrigger.Trigger:
    """Refuses another procedure from the first signature of a meeting to its release: what is signed came about by it.

    A released meeting keeps its own, so a later one of the period may go by another version.
    """
    return kept_once_signed(
        "procedure_fixed_by_signature",
        "The procedure of a period is fixed from the signature of a meeting to its release",
        "SELECT t.id FROM reviews_meeting t WHERE t.period_id = {row}.period_id AND t.state <> 'released'",
    )
