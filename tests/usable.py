"""Whether a page in a real browser can be used: it fits its screen, axe is silent, and the Tab key goes everywhere."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

PHONE, WIDE = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
# The least size of what a finger hits, 24 px, which axe does not look at by itself (WCAG 2.2, 2.5.8).
RULES = {"rules": {"target-size": {"enabled": True}}}

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
    expected: int = page.evaluate(STOPS)
    stops: set[int] = set()
    faults: list[str] = []
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


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that stands there, on a wide screen, on a phone, and from the keyboard."""
    return [*out_of_order(page, WIDE), *out_of_order(page, PHONE), *walked(page)]
