"""What this floor asks of its own higher rooms and of its neighbour: each answer is a function that a setting names."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from agencies.core.models import User


def evidence_changed(items: Collection[int]) -> None:
    """Called in the transaction that changed pieces of evidence with these keys: what they prove is looked at anew."""
    for name in settings.IGA_EVIDENCE_FOLLOWERS:
        import_string(name)(items)


def rules_changed(edition: int) -> None:
    """Called in the transaction that changed what the indicators of this edition need, with its key."""
    for name in settings.IGA_RULES_FOLLOWERS:
        import_string(name)(edition)


def edition_published(edition: int, by: int) -> None:
    """Called in the transaction in which this person published this edition, with their keys."""
    for name in settings.IGA_PUBLISHED_FOLLOWERS:
        import_string(name)(edition, by)


def coached_by(user: "User") -> QuerySet[Any, Any]:
    """The proposals that this person coaches now, as rows that are their keys; not asked before they are read."""
    found: QuerySet[Any, Any] = import_string(settings.KIPP_COACHED)(user)
    return found


def coaches(user: "User", proposal: int) -> bool:
    """Whether this person coaches the proposal of this key now; one query."""
    return coached_by(user).filter(proposal=proposal).exists()


def released_scores(proposals: Collection[int]) -> Mapping[int, Decimal]:
    """The score by which the city decided on each of these proposals, by key; none where no meeting was released.

    They are the same for every reader: whoever asks says who may read them.
    """
    found: Mapping[int, Decimal] = import_string(settings.COMPETITION_SCORES)(proposals)
    return found


def iga_number(proposal: int) -> str:
    """The number under which the innovation with this key was last registered for IGA; empty where it never was."""
    number: str = import_string(settings.KIPP_IGA_NUMBER)(proposal)
    return number
