"""What a reviewer may wish before anybody is asked: which proposals are offered, and keeping the wish."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from reviews.assigning.models import ReviewerCard, ReviewerWish
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused


def wishable(person: User) -> SentQuerySet:
    """The proposals in a stage that is not over for which this reviewer could still be asked.

    Of these a reviewer may know the name, the agency and the affair. What is of the own agency, stands in conflict with
    the person or was given to the person in this stage is not among them.
    """
    stage = ReviewStage.objects.filter(
        Q(closes_at=None) | Q(closes_at__gte=timezone.now()), period=OuterRef("period"), order=OuterRef("review_round")
    )
    given = Assignment.objects.filter(
        reviewer=person, proposal=OuterRef("pk"), stage__order=OuterRef("review_round")
    ).exclude(state=Assignment.State.REMOVED)
    conflicts = Interest.objects.standing().filter(user=person, proposal=OuterRef("pk"))
    rows = SentProposal.objects.under_review().filter(Exists(stage), ~Exists(given), ~Exists(conflicts))
    return rows.exclude(agency=person.agency_id) if person.agency_id else rows


@transaction.atomic
def set_wish(person: User, proposal: int, wish: str) -> None:
    """Keeps what the reviewer wishes of the proposal with this key; an empty wish takes it back.

    Raises ReviewRefused for somebody who is no reviewer, or a proposal that is not offered to the person any more; who
    has been asked meanwhile reads that the wish comes too late, and what to do instead.
    """
    if not (person.is_reviewer and person.is_active) or not wishable(person).filter(pk=proposal).exists():
        raise ReviewRefused(_too_late(person, proposal))
    if not wish:
        ReviewerWish.objects.filter(reviewer=person, proposal=proposal).delete()
        return
    kept = {"wish": wish, "at": timezone.now()}
    ReviewerWish.objects.update_or_create(reviewer=person, proposal_id=proposal, defaults=kept)


def _too_late(person: User, proposal: int) -> str:
    """Why the wish is not kept any more; nothing of a proposal that the person may not know of."""
    given = Assignment.objects.of(person).under_way().filter(proposal=proposal).select_related("proposal").first()
    if given is None:
        return "Usulan ini tidak dapat Anda pilih lagi. Pilih usulan lain dari daftar ini."
    if given.state == Assignment.State.DONE:
        return f"Usulan {given.proposal.reference} sudah Anda nilai, jadi minat tidak dipakai lagi."
    return (
        f"Usulan {given.proposal.reference} sudah ditugaskan kepada Anda, jadi minat tidak dipakai lagi. Bila Anda "
        "tidak dapat menilainya, buka usulan itu di “Penilaian saya”, lalu pilih “Mengundurkan diri”."
    )


@transaction.atomic
def set_affairs(person: User, affairs: Iterable[Affair]) -> None:
    """The affairs that a reviewer knows, in the place of those known before."""
    card, _ = ReviewerCard.objects.get_or_create(user=person)
    card.affairs.set(affairs)
