"""Database triggers of claims: nothing is judged unseen, changed evidence re-opens, and sums are kept whoever writes.

The function that keeps the sums is made by migration 0006 of this floor.
"""

from typing import Final

import pgtrigger

from competitions.core.guards import differs
from competitions.iga.core.states import BY_CLAIMS, transitions

_UNJUDGED: Final = """
    NEW.proven := false; NEW.verified := NULL; NEW.verified_by_id := NULL; NEW.verified_at := NULL;
    NEW.verdict := ''; NEW.reason := '';
"""
_REOPEN: Final = """
    UPDATE competitions_claim SET version = version + 1, proven = false, verified = NULL, verified_by_id = NULL,
        verified_at = NULL, verdict = '', reason = '', claimed_at = now()
"""
_CLAIMED: Final = ("level_id", "fact", "picked")
_JUDGED: Final = ("verified", "verified_by_id", "verified_at", "verdict", "reason")
_VERDICT: Final = "competitions_claimverdict%ROWTYPE"
# What a verifier reads of a piece of evidence.
_READ: Final = (
    "kind", "title", "sha256", "url", "document_number", "document_date", "year", "shown_pages", "highlighted",
    "removed_at",
)  # fmt: skip


def claim_guards() -> list[pgtrigger.Trigger]:
    """A claim bears the value of its level; one that changes is a new version, unproven and judged by nobody.

    Only a verdict judges, and the level it finds is never above the claimed one (a constraint of the table).
    """
    judged = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _JUDGED)
    claimed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _CLAIMED)
    return [
        pgtrigger.Trigger(
            name="claim_in_one_piece",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=f"""
                NEW.value := coalesce((SELECT l.value FROM competitions_level l WHERE l.id = NEW.level_id), 0);
                IF TG_OP = 'INSERT' THEN
                    {_UNJUDGED}
                ELSIF {claimed} THEN
                    NEW.version := OLD.version + 1;
                    {_UNJUDGED}
                ELSIF pg_trigger_depth() < 2 AND ({judged} OR NEW.version <> OLD.version) THEN
                    RAISE EXCEPTION 'pgtrigger: Only a verdict judges a claim';
                END IF;
                RETURN NEW;
            """,  # noqa: S608 - built from the constants above alone
        ),
        pgtrigger.Trigger(
            name="claim_sums",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func="""
                PERFORM competitions_reckon_claims(
                    coalesce(NEW.indicator_id, OLD.indicator_id), coalesce(NEW.proposal_id, OLD.proposal_id),
                    TG_OP <> 'DELETE'
                );
                RETURN NULL;
            """,
        ),
    ]


def link_reopens() -> pgtrigger.Trigger:
    """Evidence that is added to a claim or taken from it makes a new version of the claim."""
    return pgtrigger.Trigger(
        name="link_reopens",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        func=f"""
            {_REOPEN} WHERE id = coalesce(NEW.claim_id, OLD.claim_id);
            RETURN NULL;
        """,
    )


def changed_evidence_reopens() -> list[pgtrigger.Trigger]:
    """Evidence that reads otherwise, was removed or was found infected makes a new version of every claim it proves.

    Claims of an edition whose data entry is over stay as they were sent and judged, unless it is infected: evidence
    that goes on in the next edition may get another year there.
    """
    again = pgtrigger.Q(old__scan__df=pgtrigger.F("new__scan")) & pgtrigger.Q(new__scan="infected")
    return [
        pgtrigger.Trigger(
            name="evidence_version",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=differs(*_READ),
            func="NEW.version := OLD.version + 1; RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="changed_evidence_reopens",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=differs(*_READ) | again,
            func=f"""
                {_REOPEN} WHERE id IN (
                    SELECT l.claim_id FROM competitions_claimevidence l
                    JOIN competitions_claim c ON c.id = l.claim_id
                    JOIN competitions_indicator i ON i.id = c.indicator_id
                    JOIN competitions_edition e ON e.id = i.edition_id
                    WHERE l.item_id = NEW.id AND (
                        NEW.scan = 'infected' OR e.closes_on IS NULL
                        OR e.closes_on >= (now() AT TIME ZONE 'Asia/Jakarta')::date
                    )
                );
                RETURN NULL;
            """,  # noqa: S608 - built from the constants above alone
        ),
    ]


def verdict_guards() -> list[pgtrigger.Trigger]:
    """A verdict is spoken on the newest version of a claim, and judges it; the second look only stands beside it.

    Who looks again has said nothing of that version. Where both differ, neither of the two settles it for themselves.
    """
    return [
        pgtrigger.Trigger(
            name="verdict_on_what_was_seen",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            declare=[("current", "competitions_claim%ROWTYPE"), ("newest", _VERDICT), ("looked_at", _VERDICT)],
            func="""
                SELECT * INTO current FROM competitions_claim c WHERE c.id = NEW.claim_id FOR UPDATE;
                IF current.version <> NEW.version OR current.value <> NEW.claimed THEN
                    RAISE EXCEPTION 'pgtrigger: The claim has changed since it was seen';
                ELSIF current.claimed_by_id = NEW.by_id THEN
                    RAISE EXCEPTION 'pgtrigger: Nobody judges what they claimed';
                END IF;
                SELECT * INTO newest FROM competitions_claimverdict v
                    WHERE v.claim_id = NEW.claim_id AND v.version = NEW.version ORDER BY v.id DESC LIMIT 1;
                SELECT * INTO looked_at FROM competitions_claimverdict v WHERE v.id = newest.answers_id;
                NEW.answers_id := NULL;
                IF NEW.second THEN
                    IF EXISTS (
                        SELECT 1 FROM competitions_claimverdict v
                        WHERE v.claim_id = NEW.claim_id AND v.version = NEW.version AND v.by_id = NEW.by_id
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: The second look is somebody else''s';
                    ELSIF current.verified IS NULL OR newest.second IS DISTINCT FROM false THEN
                        RAISE EXCEPTION 'pgtrigger: There is no verdict to look at again';
                    END IF;
                    NEW.answers_id := newest.id;
                ELSIF newest.second AND newest.level IS DISTINCT FROM looked_at.level THEN
                    IF (NEW.by_id = looked_at.by_id AND NEW.level IS DISTINCT FROM newest.level)
                        OR (NEW.by_id = newest.by_id AND NEW.level IS DISTINCT FROM looked_at.level)
                    THEN
                        RAISE EXCEPTION 'pgtrigger: Nobody settles a difference for themselves';
                    END IF;
                    NEW.answers_id := newest.id;
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="verdict_judges",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__second=False),
            func="""
                UPDATE competitions_claim SET verdict = NEW.outcome, reason = NEW.reason, verified = NEW.level,
                    verified_by_id = NEW.by_id, verified_at = NEW.at WHERE id = NEW.claim_id;
                RETURN NULL;
            """,
        ),
    ]


def candidacy_guards() -> list[pgtrigger.Trigger]:
    """States follow the table of moves; until the coordinator decides they say how far claims and verdicts are."""
    undecided = ", ".join(f"'{state}'" for state in BY_CLAIMS)
    return [
        # Triggers of one moment go by name: the state is worked out first, then it is asked whether it may be.
        pgtrigger.Trigger(
            name="candidacy_as_far_as_claims",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=f"""
                IF NEW.state IN ({undecided}) THEN
                    NEW.state := CASE
                        WHEN NEW.claims = 0 THEN 'candidate'
                        WHEN NEW.judged = NEW.claims THEN 'verified'
                        ELSE 'prepared'
                    END;
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.FSM(name="candidacy_state_in_order", field="state", transitions=transitions()),
    ]
