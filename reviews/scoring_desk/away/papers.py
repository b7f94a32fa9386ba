"""The paper set of a reviewer: for every open task the texts and an empty score sheet with boxes for the levels."""

from collections.abc import Sequence

from agencies.core.models import User
from foundation.printing.services import Paper
from proposals.sent.shown import as_sent
from reviews.scoring_desk.tasks_at_hand import TaskAtHand


def paper_set(person: User, tasks: Sequence[TaskAtHand]) -> Paper:
    """All of it as one paper, in the order of the queue."""
    pages = [{"task": each.task, "criteria": each.criteria, "read": as_sent(each.task.proposal)} for each in tasks]
    context = {"person": person, "pages": pages}
    return Paper("reviews/scoring_desk/away/paper_set.html", context, "berkas-penilaian.pdf", "Berkas penilaian Anda")
