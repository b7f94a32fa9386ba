"""Which innovations are ready for the IGA window, and whether the basic-service affairs are covered; three queries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Q, Sum
from django.db.models.functions import Coalesce

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from competitions.iga.claims import maturities
from competitions.iga.maturity import Maturity
from competitions.iga.rules import Check, check_window, check_words
from proposals.core.periods import Affair
from proposals.core.workflow import ELIGIBLE

# The dates and words of an eligible innovation can't differ from what was sent, so these have no copy of their own.
AS_STORED = ("applied_date", "development_date", "design_words")
# The step of the form guide that holds the six parts of the rancang bangun.
DESIGN_STEP = "rancang-bangun"


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

    @property
    def ready(self) -> bool:
        return bool(self.window.passed and self.words.passed)


@dataclass(frozen=True, slots=True)
class AffairReadiness:
    """One of the six basic-service affairs and how many ready innovations cover it."""

    name: str
    ready: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """The whole page, with the sentences that belong to its figures."""

    candidates: list[IgaCandidate]
    lamps: list[AffairReadiness]
    needed_lamps: int
    least_words: int

    @property
    def ready(self) -> int:
        return sum(candidate.ready for candidate in self.candidates)

    @property
    def covered(self) -> int:
        return sum(lamp.ready > 0 for lamp in self.lamps)

    @property
    def ready_hint(self) -> str:
        return f"dari {len(self.candidates)} inovasi layak"

    @property
    def lamps_hint(self) -> str:
        return f"dari {len(self.lamps)}, paling sedikit {self.needed_lamps}"

    @property
    def lamps_warning(self) -> str:
        return (
            f"Baru {self.covered} urusan pelayanan dasar yang tercakup. Bila kurang dari {self.needed_lamps}, "
            "nilai jumlah inovasi daerah menjadi nol."
        )

    @property
    def enough_lamps(self) -> bool:
        return self.covered >= self.needed_lamps


def readiness_of(edition: Edition, user: User) -> Readiness:
    """The eligible innovations of the edition's year that this person may read, those not ready first."""
    least = int(edition.rules.get("eligibility", {}).get("rancang_bangun_min_words", 0))
    rows = _rows(edition, user)
    claimed = maturities(edition, [row["pk"] for row in rows])
    unsorted = [_candidate(row, edition, least, claimed.get(row["pk"])) for row in rows]
    candidates = sorted(unsorted, key=lambda candidate: (candidate.ready, candidate.agency, candidate.number))
    by_number = {row["number"]: row["sent_affair_id"] for row in rows}
    covering = Counter(by_number[candidate.number] for candidate in candidates if candidate.ready)
    affairs = Affair.objects.filter(basic_service=True).order_by("order")
    needed = int(edition.rules.get("scoring", {}).get("number", {}).get("min_basic_services", 0))
    return Readiness(
        candidates, [AffairReadiness(affair.name, covering[affair.pk]) for affair in affairs], needed, least
    )


def _rows(edition: Edition, user: User) -> list[dict[str, Any]]:
    in_design = Q(texts__section__parent__key=DESIGN_STEP)
    found = known_to(user).filter(period__year=edition.year, status__in=ELIGIBLE)
    words = Coalesce(Sum("texts__words", filter=in_design), 0, output_field=IntegerField())
    columns = ("pk", "number", "sent_title", "agency__short_name", "sent_affair_id", "sent_affair__name")
    return list(found.order_by().annotate(design_words=words).values(*columns, *AS_STORED))


def _candidate(row: dict[str, Any], edition: Edition, least: int, maturity: Maturity | None) -> IgaCandidate:
    return IgaCandidate(
        pk=row["pk"],
        number=row["number"],
        title=row["sent_title"],
        agency=row["agency__short_name"],
        affair=row["sent_affair__name"] or "",
        window=check_window(row["applied_date"], row["development_date"], edition.window_from, edition.window_until),
        words=check_words(row["design_words"], least),
        maturity=maturity,
    )
