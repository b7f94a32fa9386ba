"""The page of all components: for technicians only, readable, and nothing on it too small for a finger."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from inovasi.styleguide.components import components
from tests import factories
from tests.gaya.conftest import Opened

WIDTHS = (360, 1280)
# The page shows a component several times, each of which stands once on a real page, under headings of its own.
ONCE_ON_A_PAGE = {"landmark-unique": {"enabled": False}, "heading-order": {"enabled": False}}

# What is smaller than it has to be, in pixels. A link inside a sentence is as high as its line, and a box of a choice
# is as large as its label with it. Thumbs work on phones; there every button, fold and control is for them.
SMALL = """() => {
  const shown = it => it.checkVisibility({visibilityProperty: true}) && it.getClientRects().length;
  const inSentence = it => getComputedStyle(it).display === "inline"
    && [...it.parentElement.childNodes].some(one => one.nodeType === 3 && one.textContent.trim().length > 1);
  // A link that covers the whole of its card is as large as the card.
  const covered = it => getComputedStyle(it, "::after").position === "absolute" ? [it.offsetParent] : [];
  const size = it => {
    const boxes = [it, ...(it.labels || []), ...covered(it)].map(one => one.getBoundingClientRect());
    const across = Math.max(...boxes.map(box => box.right)) - Math.min(...boxes.map(box => box.left));
    return [across, Math.max(...boxes.map(box => box.height))];
  };
  const all = document.querySelectorAll(
    "[data-example] :is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'])");
  return [...all].filter(it => shown(it) && !inSentence(it)).map(it => {
    const forThumbs = innerWidth < 600 && it.matches("THUMBS");
    const [width, height] = size(it);
    return Math.min(width, height) + .5 < (forThumbs ? 44 : 24) && (
      it.closest("[data-component]").dataset.component + ": " + Math.round(width) + " x " + Math.round(height)
      + " " + it.outerHTML.slice(0, 80));
  }).filter(Boolean);
}"""
# What makes the page scroll sideways; a box that scrolls by itself may.
STICKING_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [document.documentElement.scrollWidth, ...document.querySelectorAll("body *")].filter(
    it => it > 0 || it.getBoundingClientRect().right > innerWidth + 1).map(it => it.outerHTML?.slice(0, 120) ?? it)"""
THUMBS = ".btn, button, summary, select, textarea, input"


@pytest.mark.django_db
def test_only_technicians_find_it(cast, signed_in, client) -> None:
    url = reverse("style_guide")
    for person in (factories.user("teknisi", is_superuser=True), factories.user("staf", is_staff=True)):
        page = signed_in(person).get(url)
        assert page.status_code == 200
        assert url in signed_in(person).get(reverse("home")).text
    assert page.text.count("data-example") == len(components())
    for person in (cast.coordinator, cast.leader, cast.reviewer, cast.owner):
        assert signed_in(person).get(url).status_code == 404
        assert url not in signed_in(person).get(reverse("home")).text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_can_be_used_at_every_width(opened: Opened, width: int) -> None:
    page = opened(width)
    faults = Axe().run(page, options={"rules": ONCE_ON_A_PAGE}).response["violations"]
    assert [f"{fault['id']}: {node['html']}" for fault in faults for node in fault["nodes"]] == []
    assert page.evaluate(SMALL.replace("THUMBS", THUMBS)) == []
    out = page.evaluate(STICKING_OUT)
    assert not out, "\n".join(map(str, out))
