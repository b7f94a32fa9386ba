"""The only place that ties a person to a proposal; it builds conditions and runs no query of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from agencies.core.permissions import for_roles
from proposals.core import above
from proposals.core.workflow import PRIVATE, PROMOTED, PUBLIC, Role

if TYPE_CHECKING:
    from agencies.core.models import User

NOBODY = Q(pk__in=[])
IMPORTERS = ("agency_id", "is_coordinator")
importers_only = for_roles(*IMPORTERS)


def role_filters(user: "User | AnonymousUser") -> dict[Role, Q]:
    """For each role, the proposals on which this person holds it.

    Reading and acting follow from this one dict: `visible_to` is the OR of all, `roles_of` are those that match a row.
    Who is asked to review what, and where a conflict of interest stands, the floor above tells (`above.reading`). A
    reviewer never holds that role on a proposal of the own agency or where a conflict stands, and a declared conflict
    takes away the coordinator's and the leader's view as well.
    """
    return {role: role_filter(user, role) for role in Role}


def role_filter(user: "User | AnonymousUser", role: Role) -> Q:
    """The entry of one role, which is all that most pages need."""
    if not user.is_authenticated:
        return NOBODY
    if role is Role.PROPOSER:
        return Q(agency=user.agency_id) if user.agency_id else NOBODY
    held = {Role.COORDINATOR: user.is_coordinator, Role.REVIEWER: user.is_reviewer, Role.LEADER: user.is_leader}
    if not held.get(role):
        return NOBODY
    known = above.reading(user)
    sent = ~Q(status__in=PRIVATE) & ~known.denied
    return sent & known.reviewed & ~Q(agency=user.agency_id) if role is Role.REVIEWER else sent


@dataclass(frozen=True, slots=True)
class Breadth:
    """Which of all proposals one person's counts are about, said without asking for the rows; as `role_filters` says.

    `sent`: whether everything that was sent counts, but for what is `closed`; of the own `agency` everything counts.
    """

    sent: bool
    agency: int | None
    closed: Iterable[int]

    def covers(self, agency: int, status: str) -> bool:
        return agency == self.agency or (self.sent and status not in PRIVATE)


def breadth(user: "User") -> Breadth | None:
    """None for somebody who reads single proposals, as reviewers do, whose counts only the rows can tell."""
    sent = user.is_coordinator or user.is_leader
    if user.is_reviewer and not sent:
        return None
    return Breadth(sent, user.agency_id, above.reading(user).closed if sent else ())


def may_import(user: "User") -> bool:
    """Spreadsheets are brought in by agencies for themselves and by coordinators for any agency."""
    return any(getattr(user, flag) for flag in IMPORTERS)


def published() -> Q:
    """What anybody may see in the catalogue."""
    return Q(status__in=PUBLIC)


def sees_actors(roles: set[Role]) -> bool:
    """Whether names of the city's staff are shown in the history; the proposer reads the office, not the person."""
    return bool(roles & {Role.COORDINATOR, Role.LEADER})


def may_discuss(roles: set[Role]) -> bool:
    """The discussion of a proposal is between its agency and the coordinators; reviewers and leaders have no part."""
    return bool(roles & {Role.PROPOSER, Role.COORDINATOR})


def may_publish_picture(status: str, roles: set[Role]) -> bool:
    """The public picture is a coordinator's choice, once a proposal is shortlisted or established."""
    return status in PROMOTED and Role.COORDINATOR in roles


def may_open_file(scan: str, roles: set[Role]) -> bool:
    """An infected file or one still being scanned opens for nobody but, while being scanned, its own agency."""
    if scan == "infected":
        return False
    return scan != "pending" or Role.PROPOSER in roles
