"""Freezing what is sent: the revision of a submission, and the remarks that it answers."""

import datetime
from collections.abc import Sequence

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.record import Revision
from proposals.core.remarking import answer_remarks
from proposals.core.revisions import content_hash, contents_of


def freeze(sent: Sequence[tuple[Proposal, User, datetime.datetime]]) -> None:
    """Keeps a revision of each proposal as it stands, sent by this person at this moment.

    Content equal to the newest revision makes no new one.
    """
    if not sent:
        return
    keys = [proposal.pk for proposal, _, _ in sent]
    newest, contents = _newest(keys), contents_of(keys)
    fresh = []
    for proposal, by, at in sent:
        content = contents[proposal.pk]
        digest, before = content_hash(content), newest.get(proposal.pk)
        if before is None or before.sha256 != digest:
            number = before.number + 1 if before else 1
            fresh.append(
                Revision(proposal=proposal, number=number, content=content, sha256=digest, created_by=by, created_at=at)
            )
    answer_remarks([(made, newest.get(made.proposal_id)) for made in Revision.objects.bulk_create(fresh)])


def _newest(keys: Sequence[int]) -> dict[int, Revision]:
    """The last revision of each, by key of the proposal."""
    found = Revision.objects.filter(proposal__in=keys).order_by("proposal_id", "-number").distinct("proposal_id")
    return {revision.proposal_id: revision for revision in found}
