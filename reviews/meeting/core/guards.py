"""Database triggers of decision meetings: the order of preparing, signing and releasing holds whoever writes."""

from functools import reduce
from operator import or_
from typing import Final

import pgtrigger

from proposals.core.workflow import Action, Status
from reviews.procedure.models import EVERY, FIRST
from reviews.ranking.ranking import IN_ORDER

FACTS: Final = ("period_id", "title", "number", "held_at", "place", "guests", "chair_id", "head_id")


def meeting_guards() -> list[pgtrigger.Trigger]:
    """A meeting starts as prepared, moves only prepared ⇄ signed → released, and once one signed keeps its facts.

    A decree that was entered is put right, never taken away.
    """
    signed = pgtrigger.Q(old__chair_signed_at__isnull=False) | pgtrigger.Q(old__head_signed_at__isnull=False)
    changed = reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in FACTS))
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
        pgtrigger.Protect(name="meeting_keeps_its_facts", operation=pgtrigger.Update, condition=signed & changed),
        _by_the_procedure(),
        pgtrigger.Protect(
            name="meeting_keeps_its_decree",
            operation=pgtrigger.Update,
            condition=(~pgtrigger.Q(old__decree_number="") & pgtrigger.Q(new__decree_number=""))
            | (pgtrigger.Q(old__decree_paper_id__isnull=False) & pgtrigger.Q(new__decree_paper_id__isnull=True)),
        ),
        pgtrigger.Protect(
            name="meeting_signed_is_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="prepared")
        ),
    ]


# A decision of the meeting that lacks complete reviews in a stage its outcome needs, and no deviation says why.
_LACKING: Final = f"""EXISTS (
    SELECT 1 FROM reviews_decision d CROSS JOIN LATERAL (
        SELECT CASE d.action WHEN '{Action.SHORTLIST}' THEN p.shortlist_needs
            WHEN '{Action.PASS_OVER}' THEN p.coaching_needs ELSE p.reject_needs END AS keys
    ) wanted
    JOIN reviews_reviewstage s ON s.period_id = NEW.period_id AND (
        '{EVERY}' = ANY (wanted.keys) OR s.key = ANY (wanted.keys) OR ('{FIRST}' = ANY (wanted.keys) AND s."order" = (
            SELECT min(f."order") FROM reviews_reviewstage f WHERE f.period_id = NEW.period_id
        ))
    )
    LEFT JOIN reviews_stagefigures n ON n.stage_id = s.id AND n.proposal_id = d.proposal_id
    WHERE d.meeting_id = NEW.id AND d.carried_out_at IS NULL AND coalesce(n.n, 0) < greatest(s.minimum_scores, 1)
        AND NOT EXISTS (
            SELECT 1 FROM reviews_deviation v WHERE v.meeting_id = NEW.id AND v.proposal_id = d.proposal_id
                AND v.kind IN ('stage', 'reviews')
        )
)"""  # noqa: S608 - built from names of the code alone
# One that stands before the last praised one, is not praised, and no deviation says why; what was scored after the
# ranking was frozen stands behind it, as in `ranking.ranked`.
_PASSED_OVER: Final = f"""EXISTS (
    WITH places AS (
        SELECT g.proposal_id, row_number() OVER (ORDER BY z.place NULLS LAST, {IN_ORDER}) AS place
        FROM reviews_proposalstanding g LEFT JOIN (
            SELECT h.proposal_id AS held, h.place FROM reviews_frozenplace h
            WHERE h.frozen_id = NEW.id AND h.place IS NOT NULL
        ) z ON z.held = g.proposal_id
        WHERE g.period_id = NEW.period_id AND g.ranked AND g.official IS NOT NULL
    ), decided AS (SELECT d.proposal_id, d.action FROM reviews_decision d WHERE d.meeting_id = NEW.id)
    SELECT 1 FROM places o JOIN proposals_proposal w ON w.id = o.proposal_id
    LEFT JOIN decided d ON d.proposal_id = o.proposal_id
    WHERE coalesce(d.action, '') <> '{Action.SHORTLIST}' AND (d.action IS NOT NULL OR w.status = '{Status.IN_REVIEW}')
        AND o.place < (
            SELECT max(l.place) FROM places l JOIN decided e ON e.proposal_id = l.proposal_id
            WHERE e.action = '{Action.SHORTLIST}'
        )
        AND (p.passing_over = 'never' OR NOT EXISTS (
            SELECT 1 FROM reviews_deviation v WHERE v.meeting_id = NEW.id AND v.proposal_id = o.proposal_id
                AND v.kind = 'rank'
        ))
)"""  # noqa: S608 - built from names of the code alone


def _by_the_procedure() -> pgtrigger.Trigger:
    """A meeting is signed after it was held, with its quorum and by those who were there, and as its procedure asks.

    It is looked at with every signature and with the release; without a meeting only what the outcomes need is.
    """
    return pgtrigger.Trigger(
        name="meeting_by_the_procedure",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=(pgtrigger.Q(old__chair_signed_at__isnull=True) & pgtrigger.Q(new__chair_signed_at__isnull=False))
        | (pgtrigger.Q(old__head_signed_at__isnull=True) & pgtrigger.Q(new__head_signed_at__isnull=False))
        | pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
        declare=[("p", "reviews_procedure%ROWTYPE"), ("invited", "integer"), ("came", "integer")],
        func=f"""
            IF NEW.state = 'prepared' AND NEW.chair_signed_at IS NULL AND NEW.head_signed_at IS NULL THEN
                RETURN NEW;
            END IF;
            SELECT * INTO p FROM reviews_procedure WHERE period_id = NEW.period_id;
            IF p.in_meeting THEN
                SELECT count(*), count(*) FILTER (WHERE b.present) INTO invited, came
                FROM reviews_meetingmember b WHERE b.meeting_id = NEW.id;
                IF NEW.held_at > statement_timestamp() THEN
                    RAISE EXCEPTION 'pgtrigger: A meeting is signed after it was held';
                ELSIF invited = 0 OR came * 100 < p.quorum * invited THEN
                    RAISE EXCEPTION 'pgtrigger: A meeting needs its quorum';
                ELSIF EXISTS (
                    SELECT 1
                    FROM (VALUES (NEW.chair_id, p.chair_present), (NEW.head_id, p.head_present)) AS n(person, must)
                    WHERE n.must AND NOT EXISTS (
                        SELECT 1 FROM reviews_meetingmember b
                        WHERE b.meeting_id = NEW.id AND b.person_id = n.person AND b.present
                    )
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: Those who must be there were not';
                END IF;
            END IF;
            IF NEW.state <> 'prepared' AND (
                NEW.chair_signed_at IS NULL OR (p.signers = 'both' AND NEW.head_signed_at IS NULL)
            ) THEN
                RAISE EXCEPTION 'pgtrigger: Those who sign have not signed';
            ELSIF {_LACKING} THEN
                RAISE EXCEPTION 'pgtrigger: An outcome lacks the reviews that the procedure asks for';
            ELSIF {_PASSED_OVER} THEN
                RAISE EXCEPTION 'pgtrigger: A better rank is passed over without a reason';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the fragments above alone
    )


_SIGNED: Final = """EXISTS (
    SELECT 1 FROM reviews_meeting m
    WHERE m.id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.meeting_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.meeting_id END
    )
    AND (m.state <> 'prepared' OR m.chair_signed_at IS NOT NULL OR m.head_signed_at IS NOT NULL)
)"""


def _fixed_by_signature(name: str, what: str, unless: str = "") -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            {unless}
            IF {_SIGNED} THEN
                RAISE EXCEPTION 'pgtrigger: {what} fixed once its meeting is signed';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


def decision_guard() -> pgtrigger.Trigger:
    """Refuses every change of a decision once somebody has signed its meeting, but that it was carried out."""
    kept = ("meeting_id", "proposal_id", "action", "note", "prepared_by_id", "prepared_at")
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in kept)
    carried_out = f"""
        IF TG_OP = 'UPDATE' THEN
            IF OLD.carried_out_at IS NULL AND {same} AND EXISTS (
                SELECT 1 FROM reviews_meeting m WHERE m.id = OLD.meeting_id AND m.state = 'released'
            ) THEN
                RETURN NEW;
            END IF;
        END IF;
    """  # noqa: S608 - built from the names above alone
    return _fixed_by_signature("decision_fixed_by_signature", "A decision is", unless=carried_out)


def deviation_guard() -> pgtrigger.Trigger:
    """Refuses every change of what departs from the procedure once somebody has signed the meeting."""
    return _fixed_by_signature("deviation_fixed_by_signature", "A deviation is")


def member_guard() -> pgtrigger.Trigger:
    """Refuses every change of who was invited and came once somebody has signed the meeting."""
    return _fixed_by_signature("attendance_fixed_by_signature", "The attendance is")
