"""What the procedure asks of the outcomes of a meeting, as SQL: the one text that triggers and pages both read.

Every argument is SQL itself: a column of a trigger's row, or `%s` where a page gives the value.
"""

from typing import Final

from proposals.core.workflow import DECIDED, SUBMITTED, UNDER_REVIEW, Action, as_sql
from reviews.procedure.models import EVERY, FIRST, Procedure
from reviews.procedure.rules import DeviationKind
from reviews.ranking.ranking import IN_ORDER

_BY: Final = Procedure.DeviationsBy
_GONE_BACK: Final = SUBMITTED - DECIDED - UNDER_REVIEW
BEHIND_ALL: Final = 2**31 - 1
"""The place of what has none."""


def lacking(asked: str) -> str:
    """Complete reviews that are missing, one row per stage: proposal_id, kind, stage_id, name, minimum_scores, n.

    `asked` gives rows of proposal_id, action and period_id.
    """
    return f"""
        SELECT a.proposal_id, s.id AS stage_id, s.name, s."order", s.minimum_scores, coalesce(f.n, 0) AS n,
            CASE WHEN coalesce(f.n, 0) = 0 THEN '{DeviationKind.STAGE}' ELSE '{DeviationKind.REVIEWS}' END AS kind
        FROM ({asked}) a JOIN reviews_procedure q ON q.period_id = a.period_id CROSS JOIN LATERAL (
            SELECT CASE a.action WHEN '{Action.SHORTLIST}' THEN q.shortlist_needs
                WHEN '{Action.PASS_OVER}' THEN q.coaching_needs WHEN '{Action.REJECT}' THEN q.reject_needs END AS keys
        ) wanted
        JOIN reviews_reviewstage s ON s.period_id = a.period_id AND (
            '{EVERY}' = ANY (wanted.keys) OR s.key = ANY (wanted.keys) OR ('{FIRST}' = ANY (wanted.keys)
                AND s."order" = (SELECT min(o."order") FROM reviews_reviewstage o WHERE o.period_id = a.period_id))
        )
        LEFT JOIN reviews_stagefigures f ON f.stage_id = s.id AND f.proposal_id = a.proposal_id
        WHERE coalesce(f.n, 0) < greatest(s.minimum_scores, 1)
    """  # noqa: S608 - built from names of the code alone


def disputed(meeting: str, period: str) -> str:
    """Proposals that the meeting praises while reviewers lie too far apart and nobody has dealt with it.

    As `StageFigures.unsettled`: nothing written down after the last score, and no review more than the stage asks for.
    """
    return f"""
        SELECT f.proposal_id FROM reviews_decision d
        JOIN reviews_reviewstage s ON s.period_id = {period}
        JOIN reviews_stagefigures f ON f.proposal_id = d.proposal_id AND f.stage_id = s.id
        WHERE d.meeting_id = {meeting} AND d.action = '{Action.SHORTLIST}' AND d.carried_out_at IS NULL
            AND f.spread > s.spread_limit AND f.n <= s.reviewers_per_proposal AND NOT EXISTS (
                SELECT 1 FROM reviews_settlement w
                WHERE w.proposal_id = f.proposal_id AND w.stage_id = f.stage_id AND w.at >= (
                    SELECT max(c.given_at) FROM reviews_score c JOIN reviews_assignment b ON b.id = c.assignment_id
                    WHERE b.proposal_id = f.proposal_id AND b.stage_id = f.stage_id AND b.state = 'done'
                )
            )
    """  # noqa: S608 - built from names of the code alone


def passed_over(meeting: str, period: str) -> str:
    """Those that stand before the last praised one and are not praised: proposal_id and place.

    Places are those frozen for the meeting, else last in the period; what was scored later stands behind them. What
    went back to its agency keeps its place, or has the one that its score would give it now, until it is decided on or
    withdrawn: nobody is passed over by being asked for repairs. What is praised without any score stands behind all.
    """
    return f"""
        WITH held AS (
            SELECT h.proposal_id, h.place FROM reviews_frozenplace h WHERE h.place IS NOT NULL AND h.frozen_id = (
                SELECT z.meeting_id FROM reviews_frozenranking z WHERE z.period_id = {period}
                ORDER BY z.meeting_id = {meeting} DESC, z.at DESC, z.meeting_id DESC LIMIT 1
            )
        ), live AS (
            SELECT g.proposal_id, NOT g.ranked AS away, count(*) FILTER (WHERE g.ranked) OVER w AS ahead,
                count(*) FILTER (WHERE g.ranked AND k.place IS NULL) OVER w AS later
            FROM reviews_proposalstanding g LEFT JOIN held k USING (proposal_id)
            WHERE g.period_id = {period} AND NOT g.unscored AND (g.ranked OR g.proposal_id IN (
                SELECT b.id FROM proposals_proposal b WHERE b.status IN ({as_sql(_GONE_BACK)})
            ))
            WINDOW w AS (ORDER BY {IN_ORDER} ROWS UNBOUNDED PRECEDING)
        ), places AS (
            SELECT proposal_id, place, place AS stands FROM held
            UNION ALL SELECT proposal_id, ahead + 1, ahead FROM live WHERE away AND proposal_id NOT IN (
                SELECT proposal_id FROM held
            )
            UNION ALL SELECT proposal_id, m.most + later, m.most + later
            FROM live CROSS JOIN (SELECT coalesce(max(place), 0) AS most FROM held) m
            WHERE NOT away AND proposal_id NOT IN (SELECT proposal_id FROM held)
        ), decided AS (SELECT d.proposal_id, d.action FROM reviews_decision d WHERE d.meeting_id = {meeting})
        SELECT o.proposal_id, o.place FROM places o JOIN proposals_proposal w ON w.id = o.proposal_id
        LEFT JOIN decided d ON d.proposal_id = o.proposal_id
        WHERE d.action IS DISTINCT FROM '{Action.SHORTLIST}'
            AND (d.action IS NOT NULL OR w.status IN ({as_sql(SUBMITTED - DECIDED)}))
            AND o.stands < (
                SELECT max(coalesce(l.place, {BEHIND_ALL})) FROM decided e LEFT JOIN places l USING (proposal_id)
                WHERE e.action = '{Action.SHORTLIST}'
            )
    """  # noqa: S608 - built from names of the code alone


def excused(meeting: str, chair: str, same: str) -> str:
    """Whether a deviation `v` of the meeting says why, allowed by whom the procedure `p` names now; `same`: of what."""
    return f"""EXISTS (
        SELECT 1 FROM reviews_deviation v WHERE v.meeting_id = {meeting} AND {same} AND (
            p.deviations_by = '{_BY.COORDINATOR}' OR (p.deviations_by = '{_BY.CHAIR}' AND v.allowed_by_id = {chair})
        )
    )"""  # noqa: S608 - built from names of the code alone
