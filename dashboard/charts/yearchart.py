"""The chart of one agency over the years: what it submitted and how much of it was eligible, with the mean score."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.svg import Cell, Chart, Drawing, chart, legend, named
from foundation.figures import Figure, figure
from foundation.text.rounding import grouped, in_figures
from reviews.core.shown import ShownScore

HEIGHT = 130.0  # of the columns, in units of the drawing


@dataclass(frozen=True)
class YearBar:
    """One year; `score` is the mean of the scores on 0–100, None where there is none or it is not to be known."""

    year: int
    submitted: int
    eligible: int
    score: ShownScore | None = None
    subject: str = ""

    @property
    def figures(self) -> tuple[Figure | None, Figure | None]:
        """What was submitted and what was eligible, where it is said of whom."""
        told = (("period.submitted", self.submitted), ("period.eligible", self.eligible))
        sent, fit = (figure(name, value, year=self.year, subject=self.subject) for name, value in told)
        return (sent, fit) if self.subject else (None, None)


def years(key: str, entries: Sequence[YearBar]) -> Chart:
    """Draw one column per year, the earliest first, the eligible part dark inside the submitted."""
    scored = any(entry.score is not None for entry in entries)
    marked = any(entry.score is not None and entry.score.mark for entry in entries)
    head = ("Tahun", "Diajukan", "Layak", *(("Rata-rata nilai",) if scored else ()))
    last = entries[-1] if entries else None

    def draw(drawing: Drawing) -> float:
        base = legend(drawing, [("submitted", "Diajukan"), ("eligible", "Layak")], 0) + 24 + HEIGHT
        drawing.shape("line", "grid", x1=0, x2=drawing.width, y1=base, y2=base)
        room = drawing.width / max(len(entries), 1)
        top = max((entry.submitted for entry in entries), default=0)
        for place, entry in enumerate(entries):
            _column(drawing, entry, room * (place + 0.5), min(room * 0.5, 64), base, HEIGHT / max(top, 1))
        return base + (59 if marked else 42 if scored else 24)

    return chart(
        draw,
        key=key,
        title="Usulan dari tahun ke tahun",
        description=f"Pada {last.year}: {last.submitted} diajukan, {last.eligible} layak."
        if last
        else "Belum ada data.",
        columns=head,
        rows=[_cells(entry, scored=scored) for entry in entries],
    )


def _cells(entry: YearBar, *, scored: bool) -> tuple[Cell, ...]:
    score = ("–" if entry.score is None else str(entry.score),) if scored else ()
    sent, fit = entry.figures
    return (str(entry.year), named(entry.submitted, sent), named(entry.eligible, fit), *score)


def _column(drawing: Drawing, entry: YearBar, middle: float, width: float, base: float, scale: float) -> None:
    """One year with its numbers above, its name below, and its mean score under that."""
    left, tall = middle - width / 2, entry.submitted * scale
    if entry.submitted:
        drawing.rect("submitted", left, base - tall, width, tall)
        drawing.rect("eligible", left + width * 0.2, base - entry.eligible * scale, width * 0.6, entry.eligible * scale)
    drawing.text(grouped(entry.submitted), middle, base - tall - 7, anchor="middle", bold=True, figure=entry.figures[0])
    drawing.text(str(entry.year), middle, base + 17, anchor="middle")
    if entry.score is not None:
        drawing.text(f"nilai {in_figures(entry.score.value)}", middle, base + 35, anchor="middle", paint="muted")
        drawing.text(entry.score.mark, middle, base + 52, anchor="middle", paint="muted")
