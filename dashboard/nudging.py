"""Whom to remind, and reminding: every reminder is kept, nobody is reminded twice within the rest period."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from agencies.city import city
from agencies.models import Agency, User
from agencies.notifications import tell
from agencies.tasks import send_mail_later
from dashboard import figures
from dashboard.figures import AgencyRow
from dashboard.models import Addressee, Channel, Nudge, NudgePlan, NudgeStep
from dashboard.nudgetext import words
from proposals.models import Period, Proposal

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
class Candidate:
    """One agency that has not submitted enough, its last reminder and until when it rests."""

    row: AgencyRow
    missing: int
    last: Nudge | None
    rests_until: datetime.date | None


@dataclass(frozen=True, slots=True)
class Round:
    """The outcome of reminding many: what went out, and who was left out with the reason."""

    sent: list[Nudge]
    left_out: list[str]


@transaction.atomic
def plan_for(period: Period) -> NudgePlan:
    """The plan of a period; the first time, with the ladder everybody starts with."""
    plan, new = NudgePlan.objects.get_or_create(period=period)
    if new:
        closing = timezone.localdate(period.closes_at)
        NudgeStep.objects.bulk_create(
            NudgeStep(plan=plan, addressee=who, channel=how, due_on=closing - datetime.timedelta(days=days))
            for who, how, days in LADDER
        )
    return plan


def current_step(plan: NudgePlan, today: datetime.date) -> NudgeStep | None:
    """The highest rung that is due; None before the first."""
    return plan.steps.filter(due_on__lte=today).order_by("due_on", "pk").last()


def candidates(period: Period, plan: NudgePlan, *, schools: bool = False) -> list[Candidate]:
    """The target agencies (or schools) that have not submitted enough; six queries whatever their number."""
    rows = Proposal.objects.filter(period=period)
    covered = figures.coverage(rows, period)
    chosen = covered.schools if schools else covered.agencies
    short = [row for row in chosen if row.tally.submitted < period.minimum_per_agency]
    newest = Nudge.objects.filter(period=period).order_by().values("agency").annotate(pk_max=Max("pk"))
    last = {
        nudge.agency_id: nudge
        for nudge in Nudge.objects.filter(pk__in=newest.values("pk_max")).select_related("sent_by")
    }
    return [_candidate(row, period, plan, last.get(row.agency.pk)) for row in short]


def _candidate(row: AgencyRow, period: Period, plan: NudgePlan, last: Nudge | None) -> Candidate:
    until = _rest_end(last, plan) if last else None
    resting = until is not None and until > timezone.localdate()
    return Candidate(row, period.minimum_per_agency - row.tally.submitted, last, until if resting else None)


def _rest_end(last: Nudge, plan: NudgePlan) -> datetime.date:
    return timezone.localdate(last.sent_at) + datetime.timedelta(days=plan.rest_days)


def text_for(candidate: Candidate, period: Period, addressee: str) -> str:
    """The words for one agency today."""
    return words(
        addressee=addressee,
        agency=candidate.row.agency.name,
        period=str(period),
        missing=candidate.missing,
        has_draft=candidate.row.has_draft,
        closing=timezone.localdate(period.closes_at),
        today=timezone.localdate(),
        site=settings.SITE_URL,
        office=city()["office"]["short_name"],
    )


@transaction.atomic
def remind(
    candidate: Candidate,
    plan: NudgePlan,
    *,
    channel: str,
    addressee: str,
    by: User | None,
    step: NudgeStep | None = None,
) -> Nudge:
    """Records one reminder and, by mail, queues it in the same transaction.

    Raises NudgeRefused while the agency rests, after the closing, or when there is no mail address.
    """
    locked = NudgePlan.objects.select_for_update().select_related("period").get(pk=plan.pk)
    agency, period = candidate.row.agency, locked.period
    if timezone.now() > period.closes_at:
        raise NudgeRefused(f"{period} sudah ditutup, jadi pengingat tidak dikirim lagi.")
    last = Nudge.objects.filter(period=period, agency=agency).first()
    if last and _rest_end(last, locked) > timezone.localdate():
        day = _rest_end(last, locked)
        raise NudgeRefused(
            f"{agency.short_name} sudah diingatkan {timezone.localdate(last.sent_at):%d/%m/%Y}. "
            f"Ingatkan lagi mulai {day:%d/%m/%Y}."
        )
    text = text_for(candidate, period, addressee)
    nudge = Nudge.objects.create(
        period=period, agency=agency, step=step, addressee=addressee, channel=channel, text=text, sent_by=by
    )
    if channel == Channel.EMAIL:
        send_mail_later(subject=f"Pengingat {period}", body=text, to=_addresses(agency))
    return nudge


def _addresses(agency: Agency) -> list[str]:
    """Where mail to an agency goes. Raises NudgeRefused when there is no address."""
    people = agency.people.filter(is_active=True).exclude(email="").values_list("email", flat=True)
    found = sorted({address for address in [agency.contact_email, *people] if address})
    if not found:
        raise NudgeRefused(f"{agency.short_name} belum mempunyai alamat surel. Lengkapi narahubungnya, lalu coba lagi.")
    return found


def remind_all(
    found: list[Candidate],
    plan: NudgePlan,
    *,
    channel: str,
    addressee: str,
    by: User | None,
    step: NudgeStep | None = None,
) -> Round:
    """Reminds everybody who may be reminded; who rests or has no address is left out with the reason."""
    outcome = Round([], [])
    for candidate in found:
        try:
            outcome.sent.append(remind(candidate, plan, channel=channel, addressee=addressee, by=by, step=step))
        except NudgeRefused as refusal:
            outcome.left_out.append(str(refusal))
    return outcome


def send_due() -> int:
    """What the daily job does: mail of the due rung goes out once per agency, other rungs are announced once.

    Returns the number of mails. Running it again on the same day sends nothing more.
    """
    sent = 0
    now = timezone.now()
    for plan in NudgePlan.objects.filter(automatic=True, period__opens_at__lte=now, period__closes_at__gte=now):
        step = current_step(plan, timezone.localdate())
        if step is None:
            continue
        if step.channel != Channel.EMAIL:
            _announce(step, plan)
            continue
        done = set(step.nudges.values_list("agency_id", flat=True))
        waiting = [one for one in candidates(plan.period, plan) if one.row.agency.pk not in done]
        sent += len(remind_all(waiting, plan, channel=step.channel, addressee=step.addressee, by=None, step=step).sent)
    return sent


@transaction.atomic
def _announce(step: NudgeStep, plan: NudgePlan) -> None:
    """Tells the coordinators once that a rung is due which only people can take."""
    if NudgeStep.objects.filter(pk=step.pk, announced_at=None).update(announced_at=timezone.now()):
        text = f"Langkah pengingat “{step}” sudah tiba waktunya. Buka daftar pengingat untuk menyiapkannya."
        tell(User.objects.coordinators(), text, url=f"{reverse('dashboard:nudges')}?tahun={plan.period.year}")
