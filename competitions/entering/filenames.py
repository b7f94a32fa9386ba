"""Names of folders and files in an archive: short, plain letters, harmless on Windows, and telling (national.md 1.11).

`25-Jejaring_P2_01_188.45-2025.pdf`: number in the guide, indicator, level claimed, place, number of the document.
"""

import re
import unicodedata
from typing import Final

LONGEST_FOLDER: Final = 40
LONGEST: Final = 120
_OTHER: Final = re.compile(r"[^A-Za-z0-9.]+")


def plain(text: str, longest: int) -> str:
    """The text in ASCII letters, digits, dots and hyphens, at most so long; "tanpa-nama" when nothing is left."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    short = _OTHER.sub("-", letters)[:longest]
    # Windows drops dots and blanks at the end of a name.
    return short.strip("-.") or "tanpa-nama"


def folder_name(position: int, title: str) -> str:
    """The folder of an innovation: its place in the list and its name."""
    return f"{position:02d}_{plain(title, LONGEST_FOLDER).lower()}"


def evidence_name(guide_number: int, indicator: str, level: int, place: int, document: str, extension: str) -> str:
    """The name of one piece of evidence; `document` is its number, or its title where it has none."""
    head = f"{guide_number}-{plain(indicator, 24)}_P{level}_{place:02d}_"
    return f"{head}{plain(document, LONGEST - len(head) - len(extension) - 1)}.{extension}"
