"""What a proposal says, as plain JSON that equals itself whenever nothing was changed; and its hash."""

import hashlib
import json
from collections.abc import Collection
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch

from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment
from proposals.core.guide.profile import PROFILE, FieldKind, of_kind
from proposals.core.models import Proposal, SectionText

# Affairs are frozen by their key, beside the columns that hold their own value.
AFFAIRS: Final = of_kind(FieldKind.AFFAIR, FieldKind.AFFAIRS)
PROFILE_COLUMNS: Final = tuple(field.column for field in PROFILE if field not in AFFAIRS)


def content_of(proposal: Proposal) -> dict[str, Any]:
    """Everything the proposer has said, as plain JSON: profile, affairs, texts by section key, files by hash.

    Pictures that stand among the texts are named besides, where there are any.

    Of `proposal` only the key is read; the rest is what the database holds.
    """
    return contents_of([proposal.pk])[proposal.pk]


def contents_of(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """The same of many proposals, by key; the number of queries does not depend on theirs."""
    one = (field.column for field in AFFAIRS if not field.is_many)
    many = (field.column for field in AFFAIRS if field.is_many)
    rows = Proposal.objects.filter(pk__in=keys).select_related(*one).defer("search")
    texts = SectionText.objects.select_related("section").defer("search")
    files = Attachment.objects.select_related("kind", "section")
    found = rows.prefetch_related(*many, Prefetch("texts", texts), Prefetch("attachments", files))
    return {proposal.pk: _content(proposal) for proposal in found}


def _content(proposal: Proposal) -> dict[str, Any]:
    content = {
        "profile": {column: getattr(proposal, column) for column in PROFILE_COLUMNS},
        **{field.column: _keys(field.of(proposal)) for field in AFFAIRS},
        "texts": {text.section.key: text.text for text in proposal.texts.all()},
        "files": sorted([file.kind.key, file.name, file.sha256] for file in proposal.attachments.all()),
    }
    # What has no pictures among its words is frozen, and hashed, as it was before there were any.
    if pictures := sorted(_picture(file) for file in proposal.attachments.all() if file.section):
        content["pictures"] = pictures
    plain: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def _picture(file: Attachment) -> list[str]:
    """Where a picture stands and what it is said to show: key of its section, of its kind, SHA-256, caption."""
    return [file.section.key if file.section else "", file.kind.key, file.sha256, file.caption]


def _keys(affairs: Affair | list[Affair] | None) -> str | list[str] | None:
    if isinstance(affairs, list):
        return sorted(affair.key for affair in affairs)
    return affairs.key if affairs else None


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content in a canonical form, so that equal content has an equal hash."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
