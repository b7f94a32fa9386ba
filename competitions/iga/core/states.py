"""The states of an innovation in an IGA edition as one table; page, service and database read it and nothing else.

The path follows what the ministry asks for: claims with evidence are made and verified in the city, the coordinator
decides what is sent, the ministry registers it and tells its own result (national.md 1.5).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from proposals.core.workflow import Role


class CandidacyState(TextChoices):
    CANDIDATE = "candidate", "Calon"
    PREPARED = "prepared", "Disiapkan"
    VERIFIED = "verified", "Terverifikasi"
    LISTED = "listed", "Masuk daftar kirim"
    LEFT_OUT = "left_out", "Tidak dikirim"
    SENT = "sent", "Terkirim"
    RESULTED = "resulted", "Ada hasil"


class Needs(TextChoices):
    """What has to be typed for a move."""

    NOTHING = "", ""
    REASON = "reason", "Alasan"
    NUMBER = "number", "Nomor registrasi"
    NUMBER_AND_REASON = "number_and_reason", "Nomor registrasi dan alasan"
    RESULT = "result", "Kematangan menurut kementerian"


@dataclass(frozen=True, slots=True)
class CandidacyArrow:
    """One arrow of an innovation in an edition; the coordinator follows it."""

    key: str
    label: str
    source: CandidacyState
    target: CandidacyState
    needs: Needs = Needs.NOTHING


Arrow, S = CandidacyArrow, CandidacyState
# Before the coordinator decides, claims and verdicts alone say how far an innovation is; the database keeps it.
BY_CLAIMS: Final = (S.CANDIDATE, S.PREPARED, S.VERIFIED)
# What the city sends or has sent: what the index counts.
IN_SET: Final = (S.LISTED, S.SENT, S.RESULTED)
MOVES: Final[tuple[CandidacyArrow, ...]] = (
    Arrow("masukkan", "Masukkan ke daftar kirim", S.CANDIDATE, S.LISTED),
    Arrow("masukkan", "Masukkan ke daftar kirim", S.PREPARED, S.LISTED),
    Arrow("masukkan", "Masukkan ke daftar kirim", S.VERIFIED, S.LISTED),
    Arrow("keluarkan", "Jangan kirim", S.CANDIDATE, S.LEFT_OUT, Needs.REASON),
    Arrow("keluarkan", "Jangan kirim", S.PREPARED, S.LEFT_OUT, Needs.REASON),
    Arrow("keluarkan", "Jangan kirim", S.VERIFIED, S.LEFT_OUT, Needs.REASON),
    Arrow("keluarkan", "Keluarkan dari daftar kirim", S.LISTED, S.LEFT_OUT, Needs.REASON),
    Arrow("kembalikan", "Jadikan calon lagi", S.LEFT_OUT, S.CANDIDATE),
    Arrow("daftarkan", "Catat pendaftaran", S.LISTED, S.SENT, Needs.NUMBER),
    Arrow("perbaiki", "Perbaiki nomor registrasi", S.SENT, S.SENT, Needs.NUMBER_AND_REASON),
    Arrow("tarik", "Tarik pendaftaran", S.SENT, S.LISTED, Needs.REASON),
    Arrow("hasil", "Catat hasil kementerian", S.SENT, S.RESULTED, Needs.RESULT),
    Arrow("hasil", "Perbaiki hasil kementerian", S.RESULTED, S.RESULTED, Needs.RESULT),
)
MOVERS: Final = frozenset({Role.COORDINATOR})


def moves_of(state: str, roles: Collection[Role]) -> list[CandidacyArrow]:
    """The moves open from `state` for somebody with these roles on the innovation."""
    return [move for move in MOVES if move.source == state] if MOVERS & set(roles) else []


def transitions() -> list[tuple[str, str]]:
    """Every change of state that the database lets pass, those that claims and verdicts make among them."""
    decided = {(move.source.value, move.target.value) for move in MOVES if move.source != move.target}
    reckoned = {(one.value, other.value) for one in BY_CLAIMS for other in BY_CLAIMS if one != other}
    # An innovation that becomes a candidate again is at once as far as its claims are.
    returned = {(S.LEFT_OUT.value, state.value) for state in BY_CLAIMS}
    return sorted(decided | reckoned | returned)
