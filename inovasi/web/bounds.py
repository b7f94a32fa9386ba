"""How large a request may be and how long it may take: told from its head, before anything of its body is kept."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.urls import Resolver404, resolve

from agencies.people import devices
from foundation.issued.forms import LARGEST_CHECKED

# Bytes. Whoever is not signed in sends small forms only.
ANONYMOUS = 64_000
# Files of one form, where nothing else is said; each page then holds them to a limit of its own.
FILES = 16 * 1024 * 1024
# What a form adds to its file.
ENVELOPE = 100_000
LARGER = dict.fromkeys(
    ("proposals:edit", "reviews:visit_minutes", "competitions:shelf", "competitions:claim"), 64 * 1024 * 1024
)
# A paper that somebody compares with the issued one, without signing in.
PUBLIC = {"verify": LARGEST_CHECKED + ENVELOPE}
LARGEST = max(FILES, *LARGER.values(), *PUBLIC.values())
# What all bodies that are under way to one process may come to.
TOGETHER = 1_000_000_000

# Seconds for the head of a request; for a connection on which nothing happens; and for a body or an answer before it
# has to move on, at least so many bytes each second.
HEAD, IDLE = 20.0, 30.0
BODY_GRACE, BODY_SLOWEST = 30.0, 8_000
ANSWER_GRACE, ANSWER_SLOWEST = 60.0, 4_000


def most_bytes(path: str, headers: Mapping[str, str]) -> int:
    """The most bytes a body may have that is sent to this path, given as in WSGI, with these headers.

    A session that was made up opens no more than a form and its files; whether it is a true one is asked later.
    """
    view = _view(path)
    if view in PUBLIC:
        return PUBLIC[view]
    request = HttpRequest()
    request.COOKIES = parse_cookie(headers.get("COOKIE", ""))
    # A device that somebody signed in on gets back what was typed there when the session has ended.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not devices.is_known(request):
        return ANONYMOUS
    if not headers.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data"):
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return LARGER.get(view, FILES)


def body_seconds(received: int) -> float:
    """How long a body may have been under way of which so many bytes are there."""
    return BODY_GRACE + received / BODY_SLOWEST


def answer_seconds(sent: int) -> float:
    """How long an answer may have waited for its reader who has taken so many bytes."""
    return ANSWER_GRACE + sent / ANSWER_SLOWEST


def _view(path: str) -> str:
    """The name of the view behind this path; empty when there is none."""
    try:
        return resolve(path.encode("latin-1").decode("utf-8", "replace")).view_name
    except Resolver404:
        return ""
