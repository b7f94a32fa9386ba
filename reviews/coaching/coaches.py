"""Who coaches a proposal, and who did before somebody else took over."""

import json
from collections.abc import Collection

from foundation.audit.models import EntryKind, LedgerEntry
from reviews.coaching.models import CoachingPlan


def coaches(proposals: Collection[int], people: Collection[int]) -> set[tuple[int, int]]:
    """(proposal, user) for each of these people who is named as its coach, or once was when its plan had been shared.

    Whoever was replaced before the agency and the coach saw the plan never coached. Two queries.
    """
    rows = CoachingPlan.objects.filter(proposal__in=proposals).order_by().values_list("pk", "proposal", "coach")
    plans = {plan: proposal for plan, proposal, _ in rows}
    found = {(proposal, coach) for _, proposal, coach in rows if coach in people}
    told = LedgerEntry.objects.filter(
        kind=EntryKind.COACHING, subject_type=CoachingPlan._meta.label_lower, subject_id__in=plans
    )
    shared: set[int] = set()
    for plan, text in told.order_by("sequence").values_list("subject_id", "after"):
        after = json.loads(text)
        if after["what"] == "shared":
            shared.add(plan)
        if plan in shared and after.get("coach") in people:
            found.add((plans[plan], after["coach"]))
    return found
