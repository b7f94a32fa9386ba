"""A whole proposal to read beside one's own: an established innovation of the city's catalogue."""

from django.db.models import Case, IntegerField, Q, Value, When

from proposals.core.models import Proposal
from proposals.core.sent import SentProposal


def whole_example(proposal: Proposal) -> SentProposal | None:
    """The newest established innovation of another agency, of the same affair and kind of agency where there is one.

    None while the catalogue has none. One query.
    """
    others = SentProposal.objects.published().exclude(agency=proposal.agency_id).select_related("agency")
    return others.order_by(*_nearness(proposal), "-submitted_at", "-pk").first()


def _nearness(proposal: Proposal) -> list[Case]:
    kind, affair = Q(agency__kind=proposal.agency.kind), Q(affair=proposal.affair_id)
    alike = [affair, kind] if proposal.affair_id else [kind]
    return [Case(When(each, then=Value(0)), default=Value(1), output_field=IntegerField()) for each in alike]
