"""What an edition still lacks before it can be published, and its totals against those that the guide prints."""

from competitions.core.models import Edition
from competitions.core.totals import Total, totals_of
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
    return found + [_told(total) for total in totals_in(edition) if not total.agrees]


def _told(total: Total) -> str:
    return (
        f"{total.label} pada sampul pedoman {in_figures(total.printed)}, sedangkan bobot dan tetapan di sini "
        f"menghasilkan {in_figures(total.reckoned)}. Periksa bobot, tetapan, atau angka sampulnya."
    )
