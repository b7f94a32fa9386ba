"""A spreadsheet of assignments in the place of those there are: the difference first, then all of it or nothing."""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core.locking import locked_sent
from reviews.assigning.services import Pair, assign_many, unassign
from reviews.assigning.upload import ReadAssignments
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused

CHANGED = "Penugasan berubah sejak perbedaan ini ditampilkan. Periksa lagi daftarnya, lalu tekan Ganti."
UNREASONED = "Ada penilaian yang sudah selesai dan akan dibatalkan. Tuliskan alasannya, lalu tekan Ganti lagi."


@dataclass(frozen=True, slots=True)
class Difference:
    """What replacing would add, remove and keep, all of it of the proposals that the sheet names and their stage."""

    added: list[Pair]
    removed: list[Assignment]
    kept: list[Assignment]

    @property
    def finished(self) -> list[Assignment]:
        """Those to be removed whose review is done."""
        return [row for row in self.removed if row.state == Assignment.State.DONE]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed)

    @property
    def seal(self) -> str:
        """Tells this difference from every other, so that only what was shown is carried out."""
        added = sorted((proposal.pk, person.pk) for proposal, person in self.added)
        removed = sorted((row.pk, row.state) for row in self.removed)
        return sha256(repr((added, removed)).encode()).hexdigest()


def difference(read: ReadAssignments) -> Difference:
    """What separates the sheet from the assignments there are; one query.

    Proposals that are not in the sheet stay as they are.
    """
    wanted: dict[tuple[int, int], Pair] = {}
    for _, proposal, person in read.pairs:
        wanted[proposal.pk, person.pk] = proposal, person
    active = Assignment.objects.active().under_way().filter(proposal__in={key for key, _ in wanted})
    listed = list(active.select_related("proposal", "reviewer").order_by("proposal__number", "pk"))
    groups: dict[bool, list[Assignment]] = defaultdict(list)
    for row in listed:
        groups[(row.proposal_id, row.reviewer_id) in wanted].append(row)
    known = {(row.proposal_id, row.reviewer_id) for row in listed}
    return Difference(
        added=[pair for place, pair in wanted.items() if place not in known], removed=groups[False], kept=groups[True]
    )


@transaction.atomic
def replace(read: ReadAssignments, *, by: User, reason: str, agreed: str) -> Difference:
    """Carries out the difference whose seal is `agreed`, and returns it.

    Raises ReviewRefused when it is another by now, when a review that is done would go without a reason, or as
    `assign_many` and `unassign`.
    """
    list(locked_sent({proposal.pk for _, proposal, _ in read.pairs}))  # held until the end
    found, words = difference(read), as_typed(reason)
    if found.seal != agreed:
        raise ReviewRefused(CHANGED)
    if found.finished and not words:
        raise ReviewRefused(UNREASONED)
    unassign(found.removed, by=by, reason=words)
    assign_many(found.added, by=by)
    return found
