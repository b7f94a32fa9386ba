"""Where a proposal of an agency is, with whom and since when, and what comes next: the one place that says so.

The home of the agency, the page of the proposal, the page after sending it, its receipt and its calendar ask here. What
comes next has a date where somebody has set one, and says so where nobody has.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from foundation.days.calendars import Dated
from foundation.figures import marked
from foundation.papers.moments import spoken
from foundation.site import absolute
from proposals.core.above import Planned, PlannedStage, planned
from proposals.core.head import detail_url
from proposals.core.holding import Held, held
from proposals.core.moving.moves import refused_from
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.period.repairing import SentBack, repair_days
from proposals.core.way import WAY, step_of
from proposals.core.workflow import DECIDED, EDITABLE, PRIVATE, PROMOTED, REFUSED, UNDER_REVIEW, Holder, Status

NO_DATE: Final = "tanggalnya belum ditetapkan"
OFFICES: Final = {
    Holder.AGENCY: "Instansi Anda",
    Holder.VERIFICATION: "Bapperida",
    Holder.REVIEWERS: "Bapperida",
    Holder.REVIEWS: "Tim penilai",
    Holder.DECISION: "Bapperida",
    Holder.DECREE: "Bapperida",
}
CHECKING, SCORING, DECIDING = step_of(Holder.VERIFICATION), step_of(Holder.REVIEWS), step_of(Holder.DECISION)
TEXTS: Final = {
    CHECKING: "Bila ada catatan, usulan kembali kepada Anda untuk diperbaiki.",
    DECIDING: "Hasil dan alasannya disampaikan kepada instansi Anda.",
}
RETURNED: Final = "Ada catatan dari Bapperida. Usulan ada di tangan Anda untuk diperbaiki."
TAKEN_UP: Final = "Usulan ini draf lagi di tangan Anda. Pemeriksaan mulai sesudah Anda mengajukannya kembali."
# Decided upon, and no decree follows.
ENDED: Final = DECIDED - PROMOTED
# Where nobody has it: what there is left to know or to do.
_OVER: Final = {
    Status.REJECTED: "Tidak ada langkah lagi pada periode ini. Alasannya ada di halaman usulan.",
    Status.COACHING: "Dibina untuk tahun berikutnya. Tugasnya ada di rencana pembinaan, begitu disampaikan.",
    Status.ESTABLISHED: "Selesai. Inovasi ini tampil di katalog.",
}


class OnItsWay(Protocol):
    """Whatever says of a proposal where it stands: the stored row, what was sent of it, what its agency reads."""

    @property
    def pk(self) -> Any: ...
    @property
    def number(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def status_since(self) -> datetime.datetime: ...
    @property
    def period(self) -> Period: ...


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the way in words, as the line component takes it, with its days for a calendar where it has any."""

    title: str
    when: str = ""
    text: str = ""
    state: str = ""
    dates: tuple[Dated, ...] = ()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Of one proposal: in whose hands and since when, what comes next as a sentence, and what its period plans.

    `closes_at` is when writing ends for its agency, `repair_until` the day that a repair was given.
    """

    proposal: OnItsWay
    held: Held
    plan: Planned
    closes_at: datetime.datetime
    repair_until: datetime.date | None = None

    @property
    def status(self) -> Status:
        return Status(self.proposal.status)

    @property
    def step(self) -> int:
        """On which of the five steps of its way it is, counted from one; the last once it is over."""
        return step_of(self.held.holder) + 1 if self.held.holder else len(WAY)

    @property
    def step_name(self) -> str:
        return WAY[self.step - 1].name

    @property
    def is_ours(self) -> bool:
        """Whether its agency has to act."""
        return self.held.holder is Holder.AGENCY

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Its state, with whom it is and since when, and what comes next: pairs of a label and words."""
        state, since = str(self.status.label), f"sejak {date_format(timezone.localtime(self.held.since))}"
        if self.held.holder is None:
            return [("Keadaan", f"{state} {since}"), ("Berikutnya", self.next)]
        office = OFFICES[self.held.holder]
        where = f"{office} {since}"
        if not self.is_ours:
            words = marked("proposal.holder", self.held.words, subject=self.proposal.number)
            where = format_html("{}, menunggu {} {}", office, words, since)
        return [("Keadaan", state), ("Di tangan", where), ("Berikutnya", self.next)]

    @property
    def next(self) -> str:
        """What comes next and when, as a sentence."""
        if self.status in _OVER:
            return _OVER[self.status]
        if self.held.holder is None or self.is_ours:
            return self._own_turn
        # Bapperida's decision and the decree are what comes next while they are waited for.
        following = self.step if self.step <= DECIDING else self.step - 1
        when = _of_stage(self._round) if following == SCORING and self._round else self._when(following)
        return f"{WAY[following].sentence}, {when or NO_DATE}."

    @property
    def _round(self) -> PlannedStage | None:
        """The round of scoring that runs or comes; once all are over, the last."""
        now, rounds = timezone.now(), self.plan.stages
        return next(
            (each for each in rounds if not each.closes_at or each.closes_at >= now), rounds[-1] if rounds else None
        )

    @property
    def price(self) -> str:
        """What taking it back costs, and how it comes back."""
        if timezone.now() > self.closes_at:
            return (
                f"Pengajuan sudah ditutup {spoken(self.closes_at)}. Usulan yang ditarik sekarang tidak dapat diajukan "
                "lagi pada periode ini. Untuk mengubah isinya, tanyakan kepada Bapperida lewat diskusi usulan."
            )
        return (
            f"Sesudah ditarik, usulan dapat dikembalikan ke draf, diperbaiki, lalu diajukan lagi sampai "
            f"{spoken(self.closes_at)}. Isi dan nomornya tetap, tetapi pemeriksaannya mulai dari awal."
        )

    @property
    def _own_turn(self) -> str:
        if timezone.now() > self.closes_at:
            return f"Pengajuan sudah ditutup {spoken(self.closes_at)}. Untuk waktu tambahan, hubungi Bapperida."
        if self.repair_until:
            return f"Perbaiki dan kirim kembali paling lambat {date_format(self.repair_until)}."
        if self.status in EDITABLE:
            return f"Ajukan paling lambat {spoken(self.closes_at)}."
        return f"Dapat dikembalikan ke draf dan diajukan lagi paling lambat {spoken(self.closes_at)}."

    def _when(self, place: int) -> str:
        """When a step of the way takes place, as far as that is set."""
        if place == SCORING:
            opening = [each.opens_at for each in self.plan.stages if each.opens_at]
            closing = [each.closes_at for each in self.plan.stages if each.closes_at]
            return _from_to(min(opening, default=None), max(closing, default=None))
        if place == DECIDING and self.plan.meeting_at:
            return f"rapat {spoken(self.plan.meeting_at)}, {self.plan.meeting_place}"
        return ""

    def stops(self, sent_at: str = "") -> list[Stop]:
        """The steps of its way with their dates, the present one named; `sent_at` says when it was received.

        One query for a refused one, none for others.
        """
        (now, is_now), skipped = self._present, self._skipped()
        return [
            Stop(
                step.sentence,
                sent_at if place == 0 else self._told_when(place, is_over=place < now),
                self._turn_text if is_now and place == now and self.is_ours else self._text(place),
                "done" if place < now else "now" if is_now and place == now else "",
                tuple(self._dated(place)) if self.held.holder and place >= now else (),
            )
            for place, step in enumerate(WAY)
            if place not in skipped
        ]

    def _skipped(self) -> set[int]:
        """The steps it did not and will not take: no decree follows, nor scores when it was refused before them."""
        if self.held.holder or self.status not in ENDED:
            return set()
        spoken = refused_from([self.proposal.pk]).get(self.proposal.pk) if self.status is REFUSED else None
        after = set(range(DECIDING + 1, len(WAY)))
        return after | {SCORING} if spoken and spoken not in UNDER_REVIEW else after

    def _told_when(self, place: int, *, is_over: bool) -> str:
        """When a step takes place. Nothing is planned of one that is over: the next meeting has other proposals."""
        if is_over:
            return self._when(place) if place == SCORING else ""
        return self._when(place) or NO_DATE

    @property
    def _turn_text(self) -> str:
        return TAKEN_UP if self.status in PRIVATE else RETURNED

    def _text(self, place: int) -> str:
        if place == SCORING and len(self.plan.stages) > 1:
            return "; ".join(map(_of_stage, self.plan.stages))
        return TEXTS.get(place, "")

    @property
    def _present(self) -> tuple[int, bool]:
        """How many steps are done, and whether the one after them is the present one."""
        if self.held.holder:
            # What was sent back is still being checked.
            return max(step_of(self.held.holder), CHECKING), True
        if self.status in DECIDED:
            return len(WAY), False
        return 1, False

    def dates(self) -> list[Dated]:
        """Everything of its way that has a day, for a calendar; until when it may be repaired or sent, too."""
        key, name, mine = self.proposal.pk, self.proposal.title, []
        if self.is_ours:
            mine.append(Dated(f"batas-{key}@portal-inovasi", f"Batas: {name}", self.closes_at, self.closes_at))
        if day := self.is_ours and self.repair_until:
            mine.append(Dated(f"perbaikan-{key}@portal-inovasi", f"Batas perbaikan: {name}", day, day))
        return [*mine, *(dated for stop in self.stops() for dated in stop.dates)]

    def _dated(self, place: int) -> Iterator[Dated]:
        key, url = self.proposal.pk, absolute(detail_url(self.proposal.pk))
        if place == SCORING:
            for number, stage in enumerate(self.plan.stages, start=1):
                days = [timezone.localdate(each) for each in (stage.opens_at, stage.closes_at) if each]
                if days:
                    title = f"{stage.name}: {self.proposal.title}"
                    yield Dated(f"tahap-{number}-{key}@portal-inovasi", title, days[0], days[-1], url)
        elif place == DECIDING and (at := self.plan.meeting_at):
            title, place_of = f"Rapat penetapan: {self.proposal.title}", self.plan.meeting_place
            yield Dated(f"rapat-{key}@portal-inovasi", title, at, at + datetime.timedelta(hours=2), url, place_of)


def _of_stage(stage: PlannedStage) -> str:
    return f"{stage.name}: {_from_to(stage.opens_at, stage.closes_at) or NO_DATE}"


def _from_to(first: datetime.datetime | None, last: datetime.datetime | None) -> str:
    """The days as far as they are set; empty when neither is."""
    begin, end = (each and date_format(timezone.localtime(each)) for each in (first, last))
    if begin and end:
        return f"{begin} sampai {end}"
    return f"paling lambat {end}" if end else f"mulai {begin}" if begin else ""


def whereabouts(rows: Iterable[OnItsWay], agency: int) -> dict[int, Whereabouts]:
    """Of each of these proposals of one agency where it is and what comes next, by key.

    Five queries at most, none without rows.
    """
    listed = list(rows)
    if not listed:
        return {}
    hands, plans = held(listed), planned({row.period.pk for row in listed})
    closings = _closings(listed, agency)
    returned = {
        row.pk: SentBack(row.period.pk, row.status_since, closings[row.period.pk])
        for row in listed
        if row.status in EDITABLE and row.status not in PRIVATE
    }
    until = repair_days(returned)
    return {
        row.pk: Whereabouts(row, hands[row.pk], plans[row.period.pk], closings[row.period.pk], until.get(row.pk))
        for row in listed
    }


def way_ahead(row: OnItsWay) -> list[Stop]:
    """The steps after the sending of a proposal, whatever has come of it since; two queries."""
    plan = planned([row.period.pk])[row.period.pk]
    sent = Whereabouts(row, Held(Holder.VERIFICATION, row.status_since), plan, row.period.closes_at)
    return sent.stops()[CHECKING:]


def _closings(rows: Iterable[OnItsWay], agency: int) -> Mapping[int, datetime.datetime]:
    """When writing ends for the agency in the periods of the rows, by key of the period."""
    periods = {row.period.pk: row.period for row in rows}
    later = PeriodExtension.objects.filter(agency=agency, period__in=periods).values_list("period_id", "closes_at")
    given = dict(later)
    return {key: max(period.closes_at, given.get(key, period.closes_at)) for key, period in periods.items()}
