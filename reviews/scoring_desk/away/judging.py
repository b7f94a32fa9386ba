"""Judging a reviewer's file: what is new in it, what is wrong, and where the portal says otherwise by now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agencies.core.models import User
from foundation.sheets.cells import Missing, alike, code
from foundation.sheets.marking import CellMark, Typed, marked
from foundation.sheets.reading import SheetTable, is_filled
from foundation.text.plain import as_typed
from foundation.text.rounding import grouped
from proposals.importing.judging import FAILED_FORMULAS
from proposals.text.words import count_words
from reviews.core.models import Assignment, Criterion
from reviews.scoring_desk import services
from reviews.scoring_desk.away import levels
from reviews.scoring_desk.away.reading import AGAIN, FiledRow, FiledSheet
from reviews.scoring_desk.away.rowkeys import COMMENT
from reviews.scoring_desk.away.sheets import COMMENT_NAME, LEVEL, WHY
from reviews.scoring_desk.forms import LEVEL as LEVEL_FIELD
from reviews.scoring_desk.forms import NOT_JUDGED, NOT_JUDGED_LABEL
from reviews.scoring_desk.forms import WHY as WHY_FIELD
from reviews.scoring_desk.tasks_at_hand import COMMENT_FIELD, TaskAtHand, at_hand, mark_of, tasks_of

MOST_WHY, MOST_COMMENT = 2000, 4000
GONE: Final = (
    "Tugas ini tidak ada lagi pada Anda: dialihkan, dibatalkan, atau ada benturan kepentingan. Semua barisnya dilewati."
)
OLDER: Final = f"Rubriknya berganti sejak lembar ini diunduh, jadi semua baris usulan ini dilewati. {AGAIN}"
SENT: Final = "Penilaian usulan ini sudah Anda kirim di portal. Barisnya dilewati; ubah di halaman penilaiannya."
TWICE: Final = "Kriteria ini diisi dua kali dalam lembar. Hapus salah satu barisnya, atau samakan isinya."
KEYLESS: Final = f"Baris ini ditambahkan sendiri, jadi portal tidak tahu untuk usulan mana. Hapus barisnya. {AGAIN}"


@dataclass(frozen=True, slots=True)
class FiledAnswer:
    """One answer of the file that the portal does not have: in which field of the draft, and what stands there now.

    `told` and `told_now` say both in words; `label` says of which criterion.
    """

    task: Assignment
    name: str
    label: str
    value: str
    now: str
    told: str
    told_now: str

    @property
    def control(self) -> str:
        """The name of the choice between both."""
        return f"pilih-{self.task.pk}-{self.name}"

    @property
    def taken(self) -> str:
        """The choice for the file, which holds only against what was shown of the portal."""
        return f"lembar-{mark_of(self.now)}"


@dataclass(slots=True)
class JudgedSheet:
    """What a file brings: answers that are new, those the portal has otherwise, and what is wrong or passed over."""

    table: SheetTable
    fresh: list[FiledAnswer] = field(default_factory=list)
    clashes: list[FiledAnswer] = field(default_factory=list)
    faults: list[CellMark] = field(default_factory=list)
    passed: list[CellMark] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.fresh or self.clashes or self.faults or self.passed)

    @property
    def proposals(self) -> int:
        """How many proposals get something new."""
        return len({answer.task.pk for answer in (*self.fresh, *self.clashes)})

    @property
    def new_levels(self) -> int:
        return sum(answer.name.startswith(LEVEL_FIELD) for answer in self.fresh)

    @property
    def new_words(self) -> int:
        """How many reasons and comments are new."""
        return len(self.fresh) - self.new_levels

    def marked(self, data: bytes, name: str, typed: Sequence[Typed] = ()) -> bytes:
        """The person's own workbook with what is wrong or passed over coloured and explained."""
        return marked(data, name, self.table, [*self.faults, *self.passed], typed)


def judge(sheet: FiledSheet, *, by: User) -> JudgedSheet:
    """Every cell that was changed since the file left, against what the portal has now; a handful of queries for all.

    A cell that was left as it was given out, or is empty, says nothing.
    """
    found = JudgedSheet(sheet.table)
    filled = {number for number, cells in sheet.table.rows if is_filled(cells)}
    found.faults += [CellMark(number, None, "Baris", KEYLESS) for number in sheet.keyless if number in filled]
    keys = {row.key.task for row in sheet.rows}
    known = {each.task.pk: each for each in at_hand(tasks_of(by).filter(pk__in=keys))}
    seen: dict[tuple[int, int], FiledRow] = {}
    told: set[int] = set()
    for row in sheet.rows:
        if not _is_touched(row):
            continue
        each = known.get(row.key.task)
        why = _why_passed(each, row)
        if each is None or why:
            if row.key.task not in told:
                found.passed.append(CellMark(row.number, None, row.reference or "Baris", why))
            told.add(row.key.task)
            continue
        before = seen.setdefault((row.key.task, row.key.criterion), row)
        if before is not row and (before.level, before.why) != (row.level, row.why):
            found.faults.append(CellMark(row.number, sheet.places[LEVEL], LEVEL, TWICE))
        elif before is row:
            _RowJudge(found, sheet, row, each).judge()
    return found


def _is_touched(row: FiledRow) -> bool:
    """Whether somebody wrote something else than what was given out."""
    if isinstance(row.level, Missing) or isinstance(row.why, Missing):
        return True
    level, why = alike(code(row.level)), _words(row.why)
    given_out = (row.key.level, f"{row.key.level}:") if row.key.level != NOT_JUDGED else (alike(NOT_JUDGED_LABEL),) * 2
    is_new = bool(level) and not (level == given_out[0] or level.startswith(given_out[1]))
    return is_new or (bool(why) and mark_of(why) != row.key.why)


def _words(cell: Any) -> str:
    """A cell of words as it was meant; empty when it shows nothing."""
    text = as_typed(code(cell) if isinstance(cell, float) else str("" if cell is None else cell))
    return text if text.strip() else ""


def _why_passed(each: TaskAtHand | None, row: FiledRow) -> str:
    """Why the rows of this proposal are passed over; empty when they are judged."""
    if each is None:
        return GONE
    if closed := services.why_closed(each.task):
        return closed
    if row.key.rubric != each.rubric.pk:
        return OLDER
    known = {COMMENT, *(criterion.pk for criterion in each.criteria)}
    if row.key.criterion not in known:
        return OLDER
    return SENT if each.task.state == Assignment.State.DONE else ""


class _RowJudge:
    """One row against its criterion."""

    def __init__(self, found: JudgedSheet, sheet: FiledSheet, row: FiledRow, each: TaskAtHand) -> None:
        self.found, self.sheet, self.row, self.each = found, sheet, row, each
        self.criterion = next((one for one in each.criteria if one.pk == row.key.criterion), None)
        of_what = self.criterion.name if self.criterion else COMMENT_NAME
        self.label = f"{of_what}, {each.task.proposal.reference}"

    def judge(self) -> None:
        level, is_wrong = self._level(self.criterion) if self.criterion else ("", False)
        why, is_why_wrong = self._why()
        now = self.each.level(self.criterion) if self.criterion else ""
        changed_level = bool(level) and level != self.row.key.level
        changed_why = bool(why) and mark_of(why) != self.row.key.why
        if self.criterion and not (is_wrong or is_why_wrong) and (changed_level or changed_why):
            said, reason = level or now, why or self.each.why(self.criterion)
            least = self.each.rubric.justify_min_words
            if said in self.each.reasons_at and count_words(reason) < least:
                self._wrong(WHY, f"Tulis alasannya, paling sedikit {least} kata.")
                changed_why = False
        if self.criterion and changed_level:
            words = (levels.label(self.criterion, level), levels.label(self.criterion, now))
            self._note(f"{LEVEL_FIELD}{self.criterion.pk}", level, now, self.row.key.level == now, words)
        if changed_why:
            name = f"{WHY_FIELD}{self.criterion.pk}" if self.criterion else COMMENT_FIELD
            stands = self.each.why(self.criterion)
            self._note(name, why, stands, mark_of(stands) == self.row.key.why, (why, stands))

    def _level(self, criterion: Criterion) -> tuple[str, bool]:
        """The answer in the cell, and whether something else stands there."""
        cell = self.row.level
        if why := _unread(cell):
            self._wrong(LEVEL, why)
            return "", True
        if not is_filled([cell]):
            return "", False
        answer = levels.answer_of(cell, criterion)
        if not answer:
            self._wrong(LEVEL, f"“{code(cell)[:80]}” bukan tingkat kriteria ini. Tulis {levels.spoken(criterion)}.")
        return answer, not answer

    def _why(self) -> tuple[str, bool]:
        """The reason or comment in the cell, and whether it can't be taken."""
        most = MOST_WHY if self.criterion else MOST_COMMENT
        why = _unread(self.row.why)
        text = "" if why else _words(self.row.why)
        if len(text) > most:
            why = f"Ringkas menjadi paling banyak {grouped(most)} huruf; kini {grouped(len(text))}."
        if why:
            self._wrong(WHY, why)
        return ("", True) if why else (text, False)

    def _wrong(self, title: str, sentence: str) -> None:
        self.found.faults.append(
            CellMark(self.row.number, self.sheet.places[title], f"{title} ({self.label})", sentence)
        )

    def _note(self, name: str, value: str, now: str, is_untouched: bool, told: tuple[str, str]) -> None:
        """Keeps an answer as new, or as a clash when the portal was answered otherwise since the file left."""
        if value == now:
            return
        answer = FiledAnswer(self.each.task, name, self.label, value, now, *told)
        (self.found.fresh if is_untouched else self.found.clashes).append(answer)


def _unread(cell: Any) -> str:
    """Why nothing can be made of a cell; empty when something can."""
    if isinstance(cell, Missing):
        return cell.value
    text = str(cell).strip()
    return f"Sel ini berisi rumus yang gagal ({text}). Ketik isinya." if text in FAILED_FORMULAS else ""


def by_task(answers: Iterable[FiledAnswer]) -> dict[int, dict[str, str]]:
    """The answers as drafts take them, by the key of the task."""
    found: dict[int, dict[str, str]] = {}
    for answer in answers:
        found.setdefault(answer.task.pk, {})[answer.name] = answer.value
    return found
