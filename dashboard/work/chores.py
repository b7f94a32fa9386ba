"""What of reviewing and repair waits for a coordinator: each a count, and the list of proposals that it counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from competitions.iga.desk.second import duties
from competitions.iga.desk.waiting import waiting_by_year
from foundation.text.rounding import in_figures
from proposals.core.holding import in_hands_of
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import Holder, Role
from proposals.verifying.waiting import RETURNED
from reviews.assigning.late import late_people, late_tasks
from reviews.assigning.reminders import LateReviewer, late_reviewers
from reviews.core.models import Assignment
from reviews.core.pending import in_dispute, needs_successor, too_few_reviews
from reviews.core.standings import StageFigures
from reviews.presenting.week import amounts

Details = dict[int, str]


@dataclass(frozen=True, slots=True)
class Chore:
    """One kind of work: its words after a count, the heading of its list, what it means, and where a row leads to.

    `which` says what belongs to it, `told` what is said of each row of the list.
    """

    key: str
    words: str
    title: str
    lead: str
    which: Callable[[], Q]
    told: Callable[[Sequence[SentProposal]], Details]
    page: str
    label: str

    @property
    def url(self) -> str:
        return reverse("dashboard:chore", args=[self.key])

    def rows(self, user: User) -> SentQuerySet:
        """The proposals that `user` coordinates and that wait for it, the longest waiting first."""
        found = SentProposal.objects.as_role(user, Role.COORDINATOR).filter(self.which())
        return found.select_related("agency").order_by("status_since", "pk")


def answered() -> Q:
    """Sent again after it had been returned, and waiting to be verified."""
    return in_hands_of(Holder.VERIFICATION) & Q(RETURNED)


def _figures(rows: Sequence[SentProposal]) -> Iterable[StageFigures]:
    """The figures of the stages in which these stand; one query."""
    return StageFigures.objects.filter(
        proposal__in=[row.pk for row in rows],
        stage__period=F("proposal__period"),
        stage__order=F("proposal__review_round"),
    ).select_related("stage")


def _who_left(rows: Sequence[SentProposal]) -> Details:
    here = Assignment.objects.filter(proposal__in=[row.pk for row in rows], stage__order=F("proposal__review_round"))
    gone = here.filter(state=Assignment.State.RECUSED) | here.left_behind()
    found: dict[int, list[str]] = {}
    for task in gone.select_related("reviewer").order_by("ended_at", "pk"):
        recused = task.state == Assignment.State.RECUSED
        what = f"mengundurkan diri: {task.reason}" if recused else "tidak lagi menjadi penilai"
        found.setdefault(task.proposal_id, []).append(f"{task.reviewer} {what}")
    return {key: "; ".join(words) for key, words in found.items()}


def _how_few(rows: Sequence[SentProposal]) -> Details:
    return {
        each.proposal_id: f"{each.n} dari {each.stage.minimum_scores} nilai lengkap, {each.asked} penilai, {each.stage}"
        for each in _figures(rows)
    }


def _how_far(rows: Sequence[SentProposal]) -> Details:
    apart = StageFigures.objects.unsettled().filter(proposal__in=[row.pk for row in rows])
    return {
        each.proposal_id: f"selisih {in_figures(each.spread)} poin, batasnya {each.stage.spread_limit}, {each.stage}"
        for each in apart.select_related("stage").order_by("-stage__order")
        if each.spread is not None
    }


def _since_when(rows: Sequence[SentProposal]) -> Details:
    return {row.pk: f"dikirim kembali {date_format(timezone.localtime(row.status_since))}" for row in rows}


CHORES: Final = (
    Chore(
        "jawaban",
        "usulan yang dikirim kembali sesudah diperbaiki",
        "Dikirim kembali sesudah perbaikan",
        "Instansi sudah menjawab catatan Anda. Periksa lagi, lalu terima atau minta perbaikan lagi.",
        answered,
        _since_when,
        "proposals:verify",
        "Periksa",
    ),
    Chore(
        "pengganti",
        "usulan yang penilainya berhenti dan belum diganti",
        "Perlu penilai pengganti",
        "Seorang penilai mengundurkan diri atau tidak lagi menjadi penilai, dan penilainya kini kurang.",
        needs_successor,
        _who_left,
        "reviews:assign",
        "Atur penilai",
    ),
    Chore(
        "kurang-nilai",
        "usulan yang nilainya tidak akan cukup",
        "Nilai tidak akan cukup",
        "Penilai yang sudah dan masih dapat selesai kurang dari yang diperlukan. Tambah penilai atau perpanjang tahap.",
        too_few_reviews,
        _how_few,
        "reviews:assign",
        "Atur penilai",
    ),
    Chore(
        "selisih",
        "usulan dengan selisih nilai yang belum dibahas",
        "Selisih nilai yang belum diselesaikan",
        "Nilai para penilai terpaut lebih dari batas tahapnya. Ajak mereka membahasnya, lalu catat penyelesaiannya.",
        in_dispute,
        _how_far,
        "reviews:discussion",
        "Buka pembahasan",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChoreLine:
    """So many of something wait, in words, and the list of them; `to_mail` of them can be reminded by mail now."""

    amount: int
    words: str
    url: str
    to_mail: int = 0


def late_for(user: User, closed: Sequence[int]) -> list[LateReviewer]:
    """The late reviewers as far as a coordinator may know them, the most urgent first; nobody for others. One query.

    `closed` as of `chore_lines`.
    """
    return late_reviewers(late_people(late_tasks(hidden=closed))) if user.is_coordinator else []


def chore_lines(user: User, closed: Sequence[int], late: Sequence[LateReviewer]) -> list[ChoreLine]:
    """What waits for a coordinator, over all periods and without what is done; nothing for others.

    `closed` are the keys of the proposals that a conflict of interest takes away, `late` what `late_for` says.
    """
    if not user.is_coordinator:
        return []
    counts = {f"n{place}": Count("pk", filter=chore.which()) for place, chore in enumerate(CHORES)}
    found = SentProposal.objects.exclude(pk__in=closed).order_by().aggregate(**counts)
    lines = [ChoreLine(found[f"n{place}"], chore.words, chore.url) for place, chore in enumerate(CHORES)]
    words = "penilai yang belum selesai menjelang atau sesudah batasnya"
    chased = ChoreLine(len(late), words, reverse("reviews:late"), sum(row.may_be_mailed for row in late))
    this_week, lacking = amounts(closed)
    jury = ChoreLine(lacking, "presentasi dan kunjungan yang kekurangan juri", reverse("reviews:schedule"))
    week = ChoreLine(this_week, "presentasi dan kunjungan sampai akhir minggu ini", reverse("reviews:week"))
    claims = [
        ChoreLine(waits, f"klaim IGA {year} menunggu diperiksa", reverse("competitions:desk_queue", args=[year]))
        for year, waits in waiting_by_year(closed)
    ]
    again = [
        ChoreLine(
            waits,
            f"klaim IGA {year} menunggu pemeriksaan kedua atau penyelesaian",
            reverse("competitions:desk_second", args=[year]),
        )
        for year, waits in duties(user)
    ]
    return [line for line in (*lines, *claims, *again, chased, jury, week) if line.amount]
