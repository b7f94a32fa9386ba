"""Judging the rows of a spreadsheet of proposals: what is wrong with each cell, and what it would become."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django import forms

from agencies.core.models import Agency
from foundation.queue.jobs import Progress, counted
from foundation.sheets import cells as meant
from foundation.sheets.reading import SheetTable
from foundation.text.keys import fold
from proposals.core.affairs.models import Affair
from proposals.core.guide.lengths import refusal
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import BY_COLUMN, FieldKind, of_kind
from proposals.core.models import Proposal
from proposals.importing.columns import AGENCY, TEXT, YES_NO, Places, agencies_by_word
from proposals.importing.models import ImportRow
from proposals.text.cleaning import clean_pasted
from proposals.writing.forms import ProfileForm
from proposals.writing.merging import plain

UNKNOWN_AFFAIR: Final = "Urusan “%(value)s” tidak dikenal. Tulis namanya seperti di formulir."
MISSING: Final = "Kolom ini tidak ada dalam berkas."
TWICE: Final = "Nama inovasi ini tertulis dua kali dalam berkas."
# Fields that rules between them tie together: who mends one may have to mend the other.
PARTNERS: Final = {
    "latitude": ("longitude",), "longitude": ("latitude",),
    "trial_date": ("applied_date",), "development_date": ("applied_date",),
}  # fmt: skip
# What somebody said in the browser of a whole row: it shall not be imported.
LEFT_OUT: Final = "lewati"
Mends = Mapping[str, Mapping[str, str]]
# What spreadsheet programs show instead of a result.
FAILED_FORMULAS: Final = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


def judge(
    table: SheetTable,
    guide: FormGuide,
    titles: dict[str, str],
    places: Places,
    *,
    agency: Agency | None,
    mends: Mends,
    progress: Progress,
) -> list[ImportRow]:
    """Judges every cell below the heading of `table`; `titles` are those of `columns`, `mends` what was said of cells.

    Without `agency` each row names its own by code. Nothing is stored here.

    A wrong heading is a row of its own; without a column that every row needs no other row is read. The number of
    queries does not depend on the number of rows.
    """
    head = ImportRow(
        number=table.heading.number,
        errors=[[title, sentence] for title, sentence, _ in places.wrong],
        cells={title: [key, title] for title, _, key in places.wrong},
    )
    head.errors += [[titles[key], MISSING] for key in (AGENCY, "title") if key in titles and key not in places.keys]
    if any(sentence == MISSING for _, sentence in head.errors):
        return [head]
    judged = [head] if head.errors else []
    reader = _Reader(guide, titles, agency)
    for number, line in counted(table.rows, progress):
        known = mends.get(str(number), {})
        cells = places.cells(line, {key: text for key, text in known.items() if key in titles})
        if cells and LEFT_OUT not in known and not places.is_example(line):
            judged.append(reader.row(number, cells))
    return judged


class _RowForm(ProfileForm):
    """The profile form of one row among many: the affairs are those that were loaded once for all of them."""

    def __init__(self, *args: Any, affairs: list[Affair], **kwargs: Any) -> None:
        self.affairs = affairs
        super().__init__(*args, **kwargs)
        for asked in of_kind(FieldKind.YES_NO):
            if asked.column in self.fields:
                # A null-boolean field takes any other word for an empty cell.
                self.fields[asked.column] = forms.TypedChoiceField(
                    choices=[("True", "Ya"), ("False", "Tidak")], coerce="True".__eq__, empty_value=None, required=False
                )
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "Tulis tanggal seperti 23/11/2026."
            elif isinstance(field, forms.ChoiceField) and field.error_messages["invalid_choice"] != UNKNOWN_AFFAIR:
                choices = cast(Iterable[tuple[str, str]], field.choices)
                labels = "; ".join(label for key, label in choices if key).replace("%", "%%")
                field.error_messages["invalid_choice"] = (
                    f"“%(value)s” tidak ada dalam pilihan. Pakai salah satu: {labels}."
                )

    def _idle_fields(self, cleaned: Mapping[str, Any]) -> set[str]:
        """A cell was typed in any case, so that what is wrong in it is told, asked or not."""
        return set()

    def _offer_affairs(self) -> None:
        unknown = {"invalid_choice": UNKNOWN_AFFAIR}
        offered = {str(affair.pk): affair for affair in self.affairs}
        main = [(key, affair.name) for key, affair in offered.items() if not affair.crossing_only]
        every = [(key, affair.name) for key, affair in offered.items()]
        for asked in of_kind(FieldKind.AFFAIR):
            self.fields[asked.column] = forms.TypedChoiceField(
                choices=main, coerce=offered.__getitem__, empty_value=None, error_messages=unknown
            )
        for asked in of_kind(FieldKind.AFFAIRS):
            self.fields[asked.column] = forms.TypedMultipleChoiceField(
                choices=every, coerce=offered.__getitem__, empty_value=[], error_messages=unknown
            )


class _Reader:
    """What is looked up once for all rows: affairs by name, agencies by code, choices by label."""

    def __init__(self, guide: FormGuide, titles: dict[str, str], agency: Agency | None) -> None:
        self.guide, self.titles, self.agency = guide, titles, agency
        self.offered = list(Affair.objects.filter(selectable=True))
        self.affairs = {meant.alike(affair.name): str(affair.pk) for affair in self.offered}
        self.agencies = {} if agency else agencies_by_word(Agency.objects.active())
        self.choices = {
            field.column: {meant.alike(label): key for key, label in guide.choices(field.asked_as)}
            for field in of_kind(FieldKind.CHOICE)
        }
        self.parts = {part.key: part for part in Section.objects.filter(guide=guide)}
        self.seen: set[tuple[int, str]] = set()

    def row(self, number: int, cells: dict[str, Any]) -> ImportRow:
        told = {key: sentence for key, cell in cells.items() if (sentence := _unread(key, cell))}
        sound = {key: cell for key, cell in cells.items() if key not in told}
        code = meant.code(sound.get(AGENCY))
        agency = self.agency or self.agencies.get(code) or self.agencies.get(meant.alike(code))
        if not agency and AGENCY not in told:
            told[AGENCY] = "Kode instansi ini tidak dikenal."
        data = {key: self._typed(key, cell) for key, cell in sound.items() if key in BY_COLUMN}
        form = _RowForm(
            data,
            instance=Proposal(),
            guide=self.guide,
            school=bool(agency and agency.is_school),
            only={*data, "title"},
            affairs=self.offered,
        )
        for name, sentences in form.errors.items():
            told.setdefault(name, " ".join(str(text) for text in sentences))
        texts = {key.removeprefix(TEXT): clean_pasted(str(cell)) for key, cell in sound.items() if key.startswith(TEXT)}
        for key, text in texts.items():
            if why := refusal(self.parts[key], text):
                told[f"{TEXT}{key}"] = why
        profile = {name: plain(value) for name, value in form.changes().items()}
        row = ImportRow(number=number, agency=agency, profile=profile, texts=texts)
        if agency and row.title:
            self._note_twice(row, agency, told)
        row.errors = [[self.titles.get(key, ""), told[key]] for key in sorted(told, key=[*self.titles, *told].index)]
        shown = {key for name in told for key in (name, *PARTNERS.get(name, ()))}
        row.cells = {title: [key, _shown(cells.get(key))] for key, title in self.titles.items() if key in shown}
        return row

    def _note_twice(self, row: ImportRow, agency: Agency, told: dict[str, str]) -> None:
        known = (agency.pk, fold(row.title))
        if known in self.seen:
            told["title"] = TWICE
        self.seen.add(known)

    def _typed(self, key: str, cell: object) -> object:
        """A cell in the form in which somebody would have typed it into the page."""
        if BY_COLUMN[key].kind is FieldKind.DATE and (date := meant.date(cell)):
            return date.isoformat()
        if isinstance(cell, datetime.datetime | datetime.date):
            return cell.strftime("%Y-%m-%d")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = str(cell).strip()
        match BY_COLUMN[key].kind:
            case FieldKind.AFFAIR:
                return self.affairs.get(meant.alike(text), text)
            case FieldKind.AFFAIRS:
                names = [part.strip() for part in text.split(";")]
                return [self.affairs.get(meant.alike(name), name) for name in names]
            case FieldKind.YES_NO:
                return YES_NO.get(meant.alike(text), text)
        return self.choices.get(key, {}).get(meant.alike(text), text)


def _unread(key: str, cell: object) -> str:
    """Why nothing can be made of a cell, as a sentence; empty when something can."""
    if isinstance(cell, meant.Missing):
        return cell.value
    text = meant.line(cell)
    if text in FAILED_FORMULAS:
        return f"Sel ini berisi rumus yang gagal ({text}). Ketik isinya, lalu unggah lagi."
    if key in BY_COLUMN and text.startswith("="):
        return meant.Missing.FORMULA.value
    if key in BY_COLUMN and BY_COLUMN[key].kind is FieldKind.DATE:
        try:
            meant.date(cell)
        except meant.NoSuchDate as error:
            return str(error)
    return ""


def _shown(cell: object) -> str:
    """A cell as somebody would type it."""
    if cell is None or isinstance(cell, meant.Missing):
        return ""
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    return meant.code(cell) if isinstance(cell, float) else str(cell)
