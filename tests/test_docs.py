"""What the documents say of the house is true: every path they name exists, and every room is in the picture."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
FLOORS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard", "inovasi")
# What stands in backticks and begins with a folder of the project; `<…>` and `…` are left for the reader to fill in.
NAMED = re.compile(
    r"`((?:" + "|".join((*FLOORS, "docs", "tests", "fixtures", "static", "templates")) + r")/[^\s`<…*]*)`"
)
# A table or setting by its name in code, such as `PROPOSAL_GATES`.
CONSTANT = re.compile(r"`([A-Z]{3,}(?:_[A-Z]+)+)`")
LINK = re.compile(r"\]\(([^)#]+\.(?:md|svg))\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_place_a_document_names_exists(document: Path):
    text = document.read_text()
    missing = [place for place in NAMED.findall(text) if not (ROOT / place).exists()]
    missing += [link for link in LINK.findall(text) if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_every_table_and_setting_a_document_names_is_in_the_code(document: str):
    code = "".join(path.read_text() for top in (*FLOORS, "tests") for path in (ROOT / top).rglob("*.py"))
    named = CONSTANT.findall((ROOT / document).read_text())
    assert [name for name in named if not re.search(rf"^ *{name}\b.* = ", code, re.MULTILINE)] == []


@pytest.mark.parametrize("floor", FLOORS)
def test_every_room_stands_in_the_tree_that_newcomers_read_first(floor: str) -> None:
    tree = (ROOT / "README.md").read_text().partition("\n```\ninovasi/")[2].partition("```")[0]
    lines = f"inovasi/{tree}".splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"{floor}/"))
    own = [lines[start].removeprefix(f"{floor}/")]
    own += itertools.takewhile(lambda line: line.startswith(" "), lines[start + 1 :])
    rooms = {path.parent.name for path in (ROOT / floor).glob("*/__init__.py")}
    hidden = {"core", "migrations", "templatetags", "formats", "management"}
    assert rooms - hidden - set(re.findall(r"([a-z_]+)/", " ".join(own))) == set()


def test_every_room_stands_in_the_picture():
    picture = (ROOT / "docs" / "architecture.svg").read_text()
    drawn = set(re.findall(r'class="(?:room|room small)">([a-z_]+)<', picture))
    rooms = {
        path.parent.name
        for floor in FLOORS
        for path in (ROOT / floor).glob("*/__init__.py")
        if path.parent.name not in ("migrations", "templatetags", "formats", "management")
    }
    assert rooms <= drawn
    assert {floor for floor in FLOORS if f">{floor}/<" in picture} == set(FLOORS)
