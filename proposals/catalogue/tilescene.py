"""The drawn scene behind the sign of an affair where an innovation has no picture: hills and a sun, each its own."""

import math
import random
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 320
HEIGHT: Final = 180
STEP: Final = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """Shapes in a box of WIDTH × HEIGHT: a sun (centre, radius) and two layers of hills as paths, the far one first."""

    sun: tuple[int, int, int]
    hills: tuple[str, str]


def scene(seed: str) -> Scene:
    """The scene of this seed; the same seed gives the same scene, another one others."""
    rng = random.Random(seed)  # noqa: S311 - chooses shapes, no secrets
    sun = (rng.randint(30, WIDTH - 30), rng.randint(24, 70), rng.randint(14, 30))
    return Scene(sun, (_hills(rng, 118), _hills(rng, 146)))


def _hills(rng: random.Random, level: float) -> str:
    """The outline of one layer around this height: two waves of different length, closed at the lower edge."""
    swells = [(rng.uniform(10, 20), rng.uniform(0.8, 1.6)), (rng.uniform(3, 8), rng.uniform(2, 3.5))]
    starts = [rng.uniform(0, math.tau) for _ in swells]

    def height(x: int) -> int:
        turn = math.tau * x / WIDTH
        return round(
            level + sum(size * math.sin(pace * turn + at) for (size, pace), at in zip(swells, starts, strict=True))
        )

    edge = " ".join(f"{x} {height(x)}" for x in range(0, WIDTH + STEP, STEP))
    return f"M0 {HEIGHT} L{edge} {WIDTH} {HEIGHT}Z"
