"""What proves a claim: the level that follows from a fact, which evidence counts, and what is lacking, in sentences.

Pure rules over plain values; the claim page, the verification desk, readiness, gaps and exports all ask here. What an
indicator needs stands in its `IndicatorRules` (national.md 1.2), which kinds of document there are in the edition's
rules. `proven` of a stored claim is what `prove` says (`claims.proven`).
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from competitions.iga.core.sizes import VIDEO, limit_of
from competitions.rules.indicatorrules import IndicatorFact, IndicatorMeasure, IndicatorRules
from foundation.files.sizes import in_words

PICTURES: Final = frozenset({"jpg", "png"})
TYPE_LABELS: Final = {"pdf": "PDF", "jpg": "JPG", "png": "PNG", "mp4": "MP4", "link": "tautan"}
# Domains under which Indonesian governments publish.
_GOVERNMENT: Final = ("go.id", "desa.id", "mil.id")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as far as its proving goes: `key` tells it apart, `type` is a key of TYPE_LABELS."""

    key: int
    kind: str
    type: str
    number: str = ""
    date: datetime.date | None = None
    year: int | None = None
    highlighted: bool = False
    url: str = ""
    size: int = 0
    sha256: str = ""
    is_infected: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What edition and innovation bring along: labels of the kinds of document, the years behind T-0, T-1 and T-2, and
    the SHA-256 of the cover letters that the proposal ever had, which prove nothing."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    letters: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: keys of the pieces that count, why each other does not, and what is lacking, as sentences."""

    valid: tuple[int, ...]
    refused: Mapping[int, str]
    lacking: tuple[str, ...]

    @property
    def suffices(self) -> bool:
        """Whether the level is proven."""
        return not self.lacking


def measure_of(rules: IndicatorRules, picks: Collection[str]) -> IndicatorMeasure | None:
    """The measure that was chosen, of an indicator that offers several; its key stands among the picks."""
    return next((measure for measure in rules.measures if measure.key in picks), None)


def has_fact(rules: IndicatorRules) -> bool:
    """Whether something counted decides the level, so that none can be chosen freely."""
    return bool(rules.fact or rules.measures)


def level_of(rules: IndicatorRules, *, fact: Decimal | None, picks: Collection[str] = ()) -> int | None:
    """The level, 0 to 3, that follows from a number typed or from things picked; None where it is chosen freely."""
    if rules.measures:
        measure = measure_of(rules, picks)
        return measure.level_of(fact) if measure and fact is not None else 0
    if rules.fact is None:
        return None
    if rules.fact.kind == "picks":
        return rules.fact.level_of(Decimal(len(set(picks)))) if picks else 0
    return rules.fact.level_of(fact) if fact is not None else 0


def documents_of(rules: IndicatorRules, picks: Collection[str] = ()) -> tuple[str, ...]:
    """The kinds of document that may prove it; a measure that was chosen has its own."""
    measure = measure_of(rules, picks)
    return (measure and measure.documents) or rules.documents


def files_needed(rules: IndicatorRules, level: int) -> int:
    """How many pieces of evidence a level needs at least."""
    return rules.files.get(level, 1)


def years_of(rules: IndicatorRules, ground: Ground) -> list[int]:
    """The years that a piece may prove, oldest first; none where the indicator asks for no year."""
    return sorted(ground.years[year] for year in rules.years if year in ground.years)


def prove(
    rules: IndicatorRules,
    level: int,
    pieces: Iterable[Piece],
    ground: Ground,
    *,
    fact: Decimal | None = None,
    picks: Collection[str] = (),
) -> Proof:
    """Whether these pieces prove the level, 1 to 3, and the fact reaches it; without a level nothing is proven."""
    refused, valid = {}, []
    for piece in pieces:
        fault = fault_of(rules, piece, ground, picks)
        if fault:
            refused[piece.key] = fault
        else:
            valid.append(piece)
    lacking = [*_fact_lacking(rules, level, fact, picks), *_lacking(rules, level, valid, ground, picks)]
    return Proof(tuple(piece.key for piece in valid), refused, tuple(lacking))


def fault_of(rules: IndicatorRules, piece: Piece, ground: Ground, picks: Collection[str] = ()) -> str:
    """Why this piece proves nothing here, as a sentence that says what to do; empty where it counts."""
    if piece.is_removed:
        return "Sudah dikeluarkan dari rak bukti. Kembalikan, atau pilih bukti lain."
    if piece.is_infected:
        return "Berkas ini terinfeksi virus. Unggah berkas lain."
    if piece.sha256 and piece.sha256 in ground.letters:
        return "Ini surat pengantar usulan, yang tidak membuktikan indikator apa pun. Pilih dokumen lain."
    kinds = documents_of(rules, picks)
    if kinds and piece.kind not in kinds:
        return f"Jenisnya tidak diterima di sini. Yang diterima: {_listed([_named(kind, ground) for kind in kinds])}."
    if piece.type not in rules.file_types:
        types = _listed([TYPE_LABELS[key] for key in rules.file_types])
        return f"Bentuknya {TYPE_LABELS.get(piece.type, piece.type)}; yang diterima di sini: {types}."
    return _too_large(rules, piece) or _unsaid(rules, piece, ground)


def _too_large(rules: IndicatorRules, piece: Piece) -> str:
    most = limit_of(piece.type, rules)
    if not most or piece.size <= most:
        return ""
    return f"Ukurannya {in_words(piece.size)}; kementerian menerima paling besar {in_words(most)}. Kecilkan berkasnya."


def _unsaid(rules: IndicatorRules, piece: Piece, ground: Ground) -> str:
    """What still has to be said of a piece; of a set only dates, for lists and certificates bear no number."""
    if rules.asks_document and piece.type == "pdf":
        missing = [] if piece.number or rules.every_document else ["nomor"]
        missing += [] if piece.date else ["tanggal"]
        if missing:
            return f"Isi {' dan '.join(missing)} dokumen ini."
    years = years_of(rules, ground)
    if years and piece.year not in years:
        return f"Isi tahun yang dibuktikan: {_listed(list(map(str, years)))}."
    if rules.needs_highlight and not piece.highlighted:
        return "Sorot baris atau bagian yang membuktikan, lalu centang bahwa sudah disorot."
    return ""


def _fact_lacking(rules: IndicatorRules, level: int, fact: Decimal | None, picks: Collection[str]) -> list[str]:
    reached = level_of(rules, fact=fact, picks=picks)
    if reached is None:
        return [] if level else ["Pilih parameter yang dicapai."]
    if reached:
        return [] if level == reached else [f"Isian sekarang berarti parameter {reached}. Simpan ulang klaim ini."]
    if rules.measures:
        chosen = measure_of(rules, picks)
        return ["Isi angka yang mencapai parameter 1." if chosen else "Pilih ukuran manfaat, lalu isi angkanya."]
    return [_asking(rules.fact)] if rules.fact else []


def _asking(fact: IndicatorFact) -> str:
    least = min(fact.minimums.values(), default=Decimal(1))
    verb = "Pilih" if fact.kind == "picks" else "Isi"
    return f"{verb} {_lower(fact.label)}, paling sedikit {least:f} {fact.unit}".rstrip() + "."


def _lacking(
    rules: IndicatorRules, level: int, valid: Sequence[Piece], ground: Ground, picks: Collection[str]
) -> list[str]:
    needed = files_needed(rules, level) if level else 0
    found = []
    if rules.every_document:
        found += _sets_lacking(rules, needed, valid, ground)
    elif rules.needs_cover and needed:
        found += _video_lacking(rules, valid)
    elif len(valid) < needed or (rules.year_each and len({piece.year for piece in valid}) < needed):
        found.append(_too_few(rules, needed, valid, ground, picks))
    if not found and level:
        found += _years_lacking(rules, level, valid, ground)
    if level and rules.link_from and level >= rules.link_from and not _links(valid):
        found.append(f"Parameter {level} perlu tautan yang dapat dibuka siapa pun.")
    if level and rules.foreign_link_from and level >= rules.foreign_link_from and not any(map(_is_foreign, valid)):
        found.append(f"Parameter {level} perlu tautan berita pada media yang bukan milik pemerintah daerah.")
    return found


def _too_few(rules: IndicatorRules, needed: int, valid: Sequence[Piece], ground: Ground, picks: Collection[str]) -> str:
    kinds = documents_of(rules, picks)
    what = _lower(_named(kinds[0], ground)) if len(kinds) == 1 else "bukti"
    if rules.year_each:
        there = len({piece.year for piece in valid})
        apart = " dari tahun yang berbeda" if needed > 1 else ""
    else:
        there, apart = len(valid), ""
    return f"Perlu {needed} {what}{apart}; baru {there}." if there else f"Perlu {needed} {what}{apart}; belum ada."


def _sets_lacking(rules: IndicatorRules, needed: int, valid: Sequence[Piece], ground: Ground) -> list[str]:
    each = -(-needed // len(rules.documents)) if rules.documents else 0
    held = Counter(piece.kind for piece in valid)
    return [
        f"Perlu {each} {_lower(_named(kind, ground))}; {f'baru {held[kind]}' if held[kind] else 'belum ada'}."
        for kind in rules.documents
        if held[kind] < each
    ]


def _video_lacking(rules: IndicatorRules, valid: Sequence[Piece]) -> list[str]:
    found = []
    if not any(piece.type not in PICTURES for piece in valid):
        file = ", atau unggah berkas MP4" if VIDEO in rules.file_types else ""
        found.append(f"Perlu videonya: isi tautan yang dapat dibuka tanpa masuk akun{file}.")
    if not any(piece.type in PICTURES for piece in valid):
        found.append("Perlu gambar sampul video (JPG atau PNG).")
    return found


def _years_lacking(rules: IndicatorRules, level: int, valid: Sequence[Piece], ground: Ground) -> list[str]:
    """Of an indicator that names sets of years, one must be complete."""
    sets = [[ground.years[year] for year in names if year in ground.years] for names in rules.year_sets.get(level, ())]
    held = {piece.year for piece in valid}
    if not sets or any(years and held >= set(years) for years in sets):
        return []
    ways = " atau ".join(" dan ".join(str(year) for year in sorted(years)) for years in sets)
    return [f"Parameter {level} perlu dokumen tahun {ways}."]


def _links(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.type == "link"]


def _is_foreign(piece: Piece) -> bool:
    """Whether it is a link outside the domains of government."""
    host = (urlsplit(piece.url).hostname or "") if piece.type == "link" else ""
    return bool(host) and not any(host == domain or host.endswith(f".{domain}") for domain in _GOVERNMENT)


def _named(kind: str, ground: Ground) -> str:
    return ground.kinds.get(kind, kind.replace("_", " "))


def _lower(label: str) -> str:
    """A label within a sentence; an abbreviation keeps its capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _listed(words: Sequence[str]) -> str:
    if len(words) < 3:
        return " atau ".join(words)
    return f"{', '.join(words[:-1])}, atau {words[-1]}"
