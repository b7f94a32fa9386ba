"""One file has every colour: nothing else names one, and whatever is written on something can be read."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from PIL.ImageColor import colormap

from foundation.look.palette import Rgb, colour, filled_in, rgb, tokens
from proposals.catalogue import sharecard
from proposals.catalogue.artwork import PALETTES

ROOT = Path(settings.BASE_DIR)
FLOORS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard", "inovasi")
STYLES = [path for path in sorted(settings.STYLES_DIR.rglob("*.css")) if path.name != "tokens.css"]
CODE = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]

# Digits of a colour, but neither an address within a page (`href="#beda"`) nor an entity of HTML (`&#8211;`).
LITERAL = re.compile(
    r"""(?<!href=["'])(?<!&)#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgb|hsl)a?\(\s*[\d.]""", re.IGNORECASE
)
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)[;}]")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
USE = re.compile(r"var\(--([\w-]+)\)")
# What is flattened before it is looked at is laid on plain white, whatever the portal's colours are.
NOT_OURS = {"proposals/filechecks/images.py": {"white"}, "proposals/filechecks/photos.py": {"white"}}

LEAST = 4.5
# Words that a rule colours alone stand on any of these grounds; and grounds that a rule lays alone carry any of these.
LIGHT = {
    "surface", "ground", "accent-soft", "accent-hover", "grey-soft", "sun-soft", "success-soft",
    "warning-soft", "danger-soft",
}  # fmt: skip
ON_LIGHT = {
    "ink", "ink-muted", "accent", "accent-deep", "danger", "danger-deep", "success", "warning", "grey", "blue",
    "violet", "olive",
}  # fmt: skip
DARK = {"accent-deep", "accent"}
ON_DARK = {"on-dark", "on-dark-soft", "on-dark-muted"}
PAPER = {"surface", "print-head", "print-total", "print-note"}
ON_PAPER = {"print", "print-muted"}
CHART = {"surface", "accent-soft", "fill-1", "fill-2", "fill-3", "fill-4"}
# A veil over a picture, the dot that says whose turn it is, the rest of a bar.
# The morning sky of the front page among them: its words stand on the dark end.
WITHOUT_WORDS = {"veil", "sun", "line", "sand-sky"}
FILLED = {("on-dark", ground) for ground in ("success", "danger", "warning")}
# Light laid over the dark block, on which its buttons stand.
VEILED = {("on-dark", "on-dark-fill", "accent-deep")}


def style_of(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def laid_over(veil: str, ground: str) -> Rgb:
    """The colour of a token that lets something through, laid over another."""
    share = int(colour(veil)[7:9], 16) / 255
    red, green, blue = (
        round(share * over + (1 - share) * under) for over, under in zip(rgb(veil), rgb(ground), strict=True)
    )
    return red, green, blue


def contrast(first: str, second: str | Rgb) -> float:
    """The contrast ratio of a token and another, or a colour, by WCAG 2.2."""

    def luminance(name: str | Rgb) -> float:
        parts = [part / 255 for part in (rgb(name) if isinstance(name, str) else name)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def texts_of(path: Path) -> Iterator[str]:
    """The strings of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def painted(path: Path) -> set[str]:
    """What a module that paints says of colours by itself: their names, and threes of numbers from 0 to 255."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    if not any(module.startswith("PIL") for module in modules):
        return set()
    found = {text for text in texts_of(path) if text in colormap and text not in PALETTES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3:
            numbers = [part.value for part in node.elts if isinstance(part, ast.Constant)]
            if len(numbers) == 3 and all(type(number) is int and 0 <= number <= 255 for number in numbers):
                found.add(str(tuple(numbers)))
    return found


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(settings.STYLES_DIR)))
def test_no_style_names_a_colour(path):
    style = style_of(path)
    named = {
        word
        for _, value in DECLARATION.findall(style)
        for word in re.findall(r"[a-z]+", USE.sub("", value.split("url(")[0]).lower())
        if word in colormap
    }
    assert (LITERAL.findall(style), named) == ([], set())


def test_no_template_names_a_colour():
    found = {str(path.relative_to(ROOT)): LITERAL.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {path: literals for path, literals in found.items() if literals} == {}


def test_no_code_names_a_colour():
    found = {}
    for path in CODE:
        name = str(path.relative_to(ROOT))
        literals = {literal for text in texts_of(path) for literal in LITERAL.findall(text)}
        found[name] = (literals | painted(path)) - NOT_OURS.get(name, set())
    assert {name: literals for name, literals in found.items() if literals} == {}


def test_every_colour_is_used_and_every_use_has_its_colour():
    uses = {name for path in STYLES for name in USE.findall(style_of(path))}
    everywhere = [*STYLES, settings.STYLES_DIR / "tokens.css"]
    declared = {
        name[2:] for path in everywhere for name, _ in DECLARATION.findall(style_of(path)) if name.startswith("--")
    }
    assert uses - declared == set()
    texts = {text for path in CODE for text in texts_of(path)}
    scenes = {f"{scene}-{part}" for scene in PALETTES for part in ("sky", "haze", "sun", "far", "middle")}
    assert set(tokens()) - uses - texts - scenes == set()


def pairs_of_rules() -> Iterator[tuple[str, str, str]]:
    """Every rule's words and ground as (rule, words, ground); "" where it sets only one of them."""
    for path in STYLES:
        for selector, body in RULE.findall(style_of(path)):
            values = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", body))
            found = [USE.search(values.get(name, "")) for name in ("color", "background")]
            if any(found):
                yield f"{path.name}: {selector.strip()}", *(use[1] if use else "" for use in found)


def test_words_and_ground_of_one_rule_can_be_told_apart():
    pairs = {(words, ground) for _, words, ground in pairs_of_rules() if words and ground}
    pairs -= {("tile-ink", "tile-light"), *(pair[:2] for pair in VEILED)}
    pairs |= {(f"{scene}-ink", f"{scene}-light") for scene in PALETTES}
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < LEAST} == {}


def test_words_can_be_read_on_every_ground_they_may_stand_on():
    pairs = {*product(ON_LIGHT, LIGHT), *product(ON_DARK, DARK), *product(ON_PAPER, PAPER), *FILLED}
    pairs |= set(product(("ink", "ink-muted"), CHART)) - {("ink-muted", "fill-4"), ("ink-muted", "fill-3")}
    pairs |= {(words, "accent-deep") for words in sharecard.COLOURS[1:4]}
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < LEAST} == {}
    assert {words for words, veil, ground in VEILED if contrast(words, laid_over(veil, ground)) < LEAST} == set()


def test_no_rule_uses_a_colour_for_words_or_ground_that_is_not_tested():
    words = {words for _, words, ground in pairs_of_rules() if words and not ground}
    grounds = {ground for _, words, ground in pairs_of_rules() if ground and not words}
    assert words <= ON_LIGHT | ON_DARK | ON_PAPER
    assert grounds <= LIGHT | DARK | PAPER | WITHOUT_WORDS | {ground for _, ground in FILLED}


def test_a_style_for_paper_is_filled_with_the_colours():
    assert filled_in("p { color: var(--ink) }") == f"p {{ color: {colour('ink')} }}"
    with pytest.raises(KeyError):
        filled_in("p { color: var(--no-such-colour) }")


def test_another_citys_colours_reach_papers_pictures_and_the_browsers_frame(monkeypatch, db, rf):
    other = dict.fromkeys(tokens(), "#123456")
    monkeypatch.setattr("foundation.look.palette.tokens", lambda: other)
    assert rgb("accent") == (0x12, 0x34, 0x56)
    assert "#123456" in filled_in((settings.STYLES_DIR / "paper.css").read_text(encoding="utf-8"))
    assert '<meta name="theme-color" content="#123456">' in render_to_string("base.html", request=rf.get("/"))
    before = sharecard.portal_card_code()
    monkeypatch.undo()
    assert sharecard.portal_card_code() != before
