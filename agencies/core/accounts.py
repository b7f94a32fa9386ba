"""Which account a typed name belongs to."""

from typing import Any

from django.db.models import Q

from agencies.core.models import User
from foundation.security.events import typed


def answering_to(login: str) -> User | None:
    """The account with this user name or e-mail address, whatever its case; the oldest if there are several."""
    login = login.strip()
    found = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).order_by("pk")
    return found.first() if login else None


def whose(login: str) -> dict[str, Any]:
    """The same as parts of an event of the security log: the person, or the mark of a name that is unknown."""
    person = answering_to(login)
    return {"person": person} if person else {"account": typed(login)}
