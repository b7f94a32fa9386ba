"""Watching WeasyPrint lay out pages, so that a long paper can show how far it has come."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOGGER = logging.getLogger("weasyprint.progress")


class _PageCounter(logging.Handler):
    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.tell, self.pages = tell, 0

    def emit(self, record: logging.LogRecord) -> None:
        if "Page" in record.getMessage():
            self.pages += 1
            if self.pages % 5 == 0:
                self.tell(self.pages)


@contextmanager
def pages_told(tell: Callable[[int], None]) -> Iterator[None]:
    """Tells `tell` every fifth page the layout has reached; pages that are laid out again count again."""
    counter, level, passes_on = _PageCounter(tell), _LOGGER.level, _LOGGER.propagate
    _LOGGER.addHandler(counter)
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    try:
        yield
    finally:
        _LOGGER.removeHandler(counter)
        _LOGGER.setLevel(level)
        _LOGGER.propagate = passes_on
