"""One word, one meaning: no public class name stands twice in the portal's code."""

import ast
from collections import defaultdict
from pathlib import Path

from django.conf import settings

FLOORS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard", "inovasi")
# Django finds a command by this name, and a migration by its own.
NAMED_BY_DJANGO = {"Command", "Migration"}


def public_classes():
    """Every public class at the top of a module, by name, with the modules that define it."""
    found = defaultdict(list)
    for floor in FLOORS:
        for path in sorted(Path(settings.BASE_DIR, floor).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(str(path.relative_to(settings.BASE_DIR)))
    return found


def test_no_public_class_name_stands_twice():
    twice = {name: places for name, places in public_classes().items() if len(places) > 1}
    assert set(twice) <= NAMED_BY_DJANGO, twice


def test_the_walk_sees_the_classes():
    assert {"Proposal", "EditClash", "Interest", "LedgerNote"} <= set(public_classes())
