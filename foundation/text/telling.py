"""What the one form of text changed in what somebody typed, in words for the writer; pure."""

import re
import unicodedata

from foundation.text.plain import HIDDEN, ODD_BLANK

_DOUBLE = re.compile(r"[^\S\n]{2,}")
_BREAKS = re.compile(r"[\n\t]")


def changes(typed: str, stored: str) -> str:
    """What was changed, such as "spasi ganda dihapus"; empty when they differ at their ends or not at all."""
    typed = typed.replace("\r\n", "\n").strip()
    if typed == stored:
        return ""
    one_line = "\n" not in stored
    told = {
        "huruf tak tampak dihapus": bool(HIDDEN.search(typed)) and not HIDDEN.search(stored),
        "ganti baris dan tab menjadi spasi": one_line and bool(_BREAKS.search(typed)) and not _BREAKS.search(stored),
        "spasi khusus menjadi spasi biasa": bool(ODD_BLANK.search(typed)),
        "spasi ganda dihapus": bool(_DOUBLE.search(typed)) and not _DOUBLE.search(stored),
        "huruf beraksen disatukan": not unicodedata.is_normalized("NFC", typed),
    }
    return ", ".join(words for words, holds in told.items() if holds)
