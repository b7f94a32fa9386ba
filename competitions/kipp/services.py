"""Writes on nominations. Every function is one transaction and refuses with a sentence the user may read."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.kippresults import KippResult, standing_outcomes
from competitions.core.models import NUMBER_TAKEN, Edition, Nomination
from competitions.core.nominating import (
    BEFORE_MINISTRY,
    GONE,
    NOMINATORS,
    NominationArrow,
    NominationRefused,
    check_nominable,
    check_open,
    find_move,
)
from competitions.core.stages import check_result
from competitions.kipp.notifications import NominationChange
from competitions.kipp.preflight.services import check_ready
from competitions.kipp.storing import store_changes, store_results
from foundation.text.plain import as_typed, one_line
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

LONGEST_REASON, LONGEST_NUMBER = 300, 60
# What an entry tells besides its text, and until when its agency and the coordinator may change it.
DETAILS = (
    "group", "category", "innovator_name", "innovator_nip", "contact_phone", "contact_email", "origin_innovation",
    "origin_institution", "past_award_year", "video_url",
)  # fmt: skip
CHANGED_SINCE = "Nominasi ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi."


class RefusedNumber(NominationRefused):
    """The registration number is missing, too long, or belongs to another nomination of the edition."""


@transaction.atomic
def nominate(edition: Edition, proposal: SentProposal, *, by: User) -> Nomination:
    """Enters a proposal for an edition; what was cancelled or withdrawn comes back to life. Raises Refused."""
    current = lock_sent(proposal.pk)
    roles = SentProposal.objects.roles_of(by, current)
    check_nominable(current.status, roles)
    check_open(edition.name, edition.year, edition.closes_on, timezone.localdate())
    if Edition.objects.paused(edition.year):
        raise NominationRefused(f"Kementerian tidak mengadakan KIPP pada tahun {edition.year}. Pilih edisi tahun lain.")
    former = Nomination.objects.filter(edition=edition, proposal=current).first()
    if former and former.state not in GONE:
        raise NominationRefused(f"“{current.title}” sudah dinominasikan untuk {edition}. Pilih usulan lain.")
    if former and former.results.exists():
        raise NominationRefused(
            f"“{current.title}” sudah mempunyai hasil pada {edition} dan pendaftarannya ditarik, jadi tidak dapat "
            "dinominasikan lagi untuk edisi yang sama. Pilih usulan lain."
        )
    nomination = former or Nomination(
        edition=edition, proposal=current, agency=current.agency, group=edition.kipp.usual_group
    )
    store_changes([NominationChange(nomination, by)])
    return nomination


@transaction.atomic
def move(nomination: Nomination, key: str, *, by: User, text: str = "", reason: str = "") -> NominationArrow:
    """Carries out one move of the table: checks, moves if nobody was faster, tells. Raises Refused.

    `nomination.state` is what the person saw. `text` is the reason or the registration number that the move asks for;
    where it asks for both, `text` is the number. The edition's row is locked first, so that a number is taken once and
    a quota is counted by one at a time.
    """
    text = one_line(text)
    roles = SentProposal.objects.roles_of(by, nomination.proposal)
    edition = _locked_edition(nomination)
    closed = edition.is_closed(timezone.localdate())
    found = find_move(key, nomination.state, nomination.proposal.status, roles, closed=closed)
    reason = one_line(reason) if found.asks.number else text
    _check_typed(found, text, reason)
    current = _locked(nomination, edition)
    if (current.state, current.registration_number) != (found.source, nomination.registration_number):
        raise NominationRefused(CHANGED_SINCE)
    if found.asks.number:
        _check_number(current, text)
    check_ready(current, found)
    store_changes([NominationChange(current, by, found, text if found.asks.number else "", reason=reason)])
    return found


@transaction.atomic
def save_details(nomination: Nomination, values: dict[str, Any], *, by: User, seen: int) -> None:
    """Stores what an entry tells besides its text, `values` by name of DETAILS. Raises Refused.

    `seen` is the newest event of the nomination that the person saw, see `newest_event`.
    """
    edition = _locked_edition(nomination)
    current = _locked(nomination, edition)
    if not NOMINATORS & SentProposal.objects.roles_of(by, nomination.proposal):
        raise NominationRefused("Hanya instansi pengusul dan koordinator Bapperida yang dapat mengubah isian ini.")
    if current.state not in BEFORE_MINISTRY:
        raise NominationRefused(
            f"Nominasi berkeadaan “{current.get_state_display()}”, jadi isiannya tidak dapat diubah lagi. "
            "Hubungi koordinator Bapperida bila ada yang keliru."
        )
    if newest_event(current) != seen:
        raise NominationRefused(CHANGED_SINCE)
    check_details(edition, values)
    for name in DETAILS:
        setattr(current, name, values[name])
    current.save(update_fields=DETAILS)


def check_details(edition: Edition, values: dict[str, Any]) -> None:
    """Raises Refused for a group that this edition does not offer or a category that it does not have."""
    rules = edition.kipp
    if values["group"] and values["group"] not in [group.key for group in rules.offered_groups]:
        raise NominationRefused(f"{edition} tidak mempunyai kelompok itu. Pilih kelompok dari daftar.")
    if values["category"] and not rules.label_of_category(values["category"]):
        raise NominationRefused(f"{edition} tidak mempunyai kategori itu. Pilih kategori dari daftar.")


def newest_event(nomination: Nomination) -> int:
    """The key of the newest event of a nomination, by which a page knows whether it changed since; one query."""
    history = nomination.events  # type: ignore[attr-defined]  # the table of its history, made by pghistory
    newest: int = history.order_by("-pgh_id").values_list("pgh_id", flat=True)[0]
    return newest


@transaction.atomic
def record_result(result: KippResult, *, by: User) -> KippResult:
    """Stores the result of a stage, or a correction of `result.corrects`, and tells the agency. Raises Refused.

    A result comes after the stage before it was passed, once, and is never overwritten.
    """
    nomination = _locked(result.nomination, result.nomination.edition)
    if Role.COORDINATOR not in SentProposal.objects.roles_of(by, nomination.proposal):
        raise NominationRefused("Hanya koordinator Bapperida yang mencatat hasil kementerian.")
    result.nomination, result.by, result.at = nomination, by, timezone.now()
    result.reason = as_typed(result.reason)
    _check_correction(result)
    check_result(
        nomination.state, standing_outcomes(nomination), result.stage, result.outcome, corrects=bool(result.corrects_id)
    )
    if result.decided_on > timezone.localdate(result.at):
        raise NominationRefused("Tanggal hasil belum tiba. Isi tanggal surat atau pengumumannya.")
    try:
        result.full_clean(exclude=["nomination", "by", "corrects"])
    except ValidationError as problem:
        raise NominationRefused(" ".join(problem.messages)) from problem
    store_results([result])
    return result


def _check_correction(result: KippResult) -> None:
    former = result.corrects
    if former is None:
        return
    if (former.nomination_id, former.stage) != (result.nomination_id, result.stage):
        raise NominationRefused("Perbaikan harus untuk tahap yang sama dari nominasi yang sama.")
    if KippResult.objects.filter(corrects=former).exists():
        raise NominationRefused("Hasil ini baru saja diperbaiki orang lain. Muat ulang halaman, lalu periksa lagi.")
    if not result.reason:
        raise NominationRefused("Tulis mengapa hasil ini diperbaiki, lalu kirim lagi.")


def _locked_edition(nomination: Nomination) -> Edition:
    return Edition.objects.select_for_update(no_key=True).get(pk=nomination.edition_id)


def _locked(nomination: Nomination, edition: Edition) -> Nomination:
    """The nomination as it stands now, locked, with its proposal, agency and edition at hand."""
    current = Nomination.objects.select_for_update(of=("self",)).select_related("proposal", "agency").get(
        pk=nomination.pk
    )  # fmt: skip
    current.edition = edition
    return current


def _check_typed(found: NominationArrow, text: str, reason: str) -> None:
    if found.asks.number:
        if not text:
            raise RefusedNumber(f"Isi nomor registrasi untuk “{found.label}”, lalu kirim lagi.")
        if len(text) > LONGEST_NUMBER:
            raise RefusedNumber(f"Nomor registrasi paling panjang {LONGEST_NUMBER} huruf. Ringkas, lalu kirim lagi.")
    if found.asks.reason:
        if not reason:
            raise NominationRefused(f"Isi alasan untuk “{found.label}”, lalu kirim lagi.")
        if len(reason) > LONGEST_REASON:
            raise NominationRefused(f"Alasan paling panjang {LONGEST_REASON} huruf. Ringkas, lalu kirim lagi.")


def _check_number(nomination: Nomination, number: str) -> None:
    if number == nomination.registration_number:
        raise RefusedNumber("Nomor ini sama dengan yang tercatat. Tulis nomor yang benar, atau kembali.")
    others = Nomination.objects.filter(edition=nomination.edition_id, registration_number=number)
    if others.exclude(pk=nomination.pk).exists():
        raise RefusedNumber(NUMBER_TAKEN)
