"""The shelf of one innovation as pages list it: each piece with what it proves and where else it lies."""

from dataclasses import dataclass

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import ClaimEvidence
from competitions.iga.shelf.forms import kinds_in
from competitions.iga.shelf.services import cover_letters
from competitions.iga.shelf.twins import Twin, twins_of
from proposals.core.attachments import Attachment
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.sent.shown import files_for


@dataclass(frozen=True, slots=True)
class Shelved:
    """One piece, the kind of document in words, the numbers of the indicators it is named for, and its twins."""

    item: EvidenceItem
    kind: str
    numbers: list[int]
    twins: list[Twin]

    @property
    def foreign(self) -> list[Twin]:
        """The innovations of other agencies that have the same file."""
        return [twin for twin in self.twins if twin.is_foreign]


@dataclass(frozen=True, slots=True)
class ShelfRows:
    """What stands on the shelf, and what was taken off."""

    present: list[Shelved]
    removed: list[Shelved]


def shelf_of(edition: Edition, proposal: SentProposal, reader: User) -> ShelfRows:
    """The shelf of one proposal as this reader knows it; four queries."""
    items = list(EvidenceItem.with_removed.filter(proposal=proposal.pk))
    kinds = dict(kinds_in(edition))
    used: dict[int, list[int]] = {}
    links = ClaimEvidence.objects.filter(item__in=[item.pk for item in items], claim__indicator__edition=edition)
    for key, number in links.order_by("claim__indicator__number").values_list("item", "claim__indicator__number"):
        used.setdefault(key, []).append(number)
    twins = twins_of(items, proposal.agency_id, reader)
    rows = [
        Shelved(item, kinds.get(item.kind, item.kind), used.get(item.pk, []), twins.get(item.sha256, []))
        for item in items
    ]
    return ShelfRows(
        [row for row in rows if row.item.removed_at is None], [row for row in rows if row.item.removed_at is not None]
    )


def copyable(proposal: SentProposal, roles: set[Role]) -> list[Attachment]:
    """The proposal's files that may be put on its shelf: no cover letter, nothing infected, nothing that is there."""
    there = set(EvidenceItem.objects.filter(proposal=proposal.pk).exclude(sha256="").values_list("sha256", flat=True))
    letters = cover_letters([proposal.pk]).get(proposal.pk, set())
    files = {file.sha256: file for file in files_for(proposal, roles) if not file.is_infected}
    return [file for digest, file in files.items() if digest not in there | letters]
