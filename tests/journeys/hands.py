"""What a person does in a browser, in words: sign in, open, fill in, press, read; every page on the way is checked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.factories import PASSWORD

PATIENCE_MS = 60_000
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
UNSAFE = re.compile("waiting|saving|refused")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@dataclass
class Hands:
    """One person at one screen."""

    page: Page
    scripts: bool
    seen: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        """Goes to an address of the portal."""
        response = self.page.goto(path)
        assert response is not None and response.status == 200, (path, response and response.status)
        self.look()

    def look(self) -> None:
        """The page is in order: nothing to scroll sideways, and no barrier that axe knows of."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        shown = self.page.viewport_size or PHONE
        assert width <= shown["width"], f"{self.page.url} is {width} px wide on a screen of {shown['width']} px"
        kind = "".join("0" if letter.isdigit() else letter for letter in self.page.url)
        if self.scripts and kind not in self.seen:
            self.seen.add(kind)
            found = Axe().run(self.page, options=RULES)
            barriers = [
                f"{item['id']}: {node['html'][:160]}" for item in found.response["violations"] for node in item["nodes"]
            ]
            assert barriers == [], self.page.url

    def sign_in(self, name: str) -> None:
        self.open("/masuk/")
        self.fill("Nama pengguna atau alamat surel", name)
        self.fill("Kata sandi", PASSWORD)
        self.press("Masuk")

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, button: str) -> None:
        """Presses a button that leads to another page, once the page has said that what was typed is safe."""
        for state in self.page.locator("[data-save-state]").all():
            expect(state).not_to_have_attribute("data-state", UNSAFE)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, link: str, within: Locator | None = None) -> None:
        with self.page.expect_navigation():
            (within or self.page.locator("main")).get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()
        self.look()

    def reads(self, text: str) -> None:
        """The sentence stands somewhere on the page."""
        expect(self.page.locator("main")).to_contain_text(text)

    def paper(self, path: str) -> bytes:
        """The PDF at an address, as the browser would save it."""
        response = self.page.context.request.get(path)
        assert (response.status, response.headers["content-type"]) == (200, "application/pdf"), path
        return response.body()


@contextmanager
def at_the_screen(browser: Browser, address: str, *, scripts: bool, screen: dict[str, int]) -> Iterator[Hands]:
    """A fresh browser window, closed at the end."""
    context = browser.new_context(base_url=address, java_script_enabled=scripts, viewport=screen)  # type: ignore[arg-type]  # a size in pixels
    context.set_default_timeout(PATIENCE_MS)
    yield Hands(context.new_page(), scripts)
    context.close()
