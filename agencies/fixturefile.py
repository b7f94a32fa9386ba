"""Reading the files of fixtures/: every value knows its file, line and column, so that a refusal points there."""

import csv
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"
YES_NO: Final = {"yes": True, "no": False}


class FixtureError(Exception):
    """A file of reference data is wrong; the text names file, line, column and reason, and what to do."""

    def __init__(self, file: str, line: int, column: int, name: str, reason: str) -> None:
        self.file, self.line, self.column, self.name, self.reason = file, line, column, name, reason
        super().__init__(f"{file}, baris {line}, kolom {column}{f' ({name})' if name else ''}: {reason}")


class Place(NamedTuple):
    """Where a value stands: line and column count from 1; in a CSV the column is the one of the spreadsheet."""

    line: int
    column: int


class Record(dict[Any, Any]):
    """One row of a CSV or one mapping of a YAML file: an ordinary dict that knows where each value stands."""

    def __init__(self, file: str, place: Place) -> None:
        super().__init__()
        self.file = file
        self.place = place
        self.places: dict[Any, Place] = {}

    def put(self, key: Any, value: Any, place: Place) -> None:
        """Adds a value together with its place."""
        self[key] = value
        self.places[key] = place

    def error(self, key: Any, reason: str) -> FixtureError:
        """The refusal of the value under `key`; of the whole record when it has no such value."""
        place = self.places.get(key, self.place)
        return FixtureError(self.file, place.line, place.column, str(key or ""), reason)


# --- Reading ---------------------------------------------------------------------------------------------------


def read_csv(path: Path, columns: Sequence[str]) -> list[Record]:
    """The rows of a CSV (UTF-8, comma) that must have exactly these `columns`, in any order; cells are stripped.

    Raises FixtureError for a file that cannot be read, a missing, unknown or repeated column, a row of another length.
    """
    lines = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    rows: list[Record] = []
    header: list[str] = []
    line = 1
    try:
        for cells in lines:
            if not header:
                header = _header(path, cells, columns)
            elif cells:
                rows.append(_row(path, line, header, cells))
            line = lines.line_num + 1
    except csv.Error as error:
        raise FixtureError(path.name, lines.line_num, 1, "", f"baris tidak terbaca ({error}).") from error
    if not header:
        raise FixtureError(path.name, 1, 1, "", "berkas kosong. Isi baris pertama dengan nama kolom.")
    return rows


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        reason = "berkas tidak ditemukan. Letakkan berkas ini di folder fixtures."
        raise FixtureError(path.name, 1, 1, "", reason) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start]
        column = error.start - good.rfind(b"\n")
        reason = "bukan teks UTF-8. Simpan ulang berkas sebagai “CSV UTF-8” atau teks UTF-8."
        raise FixtureError(path.name, good.count(b"\n") + 1, column, "", reason) from error


def _header(path: Path, cells: list[str], columns: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for number, name in enumerate(header, start=1):
        if header.index(name) != number - 1:
            raise FixtureError(path.name, 1, number, name, "nama kolom muncul dua kali. Hapus salah satunya.")
        if name not in columns:
            hint = "Pisahkan kolom dengan koma." if ";" in name else f"Kolom yang dikenal: {', '.join(columns)}."
            raise FixtureError(path.name, 1, number, name, f"kolom tidak dikenal. {hint}")
    for name in columns:
        if name not in header:
            raise FixtureError(path.name, 1, len(header) + 1, name, "kolom tidak ada. Tambahkan kolom ini.")
    return header


def _row(path: Path, line: int, header: list[str], cells: list[str]) -> Record:
    if len(cells) != len(header):
        column = min(len(cells), len(header)) + 1
        reason = f"ada {len(cells)} isian, seharusnya {len(header)}. Apit isian yang memuat koma dengan tanda kutip."
        raise FixtureError(path.name, line, column, "", reason)
    record = Record(path.name, Place(line, 1))
    for number, (name, cell) in enumerate(zip(header, cells, strict=True), start=1):
        record.put(name, cell.strip(), Place(line, number))
    return record


class _Loader(yaml.CSafeLoader):
    """Safe YAML, read by libyaml, whose mappings are Records and whose dates stay text."""

    file = ""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if tag != TIMESTAMP]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _construct_record(loader: _Loader, node: yaml.MappingNode) -> Record:
    file = loader.file
    record = Record(file, Place(node.start_mark.line + 1, node.start_mark.column + 1))
    for key_node, value_node in node.value:
        place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise FixtureError(file, *place, "", "kunci harus berupa satu kata.")
        key = loader.construct_object(key_node, deep=True)
        if key in record:
            raise FixtureError(file, *place, str(key), "kunci muncul dua kali. Hapus salah satunya.")
        mark = value_node.start_mark
        value = loader.construct_object(value_node, deep=True)
        record.put(key, value, Place(mark.line + 1, mark.column + 1))
    return record


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_record)


def read_yaml(path: Path) -> Record:
    """The mapping a YAML file holds. Raises FixtureError when it cannot be read or is no mapping."""
    text = _text(path)
    try:
        loader = _Loader(text)
        loader.file = path.name
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = f"susunan YAML tidak terbaca ({error.problem}). Periksa titik dua, tanda kutip, dan lekukan baris."
        raise FixtureError(path.name, line, column, "", reason) from error
    if not isinstance(content, Record):
        raise FixtureError(path.name, 1, 1, "", "berkas harus berisi pasangan kunci dan isi.")
    return content


# --- Asking a record -------------------------------------------------------------------------------------------


def check_keys(record: Record, required: Collection[str], optional: Collection[str] = ()) -> None:
    """Raises FixtureError when the record misses a required key or holds one that nobody reads."""
    for key in record:
        if key not in required and key not in optional:
            raise record.error(key, "kunci tidak dikenal. Periksa ejaannya atau hapus baris ini.")
    for key in required:
        if key not in record:
            raise record.error(key, "kunci ini belum ada. Tambahkan kunci beserta isinya.")


def text(record: Record, key: Any, *, needed: bool = True) -> str:
    """The text under `key`; empty or absent only when it is not `needed`."""
    value = record.get(key)
    if value is None or value == "":
        if needed:
            raise record.error(key, "belum diisi. Isi nilai ini.")
        return ""
    if not isinstance(value, str):
        raise record.error(key, f"“{value}” harus berupa teks. Apit dengan tanda kutip.")
    return value


def whole(record: Record, key: str, *, least: int = 0) -> int:
    """The whole number under `key`, not below `least`; digits of a CSV cell count as a number."""
    value = record.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise record.error(key, f"“{value}” harus berupa bilangan bulat, paling kecil {least}.")
    return value


def whole_or_none(record: Record, key: str, *, least: int = 0) -> int | None:
    """The whole number under `key`, or None when it is absent or null."""
    return None if record.get(key) is None else whole(record, key, least=least)


def flag(record: Record, key: str) -> bool:
    """Yes or no: `yes`/`no` in a CSV, true/false in YAML."""
    value = record.get(key)
    answer = value if isinstance(value, bool) else YES_NO.get(str(value))
    if answer is None:
        raise record.error(key, f"“{value or ''}” tidak dikenal. Isi yes atau no (true atau false dalam YAML).")
    return answer


def several(record: Record, key: str) -> list[str]:
    """The values of a CSV cell that are separated by `|`; none for an empty cell."""
    parts = [part.strip() for part in str(record[key]).split("|")] if record[key] else []
    if "" in parts or len(set(parts)) != len(parts):
        raise record.error(key, "ada isian kosong atau kembar di antara tanda |. Hapus yang berlebih.")
    return parts


def one_of(record: Record, key: str, known: Collection[str]) -> str:
    """The text under `key`, which must be one of `known`."""
    value = text(record, key)
    if value not in known:
        raise record.error(key, f"“{value}” tidak dikenal. Pilihan: {', '.join(known)}.")
    return value


def day(record: Record, key: str) -> date | None:
    """The date under `key` (2026-03-16), or None when it is empty."""
    value = text(record, key, needed=False)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise record.error(key, f"“{value}” bukan tanggal. Tulis seperti 2026-03-16.") from error


def moment(record: Record, key: str) -> datetime:
    """The time under `key`, which must name its zone (2026-03-02T08:00:00+07:00)."""
    value = text(record, key)
    try:
        when = datetime.fromisoformat(value)
    except ValueError as error:
        raise record.error(key, f"“{value}” bukan waktu. Tulis seperti 2026-03-02T08:00:00+07:00.") from error
    if when.tzinfo is None:
        raise record.error(key, f"“{value}” tanpa zona waktu. Tambahkan selisihnya, misalnya +07:00.")
    return when


def section(record: Record, key: str) -> Record:
    """The mapping under `key`."""
    value = record.get(key)
    if not isinstance(value, Record):
        raise record.error(key, "harus berisi pasangan kunci dan isi.")
    return value


def sections(record: Record, key: str) -> list[Record]:
    """The list of mappings under `key`; an absent key is refused."""
    value = record.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(item, Record) for item in value):
        raise record.error(key, "harus berisi daftar; tiap butir berisi pasangan kunci dan isi.")
    return value


def unique(records: Iterable[Record], key: str) -> None:
    """Raises FixtureError at the second record with the same non-empty value under `key`."""
    seen: dict[Any, Record] = {}
    for record in records:
        value = record.get(key)
        if value not in (None, "") and value in seen:
            line = seen[value].place.line
            raise record.error(key, f"“{value}” sudah dipakai pada baris {line}. Setiap isian harus unik.")
        seen[value] = record


def plain(value: Any) -> Any:
    """The value as plain JSON, the way a JSON column gives it back."""
    return json.loads(json.dumps(value, ensure_ascii=False))
