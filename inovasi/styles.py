"""What pages load besides scripts and pictures: one style sheet made of `styles/`, and the typeface of a wheel."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from string import ascii_letters
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import static

from foundation.files.storage import aside
from foundation.look.typefaces import PORTAL
from inovasi.webfont import subset

SHEET: Final = "css/portal.css"
# The same and the components that no page uses yet, for the page of all components.
WHOLE: Final = "css/gaya.css"
TYPEFACE: Final = "font/plus-jakarta-sans.woff2"
MADE: Final = (SHEET, WHOLE, TYPEFACE)
# In this order; what stands later wins. The last one holds for print only.
ORDER: Final = ("tokens.css", "base.css", "frame.css", "components/*.css", "areas/*.css")
WAITING: Final = "waiting/*.css"
PRINT: Final = "print.css"
# A text in quotation marks, which stays as it is, or a comment; and such a text, or blanks and signs that nobody needs.
_QUOTED: Final = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_COMMENT: Final = re.compile(rf"{_QUOTED}|/\*.*?\*/", re.DOTALL)
_BLANK: Final = re.compile(
    rf"{_QUOTED}|\s*;?\s*(\}})\s*|\s*([{{;,>])\s*|(:)\s+|:(:(?:before|after)\b)|(?<![\w.])0(\.\d)|\s+"
)
_NAME: Final = re.compile(r"(?<![\w-])--([\w-]+)")
_TOKEN: Final = re.compile(r"(?<=[{;])--([\w-]+):[^;{}]*(;|(?=}))")
_FACE: Final = re.compile(rf"@font-face\s*\{{[^}}]*{re.escape(Path(TYPEFACE).name)}[^}}]*\}}")


def sources(folder: Path, *, whole: bool = False) -> list[Path]:
    """The files of which the style sheet is made, in its order; those that are missing are left out."""
    return [path for pattern in (*ORDER, *[WAITING] * whole, PRINT) for path in sorted(folder.glob(pattern))]


def bundle(folder: Path, *, typeface: bool, whole: bool = False) -> str:
    """The one style sheet, without comments, needless blanks and tokens that only Python reads (`look.palette`).

    Names of tokens are replaced by the shortest there are: written out they are a twelfth of the sheet.
    Addresses in it are written as from `static/css/`. Without the typeface its rule is left out, so that pages take the
    next family that their rules name. The whole has the components that no page uses yet as well.
    """
    parts = []
    for path in sources(folder, whole=whole):
        style = _terse(path.read_text(encoding="utf-8"))
        parts.append(f"@media print{{{style}}}" if path.name == PRINT else style)
    style = _renamed(_used("\n".join(filter(None, parts)) + "\n"))
    return style if typeface else _FACE.sub("", style)


def typeface_url() -> str:
    """Where pages find the typeface; empty if its wheel was missing when static files were collected."""
    try:
        return static(TYPEFACE)
    except ValueError:
        return ""


def _terse(style: str) -> str:
    bare = _COMMENT.sub(lambda found: found[1] or "", style)
    return _BLANK.sub(lambda found: next(filter(None, found.groups()), " "), bare).strip()


def _used(style: str) -> str:
    return _TOKEN.sub(lambda found: found[0] if f"var(--{found[1]}" in style else "", style)


def _renamed(style: str) -> str:
    """With tokens called a, b, c …, those first that take the most room."""
    room = Counter(_NAME.findall(style))
    names = sorted(room, key=lambda name: (-room[name] * len(name), name))
    short = dict(zip(names, (*ascii_letters, *map("".join, product(ascii_letters, repeat=2))), strict=False))
    return _NAME.sub(lambda found: f"--{short[found[1]]}", style)


class MadeFinder(BaseFinder):
    """Offers both to whoever looks for static files, made anew under VAR_DIR as soon as their sources differ."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "made")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of this path, or all such files; nothing where another finder has to look."""
        found = [self.storage.path(path)] if path in MADE and path in _made(self.storage) else []
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every file that is made, with the storage that has it."""
        for path in _made(self.storage):
            if not matches_patterns(path, ignore_patterns or []):
                yield path, self.storage


def _made(storage: FileSystemStorage) -> list[str]:
    """Brings the files up to date and tells their paths."""
    file = PORTAL.file()
    content = {
        path: bundle(settings.STYLES_DIR, typeface=file is not None, whole=path == WHOLE).encode()
        for path in (SHEET, WHOLE)
    }
    if file is not None:
        content[TYPEFACE] = subset(file)
    for path, data in content.items():
        _write(Path(storage.path(path)), data)
    return [*content]


def _write(path: Path, data: bytes) -> None:
    """Has the file hold this, and leaves it alone where it does already, so that it is not collected anew."""
    if not (path.exists() and path.read_bytes() == data):
        with aside(path) as beside:
            beside.write_bytes(data)
