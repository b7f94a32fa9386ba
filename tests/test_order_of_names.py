"""Names are put in order by their stored key everywhere; and are looked for by another; no plain name comes back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import F
from django.db.models.expressions import OrderBy

from agencies.core.models import Agency, User
from foundation.text.keys import Natural
from tests import factories

FLOORS = ("agencies", "competitions", "dashboard", "foundation", "inovasi", "proposals", "reviews")
# What people are called by; "title" of a section and of a step stands in the order of its guide.
NAMES = {"name", "full_name", "short_name", "official_name", "title", "username", "label", "sent_title"}
BY_NAME = re.compile(rf"-?(?:\w+__)*(?:{'|'.join(sorted(NAMES))})$")


def plain(order: Any) -> bool:
    """Whether an entry of an order is a name as it is written."""
    if isinstance(order, OrderBy):
        order = order.expression
    named = order.name if isinstance(order, F) else order
    return isinstance(named, str) and bool(BY_NAME.match(named))


def test_no_table_is_ordered_by_a_plain_name() -> None:
    rooms = [apps.get_app_config(floor) for floor in FLOORS]
    wrong = {
        model._meta.label: model._meta.ordering
        for room in rooms
        for model in room.get_models()
        if any(plain(order) for order in model._meta.ordering)
    }
    assert wrong == {}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for floor in FLOORS:
        for path in (Path(settings.BASE_DIR) / floor).rglob("*.py"):
            if "migrations" not in path.parts and "bench" not in path.parts:
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Call):
                        yield f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}", node


def by_plain_name(node: ast.Call) -> bool:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called in {"order_by", "Window"}:
        return any(isinstance(each, ast.Constant) and plain(each.value) for each in node.args)
    if called not in {"sorted", "sort"}:
        return False
    keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
    wrapped = {
        id(inner)
        for key in keys
        for call in ast.walk(key)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"natural", "fold"}
        for inner in ast.walk(call)
    }
    return any(
        isinstance(inner, ast.Attribute) and inner.attr in NAMES and id(inner) not in wrapped
        for key in keys
        for inner in ast.walk(key)
    )


def test_no_line_of_code_puts_plain_names_in_order() -> None:
    assert [place for place, node in calls() if by_plain_name(node)] == []


def test_no_search_box_compares_names_as_they_are_written() -> None:
    """They are compared by `contains`, whatever their case, accents and blanks."""
    plain_search = re.compile(rf"(?:{'|'.join(sorted(NAMES))})__(?:i?contains|istartswith)$")
    keywords = [(place, keyword.arg) for place, node in calls() for keyword in node.keywords if keyword.arg]
    assert [place for place, name in keywords if plain_search.search(name)] == []


def test_the_walk_finds_what_it_looks_for() -> None:
    """Each of these would be told."""
    for line in (
        "rows.order_by('agency__name', 'pk')",
        "rows.order_by('-full_name')",
        "sorted(rows, key=lambda row: (-row.amount, row.agency.name))",
        "rows.sort(key=lambda row: row.title)",
    ):
        [call] = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
        assert by_plain_name(call), line
    assert plain(F("name")) and plain("district__name") and not plain(Natural("name")) and not plain("sort_key")


@pytest.mark.django_db
def test_every_list_of_schools_and_people_stands_in_natural_order(client: Any) -> None:
    """SD Negeri 2 before 10 on the pages that list agencies and people, and among the choices of their forms."""
    staff = factories.coordinator()
    names = ["SD Negeri 2", "SD negeri 03", "SD Négeri 10", "SD Negeri 100"]
    for place, name in enumerate(reversed(names)):
        factories.school(place + 1, name=name, short_name=name)
        factories.user(f"orang-{place}", full_name=name)
    client.force_login(staff)
    for address in ("/instansi/", "/pengguna/", "/pengguna/baru/", "/usulan/", "/instansi/?q=negeri"):
        page = client.get(address).content.decode()
        places = [page.find(f">{name}<") if f">{name}<" in page else page.find(name) for name in names]
        assert places == sorted(places), (address, places)
    assert [each.name for each in Agency.objects.all() if each.name in names] == names
    assert [str(each) for each in User.objects.all() if str(each) in names] == names
