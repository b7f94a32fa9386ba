"""Letters on outcomes as bytes: the release keeps the words and the serial of each; the queue prints it once."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import models, transaction

from agencies.core.models import User
from foundation.issued.models import IssuedPaper, Subject, versions_of
from foundation.issued.services import keep, reserve, reserve_all
from foundation.papers.official.letter import letter_source
from foundation.papers.rendering import printed
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.letters.letters import KIND, head_of_letter, written_all
from reviews.meeting.letters.models import SealedLetter


def reserve_letters(decisions: Iterable[Decision]) -> dict[int, IssuedPaper]:
    """By key of the decision the letter on each outcome of a released meeting, with its serial and without bytes."""
    ordered = sorted(decisions, key=lambda decision: decision.pk)
    papers = reserve_all([head_of_letter(decision) for decision in ordered], by=None)
    return {decision.pk: paper for decision, paper in zip(ordered, papers, strict=True)}


def seal_letters(meeting: Meeting, papers: Mapping[int, IssuedPaper]) -> None:
    """Keeps what the letter on every outcome says now; in the transaction of the release, after its moves."""
    _seal([(decision, papers[decision.pk]) for decision in _whole().filter(meeting=meeting).order_by("pk")])


def letter_of(decision: Decision) -> IssuedPaper:
    """The issued letter on a decision that was carried out; it is printed now where that was not done before.

    Who asks at the same moment gets the same. Raises OSError when it cannot be stored.
    """
    issued = versions_of(KIND, Subject.of(decision)).first()
    return issued or _issued(decision.pk)


def looked_after(coordinator: User) -> models.Q:
    """Named by `SIGNED_PAPERS`: the letters on proposals of which this coordinator may know."""
    known = SentProposal.objects.as_role(coordinator, Role.COORDINATOR).order_by().values("pk")
    return models.Q(pk__in=SealedLetter.objects.filter(decision__proposal__in=known).values("paper"))


@transaction.atomic
def _issued(key: int) -> IssuedPaper:
    decision = _whole().select_for_update(of=("self",)).get(pk=key)
    issued = versions_of(KIND, Subject.of(decision)).first()
    if issued:
        return issued
    kept = SealedLetter.objects.filter(decision=decision).select_related("paper").first()
    sealed = kept or _late(decision)  # a meeting released before letters were kept has none
    keep(sealed.paper, printed(sealed.source))
    return sealed.paper


def _late(decision: Decision) -> SealedLetter:
    return _seal([(decision, reserve(head_of_letter(decision), by=None))])[0]


def _seal(pairs: Sequence[tuple[Decision, IssuedPaper]]) -> list[SealedLetter]:
    """So many queries for any number of decisions of one meeting."""
    return SealedLetter.objects.bulk_create(
        SealedLetter(decision=decision, paper=paper, number=letter.number or "", source=letter_source(letter))
        for (decision, paper), letter in zip(pairs, written_all(pairs), strict=True)
    )


def _whole() -> models.QuerySet[Decision]:
    return Decision.objects.select_related(
        "meeting__period__procedure", "meeting__released_by", "proposal__agency", "proposal__period"
    )
