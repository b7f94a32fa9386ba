"""What the pages of the sharing out show to one reader: both variants side by side, and one that was kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from competitions.kipp.slots.allocating import SlotFate, SlotGroup, SlotRow, SlotVariant, allocate
from competitions.kipp.slots.guards import SIGNERS
from competitions.kipp.slots.inputs import SlotField, agencies_of_the_rule, slot_field, unknown_among
from competitions.kipp.slots.models import SlotRun, SlotSignature, SlotWords
from competitions.kipp.slots.sentences import score_of, sentence
from competitions.kipp.slots.services import is_current, newest_run
from foundation.figures import marked


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One entry with what becomes of it in both variants; `differs` when only one of them gives it a place."""

    entry: Nomination
    score: str
    words: SlotWords
    told: tuple[tuple[SlotVariant, SlotFate, str], ...]
    differs: bool
    may_place: bool
    may_score: bool


@dataclass(frozen=True, slots=True)
class SlotTable:
    """The entries of one group that the reader may know of, in the order of the scores."""

    group: SlotGroup
    lines: list[SlotLine]


@dataclass(frozen=True, slots=True)
class SlotPage:
    """The whole page. `gaps`: some rows are not shown, so that places are missing from the count.

    `only` names by variant the entries to which that one alone gives a place.
    """

    edition: Edition
    tables: list[SlotTable]
    cap: int | None
    conflict: SafeString
    only: list[tuple[SlotVariant, list[str]]]
    gaps: bool
    may_act: bool
    run: SlotRun | None
    run_is_current: bool


def slot_page(edition: Edition, reader: User) -> SlotPage:
    """The page as this person may read it; what becomes of the entries is the same for all."""
    field = slot_field(edition)
    hidden = field.unknown_to(reader)
    rows = {variant: allocate(field.given, variant) for variant in SlotVariant}
    may_act = reader.is_coordinator and not hidden and not edition.is_closed(timezone.localdate())
    by_key = {variant: {row.candidate.key: row for row in found} for variant, found in rows.items()}
    lines = {
        key: _line(field, key, [by_key[variant][key] for variant in SlotVariant], hidden, may_act)
        for key in by_key[SlotVariant.BY_SCORE]
        if key not in hidden
    }
    run = newest_run(edition)
    return SlotPage(
        edition,
        [
            SlotTable(group, [lines[row.candidate.key] for row in rows[SlotVariant.BY_SCORE]
                              if row.group == group and row.candidate.key in lines])
            for group in field.given.groups
        ],
        field.given.cap,
        conflict_words(edition, field.given.groups),
        _only(by_key, lines),
        bool(hidden),
        may_act,
        run,
        run is not None and is_current(run, field),
    )  # fmt: skip


def _line(field: SlotField, key: int, rows: Sequence[SlotRow], hidden: frozenset[int], may_act: bool) -> SlotLine:
    entry, is_free = field.entries[key], rows[0].fate != SlotFate.HELD
    return SlotLine(
        entry,
        score_of(rows[0].candidate),
        field.words.get(key, SlotWords()),
        tuple(
            (variant, row.fate, sentence(row, tells_edge=row.edge is None or row.edge.key not in hidden))
            for variant, row in zip(SlotVariant, rows, strict=True)
        ),
        rows[0].is_in != rows[1].is_in,
        may_act and is_free,
        may_act and is_free and entry.proposal_id not in field.released,
    )


def _only(
    rows: dict[SlotVariant, dict[int, SlotRow]], lines: dict[int, SlotLine]
) -> list[tuple[SlotVariant, list[str]]]:
    return [
        (variant, [line.entry.proposal.title for key, line in lines.items() if line.differs and found[key].is_in])
        for variant, found in rows.items()
    ]


def conflict_words(edition: Edition, groups: Iterable[SlotGroup]) -> SafeString:
    """The city's own aim against what the ministry takes, in numbers."""
    target = agencies_of_the_rule(edition)
    told = marked("agencies.target", target, year=edition.year)
    return format_html("{} {}", told, quota_words(target, groups))


def quota_words(target: int, groups: Iterable[SlotGroup]) -> str:
    """What comes after the number of agencies that are to nominate; groups without a known quota are named."""
    known = [group for group in groups if group.quota is not None]
    unknown = [group.name for group in groups if group.quota is None]
    begin = "perangkat daerah diharapkan menominasikan"
    if not known:
        return f"{begin}; kuota edisi ini belum diketahui, jadi tidak ada yang dipotong."
    total = sum(group.quota or 0 for group in known)
    parts = " + ".join(f"{group.quota} ({group.name})" for group in known)
    end = f", selain {', '.join(unknown)} yang kuotanya belum diketahui" if unknown else ""
    short = f" Paling sedikit {target - total} perangkat daerah tidak terwakili." if total < target and not end else ""
    return f"{begin}; kuota {parts}, jadi paling banyak {total} dapat dikirim{end}.{short}"


@dataclass(frozen=True, slots=True)
class RunPage:
    """One sharing out as it was kept, as far as the reader may know of its entries.

    `came` and `went` are the titles of those who got or lost a place since the one kept before it, `former`.
    """

    run: SlotRun
    groups: list[tuple[str, list[dict[str, Any]]]]
    signatures: list[SlotSignature]
    gaps: bool
    former: SlotRun | None
    came: list[str]
    went: list[str]
    is_newest: bool
    is_current: bool
    may_sign: bool
    may_apply: bool
    missing: int


def run_page(run: SlotRun, reader: User) -> RunPage:
    """What one reader sees of a sharing out, and what they may do with it."""
    former = run.edition.slot_runs.filter(pk__lt=run.pk).order_by("-pk").first()
    kept = [run, former] if former else [run]
    hidden = unknown_among({row["key"] for each in kept for row in each.rows}, reader)
    signatures = list(run.signatures.select_related("by"))
    newest = not run.edition.slot_runs.filter(pk__gt=run.pk).exists()
    current = newest and not run.is_applied and is_current(run, slot_field(run.edition))
    closed = run.edition.is_closed(timezone.localdate())
    acts = reader.is_coordinator and not hidden and current and not closed
    before, after = ({row["key"]: row["title"] for row in each.chosen} for each in (former or run, run))
    signed = len(signatures) >= SIGNERS
    return RunPage(
        run,
        _by_group(told_rows(run, hidden)),
        signatures,
        bool(hidden),
        former,
        [title for key, title in after.items() if key not in before and key not in hidden],
        [title for key, title in before.items() if key not in after and key not in hidden],
        newest,
        current,
        acts and reader.pk not in {each.by_id for each in signatures},
        acts and signed and bool(after),
        max(0, SIGNERS - len(signatures)),
    )


def told_rows(run: SlotRun, hidden: frozenset[int]) -> list[dict[str, Any]]:
    """The rows of a sharing out without those that are hidden, nor what is said of them in others."""
    return [
        row | {"text": row["quiet"] if row["edge"] in hidden else row["text"]}
        for row in run.rows
        if row["key"] not in hidden
    ]


def _by_group(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["group"], []).append(row)
    return list(found.items())
