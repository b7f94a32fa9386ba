"""What reviewers are told."""

from django.urls import reverse

from agencies.models import User
from agencies.notifications import tell
from proposals.models import Proposal


def assigned(reviewer: User, proposals: list[Proposal]) -> None:
    """One line for all proposals given to the reviewer at once."""
    if len(proposals) == 1:
        text = f"Anda ditugaskan menilai usulan {proposals[0].reference} “{proposals[0].title}”."
    else:
        text = f"Anda ditugaskan menilai {len(proposals)} usulan. Daftarnya ada di antrean penilaian Anda."
    tell([reviewer], text, url=reverse("reviews:queue"))


def unassigned(reviewer: User, proposal: Proposal) -> None:
    """The task was taken back; the proposal is named by its number only."""
    tell([reviewer], f"Penugasan Anda untuk usulan {proposal.reference} dibatalkan.", url=reverse("reviews:queue"))


def recused(reviewer: User, proposal: Proposal, reason: str) -> None:
    """Tells the coordinators that somebody else has to step in."""
    url = reverse("reviews:assign", args=[proposal.pk])
    text = f"{reviewer} mengundurkan diri dari penilaian {proposal.reference}: {reason}"
    tell(User.objects.coordinators(), text, url=url)
