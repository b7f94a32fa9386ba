"""What the demo's reviewers know, and what they would like to score or would rather not."""

from collections.abc import Sequence
from typing import Final

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from reviews.assigning.wishes import set_affairs, set_wish, wishable

WISHES_EACH: Final = 2


def store_expertise(reviewers: Sequence[User]) -> None:
    """Each reviewer knows the affairs of the own agency and some more, so that every affair has somebody."""
    affairs = list(Affair.objects.filter(selectable=True, crossing_only=False).order_by("order", "pk"))
    for place, person in enumerate(reviewers):
        own = list(person.agency.affairs.filter(selectable=True, crossing_only=False)) if person.agency else []
        set_affairs(person, [*own, *affairs[place :: len(reviewers)]])


def store_wishes(reviewers: Sequence[User]) -> None:
    """Each would like to score what belongs to a known affair, and leaves one to others."""
    for person in reviewers:
        offered = list(wishable(person).order_by("pk"))
        known = set(person.reviewer_card.affairs.values_list("pk", flat=True))
        liked = [row for row in offered if row.affair_id in known][:WISHES_EACH]
        for row in liked:
            set_wish(person, row.pk, "prefer")
        for row in [row for row in offered if row not in liked][:1]:
            set_wish(person, row.pk, "decline")
