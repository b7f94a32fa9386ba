"""Waiting for many connections: the system is told of one when what it waits for changes, and only then.

Waitress's own loop asks every connection each time around, which thousands of idle ones make slow.
"""

import selectors
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from waitress import wasyncore


class Watch:
    """Waits for what the dispatchers of a waitress server, by their file numbers, want to read and write."""

    def __init__(self, dispatchers: Mapping[int, Any]) -> None:
        self.dispatchers = dispatchers
        self.selector = selectors.DefaultSelector()
        self.told: dict[int, int] = {}
        # To be asked what they wait for: once, and each time around while a thread works for them.
        self.changed: set[int] = set(dispatchers)
        self.busy: set[int] = set()

    def wait(self, seconds: float, always: int | None = None) -> None:
        """Waits no longer than this for something to happen and has it dealt with; `always` is asked every time."""
        for number in [*self.changed, *self.busy, *([] if always is None else [always])]:
            # Before it is asked, as a thread may change it afterwards.
            self.changed.discard(number)
            self._tell(number)
        for key, mask in self.selector.select(seconds):
            for event, happened in ((selectors.EVENT_READ, wasyncore.read), (selectors.EVENT_WRITE, wasyncore.write)):
                dispatcher = self.dispatchers.get(key.fd)
                if mask & event and dispatcher is not None:
                    happened(dispatcher)
            self.changed.add(key.fd)

    def forget(self, number: int) -> None:
        """To be called before a file is closed, as its number may be another's at once."""
        self.busy.discard(number)
        if self.told.pop(number, 0):
            with suppress(KeyError, ValueError):
                self.selector.unregister(number)

    def close(self) -> None:
        self.selector.close()

    def _tell(self, number: int) -> None:
        dispatcher = self.dispatchers.get(number)
        if dispatcher is None:
            return
        if number in self.busy and not dispatcher.busy():
            self.busy.discard(number)
        wanted = selectors.EVENT_READ * bool(dispatcher.readable())
        # What listens is never written to.
        wanted |= selectors.EVENT_WRITE * bool(dispatcher.writable() and not dispatcher.accepting)
        before = self.told.get(number, 0)
        if wanted == before:
            return
        self.told[number] = wanted
        if not wanted:
            self.selector.unregister(number)
        elif before:
            self.selector.modify(number, wanted)
        else:
            self.selector.register(number, wanted)
