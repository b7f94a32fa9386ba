"""The same file at several innovations: named to its agency, a warning to the verifier across agencies."""

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.core.models import User
from competitions.core.querysets import known_to
from competitions.iga.core.evidence import EvidenceItem
from proposals.core.sent import SentProposal


@dataclass(frozen=True, slots=True)
class Twin:
    """Another innovation with the same file; `is_foreign` where it belongs to another agency."""

    proposal: SentProposal
    is_foreign: bool


def twins_of(items: Iterable[EvidenceItem], agency: int, reader: User) -> dict[str, list[Twin]]:
    """By SHA-256, the other innovations this reader knows that have one of these files of `agency`; two queries."""
    present = [item for item in items if item.sha256]
    if not present:
        return {}
    others = (
        EvidenceItem.objects.filter(sha256__in={item.sha256 for item in present})
        .exclude(proposal__in={item.proposal_id for item in present})
        .order_by("proposal", "sha256")
        .values_list("sha256", "proposal")
        .distinct()
    )
    pairs = list(others)
    known = known_to(reader).select_related("agency").in_bulk({key for _, key in pairs})
    found: dict[str, list[Twin]] = {}
    for digest, key in pairs:
        if proposal := known.get(key):
            found.setdefault(digest, []).append(Twin(proposal, proposal.agency_id != agency))
    return found
