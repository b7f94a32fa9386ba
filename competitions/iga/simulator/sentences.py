"""The marginal rules of an index as sentences with its own figures (national.md 1.10)."""

from decimal import Decimal

from competitions.iga.index.formula import CityIndex
from competitions.iga.index.marginal import affairs_loss, break_even_add, break_even_drop, level_gain, spd_gain
from foundation.text.rounding import in_figures, rounded


def rules_of(index: CityIndex) -> list[str]:
    """What one level more, one innovation more or fewer, and a missing affair mean for this index."""
    given, constants = index.given, index.constants
    one = level_gain(1, given, constants)
    lines = [
        f"Naik satu parameter pada satu inovasi menambah bobot × {in_figures(one, 4)} indeks: bobot 3 menambah "
        f"{in_figures(one * 3, 4)}, karena dibagi {index.divisor}.",
        f"Naik satu parameter pada baris daerah berbobot 1 menambah {in_figures(spd_gain(Decimal(1), constants))} "
        "indeks, tanpa pembagi.",
        _adding(index),
        *_dropping(index),
    ]
    if given.affairs >= constants.need:
        lines.append(
            f"Bila urusan dasar yang tercakup turun di bawah {constants.need}, indeks turun "
            f"{in_figures(affairs_loss(given, constants))}."
        )
    else:
        lines.append(
            f"Baru {given.affairs} dari {constants.need} urusan dasar tercakup, jadi nilai jumlah inovasi nol; begitu "
            f"terpenuhi, indeks naik {in_figures(affairs_loss(given, constants))}."
        )
    return lines


def _adding(index: CityIndex) -> str:
    least = break_even_add(index.given, index.constants)
    if index.given.count < index.constants.divisor:
        return f"Selama kurang dari {index.constants.divisor} inovasi, setiap tambahan menaikkan indeks."
    if least < 0:
        return "Setiap tambahan inovasi menaikkan indeks."
    return f"Menambah satu inovasi menaikkan indeks hanya bila kematangannya di atas {in_figures(least)}."


def _dropping(index: CityIndex) -> list[str]:
    if not index.given.count:
        return []
    most = break_even_drop(index.given, index.constants)
    if most <= 0:
        return ["Tidak ada inovasi yang patut dikeluarkan dari daftar kirim."]
    return [
        f"Mengeluarkan satu inovasi menaikkan indeks hanya bila kematangannya di bawah {in_figures(most)} dan urusan "
        "dasarnya tetap tercakup."
    ]


def next_predicate(index: CityIndex) -> str:
    """How far the next predicate is, as a sentence; another at the highest."""
    step, total = index.next_step, in_figures(index.constants.total, 0)
    if step is None or index.points_needed is None or index.distance is None:
        return f"Predikat tertinggi, {index.predicate.label if index.predicate else '–'}, sudah tercapai."
    return (
        f"Perlu {in_figures(index.points_needed)} dari {total} untuk {step.label}; sekarang {in_figures(index.total)}, "
        f"jadi kurang {in_figures(max(index.distance, Decimal('0.01')))} poin "
        f"atau {in_figures(rounded(step.minimum - index.value))} indeks."
    )
