"""How lines of the log look: each with the id of its request, and none of them forged by what was typed.

Loaded before the apps are, when Django sets up its log.
"""

import logging
from contextvars import ContextVar

# Where a request carries its id.
KEPT_AS = "PORTAL_REQUEST_ID"
request_id: ContextVar[str] = ContextVar("the id of the request that is being answered", default="")


class RequestIds(logging.Filter):
    """Gives every line of the log the id of its request, `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django tells of some answers when they have left the middleware; it names their request then.
        late = getattr(getattr(record, "request", None), "META", {})
        record.request_id = request_id.get() or late.get(KEPT_AS, "-")
        return True


class OneRecord(logging.Formatter):
    """Lines for people to read, of which nobody can forge one: what follows a line break is indented.

    Other control characters, and those that turn the direction of writing, stand as escapes.
    """

    def format(self, record: logging.LogRecord) -> str:
        first, *others = super().format(record).splitlines()
        return "\n".join([_visible(first), *(f"    {_visible(line)}" for line in others)])


def _visible(line: str) -> str:
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
