"""No component without its contract and its example, and no example that leaves out something a component takes."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from foundation.city import city
from inovasi.styleguide.components import TEMPLATES, Component, components
from inovasi.styleguide.samples import samples

COMPONENTS = components()
EXAMPLES = TEMPLATES / "gaya" / "examples"
# What a tag says, without the name of the tag itself.
TAG = re.compile(r"{(?:{|%\s*\w+)(.*?)[%}]}", re.DOTALL)
GRAMMAR = {"with", "only", "as", "in", "and", "or", "not", "is"}
# A name at the start of a path, not one behind a dot, a filter or in quotation marks.
NAME = re.compile(r"(?<![.\w|\"'])[a-z_]+\b(?![\"'=(])")
# Made of other components alone, or laid out by the frame.
WITHOUT_STYLE = {"choices", "coach", "confirm", "job", "menu", "messages", "second_factor", "user_menu"}
# No page uses these yet, so that none has to load their styles; whoever is the first to moves the style to the others.
WAITING = {path.stem for path in (settings.STYLES_DIR / "waiting").iterdir()}
every_component = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)


def taken(component: Component) -> set[str]:
    """The words of the contract that the template asks for by this name; what stands in brackets belongs to a row."""
    promised = re.sub(r"\([^()]*\)", "", component.contract.partition("Takes:")[2])
    asked = {name for tag in TAG.findall(component.template.read_text()) for name in NAME.findall(tag)}
    return set(re.findall(r"[a-z_]+", promised)) & asked - GRAMMAR


@every_component
def test_a_component_opens_with_its_contract(component: Component) -> None:
    assert re.fullmatch(r".+ Takes: .+", component.contract)


@every_component
def test_its_example_shows_everything_it_takes(component: Component) -> None:
    example = (TEMPLATES / component.example).read_text()
    given = set(re.findall(r"\b([a-z_]+)=", example))
    assert f'"components/_{component.name}.html"' in example
    assert taken(component) - given == set()


@every_component
def test_its_example_renders_and_says_nothing_of_the_city(component: Component) -> None:
    shown = render_to_string(component.example, {"sample": samples()})
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown))
    assert words.strip()
    assert [name for name in (city().city.official_name, city().office.name) if name in words] == []


@every_component
def test_its_style_is_a_file_of_its_name(component: Component) -> None:
    styles = [path.parent.name for path in settings.STYLES_DIR.rglob(f"{component.name}.css")]
    waiting = ["waiting"] if component.name in WAITING else ["components"]
    assert styles == ([] if component.name in WITHOUT_STYLE else waiting)


def test_examples_show_every_sample_and_ask_for_no_other() -> None:
    asked = {name for path in EXAMPLES.iterdir() for name in re.findall(r"sample\.([a-z_]+)", path.read_text())}
    assert asked == set(samples())
    bare = {path.name: re.findall(r"=([a-z_]+)[ .|]", path.read_text()) for path in EXAMPLES.iterdir()}
    assert {
        name: words for name, words in bare.items() if set(words) - {"sample", "row", "value", "label", "forloop"}
    } == {}


def test_a_style_without_a_template_is_one_of_rows_that_pages_fill() -> None:
    """A table is HTML's own; the facts of an item differ from list to list."""
    styles = {path.stem for path in (settings.STYLES_DIR / "components").iterdir()} | WAITING
    assert styles - {component.name for component in COMPONENTS} == {"table", "item"}


def test_what_waits_is_used_by_no_page() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if EXAMPLES not in path.parents]
    used = {name for path in pages for name in re.findall(r"components/_(\w+)\.html", path.read_text())}
    assert used & WAITING == set()
    assert {component.name for component in COMPONENTS} - WAITING - used == set()


def test_there_is_no_example_of_a_component_that_is_gone() -> None:
    assert {path.stem for path in EXAMPLES.iterdir()} == {component.name for component in COMPONENTS}


def test_what_is_taken_is_found() -> None:
    found = taken(next(component for component in COMPONENTS if component.name == "breadcrumbs"))
    assert found == {"here", "items", "parent_url", "parent_label", "year"}
