"""What an agency still has to write and what it has on its way: the operator's part of "Pekerjaan saya"."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from agencies.core.models import User
from dashboard.figures import links
from dashboard.figures.counts import Tally, tally_of
from dashboard.work.following import Following, following
from proposals.core.counts.counting import KnownPeriod
from proposals.core.guide.readiness import Completeness
from proposals.core.period.basics import Basics
from proposals.core.period.deadline import deadline_words
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.period.repairing import SentBack, repair_days
from proposals.core.period.state import Phase, phase_of
from proposals.core.presence import Writing, writing_now
from proposals.core.reading.own import OwnProposal, Unfinished, unfinished
from proposals.core.workflow import EDITABLE, PRIVATE
from proposals.discussion.models import Handover

DESK_ROWS = 10
NOTE_SHOWN = 160


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One own proposal that can be written on: how complete it is, when writing ends, and who was given it with what
    words, if somebody was."""

    proposal: OwnProposal
    state: Completeness
    closes_at: datetime.datetime
    asked: tuple[str, ...]
    waiting: int = 0
    head: str = ""
    repair_until: datetime.date | None = None
    handed: str = ""
    writing: tuple[Writing, ...] = ()

    @property
    def go_on(self) -> str:
        """What its button says when it was sent back; how many remarks wait for an answer."""
        return f"Jawab catatan ({self.waiting})" if self.waiting else "Periksa dan kirim kembali"

    @property
    def is_returned(self) -> bool:
        return self.proposal.status not in PRIVATE

    @property
    def days_left(self) -> int:
        """Whole days until writing ends; below zero once it has ended."""
        return (timezone.localdate(self.closes_at) - timezone.localdate()).days

    @property
    def is_open(self) -> bool:
        return timezone.now() <= self.closes_at

    @property
    def asked_by(self) -> str:
        """Whose words the first of `asked` are, and how many more there are."""
        more = len(self.asked) - 1
        return f"Bapperida, dan {more} catatan lain" if more > 0 else "Bapperida"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Its number, and by when: pairs of a label and words."""
        number = [("Nomor", self.proposal.number)] if self.proposal.number else []
        handed = [("Serah terima", self.handed)] if self.handed else []
        head = [("Persetujuan kepala", self.head)] if self.head else []
        return [*number, *handed, *head, *self._carried, *self._now, *(self._repair or [("Batas", self._until)])]

    @property
    def _now(self) -> list[tuple[str, str]]:
        return [("Sekarang", "; ".join(map(str, self.writing)))] if self.writing else []

    @property
    def _carried(self) -> list[tuple[str, str]]:
        if self.is_returned or not self.waiting:
            return []
        return [("Catatan", f"{self.waiting} dari usulan sebelumnya, belum dijawab")]

    @property
    def _repair(self) -> list[tuple[str, str]]:
        if self.repair_until is None or not self.is_open:
            return []
        over = ", sudah lewat" if self.repair_until < timezone.localdate() else ""
        return [("Perbaiki paling lambat", f"{date_format(self.repair_until)}{over}")]

    @property
    def _until(self) -> str:
        if not self.is_open:
            day = date_format(timezone.localtime(self.closes_at))
            return f"Pengisian ditutup {day}. Bila perlu waktu tambahan, hubungi koordinator Bapperida."
        left = f"Sisa {self.days_left} hari" if self.days_left else "Hari terakhir"
        return f"{left}, ditutup {date_format(timezone.localtime(self.closes_at), 'DATETIME_FORMAT')}"


@dataclass(frozen=True, slots=True)
class ProposerDesk:
    """The proposer's part: proposals to finish, how many there are in all, and the own agency's counts.

    `starts_in` is the period in which a new one may be begun now, `closes_at` when writing in the current one ends or
    ended for the agency, `deadline` the same in words; both are empty without a period.
    """

    rows: list[DeskRow]
    total: int
    following: Following
    tally: Tally
    period: Period | None
    starts_in: Period | None
    closes_at: datetime.datetime | None
    deadline: str

    @property
    def first(self) -> DeskRow | None:
        """What to do now: of those that are open what was sent back, else what was written on last."""
        return min((row for row in self.rows if row.is_open), key=lambda row: not row.is_returned, default=None)

    @property
    def others(self) -> list[DeskRow]:
        return [row for row in self.rows if row is not self.first]

    @property
    def is_new(self) -> bool:
        """Whether this agency has nothing yet, in a time in which it may begin."""
        known = self.rows or self.following.under_way or self.following.results or self.tally.submitted
        return bool(self.starts_in) and not known

    @property
    def new_url(self) -> str:
        """Where a new proposal begins: in the current period, or in the side round that is open instead of it."""
        begun = self.starts_in if self.starts_in != self.period else None
        return reverse("proposals:new") + (f"?tahun={begun.year}" if begun else "")

    @property
    def all_url(self) -> str:
        return links.with_status(*EDITABLE)


def proposer_desk(user: User, known: KnownPeriod | None, every: Basics) -> ProposerDesk | None:
    """What the person's agency still has to write; None without an agency. At most twenty-two queries."""
    if user.agency_id is None:
        return None
    period = known.period if known else None
    to_write, total = unfinished(user, DESK_ROWS, every)
    by_agency = known.counts.grouped("agency_id") if known else {}
    extensions = dict(PeriodExtension.objects.filter(agency=user.agency_id).values_list("period_id", "closes_at"))
    closes_at = _closing(period, extensions) if period else None
    return ProposerDesk(
        rows=_desk_rows(to_write, extensions, user),
        total=total,
        following=following(user, user.agency_id, every),
        tally=tally_of(by_agency.get(user.agency_id, Counter())),
        period=period,
        starts_in=period if period and _is_open(period, extensions) else _other_round(),
        closes_at=closes_at,
        deadline=deadline_words(period, closes_at) if period and closes_at else "",
    )


def _other_round() -> Period | None:
    return Period.objects.open_at(timezone.now()).first()


def _closing(period: Period, extensions: dict[int, datetime.datetime]) -> datetime.datetime:
    return max(period.closes_at, extensions.get(period.pk, period.closes_at))


def _is_open(period: Period, extensions: dict[int, datetime.datetime]) -> bool:
    return phase_of(period.opens_at, _closing(period, extensions), timezone.now()) is Phase.OPEN


def _desk_rows(to_write: Iterable[Unfinished], extensions: dict[int, datetime.datetime], user: User) -> list[DeskRow]:
    rows = [
        DeskRow(one.proposal, one.state, _closing(one.proposal.period, extensions), one.asked, one.waiting, one.head)
        for one in to_write
    ]
    until = repair_days(
        {
            row.proposal.pk: SentBack(row.proposal.period.pk, row.proposal.status_since, row.closes_at)
            for row in rows
            if row.is_returned
        }
    )
    keys = [row.proposal.pk for row in rows]
    handed, now = _handed(keys, user), writing_now(keys, beside=user)
    return [
        replace(
            row,
            repair_until=until.get(row.proposal.pk),
            handed=handed.get(row.proposal.pk, ""),
            writing=tuple(now.get(row.proposal.pk, ())),
        )
        for row in rows
    ]


def _handed(keys: list[int], user: User) -> dict[int, str]:
    """By key of the proposal who was given it last, by whom, and with what words; one query or none."""
    if not keys:
        return {}
    newest = Handover.objects.filter(proposal__in=keys).order_by("proposal_id", "-at", "-pk").distinct("proposal_id")
    return {
        row.proposal_id: f"{row.giver} kepada {'Anda' if row.taker_id == user.pk else row.taker}, "
        f"{date_format(timezone.localtime(row.at))}: “{Truncator(row.note).chars(NOTE_SHOWN)}”"
        for row in newest.select_related("giver", "taker")
    }
