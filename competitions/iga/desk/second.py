"""Second eyes: which judged claims a second coordinator looks at, where both differ, and how often they agree."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import MD5, Cast, Concat, Substr

from agencies.core.models import User
from competitions.core.models import Edition, Indicator
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.waiting import counted_for, judged_by
from foundation.text.rounding import rounded

FEWEST: Final = 10
"""Fewer second looks than these say nothing of how often two people agree."""
_PLACES: Final = 4
_DIFFERS: Final = Q(level=None) | Q(level__lt=F("answers__level")) | Q(level__gt=F("answers__level"))
_SAID = ClaimVerdict.objects.filter(claim=OuterRef("pk"), version=OuterRef("version"))


def lot(claim: int, verdict: int) -> str:
    """The lot of a claim: four hexadecimal figures from its key and that of the first verdict on its version."""
    made = hashlib.md5(f"{claim}/{verdict}".encode(), usedforsecurity=False)
    return made.hexdigest()[:_PLACES]


def is_drawn(claim: int, verdict: int, percent: int) -> bool:
    """Whether a claim is looked at twice: its lot lies in the first so many per cent of all lots.

    Nobody knows the key of a verdict before it is spoken, so that who claims cannot tell; and judging the same version
    anew draws no other lot, so that who judges gets rid of none.
    """
    return lot(claim, verdict) < _edge(percent)


def _edge(percent: int) -> str:
    """The first lot that is not drawn. The last one of all stands for "g", behind which there is none."""
    return f"{-(-(16**_PLACES) * percent // 100):0{_PLACES}x}" if percent < 100 else "g"


def _drawn(editions: Iterable[Edition]) -> QuerySet[ClaimVerdict]:
    """The first verdicts on the claims of these editions as they are now, of those that were drawn."""
    lots = Concat(Cast("claim_id", TextField()), Value("/", TextField()), Cast("pk", TextField()))
    earlier = ClaimVerdict.objects.filter(claim=OuterRef("claim"), version=OuterRef("version"), pk__lt=OuterRef("pk"))
    rows = ClaimVerdict.objects.order_by().filter(
        second=False, version=F("claim__version"), claim__verified__isnull=False
    )
    low = Q(pk__in=[])
    for edition in editions:
        low |= Q(claim__indicator__edition=edition, lot__lt=_edge(edition.iga.second_look_percent))
    return rows.annotate(lot=Substr(MD5(lots), 1, _PLACES)).filter(low, ~Exists(earlier))


def not_looked_at(user: User, *editions: Edition) -> QuerySet[Claim]:
    """What was drawn and waits for somebody's second look, as far as the user judges it, the oldest verdict first.

    A difference that was settled is done; whoever judges such a claim anew afterwards opens it again.
    """
    asked = [edition for edition in editions if edition.iga.second_look_percent]
    if not asked:
        return Claim.objects.none()
    newest = _SAID.order_by("-pk")
    rows = Claim.objects.filter(proposal__in=judged_by(user).values("pk"), pk__in=_drawn(asked).values("claim"))
    said = rows.annotate(looked=Subquery(newest.values("second")[:1]), settled=Subquery(newest.values("answers")[:1]))
    return said.filter(looked=False, settled=None).order_by("verified_at", "pk")


def to_look_at(user: User, *editions: Edition) -> QuerySet[Claim]:
    """Those of them that this person can look at: neither claimed by them, nor judged in this version."""
    return not_looked_at(user, *editions).exclude(claimed_by=user).exclude(Exists(_SAID.filter(by=user)))


def to_settle(user: User, *editions: Edition) -> QuerySet[Claim]:
    """The claims of which first and second verdict differ and nobody has decided, as far as the user judges them."""
    looks = ClaimVerdict.objects.order_by().filter(
        _DIFFERS, second=True, answer=None, version=F("claim__version"), claim__indicator__edition__in=editions
    )
    rows = Claim.objects.filter(proposal__in=judged_by(user).values("pk"), pk__in=looks.values("claim"))
    return rows.order_by("verified_at", "pk")


def duties(user: User) -> list[tuple[int, int]]:
    """By year of the edition how much waits for this coordinator's second look or for a decision, the newest first.

    Three queries, however many years there are.
    """
    asked = Edition.objects.running().filter(programme=Edition.Programme.IGA, rules__second_look_percent__gt=0)
    editions, waiting = list(asked), Counter[int]()
    for of in (to_look_at, to_settle):
        rows = of(user, *editions).order_by().values_list("indicator__edition__year")
        waiting.update(dict(rows.annotate(amount=Count("pk"))))
    return sorted(waiting.items(), reverse=True)


def difference(newest: ClaimVerdict | None) -> tuple[ClaimVerdict, ClaimVerdict] | None:
    """First and second verdict where they differ and nobody has decided; `newest` is what was said last of a claim."""
    first = newest.answers if newest and newest.second else None
    return (first, newest) if newest and first and first.level != newest.level else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many second looks how many found the level of the first verdict."""

    looked: int
    same: int

    @property
    def percent(self) -> int | None:
        """In whole per cent; None while too few were looked at to say anything."""
        return int(rounded(Decimal(100 * self.same) / self.looked, 0)) if self.looked >= FEWEST else None

    @property
    def words(self) -> str:
        """What stands beside the figure, or in its place."""
        if self.percent is not None:
            return f"{self.same} dari {self.looked} pemeriksaan kedua"
        return f"terlalu sedikit untuk dinilai: {self.looked} pemeriksaan kedua, perlu paling sedikit {FEWEST}"


@dataclass(frozen=True, slots=True)
class IndicatorAgreement:
    """The agreement on one indicator."""

    indicator: Indicator
    agreement: Agreement


def agreement(edition: Edition, reader: User) -> Agreement:
    """How often both found the same in an edition, as far as the reader may know; one query."""
    return Agreement(**_looks(edition, reader).aggregate(**_COUNTED))


def agreement_by_indicator(edition: Edition, reader: User) -> list[IndicatorAgreement]:
    """The same of each indicator that was looked at twice, those with most differences first; two queries."""
    counted = _looks(edition, reader).values("claim__indicator").annotate(**_COUNTED)
    rows = {key: Agreement(looked, same) for key, looked, same in counted.values_list("claim__indicator", *_COUNTED)}
    known = Indicator.objects.in_bulk(rows)
    found = [IndicatorAgreement(known[key], each) for key, each in rows.items()]
    return sorted(found, key=lambda each: (each.agreement.same - each.agreement.looked, each.indicator.number))


def total(rows: Iterable[IndicatorAgreement]) -> Agreement:
    """Of all indicators together."""
    each = [row.agreement for row in rows]
    return Agreement(sum(one.looked for one in each), sum(one.same for one in each))


_COUNTED: Final = {"looked": Count("pk"), "same": Count("pk", filter=Q(level=F("answers__level")))}


def _looks(edition: Edition, reader: User) -> QuerySet[ClaimVerdict]:
    known = counted_for(reader).values("pk")
    return ClaimVerdict.objects.order_by().filter(
        second=True, claim__indicator__edition=edition, claim__proposal__in=known
    )
