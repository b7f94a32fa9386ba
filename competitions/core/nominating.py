"""The rules of nominating for KIPP as one table, and the check of an innovation's age; values in, answers out.

The path of a nomination (agency proposes, city chooses, ministry registers) follows domain facts of KIPP since 2021:
a preselection inside the institution, then entry on the ministry's portal, where only submitted entries count.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.formats import date_format

from proposals.core.workflow import ELIGIBLE, STANDING, SUBMITTED, Role, Status


class NominationState(TextChoices):
    NOMINATED = "nominated", "Dinominasikan"
    PREPARED = "prepared", "Siap"
    SHORTLISTED = "shortlisted", "Terpilih untuk dikirim"
    ENTERED = "entered", "Terdaftar di kementerian"
    WITHDRAWN = "withdrawn", "Ditarik"
    CANCELLED = "cancelled", "Dibatalkan"


class Asks(TextChoices):
    """What has to be typed for a move."""

    NOTHING = "", ""
    REASON = "reason", "Alasan"
    NUMBER = "number", "Nomor registrasi"
    NUMBER_AND_REASON = "number_and_reason", "Nomor registrasi yang benar dan alasan"

    @property
    def number(self) -> bool:
        """Whether a registration number is asked for."""
        return self in (Asks.NUMBER, Asks.NUMBER_AND_REASON)

    @property
    def reason(self) -> bool:
        """Whether a reason is asked for."""
        return self in (Asks.REASON, Asks.NUMBER_AND_REASON)


@dataclass(frozen=True, slots=True)
class NominationArrow:
    """One arrow of a nomination, open while its proposal has one of `proposals`.

    With `until_closing` it is open no longer than its edition takes entries; the others only tell what was done there.
    """

    key: str
    label: str
    source: NominationState
    target: NominationState
    role: Role
    proposals: frozenset[Status]
    asks: Asks = Asks.NOTHING
    until_closing: bool = False


# A proposal may be nominated once it was submitted; it may go on to the ministry once it passed verification.
NOMINABLE: frozenset[Status] = SUBMITTED & STANDING
ANY: frozenset[Status] = frozenset(Status)
NOMINATORS: frozenset[Role] = frozenset({Role.PROPOSER, Role.COORDINATOR})
# What no longer counts as a nomination; it may be nominated anew.
GONE: frozenset[NominationState] = frozenset({NominationState.CANCELLED, NominationState.WITHDRAWN})
# What the city sends: it takes up a place of the quota.
CHOSEN: frozenset[NominationState] = frozenset({NominationState.SHORTLISTED, NominationState.ENTERED})
# What was prepared, whatever came of it since.
READY: frozenset[NominationState] = CHOSEN | {NominationState.PREPARED}
# What stands and is not at the ministry yet: its details, texts and exceptions still change something.
BEFORE_MINISTRY: frozenset[NominationState] = frozenset(NominationState) - GONE - {NominationState.ENTERED}

Arrow, S, R = NominationArrow, NominationState, Role
MOVES: tuple[NominationArrow, ...] = (
    Arrow("siap", "Nyatakan siap", S.NOMINATED, S.PREPARED, R.PROPOSER, ELIGIBLE, until_closing=True),
    Arrow("siap", "Nyatakan siap", S.NOMINATED, S.PREPARED, R.COORDINATOR, ELIGIBLE, until_closing=True),
    Arrow("belum-siap", "Kembalikan untuk dilengkapi", S.PREPARED, S.NOMINATED, R.PROPOSER, ANY, Asks.REASON),
    Arrow("belum-siap", "Kembalikan untuk dilengkapi", S.PREPARED, S.NOMINATED, R.COORDINATOR, ANY, Asks.REASON),
    Arrow("pilih", "Pilih untuk dikirim", S.PREPARED, S.SHORTLISTED, R.COORDINATOR, ELIGIBLE, until_closing=True),
    Arrow("daftarkan", "Catat pendaftaran", S.SHORTLISTED, S.ENTERED, R.COORDINATOR, ELIGIBLE, Asks.NUMBER),
    Arrow(
        "perbaiki-nomor", "Perbaiki nomor registrasi", S.ENTERED, S.ENTERED, R.COORDINATOR, ANY, Asks.NUMBER_AND_REASON
    ),
    Arrow("tarik", "Tarik pendaftaran", S.ENTERED, S.WITHDRAWN, R.COORDINATOR, ANY, Asks.REASON),
    Arrow("urungkan", "Urungkan pilihan", S.SHORTLISTED, S.PREPARED, R.COORDINATOR, ANY, Asks.REASON),
    Arrow("batalkan", "Batalkan nominasi", S.NOMINATED, S.CANCELLED, R.PROPOSER, ANY, Asks.REASON),
    Arrow("batalkan", "Batalkan nominasi", S.NOMINATED, S.CANCELLED, R.COORDINATOR, ANY, Asks.REASON),
    Arrow("batalkan", "Batalkan nominasi", S.PREPARED, S.CANCELLED, R.PROPOSER, ANY, Asks.REASON),
    Arrow("batalkan", "Batalkan nominasi", S.PREPARED, S.CANCELLED, R.COORDINATOR, ANY, Asks.REASON),
    Arrow("batalkan", "Batalkan nominasi", S.SHORTLISTED, S.CANCELLED, R.COORDINATOR, ANY, Asks.REASON),
)


def transitions() -> list[tuple[str, str]]:
    """Every change of state that the database lets pass: the moves, and what is gone being nominated anew."""
    moved = {(move.source.value, move.target.value) for move in MOVES if move.source != move.target}
    return sorted(moved | {(state.value, S.NOMINATED.value) for state in GONE})


class NominationRefused(Exception):
    """Something about a nomination can't be done; the text is an Indonesian sentence the user may read."""


def moves_for(state: str, status: str, roles: Collection[Role], *, closed: bool = False) -> list[NominationArrow]:
    """The moves open from `state` for somebody with `roles` while the proposal has `status`, each key once.

    `closed`: the edition takes nothing more.
    """
    found: dict[str, NominationArrow] = {}
    for move in MOVES:
        fits = move.source == state and move.role in roles and status in move.proposals
        if fits and not (closed and move.until_closing):
            found.setdefault(move.key, move)
    return list(found.values())


def find_move(key: str, state: str, status: str, roles: Collection[Role], *, closed: bool = False) -> NominationArrow:
    """The open move called `key`; raises Refused with the reason when there is none."""
    move = next((move for move in moves_for(state, status, roles, closed=closed) if move.key == key), None)
    if move:
        return move
    known = next((move for move in MOVES if move.key == key and move.source == state and move.role in roles), None)
    if known and closed and known.until_closing:
        raise NominationRefused(
            f"“{known.label}” tidak dapat dilakukan lagi karena edisi ini sudah ditutup. Yang masih dapat dicatat: "
            "pendaftaran, perbaikan nomor, penarikan, dan hasil."
        )
    if known:
        raise NominationRefused(
            f"“{known.label}” belum dapat dilakukan karena usulannya berstatus “{Status(status).label}”. "
            "Selesaikan verifikasi usulan itu lebih dahulu."
        )
    raise NominationRefused(
        "Tindakan ini tidak tersedia untuk nominasi tersebut. Muat ulang halaman untuk melihat keadaannya kini."
    )


def check_open(edition: str, year: int, closes_on: datetime.date | None, today: datetime.date) -> None:
    """Raises Refused when an edition takes nothing more: after its closing day, without a known one after its year."""
    if today > last_day(year, closes_on):
        when = f" pada {date_format(closes_on)}" if closes_on else ""
        raise NominationRefused(
            f"Nominasi {edition} sudah ditutup{when}. Nominasikan usulan ini untuk edisi yang masih terbuka, atau "
            "minta koordinator Bapperida mencatat perpanjangan dari kementerian pada ketentuan edisi."
        )


def last_day(year: int, closes_on: datetime.date | None) -> datetime.date:
    """The last day on which an edition takes nominations: its closing day, without a known one the end of its year."""
    return closes_on or datetime.date(year, 12, 31)


def check_nominable(status: str, roles: Collection[Role]) -> None:
    """Raises Refused unless somebody with `roles` may nominate a proposal of this status."""
    if not NOMINATORS & set(roles):
        raise NominationRefused(
            "Hanya instansi pengusul dan koordinator Bapperida yang dapat menominasikan usulan ini."
        )
    if status not in NOMINABLE:
        raise NominationRefused(
            f"Usulan berstatus “{Status(status).label}” belum dapat dinominasikan. "
            "Ajukan usulan itu lebih dahulu, atau pilih usulan lain."
        )


@dataclass(frozen=True, slots=True)
class AgeCheck:
    """How old an innovation will be at the closing day; `enough` is None while that cannot be told."""

    months: int | None
    enough: bool | None
    text: str


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Whole months from `start` to `end`, negative when `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def age_reached(applied_on: datetime.date, least_months: int) -> datetime.date:
    """The first day on which an innovation is so many whole months old, as `months_between` counts them."""
    year, month = divmod(applied_on.year * 12 + applied_on.month - 1 + least_months, 12)
    try:
        return applied_on.replace(year=year, month=month + 1)
    except ValueError:
        # The month has no such day.
        return datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def check_age(applied_on: datetime.date | None, closes_on: datetime.date | None, least_months: int | None) -> AgeCheck:
    """The age at closing against the edition's minimum (KIPP 2021: 24 months, counted back from the closing day)."""
    if applied_on is None:
        return AgeCheck(None, None, "Waktu penerapan belum diisi, jadi umur belum dapat dihitung.")
    if closes_on is None:
        return AgeCheck(None, None, "Tanggal penutupan edisi belum diketahui, jadi umur belum dapat dihitung.")
    months = months_between(applied_on, closes_on)
    if months < 0:
        return AgeCheck(months, False, "Diterapkan sesudah tanggal penutupan.")
    if least_months is None:
        return AgeCheck(months, None, f"{months} bulan pada hari penutupan; batas umur edisi ini belum diketahui.")
    if months < least_months:
        return AgeCheck(months, False, f"{months} bulan pada hari penutupan, kurang dari {least_months} bulan.")
    return AgeCheck(months, True, f"{months} bulan pada hari penutupan, paling sedikit {least_months} bulan.")
