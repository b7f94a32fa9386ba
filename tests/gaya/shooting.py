"""Pictures of the examples on the page of all components, each taken as if it were alone in the world."""

import io
from collections.abc import Iterator

from PIL import Image
from playwright.sync_api import Page

# Wherever the frame of the portal's pages puts them, here they begin in the corner.
CORNER = """
body, main { margin: 0 !important; padding: 0 !important; max-inline-size: none !important; display: block !important }
[data-example] { margin: 0 !important; padding: 16px !important; background: var(--ground) !important }
"""
TAKE_OUT = """() => {
  window.examples = Object.fromEntries([...document.querySelectorAll("[data-component]")].map(
    one => [one.dataset.component, one.querySelector("[data-example]")]));
  const main = document.querySelector("main").cloneNode(false);
  document.body.replaceChildren(main);
  return Object.keys(window.examples);
}"""
SHOW = "name => document.querySelector('main').replaceChildren(window.examples[name])"


def shots(page: Page) -> Iterator[tuple[str, Image.Image]]:
    """Every component's name and its picture; the page is good for nothing else afterwards."""
    page.add_style_tag(content=CORNER)
    for name in page.evaluate(TAKE_OUT):
        page.evaluate(SHOW, name)
        taken = page.locator("[data-example]").screenshot(animations="disabled", scale="css")
        yield name, Image.open(io.BytesIO(taken)).convert("RGB")
