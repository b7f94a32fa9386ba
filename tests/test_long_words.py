"""A word of 200 letters in every title, name and text widens no page of any role on a phone."""

from contextlib import suppress

import pgtrigger
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast as As
from django.db.models.functions import Concat, Left
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from foundation.text.fields import LineField, NoteField, TypedField
from tests import factories
from tests.browsers import signed_in
from tests.test_pages_for_everybody import PEOPLE, PHONE, own_pages
from tests.url_world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTERS = 200
FLOORS = ("agencies", "proposals", "reviews", "competitions", "dashboard")


# The innermost boxes that stick out, those aside that scroll or are hidden.
STICKING_OUT = """() => {
  const out = (it) => it.getBoundingClientRect().right > innerWidth + 1;
  const kept = (it) => it && it !== document.body
    && (getComputedStyle(it).overflowX !== "visible" || kept(it.parentElement));
  const found = [...document.querySelectorAll("body *")].filter((it) => out(it) && !kept(it));
  const inner = found.filter((it) => ![...it.children].some((child) => found.includes(child)));
  return inner.slice(0, 3).map((it) => it.parentElement.cloneNode().outerHTML + it.cloneNode().outerHTML);
}"""


def lengthen() -> None:
    """Writes one long word, with the row's key before it, into every column that people type into.

    A column that a rule holds to others, such as the reason of a conflict that stands, stays empty.
    """
    text = models.TextField()
    tables = [table for floor in FLOORS for table in apps.get_app_config(floor).get_models() if table._meta.managed]
    with pgtrigger.ignore():
        for table in tables:
            for field in table._meta.local_fields:
                if isinstance(field, LineField | NoteField | TypedField) and not hasattr(table, "pgh_tracked_model"):
                    word = Concat(As("pk", text), Value("W" * LETTERS), output_field=text)
                    with suppress(IntegrityError), transaction.atomic():
                        most = min(field.max_length or LETTERS, LETTERS)
                        table._base_manager.update(**{field.name: Left(word, most)})


@pytest.mark.parametrize("column", PEOPLE)
def test_no_page_grows_wider_than_a_phone(browser: Browser, live_server: LiveServer, column: str) -> None:
    world = make_world(factories.cast())
    lengthen()
    person = world.cast[column]
    if isinstance(person, User):
        window = signed_in(browser, person, live_server.url, viewport=PHONE)
    else:
        window = browser.new_context(base_url=live_server.url, viewport=PHONE)
    with window:
        page = window.new_page()
        wide = {}
        for name, url in own_pages(column, world).items():
            page.goto(url)
            if page.evaluate("document.documentElement.scrollWidth") != PHONE["width"]:
                wide[name] = page.evaluate(STICKING_OUT)
    assert wide == {}
