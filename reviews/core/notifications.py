"""What reviewers are told."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from agencies.inbox.notifications import PersonalLetter, tell, tell_all
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment


def assigned(rows: Iterable[Assignment], *, past: bool = False) -> None:
    """One line for all proposals given to a reviewer at once; with `past` told as of then, see `PersonalLetter.at`."""
    given: dict[tuple[User, datetime.datetime | None], list[Assignment]] = {}
    for row in rows:
        given.setdefault((row.reviewer, row.assigned_at if past else None), []).append(row)
    url = reverse("reviews:queue")
    tell_all(
        PersonalLetter(reviewer, _task_words(tasks), url, at, tasks[0].proposal_id if len(tasks) == 1 else None)
        for (reviewer, at), tasks in given.items()
    )


def _task_words(tasks: list[Assignment]) -> str:
    if len(tasks) > 1:
        return f"Anda ditugaskan menilai {len(tasks)} usulan. Daftarnya ada di antrean penilaian Anda."
    proposal = tasks[0].proposal
    return f"Anda ditugaskan menilai usulan {proposal.reference} “{proposal.title}”."


def unassigned(rows: Iterable[Assignment]) -> None:
    """One line for all tasks taken back from a reviewer at once; a single proposal is named by its number only."""
    taken: dict[User, list[SentProposal]] = {}
    for row in rows:
        taken.setdefault(row.reviewer, []).append(row.proposal)
    url = reverse("reviews:queue")
    tell_all(
        PersonalLetter(
            reviewer,
            f"Penugasan Anda untuk {_which(proposals)} dibatalkan.",
            url,
            about=proposals[0].pk if len(proposals) == 1 else None,
        )
        for reviewer, proposals in taken.items()
    )


def _which(proposals: list[SentProposal]) -> str:
    return f"usulan {proposals[0].reference}" if len(proposals) == 1 else f"{len(proposals)} usulan"


def recused(reviewer: User, proposal: SentProposal, reason: str, *, at: datetime.datetime | None = None) -> None:
    """Tells the coordinators that somebody else has to step in; `at` as of `PersonalLetter`."""
    url = reverse("reviews:assign", args=[proposal.pk])
    text = f"{reviewer} mengundurkan diri dari penilaian {proposal.reference}: {reason}"
    tell_all(PersonalLetter(person, text, url, at, proposal.pk) for person in User.objects.coordinators())


def reminder_text(amount: int, due: datetime.datetime, moment: datetime.datetime) -> str:
    """One friendly line about everything still open: how many, until when, and whether that day has passed."""
    day = f"{timezone.localtime(due):%d/%m/%Y}"
    when = f"batas waktunya {day}" if due >= moment else f"batas waktu {day} sudah lewat; hubungi koordinator"
    return f"Masih ada {amount} usulan yang menunggu nilai Anda, {when}."


def reminded(reviewer: User, text: str) -> None:
    """The line of `reminder_text`, in the inbox and by mail."""
    tell([reviewer], text, url=reverse("reviews:queue"))
