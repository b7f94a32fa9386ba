"""Reminding: every reminder is kept, nobody is reminded twice within the rest, the ladder is climbed by its days."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.inbox.notifications import tell
from dashboard.charts.labels import long_date
from dashboard.nudges import recipients
from dashboard.nudges.models import Addressee, Channel, LetterNumber, Nudge, NudgePlan, NudgeStep, Reason
from dashboard.nudges.national import OF_AN_EDITION, OF_WHOEVER_OWES, WITH_KNOWN_CLOSING, edition_name, programme_of
from dashboard.nudges.recipients import ToRemind, rest_end
from foundation.days.calendars import calendar_of
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later
from proposals.core.period.deadline import deadline_entry
from proposals.core.period.models import Period

# The ladder a new plan starts with: addressee, channel, days before the closing. The coordinator changes all of it.
LADDER = (
    (Addressee.OPERATOR, Channel.EMAIL, 42),
    (Addressee.SECRETARY, Channel.WHATSAPP, 28),
    (Addressee.HEAD, Channel.LETTER, 21),
    (Addressee.SEKDA, Channel.LETTER, 14),
)


class NudgeRefused(Exception):
    """A reminder did not go out; the text is an Indonesian sentence the user may read."""


@dataclass(frozen=True, slots=True)
class NudgeRound:
    """The outcome of reminding many: what went out, and who was left out with the reason."""

    sent: list[Nudge]
    left_out: list[str]


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung that is due: whom of the list it has reached, and who may be reminded now."""

    step: NudgeStep
    reached: int
    ready: list[ToRemind]


@transaction.atomic
def plan_for(period: Period) -> NudgePlan:
    """The plan of a period; the first time, with the ladder everybody starts with, cut to the period."""
    plan, new = NudgePlan.objects.get_or_create(period=period)
    if new:
        opening, closing = timezone.localdate(period.opens_at), timezone.localdate(period.closes_at)
        due = [(who, how, closing - datetime.timedelta(days=days)) for who, how, days in LADDER]
        NudgeStep.objects.bulk_create(
            NudgeStep(plan=plan, addressee=who, channel=how, due_on=day) for who, how, day in due if day >= opening
        )
    return plan


def current_step(plan: NudgePlan, today: datetime.date, reason: str = Reason.SILENT) -> NudgeStep | None:
    """The highest rung of the reason that is due; None before the first."""
    return plan.steps.filter(reason=reason, due_on__lte=today).order_by("due_on").last()


def rung(step: NudgeStep, found: list[ToRemind]) -> Rung:
    """How far a rung that is due has come among the agencies on the list; one query."""
    reached = set(step.nudges.values_list("agency_id", flat=True))
    ready = [one for one in found if not one.rests_until and one.row.agency.pk not in reached]
    return Rung(step, sum(one.row.agency.pk in reached for one in found), ready)


@transaction.atomic
def remind(
    candidate: ToRemind,
    plan: NudgePlan,
    *,
    channel: str,
    addressee: str,
    by: User | None,
    step: NudgeStep | None = None,
    text: str = "",
) -> Nudge:
    """Records one reminder and, by mail, queues it in the same transaction; `text` replaces the ready words.

    Raises NudgeRefused while the agency rests, after the closing, or when there is no mail address.
    """
    locked = NudgePlan.objects.select_for_update(of=("self",)).select_related("period__procedure").get(pk=plan.pk)
    agency, period, reason = candidate.row.agency, locked.period, candidate.reason
    _check_time(locked, agency, reason)
    ready = recipients.text_for(candidate, period, addressee, channel)
    words = text or ready
    told = recipients.figures_for(candidate, locked) if words == ready else []
    nudge = Nudge.objects.create(
        period=period,
        agency=agency,
        step=step or _rung_of(locked, agency, reason, channel=channel, addressee=addressee),
        reason=reason,
        addressee=addressee,
        channel=channel,
        text=words,
        figures=told,
        sent_by=by,
    )
    if channel == Channel.EMAIL:
        mail = Mail(
            f"{nudge.subject}, {period}", words, "", kind=MailKind.REMINDER, figures=tuple(told),
            calendar=_deadline_of(candidate, period),
        )  # fmt: skip
        send_later(replace(mail, **reader) for reader in _readers(agency))
    return nudge


def _deadline_of(candidate: ToRemind, period: Period) -> str:
    """The last day of writing for the agency as a calendar file; empty where the reminder is about another one."""
    if candidate.reason in OF_AN_EDITION or candidate.closes_at is None:
        return ""
    return calendar_of([deadline_entry(period, candidate.closes_at)])


def _check_time(plan: NudgePlan, agency: Agency, reason: str) -> None:
    """Raises NudgeRefused after the closing, where that must be known and is not, and while the agency rests."""
    until = recipients.deadlines(plan.period, reason)
    if reason in WITH_KNOWN_CLOSING and not until.known:
        raise NudgeRefused(
            f"Hari terakhir {edition_name(plan.period, reason)} belum diketahui, jadi pengingat ini belum "
            "dikirim. Catat tanggalnya di kalender bila sudah diumumkan."
        )
    if timezone.now() > until.of(agency.pk):
        raise NudgeRefused(f"{programme_of(plan.period, reason)} sudah ditutup, jadi pengingat tidak dikirim lagi.")
    last = Nudge.objects.filter(period=plan.period, agency=agency).first()
    if last and rest_end(last, plan) > timezone.localdate():
        raise NudgeRefused(
            f"{agency.short_name} sudah diingatkan {long_date(timezone.localdate(last.sent_at))}. "
            f"Boleh diingatkan lagi mulai {long_date(rest_end(last, plan))}."
        )


def _rung_of(plan: NudgePlan, agency: Agency, reason: str, *, channel: str, addressee: str) -> NudgeStep | None:
    """The rung that is due, when what a person does is what it asks for and it has not reached the agency yet."""
    step = current_step(plan, timezone.localdate(), reason)
    fits = step is not None and (step.channel, step.addressee) == (channel, addressee)
    return step if fits and step and not step.nudges.filter(agency=agency).exists() else None


def _readers(agency: Agency) -> list[dict[str, Any]]:
    """Who gets mail to an agency, as a `Mail` names it, each address once. Raises NudgeRefused when there is none."""
    people = agency.people.filter(is_active=True).exclude(email="").order_by("pk").values_list("email", "pk")
    found: dict[str, dict[str, Any]] = {}
    if agency.contact_email:
        found[agency.contact_email] = {"address": agency.contact_email, "office": agency.code}
    found |= {email: {"address": email, "office": agency.code, "person": pk} for email, pk in people}
    if not found:
        raise NudgeRefused(f"{agency.short_name} belum mempunyai alamat surel. Lengkapi narahubungnya, lalu coba lagi.")
    return list(found.values())


def remind_all(
    found: list[ToRemind],
    plan: NudgePlan,
    *,
    channel: str,
    addressee: str,
    by: User | None,
    step: NudgeStep | None = None,
) -> NudgeRound:
    """Reminds everybody who may be reminded; who rests or has no address is left out with the reason."""
    outcome = NudgeRound([], [])
    for candidate in found:
        try:
            outcome.sent.append(remind(candidate, plan, channel=channel, addressee=addressee, by=by, step=step))
        except NudgeRefused as refusal:
            outcome.left_out.append(str(refusal))
    return outcome


def number_letters(numbers: dict[int, str], *, by: User) -> int:
    """Keeps the official numbers of letters by their keys, a new one in the place of the old; returns how many changed.

    An empty number takes none away: a number that was given stays given.
    """
    known = dict(LetterNumber.objects.filter(nudge__in=numbers).values_list("nudge_id", "number"))
    changed = {key: number for key, number in numbers.items() if number and known.get(key) != number}
    LetterNumber.objects.bulk_create(
        [LetterNumber(nudge_id=key, number=number, entered_by=by) for key, number in changed.items()],
        update_conflicts=True,
        unique_fields=["nudge"],
        update_fields=["number", "entered_by", "entered_at"],
    )
    return len(changed)


def send_due() -> int:
    """What the daily job does: mail of a due rung goes out once per agency, other rungs are announced once.

    Returns the number of mails. Running it again on the same day sends nothing more.
    """
    plans = NudgePlan.objects.filter(automatic=True, period__opens_at__lte=timezone.now()).select_related("period")
    return sum(_send_due_of(plan, reason) for plan in plans for reason in Reason)


def _send_due_of(plan: NudgePlan, reason: Reason) -> int:
    step = current_step(plan, timezone.localdate(), reason)
    if step is None or timezone.now() > recipients.deadlines(plan.period, reason).last:
        return 0
    if step.channel != Channel.EMAIL:
        _announce(step, plan)
        return 0
    # The ladder is for perangkat daerah; a repair and evidence are asked of whoever owes them.
    groups = (False, True) if reason in OF_WHOEVER_OWES else (False,)
    found = [one for group in groups for one in recipients.candidates(plan.period, plan, reason=reason, schools=group)]
    waiting = rung(step, found).ready
    return len(remind_all(waiting, plan, channel=step.channel, addressee=step.addressee, by=None, step=step).sent)


@transaction.atomic
def _announce(step: NudgeStep, plan: NudgePlan) -> None:
    """Tells the coordinators once that a rung is due which only people can take."""
    if NudgeStep.objects.filter(pk=step.pk, announced_at=None).update(announced_at=timezone.now()):
        text = f"Langkah pengingat “{step.full_name}” sudah tiba waktunya. Buka daftar pengingat untuk menyiapkannya."
        url = f"{reverse('dashboard:nudges')}?tahun={plan.period.year}&alasan={step.reason}"
        tell(User.objects.coordinators(), text, url=url)
