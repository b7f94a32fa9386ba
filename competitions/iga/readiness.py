"""Which innovations are ready for the IGA window, and whether the basic-service affairs are covered; four queries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.claims.sheet import maturities
from competitions.iga.figures import CoveredAffairs, covered_affairs, eligible_in, least_words, with_readiness
from competitions.iga.maturity import Maturity
from competitions.iga.rules import Check, check_window, check_words
from foundation.text.keys import natural

COLUMNS = (
    "pk", "number", "title", "agency__short_name", "affair_id", "affair__name", "applied_date",
    "development_date", "design_words", "is_ready",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IgaCandidate:
    """One eligible innovation with its two checks."""

    pk: int
    number: str
    title: str
    agency: str
    affair: str
    window: Check
    words: Check
    maturity: Maturity | None
    ready: bool


@dataclass(frozen=True, slots=True)
class AffairReadiness:
    """One of the six basic-service affairs and how many ready innovations cover it."""

    name: str
    ready: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """The whole page, with the sentences that belong to its figures."""

    candidates: list[IgaCandidate]
    affairs: CoveredAffairs
    lamps: list[AffairReadiness]
    least_words: int

    @property
    def ready(self) -> int:
        return sum(candidate.ready for candidate in self.candidates)

    @property
    def ready_hint(self) -> str:
        return f"dari {len(self.candidates)} inovasi layak"


def readiness_of(edition: Edition, user: User) -> Readiness:
    """The eligible innovations of the edition's year that this person may read, those not ready first."""
    rows = list(with_readiness(eligible_in(edition.year, user), edition).order_by().values(*COLUMNS))
    claimed = maturities(edition, [row["pk"] for row in rows])
    unsorted = [_candidate(row, edition, claimed.get(row["pk"])) for row in rows]
    affairs = covered_affairs(edition.year, user)
    covering = Counter(row["affair_id"] for row in rows if row["is_ready"])
    return Readiness(
        candidates=sorted(
            unsorted, key=lambda candidate: (candidate.ready, natural(candidate.agency), candidate.number)
        ),
        affairs=affairs,
        lamps=[AffairReadiness(affair.name, covering[affair.pk]) for affair in affairs.affairs],
        least_words=least_words(edition),
    )


def _candidate(row: dict[str, Any], edition: Edition, maturity: Maturity | None) -> IgaCandidate:
    return IgaCandidate(
        pk=row["pk"],
        number=row["number"],
        title=row["title"],
        agency=row["agency__short_name"],
        affair=row["affair__name"] or "",
        window=check_window(row["applied_date"], row["development_date"], edition.window_from, edition.window_until),
        words=check_words(row["design_words"], least_words(edition)),
        maturity=maturity,
        ready=bool(row["is_ready"]),
    )
