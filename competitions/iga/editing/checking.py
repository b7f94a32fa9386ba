"""What an edition still lacks before it can be published, and its totals against those that the guide prints."""

from itertools import pairwise

from competitions.core.models import Edition
from competitions.rules.totals import Total, totals_of
from foundation.text.rounding import in_figures


def totals_in(edition: Edition) -> tuple[Total, ...]:
    """The totals of an edition's own rows against the typed ones; none while it has no constants. One query."""
    scoring = edition.iga.scoring
    if scoring is None:
        return ()
    return totals_of(scoring, edition.indicators.values_list("weight", flat=True), edition.iga.spd)


def obstacles(edition: Edition) -> list[str]:
    """Sentences about what must be filled in or put right before publishing."""
    found = []
    if not edition.source:
        found.append("Isi sumber aturan, yaitu nomor dan tanggal surat atau pedoman.")
    if not (edition.window_from and edition.window_until):
        found.append("Isi rentang waktu penerapan.")
    if edition.iga.eligibility is None:
        found.append("Isi paling sedikit kata rancang bangun.")
    if edition.iga.reference_years is None:
        found.append("Isi tahun T-0.")
    if edition.iga.scoring is None:
        found.append("Isi tetapan penilaian.")
    found += _out_of_order(edition)
    return found + [_told(total) for total in totals_in(edition) if not total.agrees]


def _out_of_order(edition: Edition) -> list[str]:
    """Sentences about scales and bands that overlap or run backwards, so that a figure would have no level or two."""
    found = []
    steps = sorted(edition.iga.predicates, key=lambda band: band.minimum)
    backwards = any(band.minimum > band.maximum for band in steps)
    if steps and (steps[0].minimum or backwards or any(low.maximum >= up.minimum for low, up in pairwise(steps))):
        found.append("Batas predikat harus mulai dari nol, naik, dan tidak bertumpang tindih.")
    for indicator in edition.indicators.all():
        guide = indicator.guide
        scales = [measure.minimums for measure in guide.measures]
        if guide.fact and not guide.fact.falling:
            scales.append(guide.fact.minimums)
        if any(scale[low] >= scale[up] for scale in scales for low, up in pairwise(sorted(scale))):
            found.append(f"Batas angka indikator {indicator.number} harus naik dari parameter 1 ke 3.")
    for row in edition.iga.spd:
        edges = ((band.lowest, band.highest) for band in row.bands)
        if any(low is not None and high is not None and low > high for low, high in edges):
            found.append(f"Pita angka baris daerah {row.number} mulai di atas akhirnya. Betulkan batasnya.")
    return found


def _told(total: Total) -> str:
    return (
        f"{total.label} pada sampul pedoman {in_figures(total.printed)}, sedangkan bobot dan tetapan di sini "
        f"menghasilkan {in_figures(total.reckoned)}. Periksa bobot, tetapan, atau angka sampulnya."
    )
