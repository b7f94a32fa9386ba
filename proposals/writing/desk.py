"""What every page of the writing desk shares: the own proposal, its steps, and how complete they are."""

from typing import Any

from django.shortcuts import get_object_or_404

from agencies.core.requests import SignedInRequest
from proposals.core.models import Proposal
from proposals.core.readiness import CHECK_STEP, FILES_STEP, PROFILE_STEP, completeness, shortfalls
from proposals.core.workflow import Role


def own(request: SignedInRequest, pk: int) -> Proposal:
    """A proposal of the person's own agency; any other does not exist here."""
    found = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related("period__guide", "agency", "affair")
    return get_object_or_404(found, pk=pk)


def step_names(sections: list[Any]) -> list[str]:
    """The steps of writing in their order, by the names their addresses carry."""
    return [PROFILE_STEP, *(section.key for section in sections), FILES_STEP, CHECK_STEP]


def frame(proposal: Proposal, sections: list[Any], step: str) -> dict[str, Any]:
    """What every step shows: the other steps with what they still lack, and the completeness bar."""
    names = step_names(sections)
    titles = {PROFILE_STEP: "Profil", FILES_STEP: "Lampiran", CHECK_STEP: "Periksa dan ajukan"}
    titles |= {section.key: section.title for section in sections}
    missing = shortfalls(proposal)
    done, total = completeness(proposal)
    at = names.index(step)
    return {
        "proposal": proposal,
        "step": step,
        "step_title": titles[step],
        "tabs": [
            {"key": name, "title": titles[name], "missing": sum(item.step == name for item in missing)}
            for name in names
        ],
        "missing": missing,
        "remarks": proposal.remarks.select_related("section__parent", "answered_in"),
        "missing_here": [item for item in missing if item.step == step],
        "done": done,
        "total": total,
        "next_step": names[at + 1] if at + 1 < len(names) else None,
        "previous_step": names[at - 1] if at else None,
    }
