"""The reviewer's file: a sheet to fill in with drop-down lists, the texts to read, and the rubric behind the levels."""

import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from foundation.look.palette import colour
from foundation.sheets.xlsx import CREATED, FORMULA_STARTS, LONGEST_TEXT
from proposals.sent.shown import as_sent
from reviews.core.models import Criterion
from reviews.scoring_desk.away import levels
from reviews.scoring_desk.away.rowkeys import COMMENT, RowKey
from reviews.scoring_desk.forms import NOT_JUDGED_LABEL
from reviews.scoring_desk.tasks_at_hand import TaskAtHand, mark_of

NUMBER, TITLE, CRITERION, LEVEL, WHY, KEY = "Nomor usulan", "Nama inovasi", "Kriteria", "Nilai", "Alasan", "Kunci"
TITLES: Final = (NUMBER, TITLE, CRITERION, LEVEL, WHY, KEY)
COMMENT_NAME: Final = "Komentar untuk pengusul"
WIDTHS: Final = (15, 30, 30, 34, 52, 4)
MOST_IN_CELL: Final = 1500
"""A spreadsheet program shows no more of a cell than fits a screen; longer paragraphs take several rows."""
GUIDANCE: Final = (
    "Isi kolom Nilai dan Alasan di lembar Nilai. Pilih dari daftar di selnya, atau ketik angka tingkatnya saja.",
    "“Tidak dapat dinilai” boleh ditulis TDN. Alasan wajib di tempat yang disebut lembar Rubrik.",
    "Baris “Komentar untuk pengusul” diisi di kolom Alasan. Dibaca pengusul sesudah keputusan, tanpa nama Anda.",
    "Sel yang dikosongkan tidak menghapus jawaban yang sudah ada di portal.",
    "Jangan mengubah judul kolom dan kolom Kunci yang tersembunyi. Baris boleh diurutkan atau dihapus.",
    "Unggah berkas ini di halaman Penilaian saya. Setiap sel diperiksa, dan belum ada yang tersimpan sebelum Anda "
    "setuju. Yang tersimpan masih isian sementara sampai Anda mengirimnya.",
)


def score_sheet_xlsx(tasks: Sequence[TaskAtHand]) -> bytes:
    """The workbook of these tasks, of one reviewer; only what is to be filled in can be typed into."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    writer = _Writer(book)
    asked, texts, rubric, about, lists = (
        book.add_worksheet(name) for name in ("Nilai", "Naskah", "Rubrik", "Petunjuk", "Pilihan")
    )
    _write_asked(writer, asked, tasks, writer.listed(lists, tasks), writer.texts(texts, tasks))
    writer.rubrics(rubric, tasks)
    about.set_column(0, 0, 110)
    for row, sentence in enumerate(GUIDANCE):
        writer.text(about, (row, 0), sentence)
    lists.hide()
    book.close()
    return target.getvalue()


def _write_asked(
    writer: "_Writer", sheet: Worksheet, tasks: Sequence[TaskAtHand], lists: dict[int, str], starts: dict[int, int]
) -> None:
    writer.heading(sheet, TITLES, WIDTHS)
    sheet.set_column(len(TITLES) - 1, len(TITLES) - 1, 4, None, {"hidden": True})
    row = 0
    for each in tasks:
        for criterion in (*each.criteria, None):
            row += 1
            _write_row(writer, sheet, row, each, criterion)
            sheet.write_url(row, 0, f"internal:Naskah!A{starts[each.task.pk] + 1}", writer.link, _reference(each))
            if criterion:
                rule = {"validate": "list", "source": lists[criterion.pk], "show_error": False}
                sheet.data_validation(row, 3, row, 3, rule)
    sheet.autofilter(0, 0, max(row, 1), len(TITLES) - 2)
    allowed = ("select_locked_cells", "format_rows", "format_columns", "sort", "autofilter", "delete_rows")
    sheet.protect("", dict.fromkeys(allowed, True))


def _write_row(writer: "_Writer", sheet: Worksheet, row: int, each: TaskAtHand, criterion: Criterion | None) -> None:
    level = each.level(criterion) if criterion else ""
    key = RowKey(
        each.task.proposal.period.year,
        each.task.reviewer_id,
        each.task.pk,
        each.rubric.pk,
        criterion.pk if criterion else COMMENT,
        level,
        mark_of(each.why(criterion)),
    )
    writer.text(sheet, (row, 1), each.task.proposal.title, "fixed")
    writer.text(sheet, (row, 2), criterion.name if criterion else COMMENT_NAME, "fixed")
    writer.text(sheet, (row, 3), levels.label(criterion, level) if criterion else "", "open" if criterion else "fixed")
    writer.text(sheet, (row, 4), each.why(criterion), "open")
    writer.text(sheet, (row, 5), str(key), "fixed")


def _reference(each: TaskAtHand) -> str:
    return str(each.task.proposal.reference)


class _Writer:
    """The formats of one workbook, and its sheets that are only read."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"text_wrap": True, "valign": "top"}
        kinds = {
            "fixed": plain | {"bg_color": colour("print-head")},
            "open": plain | {"locked": False, "border": 1, "num_format": "@"},
            "read": plain,
        }
        self.formats = {kind: book.add_format(style) for kind, style in kinds.items()}
        self.guarded = {kind: book.add_format(style | {"quote_prefix": True}) for kind, style in kinds.items()}
        self.bold = book.add_format(plain | {"bold": True, "bg_color": colour("accent-soft"), "border": 1})
        self.link = book.add_format(plain | {"bg_color": colour("print-head"), "underline": 1})

    def text(self, sheet: Worksheet, cell: tuple[int, int], words: str, kind: str = "read") -> None:
        """Writes words as words, never as a formula; an empty cell keeps its format."""
        if not words:
            sheet.write_blank(*cell, None, self.formats[kind])
            return
        formats = self.guarded if words.startswith(FORMULA_STARTS) else self.formats
        sheet.write_string(*cell, words[:LONGEST_TEXT], formats[kind])

    def heading(self, sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]) -> None:
        """The first row, frozen."""
        for place, (title, width) in enumerate(zip(titles, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, self.bold)
        sheet.freeze_panes(1, 0)

    def rows(self, sheet: Worksheet, start: int, lines: Iterable[Sequence[Any]]) -> int:
        """Writes lines of words from a row on; the row after them."""
        for line in lines:
            for place, words in enumerate(line):
                self.text(sheet, (start, place), str(words))
            start += 1
        return start

    def listed(self, sheet: Worksheet, tasks: Sequence[TaskAtHand]) -> dict[int, str]:
        """The answers of every criterion in a row of their own; where each is, for the drop-down list of its cell."""
        known = {criterion.pk: criterion for each in tasks for criterion in each.criteria}
        found = {}
        for row, (key, criterion) in enumerate(known.items()):
            answers = levels.choices(criterion)
            self.rows(sheet, row, [answers])
            found[key] = f"=Pilihan!$A${row + 1}:${xl_col_to_name(len(answers) - 1)}${row + 1}"
        return found

    def texts(self, sheet: Worksheet, tasks: Sequence[TaskAtHand]) -> dict[int, int]:
        """What was sent of every proposal, one row for a paragraph; the row where each begins, by its task."""
        self.heading(sheet, (NUMBER, TITLE, "Bagian", "Isi"), (15, 30, 30, 100))
        starts, row = {}, 1
        for each in tasks:
            starts[each.task.pk] = row
            head = (_reference(each), each.task.proposal.title)
            row = self.rows(sheet, row, ((*head, part, words) for part, words in _read(each)))
        sheet.autofilter(0, 0, max(row - 1, 1), 3)
        return starts

    def rubrics(self, sheet: Worksheet, tasks: Sequence[TaskAtHand]) -> None:
        """Every criterion of the rubrics at hand: its weight, how it is judged, its levels and where it asks why."""
        titles = ("Rubrik", CRITERION, "Bobot", "Petunjuk", "Tingkat", "Alasan wajib pada")
        self.heading(sheet, titles, (24, 30, 8, 60, 60, 24))
        known = {each.rubric.pk: each for each in tasks}
        lines = (
            (
                each.rubric.name,
                criterion.name,
                criterion.weight,
                criterion.help,
                "\n".join(levels.choices(criterion)),
                ", ".join([*map(str, sorted(each.rubric.justify_at)), NOT_JUDGED_LABEL]),
            )
            for each in known.values()
            for criterion in each.criteria
        )
        self.rows(sheet, 1, lines)


def _read(each: TaskAtHand) -> list[tuple[str, str]]:
    """What a reviewer reads of one proposal, as pairs of a part and a paragraph; the names of its files, too."""
    read = as_sent(each.task.proposal)
    lines = [("Instansi", str(each.task.proposal.agency))]
    lines += [(answer.label, str(answer.words)) for answer in read.profile]
    for step in read.steps:
        for part, text in step.written:
            lines += [(part.title, words) for words in _paragraphs(text.text if text else "")]
            lines += [(part.title, str(picture)) for picture in part.pictures]
    return lines + [(f"Berkas bukti: {file.kind}", file.name) for file in read.attachments]


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each short enough to be seen in one cell."""
    found = [line.strip() for line in re.split(r"\n+", text) if line.strip()]
    return [part for line in found for part in textwrap.wrap(line, MOST_IN_CELL, break_on_hyphens=False)] or ["–"]
