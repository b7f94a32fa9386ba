"""Who changed the rules of an edition, when, why, and what read otherwise afterwards."""

import datetime
from dataclasses import dataclass
from typing import Any

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.kipp.editing.comparing import told
from competitions.rules.rulechanges import EditionChange, told_changes


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """One change of the rules; `by` is empty where it came neither from a page nor from somebody signed in."""

    at: datetime.datetime
    by: str
    reason: str
    changes: list[EditionChange]


def history_of(edition: Edition) -> list[RulesChanged]:
    """Every change of an edition's rules, the newest first; two queries.

    What is kept of each is how the rules read before it, so that it is told against the one after, or against today.
    """
    past: list[Any] = list(edition.past_rules.select_related("pgh_context").order_by("pgh_id"))  # type: ignore[attr-defined]  # made by pghistory
    told_by = [row.pgh_context.metadata if row.pgh_context else {} for row in past]
    people = User.objects.in_bulk({each["user"] for each in told_by if each.get("user")})
    readings = [told(row) for row in (*past, edition)]
    found = [
        RulesChanged(
            row.pgh_created_at,
            str(people.get(by.get("user"), "")),
            by.get("reason", ""),
            told_changes(before, after),
        )
        for row, by, before, after in zip(past, told_by, readings, readings[1:], strict=False)
    ]
    return [one for one in reversed(found) if one.changes]
