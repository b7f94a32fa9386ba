"""Database triggers on what heads answered."""

import pgtrigger


def answers_what_was_asked() -> pgtrigger.Trigger:
    """An answer is given to an open link that has not run out, about its proposal."""
    return pgtrigger.Trigger(
        name="answers_what_was_asked",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NOT EXISTS (
                SELECT FROM proposals_headrequest r JOIN proposals_proposal p ON p.id = r.proposal_id
                WHERE r.id = NEW.request_id AND r.proposal_id = NEW.proposal_id AND r.closed_at IS NULL
                AND r.expires_at >= NEW.at
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A head answers an open link, about its proposal';
            END IF;
            RETURN NEW;
        """,
    )
