"""Where a period stands at a moment, reckoned in one place: not yet open, open or closed, and the days of it."""

import datetime
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from django.db.models import Count, Max, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from foundation.figures import marked

if TYPE_CHECKING:
    from proposals.core.period.models import Period

DAY = datetime.timedelta(days=1)


class Phase(TextChoices):
    BEFORE = "before", "Belum dibuka"
    OPEN = "open", "Sedang dibuka"
    CLOSED = "closed", "Sudah ditutup"


def phase_of(opening: datetime.datetime, closing: datetime.datetime, at: datetime.datetime) -> Phase:
    """The phase at a moment; the moments of opening and of closing themselves are open."""
    if at < opening:
        return Phase.BEFORE
    return Phase.OPEN if at <= closing else Phase.CLOSED


def day_of(opening: datetime.datetime, closing: datetime.datetime, at: datetime.datetime) -> int:
    """Which day of a period a moment lies in, the first being 1: 0 before the opening, after the closing the last."""
    if at < opening:
        return 0
    return min((at - opening) // DAY + 1, ceil((closing - opening) / DAY))


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period at a moment: its phase, the calendar days until it opens or closes (0 once it is closed), its age.

    The age is how much of the period's own time is over: nothing before the opening, never more than its length.
    """

    phase: Phase
    days: int
    age: datetime.timedelta
    turns_at: datetime.datetime

    @property
    def is_before(self) -> bool:
        return self.phase is Phase.BEFORE

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    @property
    def is_closed(self) -> bool:
        return self.phase is Phase.CLOSED

    @property
    def words(self) -> str:
        """When the period opens, closes or was closed: "Dibuka 1 Maret 2027, 92 hari lagi"."""
        moment = timezone.localtime(self.turns_at)
        if self.is_closed:
            return f"Sudah ditutup {date_format(moment)}"
        verb = "Dibuka" if self.is_before else "Ditutup"
        if not self.days:
            return f"{verb} hari ini pukul {moment:%H.%M}"
        return f"{verb} {date_format(moment)}, {self.days} hari lagi"


def period_state(period: "Period", at: datetime.datetime) -> PeriodState:
    """Where the period stands at the moment."""
    phase = phase_of(period.opens_at, period.closes_at, at)
    turns_at = period.opens_at if phase is Phase.BEFORE else period.closes_at
    left = timezone.localdate(turns_at) - timezone.localdate(at)
    reached = min(max(at, period.opens_at), period.closes_at)
    return PeriodState(phase, max(left.days, 0), reached - period.opens_at, turns_at)


@dataclass(frozen=True, slots=True)
class RunningExtensions:
    """How many agencies may still submit though the period is closed for the others, and until when at the latest."""

    year: int
    agencies: int = 0
    until: datetime.datetime | None = None

    @property
    def words(self) -> SafeString:
        """Said beside "Sudah ditutup"; empty when nobody may."""
        if self.until is None:
            return SafeString()
        amount, day = marked("period.extended", self.agencies, year=self.year), date_format(localtime(self.until))
        return format_html("{} instansi masih boleh mengajukan, paling lama sampai {}", amount, day)


def running_extensions(period: "Period", at: datetime.datetime) -> RunningExtensions:
    """The extensions that run at the moment; one query, none unless the period is closed by then."""
    if phase_of(period.opens_at, period.closes_at, at) is not Phase.CLOSED:
        return RunningExtensions(period.year)
    running = period.extensions.filter(closes_at__gte=at)
    return RunningExtensions(period.year, **running.aggregate(agencies=Count("pk"), until=Max("closes_at")))


def reference_day(period: "Period") -> datetime.date:
    """The day whose list of agencies a period is judged by: today, or its last day once it is over."""
    return min(timezone.localdate(), timezone.localdate(period.closes_at))
