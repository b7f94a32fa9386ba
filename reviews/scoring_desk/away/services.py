"""Storing what a reviewer's file brings, as drafts; and sending the reviews that are complete, several at once."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from agencies.core.models import User
from proposals.core.locking import locked_sent
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk import services
from reviews.scoring_desk.away.judging import FiledAnswer, JudgedSheet, by_task
from reviews.scoring_desk.tasks_at_hand import complete_drafts

CHANGED = "Jawaban di portal berubah sejak halaman ini dibuka, jadi belum ada yang dikirim. Periksa lagi daftarnya."


def unchosen(judged: JudgedSheet, chosen: Mapping[str, str]) -> list[FiledAnswer]:
    """The clashes for which neither side was chosen, or a side against which the portal has changed again."""
    return [answer for answer in judged.clashes if chosen.get(answer.control) not in ("portal", answer.taken)]


@transaction.atomic
def store(judge: Callable[[], JudgedSheet], chosen: Mapping[str, str], *, by: User) -> tuple[JudgedSheet, int]:
    """Keeps as drafts what is new and what was chosen; nothing while a clash is not chosen, or all of it.

    `judge` is asked once the proposals are locked, so that nobody answers in between; it judges again what was shown.
    Returns what it found and how many answers were kept. Raises ReviewRefused when a task may not be written.
    """
    keys = Assignment.objects.of(by).to_do().values_list("proposal", flat=True)
    list(locked_sent(keys).values_list("pk", flat=True))
    judged = judge()
    if unchosen(judged, chosen):
        return judged, 0
    taken = [answer for answer in judged.clashes if chosen.get(answer.control) == answer.taken]
    answers = [*judged.fresh, *taken]
    tasks = {answer.task.pk: answer.task for answer in answers}
    for key, typed in by_task(answers).items():
        services.save_draft(tasks[key], typed, by=by)
    return judged, len(answers)


@transaction.atomic
def send_complete(person: User, shown: Sequence[str]) -> list[Assignment]:
    """Sends the complete reviews that were shown, all of them or none; `shown` are their seals.

    Raises ReviewRefused when one of them was answered otherwise since, or may not be sent any more.
    """
    ready = {each.seal: each for each in complete_drafts(person)}
    if not shown or not set(shown) <= set(ready):
        raise ReviewRefused(CHANGED)
    sent = []
    for seal in dict.fromkeys(shown):
        form = ready[seal].form()
        form.is_valid()
        task = ready[seal].task
        sent.append(services.save_review(task, form.answers(), form.cleaned_data["comment"], by=person))
    return sent
