"""The rules G1 to G13 that an innovation must meet to be sent to the ministry (national.md 1.5), as one table.

Pure: the facts of one innovation go in, one sentence per rule comes out. Rules that block say the same in SQL
(`readiness.with_blocks`), and a test compares the two.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices


class RuleSeverity(TextChoices):
    """What a broken rule does: it keeps the innovation out of the submission set, or is only said."""

    BLOCK = "block", "Menahan"
    WARN = "warn", "Peringatan"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule for one innovation: `passed` is None while a date is missing."""

    passed: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Demands:
    """What an edition asks for."""

    opens: datetime.date | None
    closes: datetime.date | None
    words: int
    mandatory: int
    mandatory_blocks: bool


@dataclass(frozen=True, slots=True)
class InnovationFacts:
    """What the rules read of one innovation on a day."""

    today: datetime.date
    eligible: bool = True
    by_hand: bool = False
    applied_on: datetime.date | None = None
    developed_on: datetime.date | None = None
    trial_on: datetime.date | None = None
    words: int = 0
    has_affair: bool = False
    in_use: bool = False
    fields_missing: tuple[str, ...] = ()
    mandatory_proven: int = 0
    mandatory_missing: tuple[int, ...] = ()
    unproven: tuple[int, ...] = ()
    regulation: bool = False
    same_title: int = 0
    has_video: bool = False


def check_window(
    applied_on: datetime.date | None,
    developed_on: datetime.date | None,
    first: datetime.date | None,
    last: datetime.date | None,
) -> Check:
    """Applied within `first`–`last`, or applied earlier with a development inside that window."""
    if first is None or last is None:
        return Check(None, "Rentang waktu edisi ini belum diisi.")
    if applied_on is None:
        return Check(None, "Waktu penerapan belum diisi.")
    if first <= applied_on <= last:
        return Check(True, "Diterapkan di dalam rentang waktu.")
    if applied_on > last:
        return Check(False, "Diterapkan sesudah rentang waktu.")
    return _check_development(developed_on, first, last)


def _check_development(developed_on: datetime.date | None, first: datetime.date, last: datetime.date) -> Check:
    if developed_on is None:
        return Check(False, "Diterapkan sebelum rentang waktu dan belum ada pengembangan.")
    if first <= developed_on <= last:
        return Check(True, "Diterapkan lebih awal, dikembangkan di dalam rentang waktu.")
    return Check(False, "Pengembangannya di luar rentang waktu.")


def check_words(words: int, least: int) -> Check:
    """The rancang bangun has at least `least` words in all its parts together."""
    if words >= least:
        return Check(True, f"{words} kata, paling sedikit {least}.")
    return Check(False, f"Baru {words} kata dari paling sedikit {least}.")


def _window(facts: InnovationFacts, asked: Demands) -> Check:
    found = check_window(facts.applied_on, facts.developed_on, asked.opens, asked.closes)
    if facts.by_hand and not found.passed:
        return Check(True, f"{found.text} Ditambahkan koordinator dengan alasan.")
    return found


def _words(facts: InnovationFacts, asked: Demands) -> Check:
    return check_words(facts.words, asked.words)


def _mandatory(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.mandatory_proven >= asked.mandatory:
        return Check(True, f"{asked.mandatory} indikator wajib diklaim dengan bukti yang cukup.")
    which = f" ({_listed(facts.mandatory_missing)})" if facts.mandatory_missing else ""
    return Check(
        False,
        f"Baru {facts.mandatory_proven} dari {asked.mandatory} indikator wajib diklaim dengan bukti yang cukup{which}. "
        "Klaim yang kurang dan lampirkan buktinya.",
    )


def _stage(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.in_use:
        return Check(True, "Tahapannya penerapan.")
    return Check(False, "Tahapannya belum penerapan; belum pasti dihitung kementerian.")


def _named(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.regulation:
        return Check(None, "Samakan nama inovasi dengan nama dalam berkas regulasi; pemeriksa membandingkannya.")
    return Check(None, "Belum ada berkas regulasi untuk dibandingkan namanya.")


def _affair(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.has_affair:
        return Check(True, "Urusan utama sudah dipilih.")
    return Check(False, "Urusan utama belum dipilih.")


def _fields(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.fields_missing:
        return Check(False, f"Belum diisi: {', '.join(facts.fields_missing)}.")
    return Check(True, "Koordinat, Asta Cita, dan PKPN sudah diisi.")


def _order_of_dates(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.applied_on is None:
        return Check(None, "Waktu penerapan belum diisi.")
    if facts.trial_on and facts.trial_on > facts.applied_on:
        return Check(False, "Waktu uji coba sesudah waktu penerapan. Betulkan salah satunya.")
    if facts.applied_on > facts.today:
        return Check(False, "Waktu penerapan belum tiba.")
    if facts.developed_on and facts.developed_on < facts.applied_on:
        return Check(False, "Waktu pengembangan sebelum waktu penerapan. Betulkan salah satunya.")
    return Check(True, "Urutan uji coba, penerapan, dan pengembangan benar.")


def _proven(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.unproven:
        return Check(False, f"Diklaim, tetapi buktinya belum cukup: indikator {_listed(facts.unproven)}.")
    return Check(True, "Setiap klaim mempunyai bukti yang cukup.")


def _developed(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.applied_on is None:
        return Check(None, "Waktu penerapan belum diisi.")
    old = (facts.today - facts.applied_on).days > DAYS_OF_TWO_YEARS
    if old and facts.developed_on is None:
        return Check(False, "Diterapkan lebih dari dua tahun lalu tanpa pengembangan yang dicatat.")
    return Check(True, "Diterapkan dalam dua tahun terakhir, atau sudah dikembangkan.")


def _title(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.same_title:
        return Check(False, f"{facts.same_title} inovasi lain dalam daftar kirim memakai nama yang sama.")
    return Check(True, "Namanya tidak dipakai inovasi lain dalam daftar kirim.")


def _video(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.has_video:
        return Check(None, "Pastikan video terbuka tanpa masuk akun dan paling lama lima menit.")
    return Check(False, "Belum ada video.")


def _standing(facts: InnovationFacts, asked: Demands) -> Check:
    if facts.eligible:
        return Check(True, "Usulannya lolos verifikasi Bapperida.")
    return Check(False, "Usulannya belum lolos verifikasi Bapperida, atau tidak berlaku lagi.")


DAYS_OF_TWO_YEARS: Final = 731
Examine = Callable[[InnovationFacts, Demands], Check]


@dataclass(frozen=True, slots=True)
class ReadinessRule:
    """One rule: its code, what it is called, what breaking it does, where it comes from."""

    code: str
    title: str
    severity: RuleSeverity
    source: str
    examine: Examine


B, W = RuleSeverity.BLOCK, RuleSeverity.WARN
GUIDE, CITY, PRACTICE = "pedoman IGA 2026 (salinan)", "ketentuan kota", "praktik daerah lain"
RULES: Final[tuple[ReadinessRule, ...]] = (
    ReadinessRule("G1", "Rentang waktu", B, GUIDE, _window),
    ReadinessRule("G2", "Rancang bangun", B, "siaran kementerian", _words),
    ReadinessRule("G3", "Indikator wajib", B, f"{PRACTICE}; arti “wajib” belum dijelaskan kementerian", _mandatory),
    ReadinessRule("G4", "Tahapan", W, "simpulan; tahun 2023 semua tahapan diterima", _stage),
    ReadinessRule("G5", "Nama dalam regulasi", W, GUIDE, _named),
    ReadinessRule("G6", "Urusan utama", B, GUIDE, _affair),
    ReadinessRule("G7", "Isian tahun 2026", W, GUIDE, _fields),
    ReadinessRule("G8", "Urutan tanggal", B, CITY, _order_of_dates),
    ReadinessRule("G9", "Bukti tiap klaim", W, GUIDE, _proven),
    ReadinessRule("G10", "Pengembangan", W, GUIDE, _developed),
    ReadinessRule("G11", "Nama tidak kembar", W, CITY, _title),
    ReadinessRule("G12", "Video", W, GUIDE, _video),
    ReadinessRule("G13", "Verifikasi usulan", B, CITY, _standing),
)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule says of one innovation."""

    rule: ReadinessRule
    severity: RuleSeverity
    passed: bool | None
    text: str

    @property
    def blocks(self) -> bool:
        """Whether it keeps the innovation out of the submission set; so does what cannot be told yet."""
        return self.severity == RuleSeverity.BLOCK and not self.passed

    @property
    def state(self) -> str:
        """Its look: good, bad, or something to see to."""
        if self.passed:
            return "good"
        return "bad" if self.blocks else "watch"

    @property
    def words(self) -> str:
        if self.passed:
            return "Terpenuhi"
        if self.blocks:
            return "Menahan"
        return "Periksa" if self.passed is None else "Peringatan"


def examine(facts: InnovationFacts, asked: Demands) -> list[RuleFinding]:
    """All rules in their order; G3 blocks only where the edition says so."""
    found = []
    for rule in RULES:
        check = rule.examine(facts, asked)
        softer = rule.code == "G3" and not asked.mandatory_blocks
        found.append(RuleFinding(rule, RuleSeverity.WARN if softer else rule.severity, check.passed, check.text))
    return found


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
