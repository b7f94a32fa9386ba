"""Who has to do with the signatures of an issued paper, as selections of papers."""

from functools import reduce
from operator import or_

from django.db.models import Q

from agencies.core.models import User
from agencies.signing import above


def asks(user: User) -> Q:
    """Who asks for the signatures of a paper, keeps the scan and settles what is unknown.

    That is the leader or coordinator who issued it or asked before, and every coordinator who may know all that it
    says: so it goes on when one of them leaves. Who is neither any more, as after a transfer to an agency, and whose
    signature alone made a version, looks after nothing.
    """
    if not (user.is_coordinator or user.is_leader):
        return Q(pk__in=())
    own = Q(issued_by=user) | Q(wanted_signatures__asked_by=user)
    return reduce(or_, above.looked_after(user), own) if user.is_coordinator else own


def reads(user: User) -> Q:
    """Besides those who ask, everybody who is to sign the paper."""
    return asks(user) | Q(wanted_signatures__account=user)
