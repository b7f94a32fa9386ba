"""The stages of KIPP through which an entry goes at the ministry, and the order of its results (national.md 2.4).

Pure: which results stand goes in, a refusal comes out. The database holds the same order by a trigger that is made from
the table here.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from competitions.core.nominating import NominationRefused, NominationState


class KippStage(TextChoices):
    ADMINISTRATION = "administrasi", "Seleksi administrasi"
    PROPOSAL = "proposal", "Penilaian proposal"
    PRESENTATION = "presentasi", "Presentasi dan wawancara"
    FEASIBILITY = "fisibilitas", "Verifikasi lapangan (fisibilitas)"
    BENEFIT = "kebermanfaatan", "Penilaian kebermanfaatan"
    AWARD = "penghargaan", "Penghargaan"


class KippOutcome(TextChoices):
    PASSED = "lolos", "Lolos"
    FAILED = "tidak", "Tidak lolos"
    VOID = "dibatalkan", "Salah catat, dibatalkan"


# Presentation and visit are alternatives: one passed is enough to go on.
PLACES: Final[dict[str, int]] = {
    KippStage.ADMINISTRATION: 1,
    KippStage.PROPOSAL: 2,
    KippStage.PRESENTATION: 3,
    KippStage.FEASIBILITY: 3,
    KippStage.BENEFIT: 4,
    KippStage.AWARD: 5,
}


def in_order(standing: Mapping[str, str]) -> bool:
    """Whether every result has one that was passed at the place before; `standing` is outcome by stage."""
    passed = {PLACES[stage] for stage, outcome in standing.items() if outcome == KippOutcome.PASSED}
    told = {PLACES[stage] for stage, outcome in standing.items() if outcome != KippOutcome.VOID}
    return all(place == 1 or place - 1 in passed for place in told)


def open_stages(standing: Mapping[str, str]) -> list[KippStage]:
    """The stages for which a first result may be told now."""
    return [stage for stage in KippStage if stage not in standing and in_order({**standing, stage: KippOutcome.FAILED})]


def check_result(state: str, standing: Mapping[str, str], stage: str, outcome: str, *, corrects: bool) -> None:
    """Raises Refused unless this outcome of a stage may be told of a nomination in `state`.

    `corrects`: it takes the place of the one that stands for this stage.
    """
    if state != NominationState.ENTERED:
        raise NominationRefused(
            "Hasil hanya dicatat untuk nominasi yang terdaftar di kementerian. Catat nomor registrasinya lebih dahulu."
        )
    label = KippStage(stage).label
    if not corrects and stage in standing:
        raise NominationRefused(
            f"Hasil “{label}” sudah dicatat dan tidak ditimpa. Buka hasil itu, lalu perbaiki dengan alasan."
        )
    if not corrects and outcome == KippOutcome.VOID:
        raise NominationRefused(f"Belum ada hasil “{label}” yang dapat dibatalkan.")
    if not in_order({**standing, stage: outcome}):
        before = " atau ".join(f"“{one.label}”" for one in KippStage if PLACES[one] == PLACES[stage] - 1)
        if corrects:
            raise NominationRefused(
                f"Hasil tahap sesudah “{label}” sudah dicatat, jadi tahap ini harus tetap lolos. Perbaiki hasil tahap "
                "sesudahnya lebih dahulu."
            )
        raise NominationRefused(f"“{label}” dicatat setelah {before} lolos. Catat hasil tahap itu lebih dahulu.")
