"""Lines of the log carry the id of their request, and what was typed breaks out of none of them."""

import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from foundation.security.events import line_of
from foundation.security.kinds import Kind, Outcome
from foundation.security.lines import OneRecord, RequestIds
from foundation.security.models import SecurityEvent
from inovasi.options.records import LOGGING

FORGED = 'a\n2026-01-01 ERROR forged\r\x1b[2J"}\n{"kind": "sign_in"} \u2028 \u202e'


class Kept(logging.Handler):
    """Keeps lines as they would be printed."""

    def __init__(self, form: logging.Formatter) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(form)
        self.addFilter(RequestIds())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def console():
    handler = Kept(OneRecord(LOGGING["formatters"]["line"]["format"]))
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_typed_line_breaks_begin_no_line_of_the_log(console) -> None:
    logging.getLogger("anything").warning("typed: %s", FORGED)
    first, *others = console.lines[0].split("\n")
    assert "[-] typed: a" in first
    assert all(line.startswith("    ") for line in others)
    assert not {"\r", "\x1b", "\u2028", "\u202e"} & set(console.lines[0])


def test_an_event_is_one_line_of_json_whatever_was_typed() -> None:
    event = SecurityEvent(kind=Kind.SIGN_IN, outcome=Outcome.REFUSED, account=FORGED, path=FORGED)
    line = line_of(event, stored=False)
    assert line.isascii()
    assert "\n" not in line
    told = json.loads(line)
    assert (told["account"], told["kind"], told["stored"]) == (FORGED, "sign_in", False)


@pytest.mark.django_db
def test_lines_of_a_request_carry_the_id_of_its_answer(console) -> None:
    answer = Client().get("/usulan/tidak-ada-sama-sekali/")
    assert answer.status_code == 404
    assert [f"[{answer['X-Request-Id']}]" in line for line in console.lines] == [True]


@pytest.mark.django_db
def test_lines_that_are_written_after_the_answer_carry_it_too(console) -> None:
    """Django tells of an answer that a page gave by itself when the middleware is over."""
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    assert answer.status_code == 403
    assert all(f"[{answer['X-Request-Id']}]" in line for line in console.lines)
    assert console.lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trusted", "given", "kept"),
    [
        (True, "abcDEF-123.45_6", True),
        (False, "abcDEF-123.45_6", False),
        (True, "short", False),
        (True, "a" * 65, False),
        (True, "bad id with spaces", False),
        (True, "a\tb\tc\td\te", False),
        (True, "ａｂｃｄｅｆｇｈ", False),
    ],
)
def test_an_id_is_taken_from_a_trusted_proxy_only_and_only_a_plain_one(settings, trusted, given, kept) -> None:
    settings.PROXY_NAMES_REQUESTS = trusted
    answer = Client().get("/robots.txt", headers={"X-Request-Id": given})
    assert (answer["X-Request-Id"] == given) is kept


@pytest.mark.django_db
def test_two_requests_have_two_ids() -> None:
    ids = {Client().get("/robots.txt")["X-Request-Id"] for _ in range(2)}
    assert len(ids) == 2
