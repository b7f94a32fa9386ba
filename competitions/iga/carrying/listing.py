"""What the page of carried claims lists: the innovations with something to renew, for whoever may know them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from competitions.iga.core.carried import MARKED, CarriedClaim
from proposals.core.sent import SentProposal

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class CarriedPage:
    """How many claims were carried, of how many innovations, how many must be renewed, and one page of these."""

    claims: int
    innovations: int
    to_renew: int
    page: Page[SentProposal]
    rows: list[tuple[SentProposal, list[CarriedClaim]]]


def carried_page(edition: Edition, reader: User, number: str | None) -> CarriedPage:
    """One page of innovations with something to renew, each with its carried claims; constant in queries."""
    known = CarriedClaim.objects.filter(edition=edition, proposal__in=known_to(reader).order_by().values("pk"))
    sums = known.order_by().aggregate(
        claims=Count("pk"), innovations=Count("proposal", distinct=True), to_renew=Count("pk", filter=MARKED)
    )
    renewing = known.to_renew()
    rows = known_to(reader).filter(pk__in=renewing.order_by().values("proposal")).select_related("agency")
    page = Paginator(rows.order_by("agency__sort_key", "pk"), PER_PAGE).get_page(number)
    held: dict[int, list[CarriedClaim]] = {}
    of_page = renewing.filter(proposal__in=[row.pk for row in page])
    for row in of_page.select_related("source__indicator", "claim__indicator"):
        held.setdefault(row.proposal_id, []).append(row)
    return CarriedPage(page=page, rows=[(row, held.get(row.pk, [])) for row in page], **sums)
