"""How numbers, shares, dates and groups of agencies are worded in Indonesian on the leader's pages and papers."""

from datetime import date
from decimal import Decimal

from foundation.text.rounding import rounded

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

# The two groups the city counts on, as (key of the address, words).
GROUPS = (("opd", "Perangkat daerah target"), ("sekolah", "Sekolah target"))


def decimal(value: Decimal | float) -> str:
    """Write a rate with one decimal after a comma, none when it is zero: 4.25 → "4,3", 3.0 → "3"."""
    whole, tenth = f"{rounded(value, 1):,.1f}".split(".")
    return whole.replace(",", ".") + ("" if tenth == "0" else f",{tenth}")


def signed(value: float) -> str:
    """Write a difference: 2.5 → "+2,5", -3 → "−3", and "sama" where none shows."""
    words = decimal(abs(value))
    return "sama" if words == "0" else f"{'+' if value > 0 else '−'}{words}"


def percent(part: int, whole: int) -> str:
    """Write part of whole as a rounded percentage, "–" when the whole is zero."""
    return f"{rounded(100 * part / whole, 0)}%" if whole else "–"


def chance(probability: float) -> str:
    """Word a probability (0–1) without false certainty: never "0%" or "100%" unless it is exactly so."""
    if 0 < probability < 0.01:
        return "kurang dari 1%"
    if 0.99 < probability < 1:
        return "lebih dari 99%"
    return f"{round(100 * probability)}%"


# From which probability on: the sentence, how heavy it weighs (calm, watch or behind), and the word for that.
VERDICTS = (
    (0.9, "Target hampir pasti tercapai.", "calm", "Sesuai jalur"),
    (0.6, "Target kemungkinan besar tercapai.", "watch", "Perlu dijaga"),
    (0.4, "Belum dapat dipastikan apakah target tercapai.", "watch", "Perlu dijaga"),
    (0.1, "Target kemungkinan besar tidak tercapai dengan laju sekarang.", "behind", "Tertinggal"),
    (0.0, "Target hampir pasti tidak tercapai dengan laju sekarang.", "behind", "Tertinggal jauh"),
)


def verdict(probability: float) -> str:
    """Say in one sentence whether the target will be reached, from its probability (0–1)."""
    return next(words for least, words, _, _ in VERDICTS if probability >= least)


def weight(probability: float) -> tuple[str, str]:
    """The state of a verdict (calm, watch or behind) and the word for it, from the probability (0–1) of the target."""
    return next((state, word) for least, _, state, word in VERDICTS if probability >= least)


def month(day: date) -> str:
    """Shorten the month of a day as Indonesians do: Mei, Agu, Okt, Des."""
    return MONTHS[day.month - 1][:3]


def short_date(day: date) -> str:
    """Write a day briefly: "4 Agu 2026"."""
    return f"{day.day} {month(day)} {day.year}"


def long_date(day: date) -> str:
    """Write a day in full: "4 Agustus 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def enough(minimum: int) -> str:
    """What an agency has done that submitted as many proposals as a period asks, to stand after the agency."""
    return "sudah mengajukan" if minimum == 1 else f"sudah memenuhi paling sedikit {minimum} usulan"


def lacking(minimum: int) -> str:
    """What is said of an agency that has not submitted so many."""
    return "belum mengajukan" if minimum == 1 else f"belum memenuhi paling sedikit {minimum} usulan"
