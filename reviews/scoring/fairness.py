"""Pure fairness figures: severity-adjusted means, reviewers against their colleagues, and the flag for disagreement."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from reviews.scoring.rules import FULL_SCALE, Summary, printed, summarise

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Review:
    """One complete review: keys of proposal and reviewer, and its score on 0–100."""

    proposal: int
    reviewer: int
    score: Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """How much overlap the adjustment needs before it may be shown.

    `reviewers`: the fewest reviewers, two or more. `shared`: the fewest proposals that a reviewer must share with
    colleagues to count as linked. `linked`: the fewest reviews, in percent, that must come from linked reviewers.
    `spare`: the fewest scores beyond one for every proposal and every reviewer, without which chance and severity can't
    be told apart.
    """

    reviewers: int = 3
    shared: int = 3
    linked: int = 80
    spare: int = 10


@dataclass(frozen=True, slots=True)
class Severity:
    """Points (0–100 scale) a reviewer gives above (+, lenient) or below (−, strict) others, and its standard error."""

    points: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Adjusted mean per proposal and severity per reviewer, with the estimated variances in squared points."""

    means: dict[int, Decimal]
    severities: dict[int, Severity]
    reviewer_variance: float
    residual_variance: float


@dataclass(frozen=True, slots=True)
class TooLittleOverlap:
    """Why there is no adjusted mean; `reason` is the sentence people read."""

    reason: str


def adjust(reviews: Iterable[Review], limits: Limits | None = None) -> Adjustment | TooLittleOverlap:
    """Means as if every proposal had been read by reviewers of average severity, on 0–100; refuses if overlap is thin.

    Model: score = mu + proposal + reviewer + error, proposals fixed, reviewers random. The two variances are estimated
    by REML (Patterson & Thompson, "Recovery of inter-block information when block sizes are unequal", Biometrika 58,
    1971) and the reviewer effects by BLUP from Henderson's mixed-model equations (Searle, Casella & McCulloch,
    "Variance Components", Wiley 1992). BLUP shrinks an effect that rests on few scores; where reviewers don't differ
    beyond chance, the reviewer variance is estimated at or near zero and adjusted means stay at or near the raw ones.
    Proposals aren't shrunk, so none loses by having fewer reviews. Means are cut to 0–100 and have six decimals.

    Raises ValueError when a reviewer has two scores for one proposal. The order of `reviews` doesn't matter.
    """
    rows = sorted(reviews)
    if len({(row.proposal, row.reviewer) for row in rows}) != len(rows):
        raise ValueError("A reviewer can have only one score per proposal.")
    reason = _too_little_overlap(rows, limits or Limits())
    return TooLittleOverlap(reason) if reason else _fit(rows)


def _too_little_overlap(rows: Sequence[Review], limits: Limits) -> str:
    """The sentence that explains why the overlap doesn't do, or an empty one."""
    proposals, reviewers = {row.proposal for row in rows}, {row.reviewer for row in rows}
    if len(reviewers) < limits.reviewers:
        return (
            f"Nilai tersesuaikan belum dihitung karena baru {len(reviewers)} penilai yang menyelesaikan penilaian; "
            f"diperlukan paling sedikit {limits.reviewers}. Gunakan rata-rata asli sampai penilai lain selesai."
        )
    groups = _separate_groups(rows)
    if groups > 1:
        return (
            f"Nilai tersesuaikan tidak dihitung karena penilai terbagi menjadi {groups} kelompok yang tidak menilai "
            "satu usulan pun bersama-sama, sehingga ketat atau longgarnya tidak dapat dibandingkan. Tugaskan "
            "penilai dari kelompok berbeda pada usulan yang sama, atau gunakan rata-rata asli."
        )
    spare = len(rows) - len(proposals) - len(reviewers) + 1
    if spare < limits.spare:
        return (
            "Nilai tersesuaikan belum dihitung karena terlalu sedikit usulan yang dinilai lebih dari satu orang; masih "
            f"diperlukan {limits.spare - spare} penilaian bersama lagi. Gunakan rata-rata asli untuk sementara."
        )
    linked = _linked_percent(rows, limits.shared)
    if linked < limits.linked:
        return (
            f"Nilai tersesuaikan belum dihitung karena baru {linked} persen penilaian berasal dari penilai yang "
            f"berbagi paling sedikit {limits.shared} usulan dengan rekan; diperlukan {limits.linked} persen. "
            "Tambahkan penilaian bersama, atau gunakan rata-rata asli."
        )
    return ""


def _separate_groups(rows: Sequence[Review]) -> int:
    """Number of connected components of the graph whose edges are the reviews."""
    design, proposals, reviewers = _design(rows)
    size = len(proposals) + len(reviewers)
    cells = design.tocoo()
    graph = csr_array((cells.data, (cells.row, cells.col + len(proposals))), shape=(size, size))
    groups, _ = connected_components(graph, directed=False)
    return int(groups)


def _linked_percent(rows: Sequence[Review], shared: int) -> int:
    """Percentage (rounded down) of reviews by reviewers who share at least `shared` proposals with a colleague."""
    readers, given = Counter(row.proposal for row in rows), Counter(row.reviewer for row in rows)
    common = Counter(row.reviewer for row in rows if readers[row.proposal] > 1)
    linked = sum(number for reviewer, number in given.items() if common[reviewer] >= shared)
    return 100 * linked // len(rows)


def _design(rows: Sequence[Review]) -> tuple[csr_array, Sequence[int], Sequence[int]]:
    """SentProposal × reviewer matrix with a 1 per review, and the sorted keys of its rows and columns."""
    proposals, row_index = np.unique([row.proposal for row in rows], return_inverse=True)
    reviewers, column_index = np.unique([row.reviewer for row in rows], return_inverse=True)
    shape = (len(proposals), len(reviewers))
    matrix = csr_array((np.ones(len(rows)), (row_index, column_index)), shape=shape)
    return matrix, proposals.tolist(), reviewers.tolist()


def _fit(rows: Sequence[Review]) -> Adjustment:
    """Take the proposals out of the scores, estimate the reviewers from what is left, and correct the means."""
    design, proposals, reviewers = _design(rows)
    values = np.array([float(row.score) for row in rows])
    of_proposal = np.searchsorted(proposals, [row.proposal for row in rows])
    of_reviewer = np.searchsorted(reviewers, [row.reviewer for row in rows])
    per_proposal = design.sum(axis=1)
    means = np.bincount(of_proposal, values) / per_proposal
    centred = values - means[of_proposal]
    # Z'MZ and Z'My: M takes the mean of its proposal from every score, Z tells which reviewer gave it.
    overlap = np.diag(design.sum(axis=0)) - (design.T @ design.multiply(1 / per_proposal[:, None])).toarray()
    moment = np.bincount(of_reviewer, centred).astype(np.float64)
    effects = _predict(overlap, moment, float(centred @ centred), len(rows) - len(means))
    adjusted = np.clip(means - (design @ effects.points) / per_proposal, 0.0, float(FULL_SCALE))
    return Adjustment(
        means={key: Decimal(f"{mean:.6f}") for key, mean in zip(proposals, adjusted.tolist(), strict=True)},
        severities={
            key: Severity(round(points, 6), round(error, 6))
            for key, points, error in zip(reviewers, effects.points.tolist(), effects.errors.tolist(), strict=True)
        },
        reviewer_variance=effects.reviewer_variance,
        residual_variance=effects.residual_variance,
    )


@dataclass(frozen=True, slots=True)
class _Effects:
    points: Floats
    errors: Floats
    reviewer_variance: float
    residual_variance: float


def _predict(overlap: Floats, moment: Floats, total: float, freedom: int) -> _Effects:
    """Solve (overlap + ratio × I) r = moment with ratio = residual variance / reviewer variance."""
    roots, vectors = np.linalg.eigh(overlap)
    roots = np.clip(roots, 0.0, None)
    rotated = vectors.T @ moment
    between, within = _variances(roots, rotated, total, freedom)
    # Both variances multiplied out, so that it stays defined when either is zero.
    shrink = between / np.maximum(between * roots + within, 1e-12)
    return _Effects(
        points=vectors @ (shrink * rotated),
        errors=np.sqrt(np.square(vectors) @ (shrink * within)),
        reviewer_variance=between,
        residual_variance=within,
    )


def _variances(roots: Floats, rotated: Floats, total: float, freedom: int) -> tuple[float, float]:
    """REML estimates of (reviewer variance, residual variance) from the eigen-decomposition of the overlap matrix.

    With `roots` d and `rotated` t, each t²/d has expectation residual + d × reviewer variance, and what is left of the
    sum of squares `total` has the residual variance alone, so that the likelihood needs one parameter: their ratio.
    """
    known = roots > 1e-9 * max(float(roots.max()), 1.0)
    roots, squares = roots[known], np.square(rotated[known]) / roots[known]
    left = max(total - float(squares.sum()), 0.0)

    def residual(ratio: float) -> float:
        return max((left + float((squares / (1 + ratio * roots)).sum())) / freedom, 1e-9)

    def deviance(log_ratio: float) -> float:
        ratio = float(np.exp(log_ratio))
        return freedom * float(np.log(residual(ratio))) + float(np.log1p(ratio * roots).sum())

    best = minimize_scalar(deviance, bounds=(-12.0, 12.0), method="bounded", options={"xatol": 1e-8})
    without = freedom * float(np.log(residual(0.0)))
    ratio = float(np.exp(best.x)) if float(best.fun) < without - 1e-9 else 0.0
    return ratio * residual(ratio), residual(ratio)


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """A reviewer's scores, the number of proposals shared with colleagues, and the mean gap to colleagues there.

    `gap` is own score − mean of the colleagues' scores on the same proposal, averaged over shared proposals, in points;
    None when nothing is shared. The load is `summary.n`.
    """

    summary: Summary
    shared: int
    gap: Decimal | None


def reviewer_figures(reviews: Iterable[Review]) -> dict[int, ReviewerFigures]:
    """Load, mean, spread and gap to colleagues of every reviewer, by key in ascending order."""
    rows = sorted(reviews)
    by_proposal: dict[int, list[Decimal]] = defaultdict(list)
    for row in rows:
        by_proposal[row.proposal].append(row.score)
    sums = {proposal: (sum(scores, Decimal(0)), len(scores)) for proposal, scores in by_proposal.items()}
    own: dict[int, list[Decimal]] = defaultdict(list)
    gaps: dict[int, list[Decimal]] = defaultdict(list)
    for row in rows:
        own[row.reviewer].append(row.score)
        total, number = sums[row.proposal]
        if number > 1:
            gaps[row.reviewer].append(row.score - (total - row.score) / (number - 1))
    return {
        key: ReviewerFigures(
            summary=summarise(own[key]),
            shared=len(gaps[key]),
            gap=statistics.mean(gaps[key]) if gaps[key] else None,
        )
        for key in sorted(own)
    }


def disagree(summary: Summary, limit: Decimal) -> bool:
    """True when the highest and the lowest score of a proposal, as printed, lie more than `limit` points apart."""
    return summary.spread is not None and printed(summary.spread) > limit


def disagreements(reviews: Iterable[Review], limit: Decimal) -> dict[int, Summary]:
    """The proposals whose spread is above `limit` points, with their figures, by key in ascending order."""
    by_proposal: dict[int, list[Decimal]] = defaultdict(list)
    for row in reviews:
        by_proposal[row.proposal].append(row.score)
    summaries = {key: summarise(scores) for key, scores in sorted(by_proposal.items())}
    return {key: summary for key, summary in summaries.items() if disagree(summary, limit)}
