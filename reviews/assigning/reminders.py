"""Reminding reviewers of unfinished tasks, by the portal or by a person: on record, never twice within the rest."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from foundation.site import absolute
from foundation.whatsapp import phone_digits, whatsapp_url
from reviews.assigning.late import late_people, late_tasks
from reviews.assigning.models import ReviewerCard, ReviewerNudge
from reviews.core import notifications as core_notifications
from reviews.core.refusals import ReviewRefused

REST = datetime.timedelta(days=3)
Channel = ReviewerNudge.Channel


@dataclass(frozen=True, slots=True)
class ReviewerNudgeRound:
    """The outcome of reminding many: what went out, and why others were left out."""

    sent: list[ReviewerNudge]
    left_out: list[str]


@dataclass(frozen=True, slots=True)
class LateReviewer:
    """One late reviewer as a page shows them: when reminded last, whether now is allowed, and the way to WhatsApp."""

    person: Any
    card: ReviewerCard | None

    @property
    def reminded_at(self) -> datetime.datetime | None:
        return self.card.reminded_at if self.card else None

    @property
    def rests_until(self) -> datetime.datetime | None:
        return rest_end(self.card)

    @property
    def silent(self) -> bool:
        """Whether reminders to this person were switched off."""
        return self.card is not None and not self.card.reminders

    @property
    def may_be_mailed(self) -> bool:
        """Whether a mail would go out now."""
        return bool(self.person.email) and not self.silent and self.rests_until is None

    @property
    def is_over(self) -> bool:
        return bool(self.person.due < timezone.now())

    @property
    def has_number(self) -> bool:
        return phone_digits(self.person.phone) is not None

    @property
    def whatsapp(self) -> str:
        """The address that opens a chat with the ready words."""
        return whatsapp_url(self.person.phone, words_for(self.person, self.person.tasks, self.person.due))


def late_reviewers(people: Iterable[Any]) -> list[LateReviewer]:
    """These of `late_people`, as pages show them; no query."""
    return [LateReviewer(person, getattr(person, "reviewer_card", None)) for person in people]


def rest_end(card: ReviewerCard | None) -> datetime.datetime | None:
    """From when this reviewer may be reminded again; None when that is at once."""
    ends = card.reminded_at + REST if card and card.reminded_at else None
    return ends if ends and ends > timezone.now() else None


def words_for(person: User, amount: int, due: datetime.datetime) -> str:
    """The whole message as one would send it by WhatsApp; it names no proposal."""
    line = core_notifications.reminder_text(amount, due, timezone.now())
    return f"Yth. {person},\n\n{line} Antrean Anda: {absolute(reverse('reviews:queue'))}\n\nTerima kasih."


@transaction.atomic
def remind_one(
    person: User,
    *,
    channel: str,
    by: User | None,
    moment: datetime.datetime | None = None,
    hidden: Iterable[int] = (),
) -> ReviewerNudge:
    """Records one reminder of what is late and, by mail, sends it in the same transaction.

    `hidden` as of `late_tasks`. Raises ReviewRefused for somebody who is not late, rests, wants none, or, when a person
    asks for mail, has no address.
    """
    at = moment or timezone.now()
    card, _ = ReviewerCard.objects.select_for_update().get_or_create(user=person)
    late = late_people(late_tasks(at, hidden).filter(reviewer=person)).first()
    if late is None:
        raise ReviewRefused(f"{person} tidak mempunyai tugas yang terlambat lagi. Tidak ada yang dicatat.")
    _check_peace(person, card, at)
    if by and channel == Channel.EMAIL and not person.email:
        raise ReviewRefused(f"{person} belum mempunyai alamat surel. Ingatkan lewat WhatsApp atau telepon.")
    text = core_notifications.reminder_text(late.tasks, late.due, at)
    card.reminded_at = at
    card.save(update_fields=["reminded_at"])
    if channel == Channel.EMAIL:
        core_notifications.reminded(person, text)
    return ReviewerNudge.objects.create(
        reviewer=person, channel=channel, tasks=late.tasks, text=text, sent_by=by, sent_at=at
    )


def _check_peace(person: User, card: ReviewerCard, at: datetime.datetime) -> None:
    """Raises ReviewRefused when this reviewer wants no reminders, or rests."""
    if not card.reminders:
        raise ReviewRefused(f"Pengingat untuk {person} dihentikan di kartunya. Hubungi langsung bila perlu.")
    if card.reminded_at and at - card.reminded_at < REST:
        again = date_format(timezone.localtime(card.reminded_at + REST))
        raise ReviewRefused(f"{person} baru saja diingatkan. Boleh diingatkan lagi mulai {again}.")


def remind_many(
    people: Iterable[User],
    *,
    channel: str,
    by: User | None,
    moment: datetime.datetime | None = None,
    hidden: Iterable[int] = (),
) -> ReviewerNudgeRound:
    """Reminds everybody who may be reminded; the others are left out with the reason."""
    outcome = ReviewerNudgeRound([], [])
    for person in people:
        try:
            outcome.sent.append(remind_one(person, channel=channel, by=by, moment=moment, hidden=hidden))
        except ReviewRefused as refusal:
            outcome.left_out.append(str(refusal))
    return outcome


def remind(now: datetime.datetime | None = None) -> int:
    """What the daily job does: one mail to every reviewer who is late; returns how many.

    Who was reminded within the rest, or switched reminders off, is left in peace.
    """
    people = list(late_people(late_tasks(now)))
    return len(remind_many(people, channel=Channel.EMAIL, by=None, moment=now).sent)
