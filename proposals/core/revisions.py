"""The frozen copy of a proposal: what goes into a revision and how its content is hashed."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from proposals.core.models import Proposal

PROFILE_COLUMNS = (
    "title",
    "stage",
    "initiator",
    "initiator_name",
    "classification",
    "innovation_type",
    "form",
    "asta_cita",
    "pkpn_cluster",
    "pkpn_program",
    "latitude",
    "longitude",
    "trial_date",
    "applied_date",
    "has_development",
    "development_date",
    "budget",
    "budget_source",
    "video_url",
)


def content_of(proposal: Proposal) -> dict[str, Any]:
    """Everything the proposer has said, as plain JSON: profile, affairs, texts by section key, files by hash."""
    content = {
        "profile": {column: getattr(proposal, column) for column in PROFILE_COLUMNS},
        "affair": proposal.affair.key if proposal.affair else None,
        "crossing_affairs": sorted(affair.key for affair in proposal.crossing_affairs.all()),
        "texts": {text.section.key: text.text for text in proposal.texts.select_related("section")},
        "files": sorted(
            ([file.kind.key, file.name, file.sha256] for file in proposal.attachments.select_related("kind")),
        ),
    }
    plain: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content in a canonical form, so that equal content has an equal hash."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
