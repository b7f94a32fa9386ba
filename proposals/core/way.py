"""The five steps of a proposal's way as its agency follows them: what each is called, and in whose hands it lies."""

from dataclasses import dataclass
from typing import Final

from proposals.core.workflow import Holder


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step: in a word, in a sentence, and who has the proposal meanwhile."""

    name: str
    sentence: str
    holders: frozenset[Holder]


WAY: Final = (
    WayStep("pengajuan", "Diterima portal", frozenset()),
    WayStep("verifikasi", "Bapperida memeriksa kelengkapan", frozenset({Holder.VERIFICATION})),
    WayStep("penilaian", "Penilai membaca dan memberi nilai", frozenset({Holder.REVIEWERS, Holder.REVIEWS})),
    WayStep("keputusan", "Bapperida memutuskan", frozenset({Holder.DECISION})),
    WayStep("penetapan", "Hasil ditetapkan dengan surat keputusan", frozenset({Holder.DECREE})),
)


def step_of(holder: Holder | None) -> int:
    """The place in `WAY` of what waits in these hands; the first for what nobody has yet."""
    return next((place for place, step in enumerate(WAY) if holder in step.holders), 0)
