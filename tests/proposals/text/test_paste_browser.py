"""The browser's halves of pasting and counting: real clipboards, and the same answers as the server's halves."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from proposals.text.cleaning import clean_pasted, clean_text
from proposals.text.words import count_words

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
PASTED = json.loads((HERE / "pasted_cases.json").read_text(encoding="utf-8"))
COUNTED = json.loads((HERE / "word_cases.json").read_text(encoding="utf-8"))
FIELD = '<textarea data-paste-clean data-word-count data-word-output="kata"></textarea><p id="kata"></p>'
# What a person does: the clipboard carries the page that was copied, and its plain text beside it.
PASTE = """([html, plain]) => {
  const field = document.querySelector("textarea");
  field.value = "";
  field.focus();
  const board = new DataTransfer();
  if (html) board.setData("text/html", html);
  board.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", {clipboardData: board, bubbles: true, cancelable: true});
  return [field.dispatchEvent(event), field.value];
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content(FIELD)
    for name in ("word-count.js", "paste-clean.js"):
        page.add_script_tag(path=SCRIPTS / name)
    yield page
    page.close()


@pytest.mark.parametrize("case", PASTED, ids=[case["name"] for case in PASTED])
def test_paragraphs_and_lists_stay_and_nothing_else(page: Page, case: dict[str, str]) -> None:
    left_to_browser, pasted = page.evaluate(PASTE, [case["html"], "teks polos"])

    assert not left_to_browser
    assert pasted == case["text"]
    assert clean_pasted(case["html"]) == case["text"]


@pytest.mark.parametrize("plain", ["p < 0,05 dan <b>n</b> > 30", "\u00a7 5 ayat (2)\n  - a", "\u2022 satu", "a\tb"])
def test_plain_text_is_left_to_the_browser(page: Page, plain: str) -> None:
    assert page.evaluate(PASTE, ["", plain]) == [True, ""]


def test_the_bullets_of_a_word_processor_become_lists_in_plain_text_too(page: Page) -> None:
    plain = "Syarat:\n\uf0b7\tsatu\n\u2022\tdua\no\ttiga"
    assert page.evaluate(PASTE, ["", plain]) == [False, clean_text(plain)]


def test_browser_and_server_clean_alike(page: Page) -> None:
    texts = [str(case["text"]) for case in COUNTED] + mixtures(2000)
    cleaned = page.evaluate("(texts) => texts.map(pasteClean.cleanText)", texts)
    wrong = [(text, there, clean_text(text)) for text, there in zip(texts, cleaned, strict=True)]
    assert [row for row in wrong if row[1] != row[2]] == []


def test_the_count_below_the_field_is_that_of_what_will_be_stored(page: Page) -> None:
    for case in PASTED:
        page.evaluate(PASTE, [case["html"], ""])
        page.wait_for_function("document.getElementById('kata').textContent !== '0 kata'")
        page.wait_for_timeout(200)
        assert page.inner_text("#kata") == f"{count_words(case['text'])} kata", case["name"]


def test_browser_and_server_count_alike(page: Page) -> None:
    texts = [str(case["text"]) for case in COUNTED] + [str(case["text"]) for case in PASTED] + mixtures(2000)

    counted = page.evaluate("(texts) => texts.map(wordCount.count)", texts)

    wrong = [(text, there, count_words(text)) for text, there in zip(texts, counted, strict=True)]
    assert [row for row in wrong if row[1] != row[2]] == []


def mixtures(amount: int) -> list[str]:
    """Pieces of the table put together at random: what no list made by hand thinks of."""
    chance = random.Random(2026)
    pieces = [str(case["text"]) for case in COUNTED] + list("ao-*1.)( \t\n\r") + ["\u2022", "\u00a0", "\u200b", "--"]
    return ["".join(chance.choices(pieces, k=chance.randint(2, 7))) for _ in range(amount)]
