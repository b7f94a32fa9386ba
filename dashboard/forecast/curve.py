"""The cumulative chart: submitted and eligible proposals week by week against the target, with the forecast band."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dashboard.charts.labels import long_date, month, short_date
from dashboard.charts.svg import (
    LINE,
    NARROW,
    Box,
    Cell,
    Chart,
    Drawing,
    chart,
    drawn_once,
    free_place,
    legend,
    nice_step,
    points_of,
    text_width,
)
from dashboard.forecast.predicting import BandPoint
from foundation.text.rounding import grouped


@dataclass(frozen=True)
class CurvePoint:
    """The cumulative counts at the end of one day."""

    day: date
    submitted: int
    eligible: int


@drawn_once
def cumulative(
    key: str,
    *,
    points: Sequence[CurvePoint],
    target: int,
    opening: date,
    closing: date,
    band: Sequence[BandPoint] = (),
) -> Chart:
    """Draw submitted and eligible proposals by week against the target line, with the forecast band when given.

    points and band are in order of day; points may be empty before the opening. Raises ValueError when the period ends
    before it starts.
    """
    if closing <= opening:
        raise ValueError("The period must close after it opens")

    def draw(drawing: Drawing) -> float:
        highest = max([target, *(point.submitted for point in points), *(point.high for point in band)])
        plot = Plot(drawing, opening, closing, max(highest, 1))
        plot.axes()
        plot.series(points, band, target)
        plot.labels(points, band, target)
        return legend(drawing, _legend_items(points, band, target), plot.bottom + 30)

    return chart(
        draw,
        key=key,
        title=f"Usulan dari minggu ke minggu terhadap target {grouped(target)}",
        description=_description(points, band, target, closing),
        columns=("Sampai", "Diajukan", "Layak", *(("Perkiraan (rentang 80%)",) if band else ())),
        rows=_curve_rows(points, band),
    )


class Plot:
    """The frame of the cumulative chart: turns days and counts into places and draws inside it."""

    def __init__(self, drawing: Drawing, opening: date, closing: date, highest: int) -> None:
        self.drawing, self.opening, self.closing = drawing, opening, closing
        self.written: list[Box] = []
        self.step = nice_step(highest * 1.05, steps=6)
        self.highest = self.step * -(-int(highest * 1.05 + 1) // self.step)
        self.left = text_width(grouped(self.highest)) + 8
        self.right = drawing.width - 14.0
        self.top, self.bottom = 12.0, 290.0 if drawing.width > NARROW else 220.0

    def x(self, day: date) -> float:
        """Return the place of a day; days outside the period stand at its edge."""
        part = (day - self.opening).days / (self.closing - self.opening).days
        return self.left + min(max(part, 0.0), 1.0) * (self.right - self.left)

    def y(self, count: int) -> float:
        """Return the place of a count."""
        return self.bottom - count / self.highest * (self.bottom - self.top)

    def axes(self) -> None:
        """Draw the count lines with their numbers and the months that fit."""
        for count in range(0, self.highest + 1, self.step):
            y = self.y(count)
            self.drawing.shape("line", "grid", x1=self.left, x2=self.right, y1=y, y2=y)
            self.drawing.text(grouped(count), self.left - 6, y + 4.5, paint="muted", anchor="end")
        free_from = 0.0
        for day, words in _ticks(self.opening, self.closing):
            x, half = self.x(day), text_width(words) / 2
            if x - half >= free_from and x + half <= self.drawing.width:
                self.drawing.shape("line", "grid", x1=x, x2=x, y1=self.bottom, y2=self.bottom + 5)
                self.drawing.text(words, x, self.bottom + 19, paint="muted", anchor="middle")
                free_from = x + half + 6

    def series(self, points: Sequence[CurvePoint], band: Sequence[BandPoint], target: int) -> None:
        """Draw the band below, then the lines."""
        if band:
            lower = [(self.x(point.day), self.y(point.low)) for point in band]
            upper = [(self.x(point.day), self.y(point.high)) for point in band]
            self.drawing.shape("polygon", "band", points=points_of([*lower, *reversed(upper)]))
            middle = [(self.x(point.day), self.y(point.median)) for point in band]
            self.drawing.shape("polyline", "median", points=points_of(middle))
        y = self.y(target)
        self.drawing.shape("line", "target", x1=self.left, x2=self.right, y1=y, y2=y)
        if points:
            eligible = [(self.x(point.day), self.y(point.eligible)) for point in points]
            submitted = [(self.x(point.day), self.y(point.submitted)) for point in points]
            self.drawing.shape("polyline", "eligible-line", points=points_of(eligible))
            self.drawing.shape("polyline", "submitted-line", points=points_of(submitted))

    def labels(self, points: Sequence[CurvePoint], band: Sequence[BandPoint], target: int) -> None:
        """Write target, last values and forecast next to their places, each where nothing else stands."""
        lines = [(self.left, self.y(target) - 2, self.right, self.y(target) + 2)]
        lines += _trail([(self.x(point.day), self.y(point.submitted)) for point in points])
        lines += _trail([(self.x(point.day), self.y(point.eligible)) for point in points])
        lines += _trail([(self.x(point.day), self.y(point.median)) for point in band])
        if points:
            last = points[-1]
            for count, word in ((last.submitted, "diajukan"), (last.eligible, "layak")):
                self.label(f"{grouped(count)} {word}", self.x(last.day), self.y(count), lines)
        if band:
            end = band[-1]
            x, y = self.x(end.day), self.y(end.median)
            self.label(f"perkiraan {grouped(end.median)}", x, y, lines)
        words = f"Target {grouped(target)}"
        at = self.left + text_width(words) + 10
        self.label(words, at, self.y(target), lines)

    def label(self, words: str, x: float, y: float, lines: Sequence[Box]) -> None:
        """Write words near a place, on a patch of background, where no label and, if possible, no line is."""
        width = text_width(words) + 6
        near, far = (x - width - 4, x + 4, x - width / 2), (self.left + 1,)
        rises = (6, -24, 26, -44, 46, -64, 66, -84, 86)
        places = [(left, y - rise) for lefts in (near, far) for rise in rises for left in lefts]
        boxes = [
            (left, bottom - LINE, left + width, bottom)
            for left, bottom in places
            if self.left <= left <= self.drawing.width - width and LINE <= bottom <= self.bottom
        ]
        box = free_place(boxes, self.written, lines)
        self.drawing.rect("surface", box[0], box[1], width, LINE)
        self.drawing.text(words, box[0] + width / 2, box[3] - 4.5, anchor="middle", bold=True)
        self.written.append(box)


def _trail(places: Sequence[tuple[float, float]]) -> list[Box]:
    """Return small boxes along a line, close enough that no label fits between them."""
    boxes = []
    for (x1, y1), (x2, y2) in pairwise(places):
        parts = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) // 6))
        for part in range(parts + 1):
            x, y = x1 + (x2 - x1) * part / parts, y1 + (y2 - y1) * part / parts
            boxes.append((x - 2, y - 2, x + 2, y + 2))
    return boxes


def _ticks(opening: date, closing: date) -> list[tuple[date, str]]:
    """Return the days to name below the chart: the first of each month, or each week of a short period."""
    if (closing - opening).days < 70:
        days = [opening + timedelta(days=7 * week) for week in range((closing - opening).days // 7 + 1)]
        return [(day, f"{day.day} {month(day)}") for day in days]
    first = opening.year * 12 + opening.month - 1
    last = closing.year * 12 + closing.month - 1
    days = [max(date(count // 12, count % 12 + 1, 1), opening) for count in range(first, last + 1)]
    return [(day, f"{month(day)} {day.year}" if day.month == 1 else month(day)) for day in days]


def _legend_items(points: Sequence[CurvePoint], band: Sequence[BandPoint], target: int) -> list[tuple[str, str]]:
    items = []
    if points:
        items.append(("submitted-line", f"Diajukan: {grouped(points[-1].submitted)}"))
        items.append(("eligible-line", f"Layak: {grouped(points[-1].eligible)}"))
    items.append(("target", f"Target: {grouped(target)}"))
    if band:
        items.append(("median", f"Perkiraan akhir: {grouped(band[-1].median)}"))
        items.append(("band", f"Rentang 80%: {grouped(band[-1].low)}–{grouped(band[-1].high)}"))
    return items


def _description(points: Sequence[CurvePoint], band: Sequence[BandPoint], target: int, closing: date) -> str:
    sentences = [f"Target {grouped(target)} usulan pada penutupan {long_date(closing)}."]
    if points:
        last = points[-1]
        counts = f"{grouped(last.submitted)} usulan diajukan, {grouped(last.eligible)} di antaranya layak"
        sentences.insert(0, f"Sampai {long_date(last.day)}: {counts}.")
    if band:
        end = band[-1]
        sentences.append(
            f"Perkiraan akhir {grouped(end.median)}, rentang {grouped(end.low)} sampai {grouped(end.high)}."
        )
    return " ".join(sentences)


def _curve_rows(points: Sequence[CurvePoint], band: Sequence[BandPoint]) -> list[tuple[Cell, ...]]:
    blank = ("–",) if band else ()
    past: list[tuple[Cell, ...]] = [
        (short_date(point.day), point.submitted, point.eligible, *blank) for point in points
    ]
    last = points[-1].day if points else date.min
    future = [point for point in band if point.day > last]
    ranges = [f"{grouped(point.median)} ({grouped(point.low)}–{grouped(point.high)})" for point in future]
    return past + [(short_date(point.day), "–", "–", words) for point, words in zip(future, ranges, strict=True)]
