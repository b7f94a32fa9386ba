"""Fills stage figures and standings from the reviews that are already there, as the triggers keep them from now on."""

from django.db import migrations

ENDED = """
    UPDATE reviews_assignment SET ended_at = assigned_at WHERE state IN ('recused', 'removed');
"""
FIGURES = """
    INSERT INTO reviews_stagefigures (proposal_id, stage_id, asked, done, n, total, median, lead, lowest, highest, waiting_since, done_at, left_at)
    SELECT a.proposal_id, a.stage_id, count(*) FILTER (WHERE a.state IN ('assigned', 'done')) AS asked, count(*) FILTER (WHERE a.state = 'done') AS done, count(a.total) FILTER (WHERE a.state = 'done') AS n, coalesce(sum(a.total) FILTER (WHERE a.state = 'done'), 0) AS total, (percentile_disc(0.5) WITHIN GROUP (ORDER BY a.total) FILTER (WHERE a.state = 'done') + percentile_disc(0.5) WITHIN GROUP (ORDER BY a.total DESC) FILTER (WHERE a.state = 'done')) / 2 AS median, round(avg(a.lead) FILTER (WHERE a.state = 'done' AND a.total IS NOT NULL), 6) AS lead, min(a.total) FILTER (WHERE a.state = 'done') AS lowest, max(a.total) FILTER (WHERE a.state = 'done') AS highest, min(a.assigned_at) FILTER (WHERE a.state = 'assigned') AS waiting_since, max(a.done_at) FILTER (WHERE a.state = 'done') AS done_at, max(a.ended_at) AS left_at
    FROM reviews_assignment a WHERE true GROUP BY a.proposal_id, a.stage_id
    ON CONFLICT DO NOTHING;
"""
STANDINGS = """
    INSERT INTO reviews_proposalstanding (proposal_id, period_id, ranked, number, submitted_at, stages, raw, official, median, lead, asked, done, holder, since)
    SELECT p.id AS proposal_id, p.period_id AS period_id, p.status IN ('coaching', 'established', 'in_review', 'rejected', 'shortlisted') AS ranked, coalesce(p.number, '') AS number, p.submitted_at AS submitted_at, f.stages AS stages, f.raw AS raw, CASE WHEN t.ranking_column = 'adjusted' AND r.reason = '' THEN k.adjusted ELSE f.raw END AS official, round(here.median, 2) AS median, round(here.lead, 2) AS lead, coalesce(here.asked, 0) AS asked, coalesce(here.done, 0) AS done, CASE
    WHEN p.status NOT IN ('in_review') THEN ''
    WHEN d.prepared_at IS NOT NULL THEN 'meeting'
    WHEN h.id IS NULL THEN 'decide'
    WHEN here.asked > here.done THEN 'review'
    WHEN coalesce(here.asked, 0) = 0 OR here.n < h.minimum_scores THEN 'assign'
    ELSE 'decide' END AS holder, CASE
    WHEN p.status NOT IN ('in_review') THEN NULL
    WHEN d.prepared_at IS NOT NULL THEN d.prepared_at
    WHEN here.asked > here.done THEN greatest(p.status_since, here.waiting_since, h.opens_at)
    ELSE greatest(p.status_since, here.done_at, here.left_at) END AS since
    FROM proposals_proposal p
    JOIN proposals_period t ON t.id = p.period_id
    CROSS JOIN LATERAL (
    SELECT count(*) AS stages, round(sum(g.share * s.mean) / nullif(sum(g.share), 0), 2) AS raw
    FROM reviews_stagefigures s JOIN reviews_reviewstage g ON g.id = s.stage_id AND g.period_id = p.period_id
    WHERE s.proposal_id = p.id AND s.n > 0
    ) f
    LEFT JOIN reviews_reviewstage h ON h.period_id = p.period_id AND h."order" = p.review_round
    LEFT JOIN reviews_stagefigures here ON here.proposal_id = p.id AND here.stage_id = h.id
    LEFT JOIN LATERAL (
    SELECT max(e.prepared_at) AS prepared_at
    FROM reviews_decision e JOIN reviews_meeting m ON m.id = e.meeting_id
    WHERE e.proposal_id = p.id AND m.state <> 'released'
    ) d ON true
    LEFT JOIN reviews_reckoning r ON r.period_id = p.period_id
    LEFT JOIN reviews_proposalstanding k ON k.proposal_id = p.id
    WHERE p.status <> 'draft'
    ON CONFLICT DO NOTHING;
"""
MARKS = "INSERT INTO reviews_reckoningmark (period_id) SELECT DISTINCT period_id FROM reviews_reviewstage;"


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0011_standings'),
    ]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ENDED, FIGURES, STANDINGS, MARKS)]
