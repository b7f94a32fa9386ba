"""What agencies and coaches are told of a coaching plan; a coach without an account gets the words by mail alone."""

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format

from agencies.inbox.notifications import OfficeLetter, tell, tell_offices
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later
from reviews.coaching.models import CoachingPlan, CoachingTask


def shared(plan: CoachingPlan) -> None:
    """The agency and the coach learn of each other and of the plan."""
    title = plan.proposal.title
    _to_agency(plan, f"Rencana pembinaan “{title}” siap. Pembina Anda: {plan.coached_by}.")
    _to_coach(plan, f"Anda menjadi pembina “{title}” dari {plan.proposal.agency.short_name}.")


def changed(plan: CoachingPlan) -> None:
    """The coordinator changed what they know already."""
    text = f"Rencana pembinaan “{plan.proposal.title}” diperbarui koordinator Bapperida."
    _to_agency(plan, text)
    _to_coach(plan, text)


def closed(plan: CoachingPlan) -> None:
    """The coaching is over."""
    text = f"Pembinaan “{plan.proposal.title}” selesai: {plan.closing_note}"
    _to_agency(plan, text)
    _to_coach(plan, text)


def reminded(plan: CoachingPlan, tasks: Sequence[CoachingTask], today: datetime.date) -> None:
    """One message for all tasks of a plan that are due soon or overdue."""
    late = sum(task.due < today for task in tasks)
    first = tasks[0]
    words = f"{len(tasks)} tugas pembinaan “{plan.proposal.title}” mendekati tenggat"
    words += f", {late} sudah lewat" if late else ""
    text = f"{words}. Yang pertama, {date_format(first.due)}: {first.text}"
    _to_agency(plan, text, kind=MailKind.REMINDER)
    _to_coach(plan, text)


def _to_agency(plan: CoachingPlan, text: str, kind: MailKind = MailKind.NOTICE) -> None:
    about = plan.proposal_id
    tell_offices([OfficeLetter(plan.proposal.agency, text, plan.get_absolute_url(), about=about, kind=kind)])


def _to_coach(plan: CoachingPlan, text: str) -> None:
    if plan.coach and plan.coach.is_active:
        coached = CoachingPlan.objects.coached_by(plan.coach).filter(pk=plan.pk)
        # A conflict of interest that was declared since takes the plan away, and what is told of it.
        if coached.exists():
            tell([plan.coach], text, url=plan.get_absolute_url(), about=plan.proposal_id)
    elif plan.coach_email:
        tasks = "\n".join(f"- {date_format(task.due)}: {task.text}" for task in plan.tasks.open())
        body = f"Yth. {plan.coach_name},\n\n{text}\n\nTugas yang masih terbuka:\n{tasks}\n\nPortal Inovasi Daerah"
        send_later([Mail(text, body, plan.coach_email, about=plan.proposal_id)])
