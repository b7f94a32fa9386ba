"""No floor asks a floor above it: neither by a relation that leads back from its rows, nor in a template.

Imports are import-linter's matter (pyproject.toml); this walks what it cannot see.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

FLOORS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard")
# Neighbours, which know each other as little as they know the floor above.
ABOVE = {
    "foundation": FLOORS[1:],
    "agencies": FLOORS[2:],
    "proposals": FLOORS[3:],
    "reviews": ("competitions", "dashboard"),
    "competitions": ("reviews", "dashboard"),
}
# Calls whose words name fields and relations.
ASKING = {
    "filter", "exclude", "get", "Q", "F", "OuterRef", "values", "values_list", "order_by", "select_related",
    "prefetch_related", "Prefetch", "only", "defer", "distinct", "in_bulk", "aggregate", "annotate", "Count", "Sum",
    "Max", "Min", "Avg", "When",
}  # fmt: skip
TAG = re.compile(r"{[{%](.*?)[%}]}")


def backwards(floor: str) -> set[str]:
    """The names by which rows of this floor, and of those it stands on, lead to rows of the floors above it."""
    below = [one for one in FLOORS if one not in ABOVE[floor]]
    return {
        name
        for label in below
        for model in apps.get_app_config(label).get_models()
        for link in model._meta.related_objects
        if link.related_model._meta.app_label in ABOVE[floor] and not link.hidden
        for name in (link.get_accessor_name(), link.field.related_query_name())
    }


def asked(source: str) -> Iterator[tuple[int, str]]:
    """(line, name) of every attribute that is read and every name in a question to the database."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ASKING:
            words = [keyword.arg or "" for keyword in node.keywords]
            words += [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
            yield from ((node.lineno, part) for word in words for part in word.lstrip("-").split("__"))


def modules(floor: str) -> list[Path]:
    return [path for path in (settings.BASE_DIR / floor).rglob("*.py") if "migrations" not in path.parts]


def templates(floor: str) -> list[Path]:
    return list((settings.BASE_DIR / "templates" / floor).rglob("*.html"))


def test_the_walk_sees_what_it_looks_for() -> None:
    assert {"assignments", "conflicts", "review_stages", "nominations"} <= backwards("proposals")
    asking = "user.assignments.count()\nAgency.objects.filter(nominations__state='a').order_by('-opinions__at')"
    assert {"assignments", "nominations", "opinions"} <= {name for _, name in asked(asking)}


@pytest.mark.parametrize("floor", ABOVE)
def test_no_row_is_followed_into_a_floor_above(floor: str) -> None:
    names = backwards(floor)
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{line} {name}"
        for path in modules(floor)
        for line, name in asked(path.read_text())
        if name in names
    ]
    assert found == []


@pytest.mark.parametrize("floor", ABOVE)
def test_no_template_follows_a_row_or_takes_a_part_from_a_floor_above(floor: str) -> None:
    names = "|".join(sorted(backwards(floor) - {""}))
    libraries = [path.stem for above in ABOVE[floor] for path in (settings.BASE_DIR / above).glob("templatetags/*.py")]
    wrong = re.compile(
        rf"\.({names})\b|load\b[^%]*\b({'|'.join(libraries) or '-'})\b|(include|extends) \"({'|'.join(ABOVE[floor])})/"
    )
    found = [
        f"{path.relative_to(settings.BASE_DIR)} {tag.strip()}"
        for path in templates(floor)
        for tag in TAG.findall(path.read_text())
        if wrong.search(tag)
    ]
    assert found == []
