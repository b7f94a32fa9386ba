"""Moves of innovations in an edition. Every function is one transaction and refuses with a sentence people may read.

The edition's row is locked first, so that of one family only one innovation enters the set, and counts that were
confirmed are the counts that are carried out.
"""

import datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.candidates import notifications
from competitions.iga.candidates.pool import ADDABLE, candidate_keys
from competitions.iga.candidates.readiness import blocks_in, readiness_of_one, ready_among, with_blocks
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import BY_CLAIMS, CandidacyArrow, CandidacyState, moves_of
from foundation.audit import ledger
from foundation.audit.ledger import LedgerNote
from foundation.audit.models import EntryKind
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

WRITTEN = ("reason", "registration_number", "registered_on", "ministry_points")

Moment: TypeAlias = datetime.datetime | None


class CandidacyRefused(Exception):
    """Something about a candidate can't be done; the text is an Indonesian sentence the user may read."""


class NumberTaken(CandidacyRefused):
    """The registration number belongs to another innovation of the edition."""


def arrow_of(key: str, state: str, roles: set[Role]) -> CandidacyArrow | None:
    """The move of this key open from a state."""
    return next((move for move in moves_of(state, roles) if move.key == key), None)


@transaction.atomic
def move(
    edition: Edition,
    proposal: SentProposal,
    key: str,
    *,
    by: User,
    seen: str,
    typed: dict[str, Any] | None = None,
    stood: Moment = None,
    at: Moment = None,
) -> CandidacyArrow:
    """Carries out one move of the table and tells the agency. Raises CandidacyRefused.

    `seen` is the state the person saw, and `stood` since when the row was as it was shown; states that follow from
    claims are one and the same to a decision. `typed` is what the move asks for, checked by its form. With `at` it was
    done back then; only the demo moves in the past.
    """
    _lock(edition)
    row = _locked_row(edition, proposal)
    roles = SentProposal.objects.roles_of(by, proposal)
    arrow = arrow_of(key, row.state, roles)
    if arrow is None or (row.state != seen and not {row.state, seen} <= set(BY_CLAIMS)):
        raise CandidacyRefused(
            f"“{proposal.title}” kini berkeadaan “{CandidacyState(row.state).label}”, mungkin baru saja diubah orang "
            "lain. Periksa keadaannya, lalu pilih tindakan yang tersedia."
        )
    if arrow.source == arrow.target and stood and stood != row.changed_at:
        raise CandidacyRefused(
            f"“{proposal.title}” baru saja diperbaiki orang lain. Periksa yang tercatat sekarang, lalu perbaiki lagi "
            "bila perlu."
        )
    if arrow.target == CandidacyState.LISTED and arrow.source in BY_CLAIMS:
        _check_ready(edition, proposal)
    _check_number(row, (typed or {}).get("registration_number", ""))
    before = _content(row)
    row.state = arrow.target
    for name, value in (typed or {}).items():
        setattr(row, name, value)
    if arrow.target in (CandidacyState.LISTED, CandidacyState.CANDIDATE) and arrow.key != "tarik":
        row.reason = ""
    if arrow.key == "tarik":
        row.registration_number, row.registered_on = "", None
    row.changed_by, row.changed_at = by, at or timezone.now()
    row.save(update_fields=["state", *WRITTEN, "changed_by", "changed_at"])
    if arrow.target == CandidacyState.CANDIDATE and not candidate_keys(edition).filter(pk=proposal.pk).exists():
        raise CandidacyRefused(
            f"“{proposal.title}” kini bukan calon {edition}: di luar rentang waktu, tidak lagi layak, atau diwakili "
            "usulan lanjutannya. Keadaannya dibiarkan."
        )
    ledger.append_all([LedgerNote(EntryKind.CANDIDACY, row, before, _content(row), at=row.changed_at)], actor=by)
    notifications.moved(edition, [row], key, by=by, at=at)
    return arrow


def ready_for(edition: Edition, by: User) -> SentQuerySet:
    """What this coordinator may put into the set at once: ready and not yet decided upon."""
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).values("pk")
    ready: Any = ready_among(candidate_keys(edition).filter(pk__in=own), edition)
    found: SentQuerySet = ready.filter(candidacy_state__in=BY_CLAIMS).select_related("agency")
    return found


@transaction.atomic
def list_ready(edition: Edition, *, by: User, confirmed: int, at: Moment = None) -> int:
    """Puts every ready candidate into the set, exactly as many as were confirmed. Raises CandidacyRefused."""
    _lock(edition)
    proposals = {one.pk: one for one in ready_for(edition, by).order_by("pk")}
    if len(proposals) != confirmed:
        raise CandidacyRefused(
            f"Yang siap kini {len(proposals)} inovasi, bukan {confirmed} lagi. Periksa jumlahnya, lalu kirim lagi."
        )
    stored = {
        row.proposal_id: row
        for row in Candidacy.objects.select_for_update(of=("self",)).filter(edition=edition, proposal__in=proposals)
    }
    rows = [stored.get(key) or Candidacy(edition=edition, proposal=one) for key, one in proposals.items()]
    before = {row.proposal_id: _content(row) for row in rows}
    for row in rows:
        row.proposal = proposals[row.proposal_id]
        row.state, row.reason = CandidacyState.LISTED, ""
        row.changed_by, row.changed_at = by, at or timezone.now()
    Candidacy.objects.bulk_create([row for row in rows if row.proposal_id not in stored])
    Candidacy.objects.bulk_update(
        [row for row in rows if row.proposal_id in stored], ["state", "reason", "changed_by", "changed_at"]
    )
    ledger.append_all(
        (
            LedgerNote(EntryKind.CANDIDACY, row, before[row.proposal_id], _content(row), at=row.changed_at)
            for row in rows
        ),
        actor=by,
    )
    notifications.moved(edition, rows, "masukkan", by=by, at=at)
    return len(rows)


def addable_to(edition: Edition, by: User) -> SentQuerySet:
    """What this coordinator may add by hand: sent, neither turned down nor taken back, and no candidate yet."""
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(status__in=ADDABLE)
    found: SentQuerySet = own.exclude(pk__in=candidate_keys(edition).values("pk"))
    return found


@transaction.atomic
def add_by_hand(edition: Edition, proposal: SentProposal, *, by: User, reason: str) -> Candidacy:
    """Makes an innovation a candidate though the window does not. Raises CandidacyRefused."""
    _lock(edition)
    if not addable_to(edition, by).filter(pk=proposal.pk).exists():
        raise CandidacyRefused(
            f"“{proposal.title}” sudah menjadi calon, atau tidak dapat ditambahkan. Cari inovasi lain, atau buka "
            "halaman calonnya."
        )
    row = _locked_row(edition, proposal)
    before = _content(row)
    row.added_by_hand, row.reason, row.changed_by, row.changed_at = True, reason, by, timezone.now()
    row.save(update_fields=["added_by_hand", "reason", "changed_by", "changed_at"])
    if not candidate_keys(edition).filter(pk=proposal.pk).exists():
        raise CandidacyRefused(
            f"“{proposal.title}” adalah bagian dari rangkaian usulan yang sudah diwakili usulan lain. "
            "Tambahkan atau buka usulan yang terbaru."
        )
    ledger.append(EntryKind.CANDIDACY, row, actor=by, before=before, after=_content(row))
    notifications.moved(edition, [row], "tambahkan", by=by)
    return row


def _lock(edition: Edition) -> None:
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _locked_row(edition: Edition, proposal: SentProposal) -> Candidacy:
    """The row of a candidate, made where it has none yet."""
    Candidacy.objects.get_or_create(edition=edition, proposal_id=proposal.pk)
    row = Candidacy.objects.select_for_update(of=("self",)).get(edition=edition, proposal=proposal.pk)
    row.proposal, row.edition = proposal, edition
    return row


def _check_number(row: Candidacy, number: str) -> None:
    others = Candidacy.objects.filter(edition=row.edition_id, registration_number=number).exclude(pk=row.pk)
    if number and others.exists():
        raise NumberTaken("Nomor registrasi ini sudah dipakai inovasi lain pada edisi ini. Periksa nomornya.")


def _check_ready(edition: Edition, proposal: SentProposal) -> None:
    counted: Any = with_blocks(candidate_keys(edition).filter(pk=proposal.pk), edition).first()
    if counted is None:
        raise CandidacyRefused(f"“{proposal.title}” bukan calon {edition}; usulan lanjutannya yang dihitung.")
    if counted.blocks:
        reasons = " ".join(finding.text for finding in blocks_in(readiness_of_one(edition, proposal)))
        raise CandidacyRefused(f"“{proposal.title}” belum dapat dimasukkan ke daftar kirim. {reasons}")


def _content(row: Candidacy) -> dict[str, Any]:
    """What the record keeps of it."""
    if row.pk is None:
        return {}
    return {
        "proposal": row.proposal_id,
        "state": row.state,
        "by_hand": row.added_by_hand,
        "reason": row.reason,
        "number": row.registration_number,
        "registered_on": row.registered_on.isoformat() if row.registered_on else None,
        "ministry_points": row.ministry_points,
    }
