"""Every form of every page, filled with nonsense: an answer in words each time, never a fault of the server."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.factories import Cast
from tests.url_answers import COLUMNS
from tests.url_table import TABLE, address
from tests.url_world import make_world

pytestmark = pytest.mark.django_db
NONSENSE = ("", "\x00", "9" * 400, "-1", "2026-13-45", "'\"<b>&%s{{7*7}}", "é\u202e\u0301" * 4000)
PEOPLE = ("owner", "reviewer", "coordinator", "leader")


@dataclass
class Form:
    """One form of a page: where it sends to, how, and the names of its fields."""

    action: str
    method: str
    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Collects the forms of a page with the fields inside them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.found.append(Form(values.get("action") or "", (values.get("method") or "get").lower()))
            self.inside = True
        elif self.inside and (name := values.get("name")) and name != "csrfmiddlewaretoken":
            (self.found[-1].files if values.get("type") == "file" else self.found[-1].names).add(name)

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def fillings(form: Form) -> Iterator[dict[str, object]]:
    """Every field with the same nonsense, for each kind of it; and every field sent several times."""
    for value in NONSENSE:
        files = {name: SimpleUploadedFile("../\x00..pdf", value.encode()) for name in form.files}
        yield {**dict.fromkeys(form.names, value), **files}
    yield {name: ["1", "2", "x"] for name in form.names}


def send(browser: Client, url: str, form: Form, values: dict[str, object]) -> int:
    """The status of the answer; whatever was stored is rolled back."""
    with transaction.atomic():
        answer = browser.get(url, values) if form.method == "get" else browser.post(url, values)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("column", PEOPLE)
def test_nonsense_in_any_form_is_answered(column: str, cast: Cast) -> None:
    world = make_world(cast)
    browser = Client(raise_request_exception=False)
    browser.force_login(cast[column])
    wrong, seen = [], set()
    for name, (_, expected) in TABLE.items():
        if expected[COLUMNS.index(column)] != 200:
            continue
        url = address(name, world)
        page = browser.get(url)
        if page.streaming:
            b"".join(page.streaming_content)
            continue
        if not page.headers["Content-Type"].startswith("text/html"):
            continue
        for form in Forms(page.text).found:
            target = form.action or url
            key = (target.split("?")[0], form.method, frozenset(form.names))
            if key in seen or "keluar" in target:
                continue
            seen.add(key)
            for number, values in enumerate(fillings(form)):
                status = send(browser, target, form, values)
                if status >= 500:
                    wrong.append((name, target, form.method, number))
    assert len(seen) > 5
    assert wrong == []
