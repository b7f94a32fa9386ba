"""Emoji on paper: the font that draws them, which the usual text fonts lack, and text without them.

`fonts/NotoEmoji-Regular.ttf` is Google's Noto Emoji, black on white as paper wants it, from the npm package
@expo-google-fonts/noto-emoji 0.4.7, under the SIL Open Font License (`fonts/OFL.txt`).
"""

import base64
import re
from pathlib import Path

FONT = Path(__file__).with_name("fonts") / "NotoEmoji-Regular.ttf"
# What Unicode shows as an emoji unless told otherwise (emoji-data.txt, Emoji_Presentation=Yes, below U+1F000), all
# pictures from there on, and the signs that turn others into emoji.
_IN_TEXT_BLOCKS = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755"
    "\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_EMOJI = re.compile(f"[{_IN_TEXT_BLOCKS}\U0001f000-\U0001fbff\ufe0f\u20e3]")
# A whole emoji of several signs, such as a health worker, and the space behind it.
_WHOLE = re.compile(f"(?:{_EMOJI.pattern}|\u200d.|[\u2600-\u27bf]\ufe0f)+ ?")


def emoji_rule(html: str) -> str:
    """The `@font-face` rule that the emoji of this page need; nearly always none."""
    if not _EMOJI.search(html):
        return ""
    font = base64.b64encode(FONT.read_bytes()).decode()
    return f"@font-face {{ font-family: 'Noto Emoji'; src: url(data:font/ttf;base64,{font}) }}"


def without_emoji(text: str) -> str:
    """The text without its emoji, for where no font can draw them; as it is if nothing else would be left."""
    return _WHOLE.sub("", text).strip() or text
