"""Database triggers that keep stage figures and standings true, whoever writes; the SQL of `reviews/core/standings.py`.

Every renewal first makes the rows that are missing, then locks them, and only then works them out, so that of two
writers at the same time the second one sees what the first wrote. Rows are locked in the order of their keys.
"""

from collections.abc import Iterable
from typing import Final

import pgtrigger
from django.db import connection

from proposals.core.workflow import DECIDED, ELIGIBLE, PRIVATE, UNDER_REVIEW, Holder
from reviews.core.standings import MEAN_DECIMALS


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


FIGURES, STANDINGS, MARKS = "reviews_stagefigures", "reviews_proposalstanding", "reviews_reckoningmark"
RANKED: Final = ELIGIBLE | DECIDED
"""What is or was under review and has not gone back to its agency: all of it has a place in the ranking."""
_DONE: Final = "FILTER (WHERE a.state = 'done')"
# Column by column what a stage figures holds. A median is the mean of the two values in the middle, exact to the digit.
_FIGURE: Final = {
    "asked": "count(*) FILTER (WHERE a.state IN ('assigned', 'done'))",
    "done": f"count(*) {_DONE}",
    "n": f"count(a.total) {_DONE}",
    "total": f"coalesce(sum(a.total) {_DONE}, 0)",
    "median": f"(percentile_disc(0.5) WITHIN GROUP (ORDER BY a.total) {_DONE}"
    f" + percentile_disc(0.5) WITHIN GROUP (ORDER BY a.total DESC) {_DONE}) / 2",
    "lead": f"round(avg(a.lead) FILTER (WHERE a.state = 'done' AND a.total IS NOT NULL), {MEAN_DECIMALS})",
    "lowest": f"min(a.total) {_DONE}",
    "highest": f"max(a.total) {_DONE}",
    "waiting_since": "min(a.assigned_at) FILTER (WHERE a.state = 'assigned')",
    "done_at": f"max(a.done_at) {_DONE}",
    "left_at": "max(a.ended_at)",
}
_FIGURING: Final = f"""
    SELECT a.proposal_id, a.stage_id, {", ".join(f"{sql} AS {name}" for name, sql in _FIGURE.items())}
    FROM reviews_assignment a WHERE {{which}} GROUP BY a.proposal_id, a.stage_id
"""  # noqa: S608 - built from the names above alone
_H = Holder
_STANDING: Final = {
    "period_id": "p.period_id",
    "ranked": f"p.status IN ({_listed(RANKED)})",
    "number": "coalesce(p.number, '')",
    "submitted_at": "p.submitted_at",
    "stages": "f.stages",
    "raw": "f.raw",
    "official": "CASE WHEN t.ranking_column = 'adjusted' AND r.reason = '' THEN k.adjusted ELSE f.raw END",
    "provisional": f"""EXISTS (
        SELECT 1 FROM reviews_reviewstage g LEFT JOIN {FIGURES} s ON s.stage_id = g.id AND s.proposal_id = p.id
        WHERE g.period_id = p.period_id AND g.share > 0 AND coalesce(s.n, 0) < greatest(g.minimum_scores, 1))""",  # noqa: S608 - a name of our own
    "median": "round(here.median, 2)",
    "lead": "round(here.lead, 2)",
    "asked": "coalesce(here.asked, 0)",
    "done": "coalesce(here.done, 0)",
    "holder": f"""CASE
        WHEN p.status NOT IN ({_listed(UNDER_REVIEW)}) THEN ''
        WHEN here.asked > here.done THEN '{_H.REVIEWS}'
        WHEN coalesce(here.asked, 0) = 0 OR here.n < h.minimum_scores THEN '{_H.REVIEWERS}'
        ELSE '{_H.DECISION}' END""",
    "since": f"""CASE
        WHEN p.status NOT IN ({_listed(UNDER_REVIEW)}) THEN NULL
        WHEN here.asked > here.done THEN greatest(p.status_since, here.waiting_since, h.opens_at)
        ELSE greatest(p.status_since, here.done_at, here.left_at) END""",
}
# A stage whose share is 0 counts as gone through and adds nothing to the score; with such stages alone there is none.
_STANDING_UP: Final = f"""
    SELECT p.id AS proposal_id, {", ".join(f"{sql} AS {name}" for name, sql in _STANDING.items())}
    FROM proposals_proposal p
    JOIN proposals_period t ON t.id = p.period_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS stages, round(sum(g.share * s.mean) / nullif(sum(g.share), 0), 2) AS raw
        FROM {FIGURES} s JOIN reviews_reviewstage g ON g.id = s.stage_id AND g.period_id = p.period_id
        WHERE s.proposal_id = p.id AND s.n > 0
    ) f
    LEFT JOIN reviews_reviewstage h ON h.period_id = p.period_id AND h."order" = p.review_round
    LEFT JOIN {FIGURES} here ON here.proposal_id = p.id AND here.stage_id = h.id
    LEFT JOIN reviews_reckoning r ON r.period_id = p.period_id
    LEFT JOIN {STANDINGS} k ON k.proposal_id = p.id
    WHERE {{which}}
"""  # noqa: S608 - built from the names above alone


def _set(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} = f.{name}" for name in columns)


def _renew_figures(pairs: str) -> str:
    """SQL of a trigger that works out the stage figures of these (proposal, stage) pairs anew."""
    which = f"(a.proposal_id, a.stage_id) IN (VALUES {pairs})"
    return f"""
        INSERT INTO {FIGURES} (proposal_id, stage_id) SELECT DISTINCT a.proposal_id, a.stage_id
            FROM reviews_assignment a WHERE {which} ORDER BY 1, 2 ON CONFLICT DO NOTHING;
        PERFORM 1 FROM {FIGURES} a WHERE {which} ORDER BY a.proposal_id, a.stage_id FOR UPDATE;
        UPDATE {FIGURES} s SET {_set(_FIGURE)} FROM ({_FIGURING.format(which=which)}) f
            WHERE s.proposal_id = f.proposal_id AND s.stage_id = f.stage_id;
        DELETE FROM {FIGURES} a WHERE {which} AND NOT EXISTS (
            SELECT 1 FROM reviews_assignment b WHERE b.proposal_id = a.proposal_id AND b.stage_id = a.stage_id
        );
    """  # noqa: S608 - built from the names above alone


def _renew_standings(proposals: str, *, holding: str = "KEY SHARE") -> str:
    """SQL of a trigger that works out the standings of these proposals (a condition on `p`) anew.

    What the period rules stands still meanwhile: whoever changes that holds the period for UPDATE.
    """
    return f"""
        PERFORM 1 FROM proposals_period t WHERE t.id IN (SELECT p.period_id FROM proposals_proposal p WHERE {proposals})
            ORDER BY t.id FOR {holding};
        INSERT INTO {STANDINGS} (proposal_id, period_id) SELECT p.id, p.period_id FROM proposals_proposal p
            WHERE {proposals} AND p.status NOT IN ({_listed(PRIVATE)}) ORDER BY p.id ON CONFLICT DO NOTHING;
        PERFORM 1 FROM {STANDINGS} k WHERE k.proposal_id IN (SELECT p.id FROM proposals_proposal p WHERE {proposals})
            ORDER BY k.proposal_id FOR UPDATE;
        UPDATE {STANDINGS} s SET {_set(_STANDING)} FROM ({_STANDING_UP.format(which=proposals)}) f
            WHERE s.proposal_id = f.proposal_id;
    """  # noqa: S608 - built from the names above alone


def _mark(periods: str) -> str:
    """SQL that leaves a mark for the next reckoning of these periods."""
    return f"INSERT INTO {MARKS} (period_id) {periods};"


def _keeper(
    name: str, operation: pgtrigger.Operation, watched: Iterable[str], work: str, *, unless: str = "false"
) -> pgtrigger.Trigger:
    """A trigger that does the work after a row is written, but not where an update left the watched columns alone.

    The row that is missing on an insert or a delete reads as empty, so one text serves all three.
    """
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in watched)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        func=f"IF {unless} OR (TG_OP = 'UPDATE' AND {same}) THEN RETURN NULL; END IF; {work} RETURN NULL;",
    )


EVERY: Final = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def assignment_triggers() -> list[pgtrigger.Trigger]:
    """A review that is asked for, completed, changed, taken back or removed renews its stage figures and standing."""
    counted = ("proposal_id", "stage_id", "reviewer_id", "state", "total", "lead", "assigned_at", "done_at", "ended_at")
    work = (
        _renew_figures("(OLD.proposal_id, OLD.stage_id), (NEW.proposal_id, NEW.stage_id)")
        + _renew_standings("p.id IN (OLD.proposal_id, NEW.proposal_id)")
        + _mark(
            "SELECT DISTINCT g.period_id FROM reviews_reviewstage g "
            "WHERE (g.id = OLD.stage_id AND OLD.state = 'done') OR (g.id = NEW.stage_id AND NEW.state = 'done')"
        )
    )
    ended = """
        NEW.ended_at := CASE WHEN NEW.state IN ('recused', 'removed')
            THEN coalesce(NEW.ended_at, statement_timestamp()) END;
        RETURN NEW;
    """
    return [
        pgtrigger.Trigger(
            name="assignment_ended",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=ended,
        ),
        _keeper("figures_kept", EVERY, counted, work),
    ]


def proposal_trigger() -> pgtrigger.Trigger:
    """A proposal that is sent or moved stands elsewhere; a draft that was never sent stands nowhere."""
    moved = ("status", "status_since", "review_round", "submitted_at", "number", "period_id")
    begun = f"TG_OP = 'INSERT' AND NEW.status IN ({_listed(PRIVATE)})"
    work = _renew_standings("p.id = NEW.id")
    return _keeper("standing_kept", pgtrigger.Insert | pgtrigger.Update, moved, work, unless=f"({begun})")


def stage_trigger() -> pgtrigger.Trigger:
    """Another set of stages, another share or quorum renews all standings of the period."""
    ruling = ("period_id", '"order"', "share", "minimum_scores", "opens_at")
    work = _renew_standings("p.period_id IN (OLD.period_id, NEW.period_id)", holding="UPDATE") + _mark(
        "SELECT t.id FROM proposals_period t WHERE t.id IN (OLD.period_id, NEW.period_id)"
    )
    return _keeper("standings_by_stages", EVERY, ruling, work)


def period_trigger() -> pgtrigger.Trigger:
    """Another official column renews all standings of the period."""
    work = _renew_standings("p.period_id = NEW.id", holding="UPDATE")
    return _keeper("standings_by_column", pgtrigger.Update, ("ranking_column",), work)


def rebuild() -> None:
    """Works out every stage figures and standing anew, as after rows were copied past the triggers; five statements.

    Adjusted scores stay empty until the next reckoning, for which every period is marked.
    """
    figures, standings = (", ".join(columns) for columns in (_FIGURE, _STANDING))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {STANDINGS}")  # noqa: S608 - a name of our own
        cursor.execute(f"DELETE FROM {FIGURES}")  # noqa: S608 - a name of our own
        cursor.execute(f"INSERT INTO {FIGURES} (proposal_id, stage_id, {figures}) {_FIGURING.format(which='true')}")
        cursor.execute(
            f"INSERT INTO {STANDINGS} (proposal_id, {standings}) "
            f"{_STANDING_UP.format(which=f'p.status NOT IN ({_listed(PRIVATE)})')}"
        )
        cursor.execute(_mark("SELECT DISTINCT period_id FROM reviews_reviewstage"))
