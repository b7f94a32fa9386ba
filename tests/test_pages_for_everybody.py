"""Every page of every role in a real browser, on a phone and on a wide screen.

Nothing sticks out, axe is silent, what a finger hits is large enough, and the Tab key goes everywhere.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import close_old_connections
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from tests import factories
from tests.browsers import signed_in
from tests.url_table import COLUMNS, TABLE, address
from tests.url_world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WIDE = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
# The least size of what a finger hits, 24 px, which axe does not look at by itself (WCAG 2.2, 2.5.8).
RULES = {"rules": {"target-size": {"enabled": True}}}
PEOPLE = ("visitor", "owner", "reviewer", "coordinator", "leader")

# Each thing the Tab key must reach, once; the buttons of one choice are one stop, closed folds hide what they hold.
STOPS = """() => {
  const groups = new Set();
  const reachable = (it) => !it.disabled && it.type !== "hidden" && it.tabIndex >= 0
    && it.checkVisibility({visibilityProperty: true});
  const first = (it) => it.type !== "radio" || (!groups.has(it.name) && groups.add(it.name));
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  return [...all].filter((it) => reachable(it) && first(it)).length;
}"""

# What the Tab key stands on: its number on the page, whether one sees that it does, and whether something covers it.
STANDING = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getClientRects()[0] || it.getBoundingClientRect();
  const marked = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  // A card whose name is a link over all of it shows the mark itself.
  const seen = marked(it) || !!it.closest("li:focus-within") && marked(it.closest("li"));
  const middle = document.elementFromPoint(
    box.left + Math.min(box.width / 2, 100), box.top + Math.min(box.height / 2, 20));
  const free = !middle || it.contains(middle) || middle.contains(it) || !!it.closest("label")?.contains(middle);
  const all = [...document.querySelectorAll("*")];
  const group = (other) => other.type === "radio" && other.name === it.name;
  const key = it.type === "radio" ? all.findIndex(group) : all.indexOf(it);
  return {key, seen, free, what: it.outerHTML.slice(0, 120)};
}"""


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    yield
    close_old_connections()


def own_pages(column: str, world: Any) -> dict[str, str]:
    """The pages this person reads and nobody before in the list of people does, by the name of their address."""
    place, client = COLUMNS.index(column), Client()
    if isinstance(world.cast[column], User):
        client.force_login(world.cast[column])
    earlier = [COLUMNS.index(other) for other in PEOPLE[: PEOPLE.index(column)]]
    found = {}
    for name, (_, answers) in TABLE.items():
        if answers[place] != 200 or any(answers[other] == 200 for other in earlier):
            continue
        url = address(name, world)
        page = client.get(url)
        if page.streaming:
            b"".join(page.streaming_content)
        elif page.headers["Content-Type"].startswith("text/html") and b"<main" in page.content:
            found[name] = url
    return found


def out_of_order(page: Page, size: ViewportSize) -> list[str]:
    """What axe finds at this size, and whether the page has to be scrolled sideways."""
    page.set_viewport_size(size)
    faults = [
        f"{size['width']} px: {fault['id']}: {fault['nodes'][0]['html'][:160]}"
        for fault in Axe().run(page, options=RULES).response["violations"]
    ]
    if (width := page.evaluate("document.documentElement.scrollWidth")) != size["width"]:
        faults.append(f"{width} px wide at {size['width']} px")
    return faults


def walked(page: Page) -> list[str]:
    """Goes through the page with the Tab key; gives what was never reached, not seen, or covered by something else."""
    expected, stops, faults = page.evaluate(STOPS), set(), []
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0) }")
    for _ in range(expected * 6 + 10):
        page.keyboard.press("Tab")
        standing = page.evaluate(STANDING)
        if standing is None:
            if stops:
                break
            continue
        if standing["key"] not in stops:
            faults += [f"not seen: {standing['what']}"] * (not standing["seen"])
            faults += [f"covered: {standing['what']}"] * (not standing["free"])
        stops.add(standing["key"])
    else:
        faults.append("the Tab key is caught")
    if len(stops) < expected:
        faults.append(f"reached {len(stops)} of {expected}")
    return faults


@pytest.mark.parametrize("column", PEOPLE)
def test_every_page_fits_its_screen_and_is_usable_by_finger_and_by_keyboard(
    browser: Browser, live_server: LiveServer, column: str
) -> None:
    world = make_world(factories.cast())
    person = world.cast[column]
    if isinstance(person, User):
        window = signed_in(browser, person, live_server.url, viewport=PHONE)
    else:
        window = browser.new_context(base_url=live_server.url, viewport=PHONE)
    wrong: dict[str, Any] = {}
    with window:
        page = window.new_page()
        pages = own_pages(column, world)
        for name, url in pages.items():
            page.goto(url)
            if found := [*out_of_order(page, WIDE), *out_of_order(page, PHONE), *walked(page)]:
                wrong[name] = found
    assert pages
    assert wrong == {}
