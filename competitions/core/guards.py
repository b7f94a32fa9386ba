"""Database triggers of the tables of an edition."""

from functools import reduce
from operator import or_

import pgtrigger


def differs(*columns: str) -> pgtrigger.Q:
    """One of the columns has another value than before."""
    return reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in columns))


def weights_reckoned() -> pgtrigger.Trigger:
    """Sums follow when the weight of an indicator, or whether it is mandatory, is put right."""
    return pgtrigger.Trigger(
        name="weights_reckoned",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=differs("weight", "mandatory"),
        func="""
            PERFORM competitions_reckon_claims(NEW.id, c.proposal_id, false)
                FROM competitions_claim c WHERE c.indicator_id = NEW.id;
            RETURN NULL;
        """,
    )


_PUBLISHED = "SELECT 1 FROM competitions_edition e WHERE e.published_at IS NOT NULL AND e.id IN ({editions})"
_FROZEN = """
    IF EXISTS ({published}) THEN
        RAISE EXCEPTION 'pgtrigger: What a published edition rests on is frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def published_rules_stay() -> pgtrigger.Trigger:
    """Once an edition is published nothing that scores changes, nor who published it; its name and its days may."""
    held = ("programme", "year", "window_from", "window_until", "source", "rules", "published_at", "published_by_id")
    return pgtrigger.Protect(
        name="published_rules_stay",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__published_at__isnull=False) & differs(*held),
    )


def published_table_stays(of_edition: str) -> pgtrigger.Trigger:
    """Rows of a published edition are neither added, changed nor removed; `of_edition` leads from a row to its edition.

    It is SQL in which `row` stands for the row before or after.
    """
    columns = [of_edition.format(row=row) for row in ("NEW", "OLD")]
    published = _PUBLISHED.format(editions=", ".join(columns))
    return pgtrigger.Trigger(
        name="published_table_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_FROZEN.format(published=published),
    )
