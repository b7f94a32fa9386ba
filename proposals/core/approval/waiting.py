"""In a few words what heads were asked and have answered, for lists of proposals."""

import datetime
from collections.abc import Collection

from django.utils import timezone
from django.utils.formats import date_format

from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import newest_answers


def told_of_heads(proposals: Collection[int]) -> dict[int, str]:
    """By key what the head of each proposal was asked or answered last; two queries, none without proposals."""
    if not proposals:
        return {}
    asked = HeadRequest.objects.filter(proposal__in=proposals, closed_at=None)
    return {key: _answered(answer) for key, answer in newest_answers(proposals).items()} | {
        row.proposal_id: _asked(row) for row in asked
    }


def age(since: datetime.datetime) -> str:
    """How long something waits: "sejak hari ini", "sejak 3 hari lalu"."""
    days = (timezone.localdate() - timezone.localdate(since)).days
    return f"sejak {days} hari lalu" if days else "sejak hari ini"


def _answered(answer: HeadAnswer) -> str:
    day = date_format(timezone.localtime(answer.at))
    return f"{'Disetujui' if answer.is_approval else 'Dikembalikan'} {answer.name}, {day}"


def _asked(asked: HeadRequest) -> str:
    if asked.is_waiting:
        return f"Menunggu jawaban {asked.name} {age(asked.asked_at)}"
    return f"Tautan untuk {asked.name} sudah lewat masanya"
