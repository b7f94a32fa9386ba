"""What became of KIPP's nominations year by year: how many were nominated, prepared, entered, and passed each stage."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count

from agencies.core.models import Agency, User
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import READY, NominationState
from competitions.core.stages import PLACES, KippOutcome, KippStage

PASSED_WORDS: Final = {1: "administrasi", 2: "proposal", 3: "presentasi atau lapangan", 4: "kebermanfaatan"}
UNKNOWN: Final = "belum diketahui"
LAST: Final = PLACES[KippStage.AWARD]


@dataclass(slots=True)
class KippYear:
    """The nominations of one year that stand: how many, how far they came, and what the ministry has told of them.

    `told` and `passed` are nominations by the place of the stage; `awards` are those won, as they are called.
    """

    year: int
    states: Counter[str] = field(default_factory=Counter)
    told: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    passed: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    awards: list[str] = field(default_factory=list)

    @property
    def nominated(self) -> int:
        return self.states.total()

    @property
    def prepared(self) -> int:
        return sum(self.states[state] for state in READY)

    @property
    def entered(self) -> int:
        return self.states[NominationState.ENTERED]

    @property
    def passed_words(self) -> str:
        """How many passed which stage: "administrasi 3, proposal 1"; what nobody has told yet is said to be unknown."""
        if not self.entered:
            return "–"
        told = [f"{words} {len(self.passed[place])}" for place, words in PASSED_WORDS.items() if self.told.get(place)]
        return ", ".join(told) or UNKNOWN

    @property
    def award_words(self) -> str:
        """The awards by name, each with how often it was won; unknown while entries may still win one."""
        if self.awards:
            counted = Counter(self.awards)
            return ", ".join(name if amount == 1 else f"{name} ({amount})" for name, amount in sorted(counted.items()))
        if not self.entered:
            return "–"
        return "tanpa penghargaan" if self._is_over else UNKNOWN

    @property
    def _is_over(self) -> bool:
        """Whether every entry has come to its end: turned down at some stage, or told of at the last."""
        # Who failed the presentation may still pass the visit.
        ends = [place for place in self.told if place != PLACES[KippStage.PRESENTATION]]
        failed = (self.told[place] - self.passed.get(place, set()) for place in ends)
        return len(self.told.get(LAST, set()).union(*failed)) >= self.entered


def results_by_year(reader: User, agency: Agency | None = None) -> dict[int, KippYear]:
    """By year what this reader may know, of one agency or all; years without a nomination are absent. Two queries."""
    known = Nomination.objects.standing().filter(edition__programme=Edition.Programme.KIPP).visible_to(reader)
    rows = known.filter(agency=agency) if agency else known
    found: dict[int, KippYear] = {}
    for year, state, amount in rows.order_by().values_list("edition__year", "state").annotate(amount=Count("pk")):
        found.setdefault(year, KippYear(year)).states[state] += amount
    results = KippResult.objects.standing().filter(
        nomination__in=rows.filter(state=NominationState.ENTERED).order_by().values("pk")
    )
    for year, nomination, stage, outcome, award in results.order_by("pk").values_list(
        "nomination__edition__year", "nomination", "stage", "outcome", "award"
    ):
        one, place = found[year], PLACES[stage]
        one.told[place].add(nomination)
        if outcome == KippOutcome.PASSED:
            one.passed[place].add(nomination)
            one.awards += [award] if award else []
    return found
