"""The ranking of a period: who stands where among all proposals that are or were under review.

A rank is a fact of the period, not of a list. It counts every proposal that is or was under review, so it is the same
on every page, in every filter, meeting, paper and sheet, for every reader. Who may not see a proposal misses its row
and finds a gap in the numbers. The order is that of `scoring.TIE_RULES`, read from `ProposalStanding`, which
triggers keep, until it is frozen for a meeting; what has a score only later then stands behind all the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.core.models import ReviewStage
from reviews.core.shown import ShownScore
from reviews.core.standings import ProposalStanding, StageFigures, stage_figures
from reviews.ranking.frozen import LATER, FrozenPlace, FrozenRanking
from reviews.scoring import rules as scoring

# Columns of `ProposalStanding` in the order of `scoring.sort_key`, after those with a score. True: larger comes first.
_ORDER: Final = (
    ("unscored", False),
    ("stages", True),
    ("official", True),
    ("median", True),
    ("lead", True),
    ("submitted_at", False),
    ("digits", False),
    ("number", False),
)
# What of the figures of a stage is frozen with a place.
FIGURES: Final = ("n", "mean", "median", "lowest", "highest", "spread", "adjusted")
_TABLE: Final = ProposalStanding._meta.db_table
_FROZEN: Final = FrozenPlace._meta.db_table
IN_ORDER: Final = ", ".join(f"{name} DESC NULLS LAST" if falling else name for name, falling in _ORDER)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ranking; `here` are the figures of the stage in which the proposal stands.

    `score` is the official one, either `raw` or `adjusted`; the latter is None where it was not worked out.
    `now` is the official score today, where it is no longer the one of the frozen ranking.
    `gone_through` says in how many of the period's stages it was scored, where there is more than one.
    """

    proposal_id: int
    number: str
    place: int | None
    score: Decimal | None
    raw: Decimal | None
    adjusted: Decimal | None
    provisional: bool
    gone_through: str
    here: StageFigures | None
    stages: dict[int, StageFigures]
    decided_by: str
    now: ShownScore | None = None

    @property
    def shown(self) -> ShownScore:
        """The official score as people read it."""
        return ShownScore(self.score, self.provisional)

    @property
    def shown_raw(self) -> ShownScore:
        return ShownScore(self.raw, self.provisional)

    @property
    def shown_adjusted(self) -> ShownScore:
        return ShownScore(self.adjusted, self.provisional)


def in_order(
    period: Period | None,
    rows: QuerySet[SentProposal] | None = None,
    *,
    frozen: FrozenRanking | None,
    hidden: Iterable[int] = (),
) -> QuerySet[Any, int]:
    """The keys of the proposals that have a part in the ranking, in official order; what has no score comes last.

    Only those among `rows`, if given, and none whose key is `hidden`; as `frozen`, if it is (`frozen.latest`).
    `told` is the score that readers see beside each.
    """
    order = [F(name).desc(nulls_last=True) if falling else F(name).asc() for name, falling in _ORDER]
    chosen = ProposalStanding.objects.filter(period=period, ranked=True).exclude(proposal__in=hidden)
    if frozen is None:
        chosen = chosen.annotate(told=F("official"))
    else:
        held = FrozenPlace.objects.filter(frozen=frozen, proposal=OuterRef("proposal_id"))
        score = Coalesce(Subquery(held.values("score")), F("official"))
        chosen = chosen.annotate(frozen=Subquery(held.values("place")), told=score)
        order = [F("frozen").asc(nulls_last=True), *order]
    if rows is not None:
        chosen = chosen.filter(proposal__in=rows.order_by().values("pk"))
    return chosen.order_by(*order).values_list("proposal", flat=True)


def ranked(
    period: Period,
    keys: Sequence[int],
    stages: Iterable[ReviewStage] | None = None,
    *,
    frozen: FrozenRanking | None,
    why: bool = False,
) -> list[Row]:
    """The proposals with these keys in official order, each with its place; a query for the `stages` and a few more.

    Places and figures are those of the `frozen` ranking, if there is one (`frozen.latest`). A proposal without a score
    stands at the end and has no place; one that has no part in the ranking is left out. `why`: whether `decided_by`
    says what put a row behind the one directly above it in the whole ranking; one more query.
    """
    if frozen is None:
        return live(period, keys, stages, why=why)
    known = list(period.review_stages.all() if stages is None else stages)
    figures = stage_figures(keys, known)
    places = {each.proposal_id: each for each in frozen.places.filter(proposal__in=keys, place__isnull=False)}
    found = []
    for line in _placed_behind(period, keys, frozen):
        own, held = figures.get(line.proposal_id, {}), places.get(line.proposal_id)
        if held is None:
            row = _row(line, own, None, len(known))
            found.append(replace(row, decided_by=LATER if row.place else ""))
        else:
            found.append(_held(line, held, _as_frozen(held, own, known)))
    return found


def live(
    period: Period, keys: Sequence[int], stages: Iterable[ReviewStage] | None = None, *, why: bool = False
) -> list[Row]:
    """As `ranked`, but as the reviews stand now, frozen or not; two queries, one for the `stages`, one for `why`."""
    known = list(period.review_stages.all() if stages is None else stages)
    figures = stage_figures(keys, known)
    lines = _placed(period, keys)
    above = ProposalStanding.objects.in_bulk([line.above for line in lines if line.above]) if why else {}
    return [_row(line, figures.get(line.proposal_id, {}), above.get(line.above), len(known)) for line in lines]


def ranking(period: Period, rows: QuerySet[SentProposal], *, frozen: FrozenRanking | None) -> list[Row]:
    """All of these proposals in official order, each with its place in the period; four queries."""
    return ranked(period, list(rows.order_by().values_list("pk", flat=True)), why=True, frozen=frozen)


def _placed(period: Period, keys: Sequence[int]) -> list[Any]:
    """Standings in order with `place`, counted over the whole period, `above` (the key of the row before), and `round`.

    The database counts down the index and stops as soon as it has met every key.
    """
    sql = f"""
        SELECT s.*, n.place, n.above, p.review_round AS round FROM (
            SELECT m.* FROM (
                SELECT proposal_id, row_number() OVER w AS place, lag(proposal_id) OVER w AS above
                FROM {_TABLE} WHERE period_id = %s AND ranked
                WINDOW w AS (ORDER BY {IN_ORDER})
            ) m WHERE m.proposal_id = ANY(%s) LIMIT %s
        ) n JOIN {_TABLE} s USING (proposal_id) JOIN proposals_proposal p ON p.id = s.proposal_id ORDER BY n.place
    """  # noqa: S608 - built from the names above alone
    return list(ProposalStanding.objects.raw(sql, [period.pk, list(keys), len(keys)]))


def _placed_behind(period: Period, keys: Sequence[int], frozen: FrozenRanking) -> list[Any]:
    """As `_placed`, without `above`: first those with a frozen place, then the others in order."""
    sql = f"""
        SELECT s.*, n.place, p.review_round AS round FROM (
            SELECT proposal_id, r.place IS NULL AS later, coalesce(r.place, m.most + row_number() OVER w) AS place
            FROM {_TABLE} k
            LEFT JOIN (SELECT proposal_id, place FROM {_FROZEN} WHERE frozen_id = %s) r USING (proposal_id)
            CROSS JOIN (SELECT coalesce(max(place), 0) AS most FROM {_FROZEN} WHERE frozen_id = %s) m
            WHERE k.period_id = %s AND k.ranked
            WINDOW w AS (PARTITION BY r.place IS NULL ORDER BY {IN_ORDER})
        ) n JOIN {_TABLE} s USING (proposal_id) JOIN proposals_proposal p ON p.id = s.proposal_id
        WHERE n.proposal_id = ANY(%s) ORDER BY n.later, n.place
    """  # noqa: S608 - built from the names above alone
    return list(ProposalStanding.objects.raw(sql, [frozen.pk, frozen.pk, period.pk, list(keys)]))


def _held(line: Any, held: FrozenPlace, figures: dict[int, StageFigures]) -> Row:
    return Row(
        proposal_id=line.proposal_id,
        number=line.number,
        place=held.place,
        score=held.score,
        raw=held.raw,
        adjusted=held.adjusted,
        provisional=held.provisional,
        gone_through=held.gone_through,
        here=figures.get(line.round),
        stages=figures,
        decided_by=held.decided_by,
        now=None if line.official == held.score else ShownScore(line.official, line.provisional),
    )


def _as_frozen(
    held: FrozenPlace, own: dict[int, StageFigures], stages: Iterable[ReviewStage]
) -> dict[int, StageFigures]:
    """The figures of the stages as frozen; whether a disagreement was settled is told as it stands now."""
    found = {}
    for stage in stages:
        kept = held.figures.get(str(stage.order))
        if kept is None:
            continue
        figures = own.get(stage.order) or StageFigures(proposal_id=held.proposal_id, stage=stage)
        figures.settled = getattr(figures, "settled", False)
        for name in FIGURES:
            value = kept[name]
            setattr(figures, name, value if name == "n" or value is None else Decimal(value))
        found[stage.order] = figures
    return found


def _row(line: Any, figures: dict[int, StageFigures], above: ProposalStanding | None, stages: int) -> Row:
    return Row(
        proposal_id=line.proposal_id,
        number=line.number,
        place=None if line.unscored else line.place,
        score=line.official,
        raw=line.raw,
        adjusted=line.adjusted,
        provisional=line.provisional,
        gone_through=_gone_through(line.stages, stages),
        here=figures.get(line.round),
        stages=figures,
        decided_by=scoring.deciding_rule(_entry(above), _entry(line)) if above else "",
    )


def _gone_through(scored: int, stages: int) -> str:
    if stages < 2:
        return ""
    if scored == 0:
        return "Belum bernilai"
    return f"Dinilai di semua {stages} tahap" if scored == stages else f"Dinilai di {scored} dari {stages} tahap"


def _entry(standing: ProposalStanding) -> scoring.RankEntry:
    return scoring.RankEntry(
        number=standing.number,
        score=standing.official,
        median=standing.median,
        heaviest=standing.lead,
        submitted_at=standing.submitted_at,
        stages_scored=standing.stages,
    )
