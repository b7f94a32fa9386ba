"""What every page of the writing desk shares: the own proposal, its steps, and how complete they are."""

from typing import Any

from django.shortcuts import get_object_or_404

from agencies.core.requests import SignedInRequest
from foundation.numbers import year_in
from proposals.core.guide.asking import said_by_rules
from proposals.core.guide.models import Section
from proposals.core.guide.readiness import completeness
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Role
from proposals.writing.screens import parts_of, screens_of


def own(request: SignedInRequest, pk: int) -> Proposal:
    """A proposal of the person's own agency; any other does not exist here."""
    found = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related("period__guide", "agency", "affair")
    return get_object_or_404(found, pk=pk)


def round_of(request: SignedInRequest) -> Period | None:
    """The period to write in: that of `?tahun=`, such as a side round, else the current one."""
    year = year_in(request.GET.get("tahun", ""))
    named = Period.objects.filter(year=year).first() if year else None
    return named or Period.objects.current()


def frame(proposal: Proposal, sections: list[Section], step: str, group: str = "") -> dict[str, Any]:
    """What every screen of writing shows: the others with what they still lack, and how complete the draft is."""
    state = completeness(proposal)
    remarks = Remark.objects.told_of(proposal.pk, proposal.period.guide)
    waiting = [remark for remark in remarks if remark.is_open]
    screens = screens_of(proposal, sections, state, step=step, group=group, remarks=waiting)
    at = next(place for place, screen in enumerate(screens) if screen.is_here)
    return {
        "proposal": proposal,
        "step": step,
        "screen": screens[at],
        "told": said_by_rules(proposal.period.guide, proposal),
        "screens": screens,
        "place": at + 1,
        "parts": parts_of(screens),
        "sections": sections,
        "state": state,
        "remarks": remarks,
        "waiting": waiting,
        "next_url": screens[at + 1].url if at + 1 < len(screens) else "",
        "previous_url": screens[at - 1].url if at else "",
    }
