"""Asking the pre-flight before a move, and a coordinator's overrides. Refusals are sentences the user may read."""

from typing import Final

from django.db import transaction

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.core.nominating import BEFORE_MINISTRY, NominationArrow, NominationRefused
from competitions.kipp.preflight.facts import findings_of, findings_of_many, red_in
from competitions.kipp.preflight.models import RuleOverride
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

READY: Final = "siap"
ASKED_BEFORE: Final = frozenset({READY, "pilih", "daftarkan"})
"""The moves before which every rule is asked; the quota only before those that take up a place."""


def check_ready(nomination: Nomination, arrow: NominationArrow) -> None:
    """Raises Refused with every broken rule that holds this move back; asked under the lock of the edition's row."""
    if arrow.key not in ASKED_BEFORE:
        return
    found = findings_of_many(nomination.edition, [nomination])[nomination.pk]
    if red := red_in(found, quota=arrow.key != READY):
        told = " ".join(f"{each.rule.code} {each.rule.title}: {each.text}" for each in red)
        raise NominationRefused(
            f"“{arrow.label}” tertahan. {told} Lengkapi, atau minta koordinator mengecualikannya dengan alasan."
        )


@transaction.atomic
def override(nomination: Nomination, code: str, reason: str, *, holds: bool, by: User) -> None:
    """Lets a broken rule pass with a coordinator's reason, or takes that back (`holds` False); twice is once.

    Raises Refused for others, for a rule that holds nothing back, and when the entry has gone out.
    """
    current = Nomination.objects.select_for_update(of=("self",)).select_related("proposal", "edition")
    row = current.get(pk=nomination.pk)
    if Role.COORDINATOR not in SentProposal.objects.roles_of(by, row.proposal):
        raise NominationRefused("Hanya koordinator Bapperida yang dapat mengecualikan aturan.")
    if row.state not in BEFORE_MINISTRY:
        raise NominationRefused(
            "Entri ini sudah didaftarkan atau tidak berlaku lagi, jadi pengecualian tidak mengubah apa pun."
        )
    standing = code in RuleOverride.objects.reasons([row.pk]).get(row.pk, {})
    if standing == holds:
        return
    found = next((each for each in findings_of(row) if each.rule.code == code), None)
    if holds and (found is None or not found.is_red):
        raise NominationRefused(
            "Aturan ini tidak menahan entri tersebut. Muat ulang halaman untuk melihat keadaannya kini."
        )
    RuleOverride.objects.create(nomination=row, rule=code, holds=holds, reason=reason, by=by)
