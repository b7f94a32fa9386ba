"""Who opens a piece of evidence of those who know its innovation; reviewers are not among them."""

from competitions.iga.core.evidence import EvidenceItem
from proposals.core.permissions import may_open_file
from proposals.core.workflow import Role


def may_open(item: EvidenceItem, roles: set[Role]) -> bool:
    """A file opens as one of the proposal does: judged clean, or while it waits for that its own agency alone."""
    return not item.is_link and may_open_file(item.scan, roles)
