"""Second eyes: a share of the verdicts is looked at again by another coordinator, who does not see the first."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import MD5, Cast, Substr

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.waiting import judged_by

_PLACES: Final = 4
_ALL: Final = 16**_PLACES


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many second looks how many found the level that the first verdict had found."""

    looked: int
    same: int

    @property
    def words(self) -> str:
        return f"{self.same} dari {self.looked} sama" if self.looked else "belum ada"


def sample(edition: Edition, user: User) -> QuerySet[Any]:
    """The verdicts drawn for a second look, with `again` (level) and `again_by`, as far as the user judges the claims.

    Only verdicts that stand and found a level. Whether one is drawn follows from its key alone, so that it stays drawn
    however often somebody asks, and nobody can choose.
    """
    looks = ClaimVerdict.objects.filter(claim=OuterRef("claim"), version=OuterRef("version"), second=True)
    standing = ClaimVerdict.objects.filter(
        second=False,
        level__isnull=False,
        version=F("claim__version"),
        at=F("claim__verified_at"),
        claim__indicator__edition=edition,
        claim__proposal__in=judged_by(user).values("pk"),
    )
    drawn = standing.annotate(
        lot=Substr(MD5(Cast("pk", TextField())), 1, _PLACES),
        again=Subquery(looks.values("level")[:1]),
        again_by=Subquery(looks.values("by")[:1]),
    )
    share = edition.iga.second_look_percent
    chosen = drawn if share >= 100 else drawn.filter(lot__lt=f"{_ALL * share // 100:0{_PLACES}x}")
    found: QuerySet[Any] = chosen.order_by("at", "pk")
    return found


def to_look_at(edition: Edition, user: User) -> QuerySet[Any]:
    """Those of the sample that wait for a second look by this person, the oldest first."""
    return sample(edition, user).filter(again_by=None).exclude(by=user)


def agreement(edition: Edition, user: User) -> Agreement:
    """How far first and second looks agree; one query."""
    pairs = list(sample(edition, user).exclude(again_by=None).values_list("level", "again"))
    return Agreement(len(pairs), sum(first == again for first, again in pairs))


def next_after(claim: Claim, edition: Edition, user: User) -> tuple[int, int | None]:
    """How many wait for the person's second look, and the claim that follows this one; one query."""
    keys = list(to_look_at(edition, user).values_list("claim", flat=True))
    place = keys.index(claim.pk) if claim.pk in keys else None
    rest = keys if place is None else [*keys[place + 1 :], *keys[:place]]
    return len(keys), rest[0] if rest else None
