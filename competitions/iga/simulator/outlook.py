"""The index for the leader: now, expected and at risk, and one sentence what would lift it most and who must act.

Now is what coordinators have verified; expected is what is claimed with evidence; at risk is the difference, which
goes when verifying finds otherwise. Dashboard, papers and the index page ask this one function.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.index.constants import HUNDRED, IndexConstants
from competitions.iga.index.formula import CityIndex
from competitions.iga.index.marginal import affairs_loss, everywhere_gain
from competitions.iga.simulator.inputs import CityStanding, known_candidacies, standing
from competitions.iga.simulator.levels import levels_everywhere
from foundation.text.rounding import in_figures, rounded

# What the three figures mean, in words that stand beside them on pages and papers.
NOW_MEANS: Final = "yang sudah diverifikasi"
EXPECTED_MEANS: Final = "bila semua yang menunggu diterima"
AT_RISK_MEANS: Final = "hilang bila pemeriksaan tidak menerimanya"
EXPLAINED: Final = (
    "Sekarang menghitung yang sudah diverifikasi Bapperida. Harapan menambahkan klaim berbukti dan baris bagian daerah "
    "yang belum diperiksa. Berisiko adalah selisihnya: poin yang hilang bila pemeriksaan tidak menerima satu pun."
)


@dataclass(frozen=True, slots=True)
class Lift:
    """What would lift the index most, as a sentence, who must act, and by how much."""

    text: str
    who: str
    gain: Decimal


@dataclass(frozen=True, slots=True)
class IndexOutlook:
    """What a leader reads; `lift` is None when nothing is left to do."""

    year: int
    now: CityIndex
    expected: CityIndex
    lift: Lift | None
    fragile: str

    @property
    def at_risk(self) -> Decimal:
        """The index points that still hang on verifying."""
        return max(rounded(self.expected.value - self.now.value), Decimal("0.00"))

    @property
    def figures(self) -> list[tuple[str, str, str, str]]:
        """The three figures as (name, label, value as people read it, what it means)."""
        return [
            ("iga.index_now", "indeks sekarang", in_figures(self.now.value), NOW_MEANS),
            ("iga.index_expected", "indeks harapan", in_figures(self.expected.value), EXPECTED_MEANS),
            ("iga.index_at_risk", "berisiko", in_figures(self.at_risk), AT_RISK_MEANS),
        ]

    @property
    def explained(self) -> str:
        """How to read the figures."""
        return EXPLAINED

    @property
    def sentence(self) -> str:
        """All of it as one line for a paper or a reminder."""
        figures = (
            f"Indeks IGA {self.year}: sekarang {in_figures(self.now.value)}, harapan "
            f"{in_figures(self.expected.value)}, berisiko {in_figures(self.at_risk)}."
        )
        return f"{figures} {self.lift.text}" if self.lift else figures


def outlook(year: int, reader: User) -> IndexOutlook | None:
    """The outlook of the edition of a year as far as this reader may know; None without one. Four queries."""
    edition = Edition.objects.of_year(Edition.Programme.IGA, year)
    found = standing(edition, reader) if edition else None
    return outlook_of(found, reader) if found else None


def outlook_of(found: CityStanding, reader: User) -> IndexOutlook:
    """The same where the standing is known already; one query."""
    lifts = [lift for lift in _lifts(found, reader) if lift.gain > 0]
    return IndexOutlook(
        year=found.edition.year,
        now=found.verified,
        expected=found.expected,
        lift=max(lifts, key=lambda lift: lift.gain, default=None),
        fragile=_fragile(found),
    )


def _lifts(found: CityStanding, reader: User) -> list[Lift]:
    given, constants = found.expected.given, found.constants
    unverified = found.expected.exact - found.verified.exact
    unchecked = sum(row.level is not None and not row.is_checked for row in found.part.rows)
    if not given.count:
        return [_choosing(constants)]
    lifts = [_verifying(found.sums.waiting, unchecked, unverified)] if found.sums.waiting or unchecked else []
    if given.affairs < constants.need:
        gain = affairs_loss(given, constants)
        missing = constants.need - given.affairs
        lifts.append(
            Lift(
                f"Yang paling menaikkan: penuhi {missing} urusan dasar yang belum tercakup (+{in_figures(gain)}). "
                "Yang bertindak: Bapperida bersama perangkat daerah urusan itu.",
                "Bapperida bersama perangkat daerah urusan itu",
                gain,
            )
        )
    rooms = levels_everywhere(found.edition, known_candidacies(found.edition, reader))
    if rooms:
        best = rooms[0]
        gain = everywhere_gain(best.weight, best.innovations, given, constants)
        lifts.append(
            Lift(
                f"Yang paling menaikkan: naik satu parameter pada indikator {best.number} ({best.name}) di "
                f"{best.innovations} inovasi (+{in_figures(gain)}). Yang bertindak: perangkat daerah pengusulnya.",
                "perangkat daerah pengusul",
                gain,
            )
        )
    open_rows = [row for row in found.part.rows if row.level is None]
    if open_rows:
        gain = sum((row.maximum for row in open_rows), Decimal(0)) * HUNDRED / constants.total
        lifts.append(
            Lift(
                f"Yang paling menaikkan: isi {len(open_rows)} baris bagian daerah yang masih kosong (paling banyak "
                f"+{in_figures(gain)}). Yang bertindak: Bapperida.",
                "Bapperida",
                gain,
            )
        )
    return lifts


def _choosing(constants: IndexConstants) -> Lift:
    text = (
        f"Yang paling menaikkan: pilih paling sedikit {constants.divisor} inovasi ke daftar kirim, yang masih kosong. "
        "Yang bertindak: Bapperida."
    )
    return Lift(text, "Bapperida", HUNDRED * constants.divisor * constants.per_innovation / constants.total)


def _verifying(claims: int, rows: int, gain: Decimal) -> Lift:
    parts = [f"{claims} klaim dalam daftar kirim" if claims else "", f"{rows} baris bagian daerah" if rows else ""]
    what = " dan ".join(part for part in parts if part)
    most = in_figures(gain)
    text = f"Yang paling menaikkan: periksa {what} yang menunggu (paling banyak +{most}). Yang bertindak: Bapperida."
    return Lift(text, "Bapperida", gain)


def _fragile(found: CityStanding) -> str:
    """Whether the number of innovations hangs on a single one; empty when it doesn't."""
    given, need = found.expected.given, found.constants.need
    alone = sum(count == 1 for count in given.covering.values())
    if not need or given.affairs != need or not alone:
        return ""
    loss = in_figures(affairs_loss(given, found.constants))
    return (
        f"Tepat {need} urusan dasar tercakup, {alone} di antaranya oleh satu inovasi saja: bila satu gugur, indeks "
        f"turun {loss}."
    )
