"""Who has to do with the signatures of an issued paper, as selections of papers."""

from django.db.models import Q

from agencies.core.models import User


def asks(user: User) -> Q:
    """Who issued the paper, or asked for its signatures, asks for them, keeps the scan and settles what is unknown."""
    return Q(issued_by=user) | Q(wanted_signatures__asked_by=user)


def reads(user: User) -> Q:
    """Besides those who ask, everybody who is to sign the paper."""
    return asks(user) | Q(wanted_signatures__account=user)
