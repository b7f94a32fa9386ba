"""Who may open the pages of the ground floor."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from agencies.core.ranks import Rank, rank_of

if TYPE_CHECKING:
    from agencies.core.models import Agency, User

View = Callable[..., HttpResponseBase]


def for_roles(*flags: str) -> Callable[[View], View]:
    """Opens a view only for people with one of the role flags; for others the page does not exist (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(getattr(request.user, flag, False) for flag in flags):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


coordinators_only = for_roles("is_coordinator")
technicians_only = for_roles("is_superuser", "is_staff")
leaders_and_coordinators = for_roles("is_leader", "is_coordinator")
keepers_of_accounts = for_roles("is_coordinator", "is_superuser")


def may_read_agency(user: "User", agency: "Agency") -> bool:
    """Coordinators and leaders read every agency, its own people read their own."""
    return user.is_coordinator or user.is_leader or user.agency_id == agency.pk


def may_edit_contact(user: "User", agency: "Agency") -> bool:
    """Whom to call is filled in by the agency's own people, and by coordinators for any agency."""
    return user.is_coordinator or user.agency_id == agency.pk


def may_invite_to(user: "User", agency: "Agency") -> bool:
    """Colleagues are invited by the agency's own operators; whoever holds a further role makes nobody an account so."""
    return user.is_active and user.agency_id == agency.pk and rank_of(user) is Rank.OPERATOR


def may_see_invitations(user: "User", agency: "Agency") -> bool:
    """Who invites sees them and takes them back, and so do coordinators for any agency."""
    return user.is_coordinator or may_invite_to(user, agency)
