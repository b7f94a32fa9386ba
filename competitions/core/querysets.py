"""Selections of editions and nominations that read as words."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import ExpressionWrapper, Q

from competitions.core import permissions
from competitions.core.nominating import GONE, READY, NominationState
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal

if TYPE_CHECKING:
    from agencies.core.models import User
    from competitions.core.models import Edition, Nomination


class EditionQuerySet(models.QuerySet["Edition"]):
    def running(self) -> "EditionQuerySet":
        """Those that have come out; of the others an earlier guide only announces a few constants."""
        return self.exclude(rules__contains={"announced": True})

    def current(self, programme: str, year: int) -> "Edition | None":
        """The edition of `year`, else the newest one of that programme, else None; none that is only announced."""
        newest = self.running().filter(programme=programme).order_by("-year")
        return self.of_year(programme, year) or newest.first()

    def of_year(self, programme: str, year: int) -> "Edition | None":
        """The edition of exactly this year that has come out; one query."""
        return self.running().filter(programme=programme, year=year).first()

    def paused(self, year: int) -> bool:
        """Whether some KIPP edition knows that the ministry did not hold KIPP in this year; one query."""
        return self.filter(programme="kipp", **{f"rules__held__{year}": False}).exists()


class NominationQuerySet(models.QuerySet["Nomination"]):
    def standing(self) -> "NominationQuerySet":
        """Those that count: neither cancelled nor withdrawn."""
        return self.exclude(state__in=GONE)

    def ready(self) -> "NominationQuerySet":
        """Those that have been prepared, whatever came of them since, of those that count."""
        return self.filter(state__in=READY)

    def entered(self) -> "NominationQuerySet":
        """Those that are registered at the ministry."""
        return self.filter(state=NominationState.ENTERED)

    def visible_to(self, user: "User") -> "NominationQuerySet":
        """Those whose proposal the person knows as proposer, coordinator or leader."""
        return self.filter(proposal__in=known_to(user).values("pk"))

    def with_roles(self, user: "User") -> "NominationQuerySet":
        """Each row with `is_<role>`: whether the person holds that role on its proposal."""
        return self.annotate(
            **{
                f"is_{role.value}": ExpressionWrapper(
                    Q(proposal__in=SentProposal.objects.filter(condition).values("pk")), models.BooleanField()
                )
                for role, condition in permissions.proposal_filters(user).items()
            }
        )


def known_to(user: "User") -> SentQuerySet:
    """The proposals this person knows as proposer, coordinator or leader."""
    known = Q(pk__in=[])
    for condition in permissions.proposal_filters(user).values():
        known |= condition
    found: SentQuerySet = SentProposal.objects.filter(known)
    return found
