"""What becomes of an entry, and why, as one sentence; values in, answers out."""

from collections.abc import Callable
from typing import Final

from competitions.kipp.slots.allocating import SlotCandidate, SlotFate, SlotRow, SlotTurn, SlotVariant
from foundation.text.rounding import in_figures

NO_SCORE: Final = "nilai belum ada"


def sentence(row: SlotRow, *, tells_edge: bool = True) -> str:
    """The sentence of a row. Without `tells_edge` it says nothing of the last entry that got a place.

    That is for a reader who may not know of that one.
    """
    return _SAID[row.fate](row, tells_edge)


def score_of(entry: SlotCandidate) -> str:
    """Its score in words, with who gave it where that was a coordinator."""
    if entry.score is None:
        return NO_SCORE
    return f"nilai {in_figures(entry.score)}{' (diisi koordinator)' if entry.by_hand else ''}"


def place_of(row: SlotRow) -> str:
    """Which place of its group, out of how many where that is known."""
    quota = row.group.quota
    return f"{row.group.name} {row.place}{'' if quota is None else f' dari {quota}'}"


def _held(row: SlotRow, _: bool) -> str:
    quota = row.group.quota
    if quota is not None and row.place > quota:
        return f"Sudah terpilih sebagai {row.group.name} ke-{row.place}, melebihi kuota {quota}."
    return f"Sudah terpilih: {place_of(row)}."


def _in(row: SlotRow, _: bool) -> str:
    place, score = place_of(row), score_of(row.candidate)
    if row.turn == SlotTurn.PINNED:
        return f"Masuk {place}: ditetapkan koordinator, {score}."
    if row.turn == SlotTurn.FIRST:
        return f"Masuk {place}: {score}, yang pertama dari {row.candidate.agency_name}."
    return f"Masuk {place}: {score}{_second(row)}."


def _reserve(row: SlotRow, tells_edge: bool) -> str:
    begin, score, edge = f"Cadangan {row.place}", score_of(row.candidate), row.edge
    if row.turn == SlotTurn.PINNED:
        return f"{begin}: ditetapkan koordinator, tetapi {_full(row)}."
    if edge is None and _second(row):
        return f"{begin}: {score}; {_full(row)} sebelum putaran kedua."
    if edge is None or not tells_edge:
        return f"{begin}: {score}; {_full(row)}."
    if edge.score == row.candidate.score:
        return f"{begin}: {score}, sama dengan batas masuk{_second(row)}, tetapi {_behind(row.candidate, edge)}."
    return f"{begin}: {score}, batas masuk {in_figures(edge.score)}{_second(row)}."


def _full(row: SlotRow) -> str:
    return f"tempat {row.group.name} sudah habis" if row.group.quota else f"kuota {row.group.name} 0"


def _second(row: SlotRow) -> str:
    is_second = row.variant == SlotVariant.SPREAD and row.turn == SlotTurn.OTHERS
    return " pada putaran kedua" if is_second else ""


def _behind(entry: SlotCandidate, edge: SlotCandidate) -> str:
    """Why an entry stands behind another of the same score."""
    if entry.applied_on == edge.applied_on:
        return "nomor usulannya lebih besar"
    return "diterapkan lebih baru" if entry.applied_on else "waktu penerapannya belum diisi"


def _capped(row: SlotRow, _: bool) -> str:
    return (
        f"Tidak dapat: paling banyak {row.cap} entri {row.group.name} per instansi, dan {row.place} entri "
        f"{row.candidate.agency_name} berada di depannya."
    )


def _barred(row: SlotRow, _: bool) -> str:
    return f"Tidak dapat: {' '.join(row.candidate.red)}"


def _out(row: SlotRow, _: bool) -> str:
    return f"Dikeluarkan koordinator: {row.candidate.out.rstrip('.')}."


_SAID: Final[dict[SlotFate, Callable[[SlotRow, bool], str]]] = {
    SlotFate.HELD: _held,
    SlotFate.IN: _in,
    SlotFate.RESERVE: _reserve,
    SlotFate.CAPPED: _capped,
    SlotFate.BARRED: _barred,
    SlotFate.OUT: _out,
}
