"""Watching WeasyPrint lay out and draw pages, so that a long paper can show how far it has come, until its end."""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from weasyprint.document import Page

Percent = Callable[[int], None]
# Of the time a long paper takes, as measured with the book of proposals: parsing HTML and styles, layout, drawing; the
# rest is fonts and packing.
PARSED, LAID_OUT, DRAWN = 8, 60, 90
# So many characters of HTML make one page of the layout, counting pages that are laid out again as often as they are.
CHARACTERS_A_PAGE = 1000
_LOGGER = logging.getLogger("weasyprint.progress")


def nobody(percent: int) -> None:
    """A `Percent` for when nobody is watching."""


class _PageCounter(logging.Handler):
    """Tells the number of the step before the first page, and from then on every fifth page."""

    def __init__(self, tell: Callable[[int], None], tell_step: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.tell, self.tell_step, self.pages = tell, tell_step, 0

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if "Page" in words:
            self.pages += 1
            if self.pages % 5 == 0:
                self.tell(self.pages)
        elif not self.pages and words.startswith("Step "):
            self.tell_step(int(words.split()[1]))


@contextmanager
def pages_told(tell: Callable[[int], None], tell_step: Callable[[int], None] = nobody) -> Iterator[None]:
    """Tells `tell` every fifth page the layout has reached; pages that are laid out again count again.

    Before the first page `tell_step` hears the steps of the library, 1 to 4.
    """
    counter, level, passes_on = _PageCounter(tell, tell_step), _LOGGER.level, _LOGGER.propagate
    _LOGGER.addHandler(counter)
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    try:
        yield
    finally:
        _LOGGER.removeHandler(counter)
        _LOGGER.setLevel(level)
        _LOGGER.propagate = passes_on


@contextmanager
def layout_told(tell: Percent, characters: int) -> Iterator[None]:
    """Tells `tell` how far parsing and layout of so much HTML have come, from 0 to LAID_OUT percent.

    How many pages there will be is only guessed, so each page moves the bar by a part of what is left: it never stops.
    """
    expected = max(characters / CHARACTERS_A_PAGE, 1)

    def tell_pages(pages: int) -> None:
        tell(PARSED + int((LAID_OUT - PARSED) * (1 - math.exp(-pages / expected))))

    with pages_told(tell_pages, lambda step: tell(PARSED * step // 5)):
        yield


def tell_drawing(pages: Sequence[Page], tell: Percent) -> None:
    """Makes every page tell `tell` when it is drawn, from LAID_OUT to DRAWN percent; the library itself is silent."""
    for place, page in enumerate(pages, 1):
        percent = LAID_OUT + (DRAWN - LAID_OUT) * place // len(pages)
        page.paint = partial(_draw, page.paint, partial(tell, percent))


def _draw(paint: Callable[..., None], tell: Callable[[], None], *arguments: Any) -> None:
    tell()
    paint(*arguments)
