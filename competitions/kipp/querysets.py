"""Selections of proposals that may be nominated for KIPP."""

from typing import TYPE_CHECKING

from competitions.core import permissions as core_permissions
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NOMINABLE
from competitions.core.querysets import known_to
from proposals.core.querysets import SentQuerySet
from proposals.core.workflow import Role

if TYPE_CHECKING:
    from agencies.core.models import User


def nominable(year: int, reader: "User") -> SentQuerySet:
    """The proposals somebody could still nominate in the edition of a year, of those this reader may know of."""
    nominated = Nomination.objects.filter(edition__programme=Edition.Programme.KIPP, edition__year=year)
    # What was withdrawn after it had results is not nominated again.
    taken = nominated.standing() | nominated.filter(pk__in=KippResult.objects.values("nomination"))
    found: SentQuerySet = known_to(reader).filter(status__in=NOMINABLE).exclude(pk__in=taken.values("proposal"))
    return found


def nominable_by(user: "User", year: int) -> SentQuerySet:
    """Those of them that this person may nominate, as proposer or coordinator."""
    filters = core_permissions.proposal_filters(user)
    found: SentQuerySet = nominable(year, user).filter(filters[Role.PROPOSER] | filters[Role.COORDINATOR])
    return found
