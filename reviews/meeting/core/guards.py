"""Database triggers of decision meetings: the order of preparing, signing and releasing holds whoever writes."""

from functools import reduce
from operator import and_, or_
from typing import Final

import pgtrigger

from reviews.core.signed import kept_once_signed
from reviews.meeting.core import asked
from reviews.procedure.guards import CONTENT
from reviews.procedure.models import Procedure
from reviews.procedure.rules import DeviationKind

_SIGNERS: Final = Procedure.Signers
SIGNED: Final = ("state", "chair_signed_at", "head_signed_at")
FACTS: Final = ("title", "held_at", "place", "guests", "chair_id", "head_id")


def meeting_guards() -> list[pgtrigger.Trigger]:
    """A meeting starts as prepared, moves only prepared ⇄ signed → released, and once one signed keeps its facts.

    The period is never another: places, procedure and decisions are of that period.
    Its numbers come from the register of the office, often after the signatures: they are fixed by the release, but
    for minutes without a number, which may still get one. A decree that was entered is put right, never taken away.
    """
    signed = pgtrigger.Q(old__chair_signed_at__isnull=False) | pgtrigger.Q(old__head_signed_at__isnull=False)
    same = [pgtrigger.Q(**{f"old__{name}__ndf": pgtrigger.F(f"new__{name}")}) for name in SIGNED]
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
        pgtrigger.Protect(
            name="meeting_keeps_its_period",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__period_id__df=pgtrigger.F("new__period_id")),
        ),
        pgtrigger.Protect(
            name="meeting_keeps_its_procedure",
            operation=pgtrigger.Update,
            condition=reduce(and_, same, pgtrigger.Q(old__kept_procedure__df=pgtrigger.F("new__kept_procedure"))),
        ),
        pgtrigger.Protect(name="meeting_keeps_its_facts", operation=pgtrigger.Update, condition=signed & changed),
        pgtrigger.Protect(
            name="meeting_keeps_its_numbers",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__state="released")
            & (
                pgtrigger.Q(old__letters_from__df=pgtrigger.F("new__letters_from"))
                | (pgtrigger.Q(old__number__df=pgtrigger.F("new__number")) & ~pgtrigger.Q(old__number=""))
            ),
        ),
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


_RULES: Final = ", ".join(f"'{name}', to_jsonb(p.{name})" for name in CONTENT)
_DECIDED: Final = """
    SELECT d.proposal_id, d.action, NEW.period_id FROM reviews_decision d
    WHERE d.meeting_id = NEW.id AND d.carried_out_at IS NULL
"""
_LACKS_REVIEWS: Final = f"""EXISTS (
    SELECT 1 FROM ({asked.lacking(_DECIDED)}) x WHERE NOT {
    asked.excused(
        "NEW.id",
        "NEW.chair_id",
        "v.proposal_id = x.proposal_id AND v.kind = x.kind AND v.stage_id = x.stage_id",
    )
}
)"""  # noqa: S608 - built from names of the code alone
_PASSES_OVER: Final = f"""EXISTS (
    SELECT 1 FROM ({asked.passed_over("NEW.id", "NEW.period_id")}) x
    WHERE p.passing_over = '{Procedure.PassingOver.NEVER}' OR NOT {
    asked.excused(
        "NEW.id",
        "NEW.chair_id",
        f"v.proposal_id = x.proposal_id AND v.kind = '{DeviationKind.RANK}' AND v.place = x.place",
    )
}
)"""  # noqa: S608 - built from names of the code alone


def _by_the_procedure() -> pgtrigger.Trigger:
    """A meeting is signed after it was held, with its quorum and by those who were there, and as its procedure asks.

    It is looked at with every change of a signature and with the release; without a meeting only what the outcomes
    need is. The meeting keeps the procedure as it is then, for a later one of the period may go by another version.
    """
    return pgtrigger.Trigger(
        name="meeting_by_the_procedure",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in SIGNED)),
        declare=[("p", "reviews_procedure%ROWTYPE"), ("invited", "integer"), ("came", "integer")],
        func=f"""
            IF NEW.state = 'prepared' AND NEW.chair_signed_at IS NULL AND NEW.head_signed_at IS NULL THEN
                NEW.kept_procedure := NULL;
                RETURN NEW;
            END IF;
            SELECT * INTO p FROM reviews_procedure WHERE period_id = NEW.period_id;
            NEW.kept_procedure := jsonb_build_object({_RULES});
            IF p.in_meeting THEN
                SELECT count(*), count(*) FILTER (WHERE b.present) INTO invited, came
                FROM reviews_meetingmember b WHERE b.meeting_id = NEW.id;
                IF NEW.held_at > statement_timestamp() THEN
                    RAISE EXCEPTION 'pgtrigger: A meeting is signed after it was held';
                ELSIF invited = 0 OR came * 100 < p.quorum * invited THEN
                    RAISE EXCEPTION 'pgtrigger: A meeting needs its quorum';
                ELSIF EXISTS (
                    SELECT 1
                    FROM (VALUES
                        (NEW.chair_id, true), (NEW.head_id, p.head_present OR p.signers = '{_SIGNERS.BOTH}')
                    ) AS n(person, must)
                    WHERE n.must AND NOT EXISTS (
                        SELECT 1 FROM reviews_meetingmember b
                        WHERE b.meeting_id = NEW.id AND b.person_id = n.person AND b.present
                    )
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: Those who must be there were not';
                END IF;
            END IF;
            IF NEW.state <> 'prepared' AND (
                NEW.chair_signed_at IS NULL OR (p.signers = '{_SIGNERS.BOTH}' AND NEW.head_signed_at IS NULL)
            ) THEN
                RAISE EXCEPTION 'pgtrigger: Those who sign have not signed';
            ELSIF NEW.head_signed_at IS NOT NULL AND p.signers <> '{_SIGNERS.BOTH}' THEN
                RAISE EXCEPTION 'pgtrigger: The chair signs alone';
            ELSIF NOT EXISTS (SELECT 1 FROM reviews_decision d WHERE d.meeting_id = NEW.id) THEN
                RAISE EXCEPTION 'pgtrigger: A meeting without a decision is not signed';
            ELSIF {_LACKS_REVIEWS} THEN
                RAISE EXCEPTION 'pgtrigger: An outcome lacks the reviews that the procedure asks for';
            ELSIF EXISTS ({asked.disputed("NEW.id", "NEW.period_id")}) THEN
                RAISE EXCEPTION 'pgtrigger: Nobody is praised while reviewers disagree too far';
            ELSIF {_PASSES_OVER} THEN
                RAISE EXCEPTION 'pgtrigger: A better rank is passed over without a reason';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the fragments above alone
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
    return kept_once_signed(
        "decision_fixed_by_signature", "A decision is fixed once its meeting is signed", unless=carried_out
    )


def decision_of_the_period() -> pgtrigger.Trigger:
    """Refuses a decision on a proposal of another period than that of the meeting."""
    return pgtrigger.Trigger(
        name="decision_of_the_period",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM reviews_meeting m JOIN proposals_proposal w ON w.period_id = m.period_id
                WHERE m.id = NEW.meeting_id AND w.id = NEW.proposal_id
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A meeting decides on proposals of its own period';
            END IF;
            RETURN NEW;
        """,
    )


def deviation_guard() -> pgtrigger.Trigger:
    """Refuses every change of what departs from the procedure once somebody has signed the meeting."""
    return kept_once_signed("deviation_fixed_by_signature", "A deviation is fixed once its meeting is signed")


def member_guard() -> pgtrigger.Trigger:
    """Refuses every change of who was invited and came once somebody has signed the meeting."""
    return kept_once_signed("attendance_fixed_by_signature", "The attendance is fixed once its meeting is signed")
