"""Text as it is stored, whatever door it comes through: NFC, nothing invisible, one kind of blank; pure.

A character is invisible when it shows nothing wherever it stands: controls, direction and zero-width characters, the
soft hyphen, fillers, private use. The joiner inside an emoji (a family, a profession) shows something and stays.
"""

import re
import unicodedata
from typing import Final

JOINER: Final = "\u200d"
# Ranges of Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties) that are no variation selectors, what only
# looks like a blank, and code points that never stand for a character.
_NEVER_SEEN: Final = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff"
)
_INVISIBLE: Final = re.compile(f"[{_NEVER_SEEN}]")
_GONE: Final = {"Cf", "Cs", "Co"}
HIDDEN: Final = re.compile(
    f"[{_NEVER_SEEN}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\uf8ff\ufeff]"
)
"""Most of what goes, as one looks for it."""
_EMOJI: Final = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"
_LOOSE_JOINER: Final = re.compile(f"(?<![{_EMOJI}]){JOINER}|{JOINER}(?![{_EMOJI}])")
# Tabs and breaks are blanks of their own kind.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
ODD_BLANK: Final = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def one_line(text: str) -> str:
    """`text` as one line: every run of blanks, breaks and controls is one blank, none at the ends.

    Empty when nothing visible is left. Applying it twice changes nothing.
    """
    line = " ".join(_seen(_CONTROL.sub(" ", text)).split())
    return line if any(unicodedata.category(sign)[0] in "LNPS" for sign in line) else ""


def as_typed(text: str) -> str:
    r"""`text` of several lines just as it was typed: signs, blanks, tabs and empty lines stay, whatever they look like.

    Line ends become "\n", special blanks plain ones, invisible characters go, and so do blanks and breaks at both ends.
    Applying it twice changes nothing.
    """
    lines = (ODD_BLANK.sub(" ", _seen(_CONTROL.sub("", line))) for line in _BREAK.split(text))
    return "\n".join(lines).strip(" \t\n")


def _seen(text: str) -> str:
    """`text` in NFC without what shows nothing; controls are left to the callers."""
    if text.isascii():
        return text
    shown = "".join(sign for sign in text if sign == JOINER or unicodedata.category(sign) not in _GONE)
    return unicodedata.normalize("NFC", _LOOSE_JOINER.sub("", _INVISIBLE.sub("", shown)))
