"""The frozen copy of a proposal: made at a submission, what is in it, how it is hashed, and how it is read again."""

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Prefetch

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment
from proposals.core.guide.profile import PROFILE, FieldKind, of_kind
from proposals.core.head import ProposalHead
from proposals.core.history.answering import judged
from proposals.core.history.record import Revision
from proposals.core.models import Proposal, SectionText

# Affairs are frozen by their key, beside the columns that hold their own value.
AFFAIRS: Final = of_kind(FieldKind.AFFAIR, FieldKind.AFFAIRS)
PROFILE_COLUMNS: Final = tuple(field.column for field in PROFILE if field not in AFFAIRS)


def freeze(sent: Sequence[tuple[Proposal, User, datetime.datetime]]) -> None:
    """Keeps a revision of each proposal as it stands, sent by this person at this moment.

    Where something is remarked on it, now or in an earlier year, its content has the exchange as `answers`: place,
    remark, answer, whether the place changed, and what was decided by whom and when, if it was. Content equal to the
    newest revision makes no new one.
    """
    if not sent:
        return
    keys = [proposal.pk for proposal, _, _ in sent]
    newest, contents = _newest(keys), contents_of(keys)
    exchange = judged(contents, newest)
    fresh = []
    for proposal, by, at in sent:
        content = contents[proposal.pk]
        if proposal.pk in exchange.answers:
            content["answers"] = exchange.answers[proposal.pk]
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


def content_of(proposal: Proposal) -> dict[str, Any]:
    """Everything the proposer has said, as plain JSON: profile, affairs, texts by section key, files by hash.

    Of `proposal` only the key is read; the rest is what the database holds.
    """
    return contents_of([proposal.pk])[proposal.pk]


def contents_of(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """The same of many proposals, by key; the number of queries does not depend on theirs."""
    one = (field.column for field in AFFAIRS if not field.is_many)
    many = (field.column for field in AFFAIRS if field.is_many)
    rows = Proposal.objects.filter(pk__in=keys).select_related(*one).defer("search")
    texts = SectionText.objects.select_related("section").defer("search")
    files = Attachment.objects.select_related("kind")
    found = rows.prefetch_related(*many, Prefetch("texts", texts), Prefetch("attachments", files))
    return {proposal.pk: _content(proposal) for proposal in found}


def _content(proposal: Proposal) -> dict[str, Any]:
    content = {
        "profile": {column: getattr(proposal, column) for column in PROFILE_COLUMNS},
        **{field.column: _keys(field.of(proposal)) for field in AFFAIRS},
        "texts": {text.section.key: text.text for text in proposal.texts.all()},
        "files": sorted([file.kind.key, file.name, file.sha256] for file in proposal.attachments.all()),
    }
    plain: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def _keys(affairs: Affair | list[Affair] | None) -> str | list[str] | None:
    if isinstance(affairs, list):
        return sorted(affair.key for affair in affairs)
    return affairs.key if affairs else None


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


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content in a canonical form, so that equal content has an equal hash."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
