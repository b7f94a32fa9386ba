"""What reviewers are told."""

import datetime

from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from agencies.inbox.notifications import tell
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment


def assigned(reviewer: User, proposals: list[SentProposal]) -> None:
    """One line for all proposals given to the reviewer at once."""
    if len(proposals) == 1:
        text = f"Anda ditugaskan menilai usulan {proposals[0].reference} “{proposals[0].title}”."
    else:
        text = f"Anda ditugaskan menilai {len(proposals)} usulan. Daftarnya ada di antrean penilaian Anda."
    tell([reviewer], text, url=reverse("reviews:queue"))


def unassigned(reviewer: User, proposal: SentProposal) -> None:
    """The task was taken back; the proposal is named by its number only."""
    tell([reviewer], f"Penugasan Anda untuk usulan {proposal.reference} dibatalkan.", url=reverse("reviews:queue"))


def recused(reviewer: User, proposal: SentProposal, reason: str) -> None:
    """Tells the coordinators that somebody else has to step in."""
    url = reverse("reviews:assign", args=[proposal.pk])
    text = f"{reviewer} mengundurkan diri dari penilaian {proposal.reference}: {reason}"
    tell(User.objects.coordinators(), text, url=url)


def reminded(reviewer: User, tasks: list[Assignment], moment: datetime.datetime) -> None:
    """One friendly line about everything still open: how many, until when, and whether that day has passed."""
    due = min(task.stage.closes_at for task in tasks if task.stage.closes_at)
    day = f"{timezone.localtime(due):%d/%m/%Y}"
    when = f"batas waktunya {day}" if due >= moment else f"batas waktu {day} sudah lewat; hubungi koordinator"
    text = f"Masih ada {len(tasks)} usulan yang menunggu nilai Anda, {when}."
    tell([reviewer], text, url=reverse("reviews:queue"))
