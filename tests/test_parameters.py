"""Every part of every address that a stranger may choose, filled with what no page offers: never a fault.

The parts of a path are read from the routes. The parameters of a query are those the page itself asks for, heard while
it answers, so that a new one is tried without anybody listing it.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import Cast
from tests.url_answers import COLUMNS
from tests.url_table import TABLE, address
from tests.url_world import World, make_world

# Whether the page answers is asked here, not how a paper looks.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unprinted")]
PEOPLE = ("coordinator", "owner", "reviewer", "leader", "visitor")
NONSENSE = ("9" * 5000, "9" * 19, "²", "-1", "a\r\nb\x01\x1b\u202e")
NUL = "\x00"
MOST_FIELDS = 40


def routes() -> dict[str, str]:
    """The route of every named address, such as `usulan/<int:pk>/`."""
    return dict(_routes(get_resolver()))


def _routes(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", f"{before}{entry.pattern}"
        else:
            yield from _routes(
                entry, f"{before}{entry.pattern}", f"{space}{entry.namespace}:" if entry.namespace else space
            )


def bent(url: str, route: str) -> Iterator[str]:
    """The address with each part that may be chosen replaced by each nonsense, one part at a time."""
    parts, pattern = url.strip("/").split("/"), route.strip("/").split("/")
    for place, piece in enumerate(pattern):
        if "<" in piece:
            for value in (*NONSENSE, NUL):
                yield (
                    "/"
                    + "/".join([*parts[:place], quote(value), *parts[place + 1 :]])
                    + ("/" if url.endswith("/") else "")
                )


class Heard:
    """The names that a page asks the query of its address for."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        self.reading: QueryDict | None = None
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            patch.setattr(QueryDict, method, self._listening(getattr(QueryDict, method)))

    def _listening(self, usual: Any) -> Any:
        def answer(query: QueryDict, name: str, *rest: Any, **more: Any) -> Any:
            if not query._mutable:
                self.names.add(name)
            return usual(query, name, *rest, **more)

        return answer

    def taken(self) -> set[str]:
        names, self.names = self.names, set()
        return names


def status_of(browser: Client, url: str, values: dict[str, str] | None = None, *, sent: bool = False) -> int:
    """The status of the answer, read to its end; whatever was stored is rolled back."""
    with transaction.atomic():
        answer = browser.post(url, values or {}) if sent else browser.get(url, values)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


def browser_of(column: str, world: World) -> Client:
    browser = Client(raise_request_exception=False)
    if column != "visitor":
        browser.force_login(world.cast[column])
    return browser


def opened_by(column: str, *kinds: int) -> list[str]:
    """The addresses that answer so to this person and to none of `PEOPLE` before."""
    earlier = [COLUMNS.index(other) for other in PEOPLE[: PEOPLE.index(column)]]
    return [
        name
        for name, (_, answers) in TABLE.items()
        if answers[COLUMNS.index(column)] in kinds and not any(answers[other] in kinds for other in earlier)
    ]


@pytest.mark.parametrize("column", PEOPLE)
def test_no_part_of_a_path_is_a_fault(column: str, cast: Cast) -> None:
    world, known = make_world(cast), routes()
    browser, addresses = browser_of(column, world), opened_by(column, 200, 302)
    answers = {url: status_of(browser, url) for name in addresses for url in bent(address(name, world), known[name])}
    assert {url[:120]: status for url, status in answers.items() if status >= 500} == {}
    assert {status for url, status in answers.items() if quote(NUL) in url} <= {404}


@pytest.mark.parametrize("column", PEOPLE)
def test_no_parameter_of_a_query_is_a_fault(column: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    world, heard = make_world(cast), Heard(monkeypatch)
    browser, answers = browser_of(column, world), {}
    for name in opened_by(column, 200, 302):
        url, known = address(name, world), set()
        answers[name, "x", "%00"] = 0 if status_of(browser, f"{url}?x=%00") == 404 else 500
        heard.taken()
        status_of(browser, url)
        while waiting := sorted(heard.taken() - known):
            for parameter in waiting:
                for value in NONSENSE:
                    answers[name, parameter, value[:30]] = status_of(browser, url, {parameter: value})
            known.update(waiting)
    assert {key: status for key, status in answers.items() if status >= 500} == {}
    tried = {key[:2] for key in answers}
    assert column != "coordinator" or {("reviews:ranking", "tahun"), ("reviews:meeting_choose", "terbaik")} <= tried


@pytest.mark.parametrize("column", PEOPLE)
def test_no_field_of_what_is_sent_is_a_fault(column: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    world, heard = make_world(cast), Heard(monkeypatch)
    browser, answers = browser_of(column, world), {}
    for name in opened_by(column, 200, 405):
        url, known = address(name, world), set()
        heard.taken()
        status_of(browser, url, sent=True)
        # A form of many alike lines asks for as many as it is told there are; a few of them stand for all.
        while (waiting := sorted(heard.taken() - known)[:MOST_FIELDS]) and len(known) < MOST_FIELDS:
            known.update(waiting)
            for value in (*NONSENSE, f"1{NUL}"):
                answers[name, tuple(known), value[:30]] = status_of(
                    browser, url, dict.fromkeys(known, value), sent=True
                )
    assert {key: status for key, status in answers.items() if status >= 500} == {}
    assert column != "coordinator" or any(
        name == "reviews:decide" and "action" in fields for name, fields, _ in answers
    )
