"""Drawn landscapes for innovations without a picture: on share cards, in the demo year, and on tiles as a scene."""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from foundation.look.palette import Rgb, rgb

Point = tuple[float, float]
Line = Callable[[float], float]  # the height of an edge above each place from left to right
BY_THE_SEA: Final = ("sea", "slate", "teal")
FINER: Final = 2  # drawn so many times larger and shrunk, so that edges are smooth
# The box of a tile's scene, and how far apart the points of its hills lie.
WIDTH: Final = 320
HEIGHT: Final = 180
STEP: Final = 20


@dataclass(frozen=True, slots=True)
class Palette:
    """Rgbs of a landscape from top to bottom: the sky, what stands in it, and three layers of ground."""

    high: Rgb
    low: Rgb
    sun: Rgb
    layers: tuple[Rgb, Rgb, Rgb]


def _palette(name: str) -> Palette:
    layers = (rgb(f"{name}-far"), rgb(f"{name}-middle"), rgb(f"{name}-ink"))
    return Palette(rgb(f"{name}-sky"), rgb(f"{name}-haze"), rgb(f"{name}-sun"), layers)


PALETTES: Final[Mapping[str, Palette]] = {
    name: _palette(name) for name in ("teal", "sea", "leaf", "sand", "coral", "plum", "slate")
}


def landscape(seed: str, palette: str, width: int, height: int) -> Image.Image:
    """A landscape of hills, houses or sea; the same seed, palette and size give the same picture."""
    rng = random.Random(seed)  # noqa: S311 - chooses shapes, no secrets
    colours, size = PALETTES[palette], (width * FINER, height * FINER)
    image = _sky(colours, size)
    draw = ImageDraw.Draw(image)
    centre = (size[0] * rng.uniform(0.2, 0.8), size[1] * rng.uniform(0.24, 0.4))
    draw.circle(centre, size[1] * rng.uniform(0.1, 0.15), fill=colours.sun)
    addition = rng.choice((_houses, _trees, _boats) if palette in BY_THE_SEA else (_houses, _trees))
    for place, colour in enumerate(colours.layers):
        line = _outline(rng, size, size[1] * (0.5 + 0.16 * place), size[1] * (0.07 - 0.012 * place))
        if place:
            addition(draw, rng, line, colours.layers[place - 1] if addition is _boats else colour, size[1] / 24)
        draw.polygon([*((x, line(x)) for x in _steps(size[0])), (size[0], size[1]), (0, size[1])], fill=colour)
    return image.reduce(FINER)


def _sky(colours: Palette, size: tuple[int, int]) -> Image.Image:
    fade = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, colours.low), Image.new("RGB", size, colours.high), fade)


def _steps(width: int) -> Iterator[float]:
    return (width * step / 160 for step in range(161))


def _outline(rng: random.Random, size: tuple[int, int], level: float, swell: float) -> Line:
    """The upper edge of one layer, from left to right: two waves of different length."""
    turns, shift = (rng.uniform(0.8, 1.7), rng.uniform(2.2, 3.6)), (rng.uniform(0, 6.3), rng.uniform(0, 6.3))

    def height_at(x: float) -> float:
        angle = 2 * math.pi * x / size[0]
        return level + swell * (math.sin(turns[0] * angle + shift[0]) + 0.35 * math.sin(turns[1] * angle + shift[1]))

    return height_at


def _places(draw: ImageDraw.ImageDraw, rng: random.Random, unit: float, most: int) -> Iterator[float]:
    """Where things stand along a layer: in one or two groups, never at the very edge."""
    width = draw.im.size[0]
    for _ in range(rng.randint(1, 2)):
        x = rng.uniform(0.08, 0.75) * width
        for _ in range(rng.randint(2, most)):
            yield x
            x += unit * rng.uniform(1.9, 2.6)


def _houses(draw: ImageDraw.ImageDraw, rng: random.Random, line: Line, colour: Rgb, unit: float) -> None:
    for x in _places(draw, rng, unit, 5):
        tall, foot = unit * rng.uniform(1.0, 2.4), line(x) + unit
        draw.rectangle((x, foot - unit - tall, x + unit * 1.7, foot + unit), fill=colour)
        roof: list[Point] = [
            (x - unit * 0.25, foot - unit - tall),
            (x + unit * 0.85, foot - unit * 2 - tall),
            (x + unit * 1.95, foot - unit - tall),
        ]
        draw.polygon(roof, fill=colour)


def _trees(draw: ImageDraw.ImageDraw, rng: random.Random, line: Line, colour: Rgb, unit: float) -> None:
    for x in _places(draw, rng, unit, 6):
        crown, foot = unit * rng.uniform(0.7, 1.2), line(x)
        draw.rectangle((x - unit * 0.12, foot - unit * 2, x + unit * 0.12, foot + unit), fill=colour)
        draw.ellipse((x - crown, foot - unit * 2 - crown * 1.5, x + crown, foot - unit * 2 + crown), fill=colour)


def _boats(draw: ImageDraw.ImageDraw, rng: random.Random, line: Line, colour: Rgb, unit: float) -> None:
    x = rng.uniform(0.15, 0.8) * draw.im.size[0]
    size, foot = unit * rng.uniform(1.4, 2.0), line(x) + unit * 0.5
    hull: Rgb = (colour[0] // 2, colour[1] // 2, colour[2] // 2)
    shapes: tuple[tuple[Rgb, tuple[Point, ...]], ...] = (
        (hull, ((-1, -0.5), (1, -0.5), (0.6, 0), (-0.6, 0))),
        (rgb("surface"), ((0, -2.6), (0, -0.7), (0.95, -0.7))),
        (rgb("sail-far"), ((-0.15, -2.1), (-0.15, -0.7), (-0.75, -0.7))),
    )
    for paint, corners in shapes:
        draw.polygon([(x + right * size, foot + down * size) for right, down in corners], fill=paint)


@dataclass(frozen=True, slots=True)
class Scene:
    """Shapes in a box of WIDTH × HEIGHT: a sun (centre, radius) and two layers of hills as paths, the far one first."""

    sun: tuple[int, int, int]
    hills: tuple[str, str]


def scene(seed: str) -> Scene:
    """The scene behind the sign of an affair, each its own; the same seed gives the same scene, another one others."""
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
