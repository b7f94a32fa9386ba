"""The plain charts of the leader's page and of the printed reports: progress to the target, bars, funnel, matrix."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.labels import percent
from dashboard.charts.svg import (
    LINE,
    NARROW,
    Cell,
    Chart,
    Drawing,
    chart,
    drawn_once,
    fitting,
    legend,
    named,
    points_of,
    text_width,
    wrap,
)
from foundation.figures import Figure, figure
from foundation.text.rounding import grouped

BARS_ON_A_PAGE = 24
TILE_HEIGHT, TILE_GAP, TILE_SIZE = 29.0, 4.0, 9.5


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: submitted proposals, and how many of them are eligible."""

    label: str
    submitted: int
    eligible: int
    year: int | None = None
    subject: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its line of the table; with a year under the names of the figures."""
        told = (("period.submitted", self.submitted), ("period.eligible", self.eligible))
        return (self.label, *(named(value, _figure(name, value, self.year, self.subject)) for name, value in told))


@dataclass(frozen=True)
class FunnelStep:
    """One step of the funnel and how many proposals reached it, under the name of its figure if it has one."""

    label: str
    count: int
    figure: Figure | None = None


@dataclass(frozen=True)
class Tile:
    """One agency of the matrix: its name, its state (the value of a standing), and what it has in words."""

    label: str
    state: str
    words: str


@drawn_once
def progress(key: str, *, submitted: int, eligible: int, target: int, year: int | None = None) -> Chart:
    """Draw "67 dari 100" in large type over one bar: eligible, submitted but not eligible, still missing.

    With a `year` the numbers carry the names of their figures. Raises ValueError when more are eligible than submitted.
    """
    _check(submitted, eligible)
    waiting, missing = submitted - eligible, max(target - submitted, 0)
    parts = (("eligible", "Layak", eligible), ("submitted", "Diajukan, belum layak", waiting))
    items = [*parts, ("missing", "Belum ada", missing)] if missing else list(parts)
    sent, aim = _figure("period.submitted", submitted, year), _figure("period.target", target, year)
    fit = _figure("period.eligible", eligible, year)
    told = {"eligible": fit} if fit else {}

    def draw(drawing: Drawing) -> float:
        of_target, room = f"dari {grouped(target)} usulan", drawing.width - 16
        size = min(48.0, 48 * room / (text_width(grouped(submitted), 54) + text_width(of_target, 22)))
        drawing.text(grouped(submitted), 0, 46, size=size, bold=True, figure=sent)
        drawing.text(of_target, text_width(grouped(submitted), size * 1.12) + 10, 46, size=size * 0.46)
        scale = (drawing.width - 2) / max(submitted, target, 1)
        left = 1.0
        for paint, _words, amount in items:
            drawing.rect(paint, left, 66, amount * scale, 30)
            left += amount * scale
        at = 1 + target * scale
        drawing.shape("line", "target", x1=at, x2=at, y1=60, y2=102)
        anchor = "end" if at > drawing.width / 2 else "start"
        drawing.text(f"Target {grouped(target)}", at, 118, anchor=anchor, paint="muted")
        return legend(drawing, [(paint, f"{words}: {grouped(amount)}") for paint, words, amount in items], 128, told)

    return chart(
        draw,
        key=key,
        title=f"{grouped(submitted)} dari {grouped(target)} usulan",
        description=(
            f"{grouped(submitted)} usulan diajukan terhadap target {grouped(target)}; {grouped(eligible)} layak."
        ),
        columns=("Keadaan", "Usulan"),
        rows=[
            *((words, named(amount, told.get(paint))) for paint, words, amount in items),
            ("Diajukan seluruhnya", named(submitted, sent)),
            ("Target", named(target, aim)),
        ],
    )


@drawn_once
def bars(key: str, *, title: str, heading: str, entries: Sequence[Bar], longest: int = 0) -> Chart:
    """Draw one horizontal bar per entry, the eligible part dark inside the submitted; heading names the entries.

    Entries stay in the order given, one without proposals says "belum ada". `longest` is the longest bar of all when
    the chart is one of several that share a scale. Raises ValueError when more are eligible than submitted.
    """
    for entry in entries:
        _check(entry.submitted, entry.eligible)
    top = max([longest, *(entry.submitted for entry in entries)])

    def draw(drawing: Drawing) -> float:
        words = [("submitted", "Diajukan"), ("eligible", "Layak (bagian dari yang diajukan)")]
        y = legend(drawing, words, 0) + 6
        for entry in entries:
            y = _bar(drawing, entry, top, y)
        return y

    silent = sum(not entry.submitted for entry in entries)
    total = grouped(sum(entry.submitted for entry in entries))
    return chart(
        draw,
        key=key,
        title=title,
        description=(
            f"{total} usulan dari {grouped(len(entries))} baris; {grouped(silent)} baris belum mempunyai usulan."
        ),
        columns=(heading, "Diajukan", "Layak"),
        rows=[entry.cells for entry in entries],
    )


def bars_by_page(key: str, *, title: str, heading: str, entries: Sequence[Bar]) -> list[Chart]:
    """Draw bars as charts of so many that each has room on one printed page, all on the same scale."""
    longest = max((entry.submitted for entry in entries), default=0)
    pages = [entries[first : first + BARS_ON_A_PAGE] for first in range(0, len(entries), BARS_ON_A_PAGE)]
    return [
        bars(
            f"{key}-{place}",
            title=title if len(pages) == 1 else f"{title} ({place} dari {len(pages)})",
            heading=heading,
            entries=page,
            longest=longest,
        )
        for place, page in enumerate(pages, start=1)
    ]


@drawn_once
def funnel(key: str, *, title: str, steps: Sequence[FunnelStep]) -> Chart:
    """Draw how many proposals reached each step, as centred bars joined by flows; shares are of the first step."""
    first = steps[0].count if steps else 0
    top = max((step.count for step in steps), default=0)

    def draw(drawing: Drawing) -> float:
        middle, widths = drawing.width / 2, [drawing.width * step.count / max(top, 1) for step in steps]
        for place, (step, width) in enumerate(zip(steps, widths, strict=True)):
            y = place * 66.0
            drawing.text(wrap(step.label, drawing.width - 120, 1)[0], 0, y + 13.5, bold=True)
            words = f"{grouped(step.count)} ({percent(step.count, first)})"
            drawing.text(words, drawing.width, y + 13.5, anchor="end", figure=step.figure)
            drawing.rect("eligible", middle - width / 2, y + 20, width, 22)
            if place + 1 < len(steps):
                below = widths[place + 1] / 2
                edge = ((middle - width / 2, y + 44), (middle + width / 2, y + 44), (middle + below, y + 64))
                drawing.shape("polygon", "flow", points=points_of([*edge, (middle - below, y + 64)]))
        return max(len(steps) * 66.0 - 22, LINE)

    return chart(
        draw,
        key=key,
        title=title,
        description="; ".join(f"{step.label}: {grouped(step.count)}" for step in steps) or "Belum ada data.",
        columns=("Tahap", "Usulan", "Bagian dari tahap pertama"),
        rows=[(step.label, step.count, percent(step.count, first)) for step in steps],
    )


def matrix(key: str, *, title: str, heading: str, tiles: Sequence[Tile], states: Sequence[tuple[str, str]]) -> Chart:
    """Draw one tile per agency in rows, in the order given: its name, what it has, and a ground that says how far.

    `states` are the (state, words) of the legend.
    """

    def draw(drawing: Drawing) -> float:
        columns = 6 if drawing.width > NARROW else 2
        width = (drawing.width + TILE_GAP) / columns - TILE_GAP
        for place, tile in enumerate(tiles):
            row, column = divmod(place, columns)
            x, y = column * (width + TILE_GAP) + 1, row * (TILE_HEIGHT + TILE_GAP) + 1
            drawing.rect(f"tile-{tile.state}", x, y, width - 2, TILE_HEIGHT)
            drawing.text(fitting(tile.label, width - 9, TILE_SIZE), x + 5, y + 12, size=TILE_SIZE, bold=True)
            # A name may lose its end, a number must not: words that are too long are written smaller.
            size = min(TILE_SIZE, TILE_SIZE * (width - 9) / text_width(tile.words, TILE_SIZE))
            drawing.text(tile.words, x + 5, y + 24, size=size)
        below = -(-len(tiles) // columns) * (TILE_HEIGHT + TILE_GAP)
        return legend(drawing, [(f"tile-{state}", words) for state, words in states], below + 2)

    return chart(
        draw,
        key=key,
        title=title,
        description="; ".join(f"{tile.label}: {tile.words}" for tile in tiles) or "Belum ada data.",
        columns=(heading, "Keadaan"),
        rows=[(tile.label, tile.words) for tile in tiles],
    )


def _figure(name: str, value: int, year: int | None, subject: str = "") -> Figure | None:
    """What a number says, where it is of a year."""
    return figure(name, value, year=year, subject=subject) if year else None


def _check(submitted: int, eligible: int) -> None:
    if not 0 <= eligible <= submitted:
        raise ValueError(f"{eligible} eligible of {submitted} submitted proposals")


def _bar(drawing: Drawing, entry: Bar, top: int, y: float) -> float:
    """Draw one bar, its label beside it or, on a phone, above it; return where the next one starts."""
    beside = drawing.width > NARROW
    column = 290.0 if beside else 0.0
    lines = wrap(entry.label, (column - 12) if beside else drawing.width)
    for place, words in enumerate(lines):
        drawing.text(words, 0, y + 13.5 + place * LINE)
    bar_top = y if beside else y + len(lines) * LINE + 2
    words = f"{grouped(entry.submitted)} · {grouped(entry.eligible)} layak" if entry.submitted else "belum ada"
    room = drawing.width - column - text_width(f"{grouped(top)} · {grouped(top)} layak") - 10
    scale = room / max(top, 1)
    drawing.rect("submitted", column, bar_top + 2, entry.submitted * scale, 15)
    drawing.rect("eligible", column, bar_top + 5, entry.eligible * scale, 9)
    drawing.text(words, column + entry.submitted * scale + 8, bar_top + 14, bold=not entry.submitted)
    return max(y + len(lines) * LINE, bar_top + LINE) + 8
