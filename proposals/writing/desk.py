"""What every page of the writing desk shares: the own proposal, its steps, and how complete they are."""

from typing import Any

from django.shortcuts import get_object_or_404

from agencies.core.requests import SignedInRequest
from proposals.core.guide.readiness import completeness, step_titles
from proposals.core.models import Proposal
from proposals.core.periods import Section
from proposals.core.workflow import Role


def own(request: SignedInRequest, pk: int) -> Proposal:
    """A proposal of the person's own agency; any other does not exist here."""
    found = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related("period__guide", "agency", "affair")
    return get_object_or_404(found, pk=pk)


def frame(proposal: Proposal, sections: list[Section], step: str) -> dict[str, Any]:
    """What every step shows: the other steps with what they still lack, and the completeness bar."""
    titles, state = step_titles(sections), completeness(proposal)
    names = list(titles)
    at = names.index(step)
    return {
        "proposal": proposal,
        "step": step,
        "step_title": titles[step],
        "tabs": [
            {"key": name, "title": title, "missing": sum(item.step == name for item in state.missing)}
            for name, title in titles.items()
        ],
        "sections": sections,
        "state": state,
        "remarks": proposal.remarks.select_related("section__parent", "answered_in"),
        "next_step": names[at + 1] if at + 1 < len(names) else None,
        "previous_step": names[at - 1] if at else None,
    }
