"""What differs between two editions, in words, as a coordinator reads it before publishing."""

from dataclasses import dataclass

from competitions.core.models import Edition
from competitions.iga.editing.guiding import city_lines, guidance_of
from foundation.text.rounding import in_figures

Told = dict[tuple[str, str], str]
NOTHING = "tidak ada"


@dataclass(frozen=True, slots=True)
class EditionChange:
    """One thing that reads otherwise: where it stands, what it is, how it read before and reads now."""

    place: str
    what: str
    before: str
    after: str


def changes_between(old: Edition, new: Edition) -> list[EditionChange]:
    """Everything that differs, constants first, then indicators by number, then the city's rows; four queries."""
    before, after = _told(old), _told(new)
    keys = [*after, *(key for key in before if key not in after)]
    pairs = ((key, before.get(key, NOTHING), after.get(key, NOTHING)) for key in keys)
    return [EditionChange(*key, then, now) for key, then, now in pairs if then != now]


def _told(edition: Edition) -> Told:
    return _constants(edition) | _indicators(edition) | _city(edition)


def _constants(edition: Edition) -> Told:
    rules, found = edition.iga, {}
    found["Rentang penerapan"] = (
        f"{edition.window_from or 'belum diisi'} sampai {edition.window_until or 'belum diisi'}"
    )
    found["Klaim yang diperiksa koordinator kedua"] = f"{rules.second_look_percent} persen"
    if rules.eligibility:
        found["Paling sedikit kata rancang bangun"] = str(rules.eligibility.rancang_bangun_min_words)
    if scoring := rules.scoring:
        found |= {
            "Pembagi paling kecil": str(scoring.divisor_minimum),
            "Nilai tiap inovasi": in_figures(scoring.number.per_innovation),
            "Inovasi paling banyak": str(scoring.number.cap),
            "Urusan dasar yang harus tercakup": str(scoring.number.min_basic_services),
            "Kematangan tertinggi": str(scoring.maturity_maximum),
            "Indikator kota tertinggi": str(scoring.spd_maximum),
            "Seluruh nilai": str(scoring.total_maximum),
        }
    for band in rules.predicates:
        found[f"Predikat {band.label}"] = f"{in_figures(band.minimum)}–{in_figures(band.maximum)}"
    return {("Tetapan", what): text for what, text in found.items()}


def _indicators(edition: Edition) -> Told:
    found: Told = {}
    for row in edition.indicators.prefetch_related("levels"):
        guidance, place = guidance_of(row, edition.iga), f"Indikator {row.number}"
        found |= {
            (place, "Nama"): row.name,
            (place, "Bobot"): str(row.weight),
            (place, "Wajib"): "ya" if row.mandatory else "tidak",
            (place, "Definisi"): row.definition,
        }
        for measure in guidance.measures:
            for level in measure.levels:
                found[place, f"Parameter {level.value} {measure.name}".strip()] = level.description
        found |= {(place, label): text for label, text in guidance.lines if label != "Tahun"}
        found[place, "Catatan"] = " ".join(guidance.notes) or NOTHING
    return found


def _city(edition: Edition) -> Told:
    found: Told = {}
    for row in edition.iga.spd:
        place = f"Kota {row.number}"
        found |= {
            (place, "Nama"): row.name,
            (place, "Bobot"): in_figures(row.weight),
            (place, "Wajib"): "ya" if row.mandatory else "tidak",
            (place, "Keterangan"): "; ".join(city_lines(row)) or NOTHING,
        }
        found |= {(place, f"Parameter {level}"): text for level, text in enumerate(row.levels, start=1)}
    return found
