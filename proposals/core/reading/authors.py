"""Where a proposal comes from: what it continues, and whoever began, wrote, uploaded or sent something of it."""

from collections.abc import Collection, Iterable

from proposals.core.attachments import Attachment
from proposals.core.history.record import Revision
from proposals.core.models import Proposal, SectionText


def continued_from(proposals: Collection[int]) -> dict[int, int]:
    """For those of the proposals that continue an earlier one, by key, the key of that one; one query."""
    rows = Proposal.objects.filter(pk__in=proposals, copied_from__isnull=False).order_by()
    return {key: before for key, before in rows.values_list("pk", "copied_from") if before}


def authors(proposals: Collection[int], people: Collection[int]) -> Iterable[tuple[int, int]]:
    """(proposal, user) for every hand that one of these people had in one of these proposals; four queries."""
    yield from Proposal.objects.filter(pk__in=proposals, created_by__in=people).values_list("pk", "created_by")
    written = SectionText.objects.filter(proposal__in=proposals, updated_by__in=people)
    yield from written.values_list("proposal", "updated_by").distinct()
    uploaded = Attachment.with_removed.filter(proposal__in=proposals, uploaded_by__in=people).order_by()
    yield from uploaded.values_list("proposal", "uploaded_by").distinct()
    submitted = Revision.objects.filter(proposal__in=proposals, created_by__in=people).order_by()
    yield from submitted.values_list("proposal", "created_by").distinct()
