"""Reading proposals from XLSX or CSV: the columns of a guide, the cells of a file, and what is wrong with each cell."""

import csv
import datetime
import io
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from openpyxl import load_workbook

from agencies.models import Agency
from proposals.cleaning import clean_pasted
from proposals.filecheck import inspect
from proposals.filerules import FileRefused
from proposals.forms import MAX_TEXT, ProfileForm
from proposals.merging import plain
from proposals.models import Affair, FormGuide, Proposal, Section

MOST_ROWS: Final = 500
MOST_BYTES: Final = 10 * 1024 * 1024
AGENCY: Final = "agency"
LISTED: Final = ("affair", "crossing_affairs")
NUMBERS: Final = ("latitude", "longitude")
YES_NO: Final = {"ya": "True", "tidak": "False"}
UNREADABLE: Final = "Berkas ini tidak dapat dibaca sebagai tabel. Simpan ulang sebagai XLSX atau CSV, lalu unggah lagi."


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell: row as numbered in the spreadsheet, title of the column, sentence."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: `rows` as {"agency", "profile", "texts"} ready to store, or everything that is wrong."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)


def columns(guide: FormGuide, *, with_agency: bool) -> dict[str, str]:
    """The columns of the template by key, with their titles: profile fields of the guide, then its sections."""
    titles = {AGENCY: "Kode instansi"} if with_agency else {}
    for key, texts in guide.fields.items():
        titles |= {"latitude": "Lintang", "longitude": "Bujur"} if key == "location" else {key: texts["label"]}
    sections = Section.objects.filter(guide=guide, parent__isnull=False).order_by("parent__order", "order")
    return titles | {f"teks-{section.key}": section.title for section in sections}


def table(upload: UploadedFile) -> list[list[Any]]:
    """The cells of the first sheet. Raises FileRefused with a sentence when it is no readable table."""
    name = upload.name or ""
    if name.lower().endswith(".csv"):
        lines = _csv(upload.read(MOST_BYTES + 1))
    else:
        data = inspect(upload, name, allowed={"xlsx"}, max_bytes=MOST_BYTES).data
        lines = _xlsx(data)
    filled = [line for line in lines if any(cell not in (None, "") for cell in line)]
    if len(filled) < 2:
        raise FileRefused("Berkas ini tidak berisi baris usulan. Isi templatnya, lalu unggah lagi.")
    if len(filled) > MOST_ROWS + 1:
        raise FileRefused(f"Berkas ini berisi lebih dari {MOST_ROWS} usulan. Bagi menjadi beberapa berkas.")
    return lines


def _xlsx(data: bytes) -> list[list[Any]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS * 4, max_col=100, values_only=True)
        return [list(row) for row in rows]
    except Exception as error:
        # A damaged workbook can make the reader fail in any way; whatever it is, there is no table to read.
        raise FileRefused(UNREADABLE) from error


def _csv(data: bytes) -> list[list[Any]]:
    if len(data) > MOST_BYTES:
        raise FileRefused("Berkas ini terlalu besar. Bagi menjadi beberapa berkas.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise FileRefused(UNREADABLE)
    head = text.split("\n", 1)[0]
    csv.field_size_limit(MOST_BYTES)
    return list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count)))


def read(lines: list[list[Any]], guide: FormGuide, *, agency: Agency | None) -> Reading:
    """Judges every cell; without `agency` each row names its own by code. Nothing is stored here."""
    titles = columns(guide, with_agency=agency is None)
    by_title = {title.casefold(): key for key, title in titles.items()}
    heads = [str(cell or "").strip() for cell in lines[0]]
    keys = [by_title.get(head.casefold()) for head in heads]
    reading = Reading()
    reading.errors.extend(
        CellError(1, head, "Kolom ini tidak dikenal. Pakai judul kolom dari templat.")
        for head, key in zip(heads, keys, strict=True)
        if head and key is None
    )
    if "title" not in keys:
        reading.errors.append(CellError(1, titles.get("title", "Nama inovasi"), "Kolom ini tidak ada dalam berkas."))
        return reading
    reader = _Reader(guide, titles, agency)
    for number, line in enumerate(lines[1:], start=2):
        cells = {key: cell for key, cell in zip(keys, line, strict=False) if key and cell not in (None, "")}
        if cells:
            row, errors = reader.row(number, cells)
            reading.rows.append(row)
            reading.errors.extend(errors)
    return reading


class _Reader:
    """What is looked up once for all rows: affairs by name, agencies by code, choices by label."""

    def __init__(self, guide: FormGuide, titles: dict[str, str], agency: Agency | None) -> None:
        self.guide, self.titles, self.agency = guide, titles, agency
        self.affairs = {name.casefold(): str(key) for key, name in Affair.objects.values_list("pk", "name")}
        self.agencies = {} if agency else {row.code: row for row in Agency.objects.active()}
        self.choices = {
            name: {label.casefold(): key for key, label in guide.choices(name)} for name in ProfileForm.CHOSEN
        }
        self.seen: set[tuple[object, str]] = set()

    def row(self, number: int, cells: dict[str, Any]) -> tuple[dict[str, Any], list[CellError]]:
        errors = []
        agency = self.agency or self.agencies.get(str(cells.get(AGENCY, "")).strip())
        if agency is None:
            errors.append(CellError(number, self.titles[AGENCY], "Kode instansi ini tidak dikenal."))
        data = {key: self._typed(key, cell) for key, cell in cells.items() if key in ProfileForm.Meta.fields}
        form = ProfileForm(
            data, instance=Proposal(), guide=self.guide, school=bool(agency and agency.is_school), only={*data, "title"}
        )
        for name, sentences in form.errors.items():
            errors.append(CellError(number, self.titles.get(name, ""), " ".join(str(text) for text in sentences)))
        texts = {
            key.removeprefix("teks-"): clean_pasted(str(cell)) for key, cell in cells.items() if key.startswith("teks-")
        }
        errors += [
            CellError(number, self.titles[f"teks-{key}"], "Tulisan ini terlalu panjang. Ringkas dahulu.")
            for key, text in texts.items()
            if len(text) > MAX_TEXT
        ]
        title = (agency and agency.pk, str(data.get("title", "")).casefold())
        if title in self.seen:
            errors.append(CellError(number, self.titles["title"], "Nama inovasi ini tertulis dua kali dalam berkas."))
        self.seen.add(title)
        profile = {name: plain(value) for name, value in form.changes().items()}
        return {"agency": agency and agency.pk, "profile": profile, "texts": texts, "number": number}, errors

    def _typed(self, key: str, cell: object) -> object:
        """A cell in the form in which somebody would have typed it into the page."""
        if isinstance(cell, datetime.datetime | datetime.date):
            return cell.strftime("%Y-%m-%d")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = str(cell).strip()
        if key in LISTED:
            names = [part.strip() for part in text.split(";")] if key == "crossing_affairs" else [text]
            keys = [self.affairs.get(name.casefold(), name) for name in names]
            return keys if key == "crossing_affairs" else keys[0]
        if key == "has_development":
            return YES_NO.get(text.casefold(), text)
        if key in NUMBERS:
            return text.replace(",", ".")
        return self.choices.get(key, {}).get(text.casefold(), text)
