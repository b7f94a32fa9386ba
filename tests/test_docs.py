"""What the documents say of the house is true: every path they name exists, and every room is in the picture."""

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
LINK = re.compile(r"\]\(([^)#]+\.(?:md|svg))\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_place_a_document_names_exists(document: Path):
    text = document.read_text()
    missing = [place for place in NAMED.findall(text) if not (ROOT / place).exists()]
    missing += [link for link in LINK.findall(text) if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


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
