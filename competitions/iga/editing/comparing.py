"""What differs between two editions, in words, as a coordinator reads it before publishing."""

from competitions.core.models import Edition
from competitions.iga.editing.guiding import city_lines, guidance_of
from competitions.rules.igarules import CityBand
from competitions.rules.rulechanges import NOTHING, EditionChange, Told, told_changes
from foundation.text.rounding import in_figures


def changes_between(old: Edition, new: Edition) -> list[EditionChange]:
    """Everything that differs, constants first, then indicators by number, then the city's rows; four queries."""
    return told_changes(_told(old), _told(new))


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
            "Sampul: nilai jumlah inovasi": str(scoring.number.maximum),
            "Sampul: satuan inovasi (SID)": str(scoring.sid_maximum),
            "Seluruh nilai": str(scoring.total_maximum),
            "Indikator wajib menahan": "ya" if scoring.empty_mandatory_blocks else "tidak",
        }
        for what, announced in (
            ("Pembagi", scoring.divisor_announced),
            ("Urusan dasar", scoring.number.min_basic_services_announced),
        ):
            found |= {f"{what} yang diumumkan untuk {year}": str(number) for year, number in announced.items()}
    for band in rules.maturity_bands:
        found[f"Kematangan {band.label}"] = f"{in_figures(band.minimum)}–{in_figures(band.maximum)}"
    for band in rules.predicates:
        found[f"Predikat {band.label}"] = f"{in_figures(band.minimum)}–{in_figures(band.maximum)}"
    return {("Tetapan", what): text for what, text in found.items()}


def _indicators(edition: Edition) -> Told:
    found: Told = {}
    for row in edition.indicators.prefetch_related("levels"):
        guidance, place = guidance_of(row, edition.iga), f"Indikator {row.number}"
        found |= {
            (place, "Nama"): row.name,
            (place, "Variabel"): row.variable or NOTHING,
            (place, "Bobot"): str(row.weight),
            (place, "Wajib"): "ya" if row.mandatory else "tidak",
            (place, "Definisi"): row.definition,
        }
        for measure in guidance.measures:
            for level in measure.levels:
                found[place, f"Parameter {level.value} {measure.name}".strip()] = level.description
            if measure.evidence:
                found[place, f"Bukti {measure.name}"] = f"{measure.evidence} ({measure.documents})"
        for ways in row.guide.measures:
            found |= {
                (place, f"Batas angka parameter {level}, {ways.label}"): f"mulai {in_figures(least)} {ways.unit}"
                for level, least in ways.minimums.items()
            }
        found |= {(place, label): text for label, text in guidance.lines if label != "Tahun"}
        found |= {
            (place, f"Tahun yang harus lengkap untuk parameter {level}"): " atau ".join(", ".join(one) for one in sets)
            for level, sets in row.guide.year_sets.items()
        }
        found[place, "Yang diperiksa"] = " ".join(guidance.checks) or NOTHING
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
        found |= {(place, f"Pita parameter {level}"): _band(band) for level, band in enumerate(row.bands, start=1)}
    return found


def _band(band: CityBand) -> str:
    """The edges of a band, one of them open or both."""
    low = "" if band.lowest is None else f"mulai {in_figures(band.lowest)}"
    high = "" if band.highest is None else f"sampai {in_figures(band.highest)}"
    return f"{low} {high}".strip() or "terbuka"
