"""Editing the stages of a period as one set: free until its first score, afterwards only as a version with a note."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import slugify

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import UNDER_REVIEW
from reviews.core.asking import ask_to_reckon
from reviews.core.models import ReviewStage, Rubric, Score, StageVersion
from reviews.core.refusals import ReviewRefused
from reviews.meeting.core.models import Meeting

ALL_SHARES = 100
KEY_LENGTH = 40
NOTE_HELP = "Nilai yang sudah diberikan tetap tercatat, dan nilai akhir dihitung ulang menurut susunan yang baru."


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as edited; `pk` is None for a new one. The order of the lines is the order of the stages."""

    pk: int | None
    name: str
    share: int
    rubric: Rubric
    minimum_scores: int
    spread_limit: int
    meets: str = ""


def with_use(period: Period) -> QuerySet[ReviewStage]:
    """The stages in order, each with `scored`: whether a score rests on it, and `assigned`: whether anybody was."""
    own = ReviewStage.objects.filter(pk=OuterRef("pk"))
    return period.review_stages.annotate(
        scored=Exists(own.filter(assignments__scores__isnull=False)),
        assigned=Exists(own.filter(assignments__isnull=False)),
    ).order_by("order")


def has_scores(period: Period) -> bool:
    """Whether scoring has begun in the period; from then on its stages are frozen."""
    return Score.objects.filter(assignment__stage__period=period).exists()


def faults(lines: Sequence[StageLine]) -> list[str]:
    """What is wrong with a set as such, one sentence each."""
    found = []
    total, names = sum(line.share for line in lines), [slugify(line.name)[:KEY_LENGTH] for line in lines]
    if not lines:
        found.append("Periode memerlukan paling sedikit satu tahap. Isi nama tahap pertama.")
    elif total != ALL_SHARES:
        found.append(f"Jumlah bagian semua tahap {total} persen. Ubah bagiannya sampai jumlahnya tepat {ALL_SHARES}.")
    if len(set(names)) != len(names):
        found.append("Dua tahap memakai nama yang sama. Beri nama yang berbeda.")
    return found


@transaction.atomic
def save_set(
    period: Period, lines: Sequence[StageLine], *, removed: Collection[int], by: User, note: str = ""
) -> StageVersion | None:
    """Makes `lines` the stages of the period, in this order, and drops those in `removed`. All or nothing.

    Once scores exist, a change of more than names makes a version that needs `note`, which says what it means for the
    scores given; it is returned. Raises ReviewRefused for a faulty set, a missing note, a stage that is in use where
    it would disappear, move or change its rubric, after a meeting has signed the outcomes, and when somebody else has
    added or removed a stage meanwhile.
    """
    Period.objects.select_for_update().get(pk=period.pk)
    stored = {row.pk: row for row in with_use(period)}
    if stored.keys() != {line.pk for line in lines if line.pk} | set(removed):
        raise ReviewRefused("Susunan tahap baru saja diubah orang lain. Muat ulang halaman ini, lalu ubah lagi.")
    refused = faults(lines) or _in_use(period, stored, lines)
    if refused:
        raise ReviewRefused(" ".join(refused))
    rows = [_row(period, stored, line, order) for order, line in enumerate(lines, start=1)]
    before, after = [_content(row) for row in period.review_stages.order_by("order")], [_content(row) for row in rows]
    if before == after:
        return None
    version = None
    if _rules(before) != _rules(after) and has_scores(period):
        version = _version(period, after, by=by, note=as_typed(note))
    _store(stored, rows)
    ask_to_reckon(period.pk)
    ledger.append(EntryKind.STAGE, version or period, actor=by, before={"stages": before}, after={"stages": after})
    return version


def _in_use(period: Period, stored: Mapping[int, Any], lines: Sequence[StageLine]) -> list[str]:
    """One sentence for every stage that is in use and would disappear, move or be scored by another rubric."""
    places = {line.pk: (order, line) for order, line in enumerate(lines, start=1)}
    standing = SentProposal.objects.filter(period=period, status__in=UNDER_REVIEW, review_round__gt=1).order_by()
    reached = set(standing.values_list("review_round", flat=True).distinct())
    found = []
    for row in stored.values():
        order, line = places.get(row.pk, (0, None))
        used = row.assigned or row.order in reached
        if used and line is None:
            found.append(
                f"Tahap “{row}” sudah dipakai, jadi tidak dapat dihapus. Beri bagian 0 bila tidak ikut dihitung."
            )
        elif used and order != row.order:
            found.append(f"Tahap “{row}” sudah dipakai, jadi urutannya tetap {row.order}. Ubah urutan tahap yang lain.")
        if line and row.scored and line.rubric.pk != row.rubric_id:
            found.append(f"Rubrik tahap “{row}” sudah dipakai menilai. Ubah lewat versi baru pada halaman rubriknya.")
    return found


def _row(period: Period, stored: Mapping[int, ReviewStage], line: StageLine, order: int) -> ReviewStage:
    row = stored.get(line.pk) if line.pk else None
    row = row or ReviewStage(period=period, key=_new_key(line.name, stored.values()))
    row.name, row.share, row.order, row.rubric = line.name, line.share, order, line.rubric
    row.minimum_scores, row.spread_limit, row.meets = line.minimum_scores, line.spread_limit, line.meets
    return row


def _new_key(name: str, stored: Iterable[ReviewStage]) -> str:
    """A key that no stage of the period has, also one about to be removed, so that history stays readable."""
    wanted, taken = slugify(name)[: KEY_LENGTH - 3] or "tahap", {row.key for row in stored}
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, 99))) if key not in taken)


def _content(row: ReviewStage) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "order": row.order,
        "share": row.share,
        "rubric": row.rubric_id,
        "minimum_scores": row.minimum_scores,
        "spread_limit": row.spread_limit,
        "meets": row.meets,
    }


def _rules(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The content without what no score depends on."""
    return [{key: value for key, value in stage.items() if key not in {"name", "meets"}} for stage in content]


def _version(period: Period, content: list[dict[str, Any]], *, by: User, note: str) -> StageVersion:
    if Meeting.objects.filter(period=period).fixed().exists():
        raise ReviewRefused(
            "Hasil rapat penetapan periode ini sudah disetujui atau dirilis, jadi susunan tahapnya tidak dapat diubah. "
            "Bila belum dirilis, buka kembali rapat itu lebih dahulu."
        )
    if not note:
        raise ReviewRefused("Sudah ada nilai pada periode ini. Tuliskan apa yang terjadi dengan nilai itu.")
    newest = StageVersion.objects.filter(period=period).first()
    return StageVersion.objects.create(
        period=period, version=newest.version + 1 if newest else 2, note=note, stages=content, made_by=by
    )


def _store(stored: Mapping[int, ReviewStage], rows: Sequence[ReviewStage]) -> None:
    kept = {row.pk for row in rows}
    for row in stored.values():
        if row.pk not in kept:
            row.delete()
    for row in rows:
        row.save()


@transaction.atomic
def save_details(stage: ReviewStage, changed: Sequence[str], *, by: User) -> None:
    """Stores dates, words and the size of the panel of one stage.

    Raises ReviewRefused for a smaller panel once scores exist: one reviewer more is what settles a disagreement.
    """
    stored = ReviewStage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
    if stage.reviewers_per_proposal < stored.reviewers_per_proposal and has_scores(stage.period):
        raise ReviewRefused(
            f"Penilaian sudah dimulai dengan {stored.reviewers_per_proposal} penilai tiap usulan; jumlah itu hanya "
            "dapat ditambah, karena penilai tambahan dihitung sebagai penyelesaian selisih nilai."
        )
    before, after = ({name: getattr(row, name) for name in changed} for row in (stored, stage))
    stage.save()
    if before != after:
        ledger.append(EntryKind.STAGE, stage, actor=by, before=before, after=after)
