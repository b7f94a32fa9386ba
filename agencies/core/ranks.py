"""The one order of roles: who may change whose account. Nobody takes over an account beside or above the own."""

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencies.core.models import User

# By these a person signs in.
IDENTITY = ("username", "email", "password")
# What a person is; a session begun with other roles is over.
ROLES = ("is_coordinator", "is_reviewer", "is_leader", "is_staff", "is_superuser")
# Much hangs on an account with one of these: a second factor and a longer password are asked for.
PRIVILEGED = ("is_coordinator", "is_leader", "is_staff", "is_superuser")
# What makes a person's rights: a change of any of these is on the record.
RIGHTS = ("agency_id", "is_active", *ROLES)
WHO_MAY = (
    "Orang ini setingkat dengan Anda atau di atas Anda. Nama masuk, surel, instansi, peran, dan keaktifannya hanya "
    "diubah oleh peran di atasnya. Alamat surel dapat ia ubah sendiri di Profil saya."
)


class Rank(IntEnum):
    """A role's place in the order; whoever holds several stands at the highest."""

    OPERATOR = 1
    REVIEWER = 2
    LEAD = 3  # coordinators and leaders, beside each other
    TECHNICIAN = 4


def rank_of(person: "User") -> Rank:
    """Where the person stands by the roles held, active or not."""
    if person.is_staff or person.is_superuser:
        return Rank.TECHNICIAN
    if person.is_coordinator or person.is_leader:
        return Rank.LEAD
    return Rank.REVIEWER if person.is_reviewer else Rank.OPERATOR


def is_privileged(person: "User") -> bool:
    """Whether much hangs on this account."""
    return any(getattr(person, name) for name in PRIVILEGED)


def is_below(person: "User", by: "User") -> bool:
    """Whether `by` stands above the person."""
    return rank_of(person) < rank_of(by)


def refusal(before: "User | None", after: "User", *, by: "User") -> str:
    """Why `by` may not make this change of an account, in a sentence; empty when it is allowed.

    `before` is the stored account, None for a new one. Nobody gives more than they hold; the own account is changed by
    its owner, another's identity and rights only by somebody above it.
    """
    own = before is not None and before.pk == by.pk
    holder = before if own and before is not None else by
    if rank_of(after) > rank_of(holder):
        return "Anda tidak dapat memberi peran di atas peran Anda sendiri."
    if before is None or own or is_below(before, by):
        return ""
    changed = [name for name in (*IDENTITY, *RIGHTS) if getattr(before, name) != getattr(after, name)]
    return WHO_MAY if changed else ""
