"""The frozen copy of a proposal: made at a submission, and how it is read again."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import Field

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.approval.standing import KEY, as_frozen, live_approvals
from proposals.core.head import ProposalHead
from proposals.core.history.answering import judged
from proposals.core.history.contents import AFFAIRS, PROFILE_COLUMNS, content_hash, contents_of
from proposals.core.history.record import Revision
from proposals.core.models import Proposal


def freeze(sent: Sequence[tuple[Proposal, User, datetime.datetime]]) -> None:
    """Keeps a revision of each proposal as it stands, sent by this person at this moment.

    Where something is remarked on it, now or in an earlier year, its content has the exchange as `answers`: place,
    remark, answer, whether the place changed, and what was decided by whom and when, if it was. Where its head approved
    this very content in the portal, it has that as `approval`. Content equal to the newest revision makes no new one.
    """
    if not sent:
        return
    keys = [proposal.pk for proposal, _, _ in sent]
    newest, contents = _newest(keys), contents_of(keys)
    exchange, approvals = judged(contents, newest), live_approvals(keys)
    fresh = []
    for proposal, by, at in sent:
        content = contents[proposal.pk]
        if proposal.pk in exchange.answers:
            content["answers"] = exchange.answers[proposal.pk]
        if proposal.pk in approvals:
            content[KEY] = as_frozen(approvals[proposal.pk])
        digest, before = content_hash(content), newest.get(proposal.pk)
        if before is None or before.sha256 != digest:
            number = before.number + 1 if before else 1
            fresh.append(
                Revision(
                    proposal=proposal, number=number, content=content, sha256=digest, created_by=by, created_at=at,
                    sender_name=str(by), **names_of(proposal),
                )
            )  # fmt: skip
    exchange.keep(Revision.objects.bulk_create(fresh))


def names_of(proposal: ProposalHead) -> dict[str, str]:
    """What the agency and the period of a proposal are called today, by the columns of a revision."""
    agency = proposal.agency
    return {
        "agency_name": agency.name,
        "agency_short_name": agency.short_name,
        "agency_npsn": agency.npsn or "",
        "period_name": proposal.period.name,
    }


def _newest(keys: Sequence[int]) -> dict[int, Revision]:
    """The last revision of each, by key of the proposal."""
    found = Revision.objects.filter(proposal__in=keys).order_by("proposal_id", "-number").distinct("proposal_id")
    return {revision.proposal_id: revision for revision in found}


def profile_in(content: Mapping[str, Any], affairs: Mapping[str, Affair]) -> dict[str, Any]:
    """What a frozen content answers, by column, as `ProfileField.of` gives it; `affairs` are those there are, by key.

    A field that was not yet asked when the content was frozen has no answer.
    """
    found: dict[str, Any] = {}
    for column in PROFILE_COLUMNS:
        stored = cast("Field[Any, Any]", Proposal._meta.get_field(column))
        found[column] = stored.to_python(content["profile"].get(column))
    for field in AFFAIRS:
        keys = content.get(field.column)
        found[field.column] = [affairs[key] for key in keys or []] if field.is_many else affairs.get(str(keys))
    return found
