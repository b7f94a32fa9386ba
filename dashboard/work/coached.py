"""What of coaching waits for one person: tasks of the own agency or of those they coach, plans still to be shared."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.kipp.writing.opening import OPEN_IN
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.coaching.reading import coached_proposals

YEAR = "proposal__period__year"


@dataclass(frozen=True, slots=True)
class CoachingLine:
    """So many of something in the plans of one year, in words, and the list of these plans."""

    amount: int
    words: str
    year: int
    state: str

    @property
    def url(self) -> str:
        return f"{reverse('reviews:coaching_list')}?tahun={self.year}&keadaan={self.state}"


def coaching_lines(person: User, closed: Sequence[int]) -> list[CoachingLine]:
    """What waits, year by year; two queries, for whoever coordinates nothing one.

    `closed` are the keys of the proposals that a conflict of interest takes away.
    """
    return [*_unshared(person, closed), *_tasks(person)]


def coached_texts(person: User) -> list[Nomination]:
    """The KIPP entries of proposals that the person coaches whose texts may still be written; one query."""
    rows = Nomination.objects.filter(proposal__in=coached_proposals(person), state__in=OPEN_IN)
    return list(rows.select_related("edition", "proposal").order_by("-edition__year", "pk"))


def _unshared(person: User, closed: Sequence[int]) -> Iterable[CoachingLine]:
    if not person.is_coordinator:
        return
    waiting = CoachingPlan.objects.filter(shared_at=None, closed_at=None).exclude(proposal__in=closed).order_by()
    for year, amount in waiting.values_list(YEAR).annotate(amount=Count("pk")).order_by(YEAR):
        yield CoachingLine(amount, f"rencana pembinaan {year} belum disampaikan", year, "disiapkan")


def _tasks(person: User) -> Iterable[CoachingLine]:
    """One line for what the own agency has to do, one for what others do whom the person coaches."""
    plans = CoachingPlan.objects.order_by()
    own, coached = (Q(plan__in=rows.values("pk")) for rows in (plans.owned_by(person), plans.coached_by(person)))
    running = CoachingTask.objects.open().filter(own | coached, plan__in=plans.running().values("pk"))
    by_year = running.order_by().values_list(f"plan__{YEAR}").order_by(f"plan__{YEAR}")
    counted = by_year.annotate(
        own=Count("pk", filter=own), own_due=Min("due", filter=own),
        coached=Count("pk", filter=coached), coached_due=Min("due", filter=coached),
    )  # fmt: skip
    for year, own_amount, own_due, coached_amount, coached_due in counted:
        if own_amount:
            yield _line(own_amount, "tugas pembinaan", year, own_due)
        if coached_amount:
            yield _line(coached_amount, "tugas pada usulan yang Anda bina, pembinaan", year, coached_due)


def _line(amount: int, words: str, year: int, due: datetime.date) -> CoachingLine:
    late = due < timezone.localdate()
    until = f"tenggat {date_format(due)} sudah lewat" if late else f"tenggat terdekat {date_format(due)}"
    return CoachingLine(amount, f"{words} {year}, {until}", year, "berjalan")
