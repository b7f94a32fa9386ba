"""What decides the level of an indicator, in words for whoever claims, verifies or only reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.dates import MONTHS

from competitions.core.models import Edition, Indicator, Level
from competitions.core.national import NationalResult
from competitions.iga.core.sizes import portal_bytes
from competitions.rules.igarules import CityIndicator, IgaRules
from competitions.rules.indicatorrules import HIGHEST, IndicatorFact, IndicatorRules
from foundation.files.sizes import in_words

FILE_TYPES: Final = {"pdf": "PDF", "jpg": "JPG", "png": "PNG", "mp4": "MP4", "link": "tautan"}
OLDER: Final = "Inovasi yang diterapkan sebelum rentang waktunya memerlukan pengembangan di dalam rentang itu"
LEVELS: Final = range(1, HIGHEST + 1)
EFFORT: Final = "Upaya menurut kota, bukan pedoman"


@dataclass(frozen=True, slots=True)
class GuidedMeasure:
    """One way of measuring: how it reads, what it means, its levels, its evidence. The only one has no name."""

    name: str
    meaning: str
    levels: tuple[Level, ...]
    evidence: str
    documents: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """One indicator in words: its ways of measuring, then lines of (what, how it reads), notes and checks."""

    indicator: Indicator
    measures: tuple[GuidedMeasure, ...]
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    checks: tuple[str, ...]
    example: str


def guidance_of(indicator: Indicator, rules: IgaRules, effort: str = "") -> Guidance:
    """Everything about an indicator, whose levels should be fetched, by the rules of its edition; no query beyond.

    `effort` is the city's own judgement, which isn't the guide's.
    """
    guide = indicator.guide
    return Guidance(
        indicator=indicator,
        measures=tuple(_measures(indicator, rules)),
        lines=tuple((label, text) for label, text in (*_lines(indicator, guide, rules), (EFFORT, effort)) if text),
        notes=guide.notes,
        checks=tuple(check.label for check in guide.extra_checks),
        example=guide.example,
    )


def _measures(indicator: Indicator, rules: IgaRules) -> Iterator[GuidedMeasure]:
    levels: dict[str, list[Level]] = {}
    for level in indicator.levels.all():
        levels.setdefault(level.measure, []).append(level)
    known = {measure.label: measure for measure in indicator.guide.measures}
    # In the order of the guide, and what somebody named otherwise after that.
    for name in sorted(levels, key=lambda name: list(known).index(name) if name in known else len(known)):
        said = known.get(name)
        yield GuidedMeasure(
            name=f"{said.code}. {said.label}" if said else name,
            meaning=said.meaning if said else "",
            levels=tuple(levels[name]),
            evidence=said.evidence if said else "",
            documents=kinds_in_words(said.documents, rules) if said else "",
        )


def _lines(indicator: Indicator, guide: IndicatorRules, rules: IgaRules) -> Iterator[tuple[str, str]]:
    yield "Data dukung", indicator.evidence
    yield "Untuk sekolah", indicator.evidence_school
    yield "Pengganti lain", guide.other_substitutes
    yield "Fakta yang menentukan", fact_in_words(guide.fact) if guide.fact else ""
    yield "Dokumen", kinds_in_words(guide.documents, rules)
    yield "Banyaknya bukti", files_in_words(guide)
    yield "Jenis berkas", ", ".join(FILE_TYPES[kind] for kind in guide.file_types)
    yield "Ukuran berkas", sizes_in_words(guide)
    yield "Tahun", years_in_words(guide, rules)
    yield "Nomor dan tanggal dokumen", "diminta" if guide.asks_document else ""
    yield "Yang disorot", "bagian yang membuktikan harus disorot" if guide.needs_highlight else ""
    yield "Tautan", _links_in_words(guide)
    yield "Subindikator", "menurut jenis inovasi, digital atau nondigital" if guide.sub_indicator_by else ""
    yield "Lama video", f"paling lama {guide.maximum_minutes} menit" if guide.maximum_minutes else ""
    yield "Nomor pada pedoman", str(guide.guide_number or "")
    yield "Dibaca dari", trust_in_words(guide.confidence)


def trust_in_words(mark: str) -> str:
    """How far a row can be trusted, within a sentence; nothing where that isn't known."""
    return "" if mark == "unknown" else NationalResult.Trust(mark).label.lower()


def head_lines(edition: Edition) -> tuple[str, ...]:
    """Where the rules of an edition come from, who holds it, and when its data are entered, as far as it is known."""
    rules = edition.iga
    months = rules.data_entry
    days = edition.opens_on or edition.closes_on
    named = ""
    if months and not days:
        first, last = MONTHS[months.from_month], MONTHS[months.to_month]
        named = f"Entri data {first} sampai {last}; harinya belum diketahui"
    told = (
        edition.source,
        rules.organiser,
        f"Aturannya {trust_in_words(rules.confidence)}" if trust_in_words(rules.confidence) else "",
        named,
        OLDER if rules.eligibility and rules.eligibility.older_needs_development_in_window else "",
    )
    return tuple(text for text in told if text)


def kinds_in_words(keys: tuple[str, ...], rules: IgaRules) -> str:
    """The kinds of document by their labels in the edition, separated by semicolons as labels have commas."""
    labels = {kind.key: kind.label for kind in rules.document_kinds}
    return "; ".join(labels.get(key, key) for key in keys)


def files_in_words(guide: IndicatorRules) -> str:
    """How many pieces of evidence the levels need at least; nothing where the guide doesn't say."""
    if not guide.files:
        return ""
    if len(set(guide.files.values())) == 1:
        told = f"paling sedikit {next(iter(guide.files.values()))}"
    else:
        told = ", ".join(f"{count} untuk parameter {level}" for level, count in sorted(guide.files.items()))
    if guide.every_document:
        told += "; setiap jenis dokumen sebanyak angka parameternya"
    return f"{told}; video dan gambar sampulnya" if guide.needs_cover else told


def sizes_in_words(guide: IndicatorRules) -> str:
    """The largest files that the ministry takes; where that is not known it says so, and what the portal takes."""
    sized = [kind for kind in guide.file_types if kind != "link"]
    if not sized:
        return ""
    known = {kind for kind in sized if guide.megabytes.get(kind)}
    told = [f"{FILE_TYPES[kind]} paling besar {guide.megabytes[kind]} MB" for kind in sized if kind in known]
    if len(known) < len(sized):
        general: dict[int, list[str]] = {}
        for kind in sized:
            if kind not in known:
                general.setdefault(portal_bytes(kind), []).append(FILE_TYPES[kind])
        limits = ", ".join(f"{', '.join(labels)} {in_words(size)}" for size, labels in general.items())
        told.append(f"batas kementerian belum diketahui, batas umum portal: {limits}")
    return "; ".join(told)


def years_in_words(guide: IndicatorRules, rules: IgaRules) -> str:
    """The years that are asked, with their numbers where the edition knows them."""
    known = rules.reference_years
    told = ", ".join(f"{year} ({known.year_of(year)})" if known else year for year in guide.years)
    return f"{told}; satu tahun untuk setiap bukti" if guide.year_each else told


def _links_in_words(guide: IndicatorRules) -> str:
    if guide.foreign_link_from:
        return f"parameter {guide.foreign_link_from} memerlukan tautan di luar situs pemerintah daerah"
    return f"parameter {guide.link_from} memerlukan tautan yang terbuka untuk umum" if guide.link_from else ""


def fact_in_words(fact: IndicatorFact) -> str:
    """What is counted, of which choices, and the amounts of the levels."""
    choices = ", ".join(choice.label.lower() for choice in fact.choices)
    bands = "; ".join(f"parameter {level}: {band_in_words(fact, level)}" for level in LEVELS if level in fact.minimums)
    return f"{fact.label}{f' ({choices})' if choices else ''}. {bands[:1].upper()}{bands[1:]}"


def band_in_words(fact: IndicatorFact, level: int) -> str:
    """The amounts of one level: 11–30 orang, mulai 31 orang, 1 hari."""
    least = fact.minimums[level]
    most = fact.maximums.get(level)
    if not fact.falling and level + 1 in fact.minimums:
        most = fact.minimums[level + 1] - 1 if fact.whole else None
    if most is None:
        return f"mulai {_plain(least)} {fact.unit}".strip()
    return f"{_plain(least)}–{_plain(most)} {fact.unit}".strip() if least != most else f"{_plain(least)} {fact.unit}"


def _plain(amount: Decimal) -> str:
    """As people write it, without digits that say nothing."""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def city_lines(row: CityIndicator) -> tuple[str, ...]:
    """What goes with the levels of a row of the city's own part: the years, the unit and the note of the guide."""
    told = trust_in_words(row.confidence)
    return tuple(text for text in (_compared(row.years), row.unit, row.note, told) if text)


def _compared(years: str) -> str:
    first, bar, second = years.partition("/")
    return f"{first} dibanding {second}" if bar else years
