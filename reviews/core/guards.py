"""Database triggers of reviewing: rules that hold whoever writes."""

import pgtrigger


def untied(proposal: str, does: str) -> str:
    """The statements that refuse a `NEW.reviewer_id` of the proposing agency or with a standing conflict of interest.

    `proposal` is the expression of its key, `does` the verb of the refusal.
    """
    return f"""IF EXISTS (
                SELECT 1 FROM proposals_proposal p JOIN agencies_user u ON u.agency_id = p.agency_id
                WHERE p.id = {proposal} AND u.id = NEW.reviewer_id
            ) THEN
                RAISE EXCEPTION 'pgtrigger: Nobody {does} a proposal of the own agency';
            END IF;
            IF EXISTS (
                SELECT 1 FROM reviews_conflict c
                WHERE c.proposal_id = {proposal} AND c.user_id = NEW.reviewer_id AND c.lifted_at IS NULL
            ) THEN
                RAISE EXCEPTION 'pgtrigger: Nobody {does} a proposal with a standing conflict of interest';
            END IF;"""  # noqa: S608 - built from the callers' names alone


def assignment_guard() -> pgtrigger.Trigger:
    """Refuses an active assignment of the proposing agency's own people or where a declared conflict stands."""
    return pgtrigger.Trigger(
        name="assignment_without_conflict",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.state NOT IN ('assigned', 'done') THEN
                RETURN NEW;
            END IF;
            {untied("NEW.proposal_id", "reviews")}
            RETURN NEW;
        """,
    )


def score_guard() -> pgtrigger.Trigger:
    """Refuses a score for a criterion outside the stage's rubric or a level that the criterion lacks."""
    return pgtrigger.Trigger(
        name="score_within_rubric",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM reviews_assignment a
                JOIN reviews_reviewstage s ON s.id = a.stage_id
                JOIN reviews_criterion c ON c.rubric_id = s.rubric_id
                WHERE a.id = NEW.assignment_id AND c.id = NEW.criterion_id
                AND (NEW.value IS NULL OR c.levels @> jsonb_build_array(jsonb_build_object('value', NEW.value)))
            ) THEN
                RAISE EXCEPTION 'pgtrigger: This score is not on the scale of the rubric';
            END IF;
            RETURN NEW;
        """,
    )


def ranking_column_guard() -> pgtrigger.Trigger:
    """Refuses another official ranking column once a score of the period exists."""
    return pgtrigger.Trigger(
        name="ranking_column_fixed_by_score",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("ranking_column"),  # type: ignore[no-untyped-call]  # its author left it untyped
        condition=pgtrigger.Q(old__ranking_column__df=pgtrigger.F("new__ranking_column")),
        func="""
            IF EXISTS (
                SELECT 1 FROM reviews_score s
                JOIN reviews_assignment a ON a.id = s.assignment_id JOIN reviews_reviewstage t ON t.id = a.stage_id
                WHERE t.period_id = OLD.id
            ) THEN
                RAISE EXCEPTION 'pgtrigger: The official ranking column is decided before scoring starts';
            END IF;
            RETURN NEW;
        """,
    )


def score_scale_guard() -> pgtrigger.Trigger:
    """Refuses another scale of scores once a review of the period has a total: it was reckoned on the present one."""
    return pgtrigger.Trigger(
        name="score_scale_fixed_by_score",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("score_scale"),  # type: ignore[no-untyped-call]  # its author left it untyped
        condition=pgtrigger.Q(old__score_scale__df=pgtrigger.F("new__score_scale")),
        func="""
            IF EXISTS (
                SELECT 1 FROM reviews_assignment a JOIN reviews_reviewstage t ON t.id = a.stage_id
                WHERE t.period_id = OLD.id AND (a.state = 'done' OR EXISTS (
                    SELECT 1 FROM reviews_score s WHERE s.assignment_id = a.id
                ))
            ) THEN
                RAISE EXCEPTION 'pgtrigger: The scale of scores is decided before scoring starts';
            END IF;
            RETURN NEW;
        """,
    )


def frozen_when_scored(table: str, rubric: str) -> pgtrigger.Trigger:
    """Refuses to change or delete a rubric's rules once a score rests on it; its descriptive links may change."""
    same = {
        "rubric": "NEW.justify_at = OLD.justify_at AND NEW.justify_min_words = OLD.justify_min_words",
        "criterion": "NEW.weight = OLD.weight AND NEW.levels = OLD.levels AND NEW.name = OLD.name "
        "AND NEW.help = OLD.help AND NEW.rubric_id = OLD.rubric_id",
    }[table]
    return pgtrigger.Trigger(
        name=f"{table}_frozen_when_scored",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF {same} THEN RETURN NEW; END IF;
            END IF;
            IF EXISTS (
                SELECT 1 FROM reviews_score s JOIN reviews_criterion c ON c.id = s.criterion_id
                WHERE c.rubric_id = {rubric}
            ) THEN
                RAISE EXCEPTION 'pgtrigger: A rubric with scores is frozen';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,  # noqa: S608 - built from the names above alone
    )


def conflict_guards() -> list[pgtrigger.Trigger]:
    """A conflict of interest is never altered nor removed; it can be lifted once, and stays on record as lifted."""
    fixed = ("user_id", "proposal_id", "kind", "reason", "declared_by_id", "declared_at")
    other = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in fixed)
    return [
        pgtrigger.Trigger(
            name="conflict_only_lifted",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.lifted_at IS NOT NULL OR {other} THEN
                    RAISE EXCEPTION 'pgtrigger: A conflict of interest can only be lifted, once';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Protect(name="conflict_never_removed", operation=pgtrigger.Delete),
    ]


def stage_guard() -> pgtrigger.Trigger:
    """Refuses to add, remove or re-weigh a stage once its period has scores, unless the newest version says so.

    Names, dates and a larger panel stay free. A rubric may give way to its own newer version.
    """
    rules = ("period_id", "key", '"order"', "share", "minimum_scores", "spread_limit")
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in rules)
    return pgtrigger.Trigger(
        name="stage_frozen_when_scored",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("written", "jsonb")],
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF {same} AND NEW.reviewers_per_proposal >= OLD.reviewers_per_proposal AND (
                    NEW.rubric_id = OLD.rubric_id OR EXISTS (
                        SELECT 1 FROM reviews_rubric r
                        WHERE r.id = NEW.rubric_id AND r.replaces_id = OLD.rubric_id AND r.change_note <> ''
                    )
                ) THEN
                    RETURN NEW;
                END IF;
            END IF;
            IF NOT EXISTS (
                SELECT 1 FROM reviews_score s
                JOIN reviews_assignment a ON a.id = s.assignment_id JOIN reviews_reviewstage t ON t.id = a.stage_id
                WHERE t.period_id IN (
                    CASE WHEN TG_OP <> 'INSERT' THEN OLD.period_id END,
                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.period_id END
                )
            ) THEN
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            SELECT v.stages INTO written FROM reviews_stageversion v
            WHERE v.period_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.period_id ELSE NEW.period_id END
            ORDER BY v.version DESC LIMIT 1;
            IF TG_OP = 'DELETE' THEN
                IF NOT written @> jsonb_build_array(jsonb_build_object('key', OLD.key)) THEN RETURN OLD; END IF;
            ELSIF (TG_OP = 'INSERT' OR NEW.period_id = OLD.period_id) AND written @> jsonb_build_array(
                jsonb_build_object(
                    'key', NEW.key, 'order', NEW."order", 'share', NEW.share, 'rubric', NEW.rubric_id,
                    'minimum_scores', NEW.minimum_scores, 'spread_limit', NEW.spread_limit
                )
            ) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'pgtrigger: The stages of a period with scores are frozen';
        """,  # noqa: S608 - built from the names above alone
    )
