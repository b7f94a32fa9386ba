"""One file says how large, how far apart, how round and how deep: styles take what it names, no measure of their own.

Allowed everywhere are hairlines up to 4 px, measures of the letter or the box itself (em, ch, %), and sums of tokens.
How wide or high a thing is (a column, a bar, a picture) is an arrangement and no token, and so are the edges of a sheet
of paper. The style of official papers is prescribed and keeps its own measures; its colours are tokens
(test_palette.py). A chart measures in units of its own drawing, a share card in pixels of its picture: that is
geometry, and only their colours are tokens.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from dashboard.charts import svg
from foundation.look.palette import tokens
from proposals.catalogue import sharecard

TOKENS = settings.STYLES_DIR / "tokens.css"
STYLES = [path for path in sorted(settings.STYLES_DIR.rglob("*.css")) if path.name not in ("tokens.css", "paper.css")]
DECLARATION = re.compile(r"(?<![\w-])([\w-]+)\s*:\s*([^;{}]+)(?=[;}])")
LENGTH = re.compile(r"(?<![\w.-])(-?[\d.]+)(px|rem|pt|pc|cm|mm|in|vw|vh|vmin|vmax|svh|dvh|lvh|cqi|cqw)\b")
TOKEN_USE = re.compile(r"var\(--[\w-]+\)")
SPACE = re.compile(r"(scroll-)?(margin|padding)(-.+)?|(row-|column-)?gap")
ROUND = re.compile(r"border(-[a-z]+)*-radius")
ROUND_WORDS = {"0", "50%", "inherit", "/"}
# A line without blur: how far it is moved, how thick it is, and the token of its colour.
LINE = re.compile(r"(?:inset )?(?:-?[\d.]+(?:px)? ){2}0(?:px)?(?: -?[\d.]+(?:px)?)? (?:var\(--[\w-]+\)|currentcolor)")
THICKEST = 7
HAIRLINE = 4


def style_of(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def declarations(style: str) -> Iterator[tuple[str, str]]:
    """Every declaration but those of the sheet of paper itself, which no token reaches."""
    style = re.sub(r"@page[^{}]*\{[^{}]*\}", "", style)
    yield from ((name, " ".join(value.split())) for name, value in DECLARATION.findall(style))


def is_free(name: str, value: str) -> bool:
    """Whether this declaration brings a measure that belongs into the file of tokens."""
    value = value.removesuffix(" !important")
    lengths = [(float(number), unit) for number, unit in LENGTH.findall(value)]
    if "clamp(" in value:  # between two tokens a measure may follow the width of the window
        lengths = [(number, unit) for number, unit in lengths if unit != "vw"]
    if name in ("font-size", "font"):
        return bool(lengths)
    if ROUND.fullmatch(name):
        return not set(TOKEN_USE.sub("", value).split()) <= ROUND_WORDS
    if name in ("box-shadow", "text-shadow") or (name == "filter" and "drop-shadow" in value):
        return not all(is_named_or_a_line(one.strip()) for one in re.split(r",(?![^(]*\))", value))
    if SPACE.fullmatch(name):
        return any(unit != "px" or abs(number) > HAIRLINE for number, unit in lengths)
    return False


def is_named_or_a_line(shadow: str) -> bool:
    if shadow in ("none", "inherit") or TOKEN_USE.fullmatch(shadow):
        return True
    thick = [abs(float(number)) for number in re.findall(r"(?<![\w-])-?[\d.]+", TOKEN_USE.sub("", shadow))]
    return bool(LINE.fullmatch(shadow)) and max(thick) <= THICKEST


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(settings.STYLES_DIR)))
def test_no_style_has_a_measure_of_its_own(path: Path) -> None:
    assert [f"{name}: {value}" for name, value in declarations(style_of(path)) if is_free(name, value)] == []


def test_there_are_styles_to_look_at() -> None:
    assert len(STYLES) > 20


@pytest.mark.parametrize(
    "declaration",
    [
        "font-size: 14px", "font-size: 0.9rem", "font: 600 1rem/1.4 var(--font)", "font-size: 2vw",
        "font-size: clamp(1rem, 2vw, var(--t4))", "border-radius: 8px", "border-radius: var(--radius) 8px 0 0",
        "border-top-left-radius: 1em", "box-shadow: 0 2px 8px var(--line)",
        "box-shadow: var(--shadow), 0 1px 3px var(--line)",
        "box-shadow: 0 0 0 9px var(--sun)", "text-shadow: 0 0 4px var(--ink)",
        "filter: drop-shadow(0 2px 4px var(--ink))", "margin: 5px",
        "padding: 0 var(--s2) 1rem", "gap: 10px", "column-gap: 0.5rem", "margin-inline-start: -18px",
        "padding: calc(var(--s2) + 6px)", "scroll-padding-top: 84px", "padding-inline: 2vw",
        "padding: clamp(1rem, 4vw, var(--s7))", "gap: 4mm", "font-size: 11pt",
    ],
)  # fmt: skip
def test_a_measure_of_its_own_is_seen(declaration: str) -> None:
    (found,) = declarations(f"a {{ {declaration}; }}")
    assert is_free(*found)


@pytest.mark.parametrize(
    "declaration",
    [
        "font-size: var(--t-1)", "font-size: 0.95em", "font-size: inherit", "font: 400 var(--body)/1.55 var(--font)",
        "font-size: clamp(var(--t3), 1.08vw, var(--t5))",
        "padding: 0 clamp(var(--s4), 4vw, var(--s7))", "border-radius: var(--radius-large) var(--radius-large) 0 0",
        "border-radius: 50%", "border-radius: inherit", "box-shadow: var(--shadow), inset 4px 0 0 var(--sun)",
        "box-shadow: inset 0 0 0 1.5px var(--line-control)", "box-shadow: 0 -1px 0 var(--line)", "box-shadow: none",
        "box-shadow: 0 0 0 7px var(--sun)", "margin: 0 auto", "padding: var(--s2) 4px", "gap: 2px var(--s3)",
        "margin-inline: calc(-1 * var(--s4))", "padding: 0 0.5em", "padding-left: 5%", "width: 36rem",
        "min-height: 60px", "border-bottom: 3px solid var(--accent)",
    ],
)  # fmt: skip
def test_what_tokens_name_and_hairlines_may_stand(declaration: str) -> None:
    (found,) = declarations(f"a {{ {declaration}; }}")
    assert not is_free(*found)


def test_every_token_of_type_space_and_shape_is_used() -> None:
    """Colours are asked for in test_palette.py; a step of a scale may wait for its first use."""
    named = {name for name, _ in declarations(style_of(TOKENS)) if name.startswith("--") and name[2:] not in tokens()}
    used = {f"--{name}" for path in STYLES for name in re.findall(r"var\(--([\w-]+)", style_of(path))}
    assert {name for name in named - used if not re.fullmatch(r"--[st]-?\d", name)} == set()


def test_every_paint_of_a_chart_and_of_a_share_card_is_a_token() -> None:
    colours = {*tokens().values(), "none"}
    painted = {paint.get(side, "none") for paint in svg.PAINTS.values() for side in ("fill", "stroke")}
    assert painted <= colours
    assert set(sharecard.COLOURS) <= set(tokens())
