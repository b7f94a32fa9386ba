"""Text as people paste it, from Word, a web page or a chat, made plain: paragraphs and lists stay, all else goes."""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

import nh3

from proposals.text import words

_KEPT_TAGS: Final = {
    "address", "article", "blockquote", "br", "div", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_DROPPED_WITH_CONTENT: Final = {
    "del", "head", "iframe", "noscript", "object", "script", "style", "svg", "template", "title", "xml",
}  # fmt: skip
_PARAGRAPH_TAGS: Final = _KEPT_TAGS - {"br", "li", "ol", "td", "th", "tr", "ul"}
_INLINE_TAGS: Final = {"a", "span"}
_EMPTY_TAGS: Final = {"br", "hr"}
# The margin of Word: signs of comments inside the text, and the comments themselves behind it.
_COMMENT_CLASS = re.compile(r"^(?:msocomanchor|MsoCommentReference)")
_COMMENT_STYLE = re.compile(r"mso-element:\s*comment-list")
_HTML = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|b|i|u|a|em|strong|font|table|tr|td|h[1-6]|html|body|meta|script|style|img|o:p)"
    r"(?:\s+[a-z:-]+\s*=[^<>]*)?\s*/?>|<!--\[if|<!doctype html",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"mso-list:[^;]*\blevel([1-9])")
# Word writes the sign of a list item as text, followed by no-break spaces up to the tab stop.
_WORD_SIGN = re.compile(r"^\s*(\S{1,9}?)(?:[ \u00a0\t]*\u00a0[ \u00a0\t]*|\t)")
_ORDINAL = re.compile(words.ORDINAL)
# Signs of the symbol fonts that Word uses for bullets live in the private-use area.
_FONT_SIGN = re.compile(
    rf"^({words.SPACE}*)[\ue000-\uf8ff](?:[\ue000-\uf8ff]|{words.SPACE})*(?:{words.LETTER_BULLET}[\ue000-\uf8ff]*\t)?"
)
_LETTER_SIGN = re.compile(rf"^({words.SPACE}*){words.LETTER_BULLET}\t")
_ROUND_SIGN = re.compile(r"^[\u00a7\u00b7\u2022\u2023\u2043\u2219\u25a0-\u25ff\u2713\u2714\u2794-\u27bf]\s*")
_DASH_SIGN = re.compile(r"^[-*\u2010-\u2015](?=\s+\S)\s*")
_LISTED = re.compile(rf"- |{words.ORDINAL} ")
_SPACES = re.compile(rf"{words.SPACE}+")
_BREAK = re.compile(rf"\r\n|{words.BREAK}")
_GONE = {"Cc", "Cf", "Cs", "Co"}
_DEEPEST: Final = 4


def clean_pasted(text: str) -> str:
    """Return `text` as plain text, whether it is HTML (with a real tag in it) or plain already; see `clean_text`."""
    return html_to_text(text) if _HTML.search(text) else clean_text(text)


def clean_text(text: str) -> str:
    r"""Return plain `text` in the one form that is stored. Cleaning twice changes nothing.

    Unicode is NFC; line ends are "\n"; every kind of space is one blank; control, zero-width, direction and private-use
    characters and lone surrogates are gone. Bullets of any shape become "- ", list numbers stay as written, both keep
    their depth as two blanks per level. At most one empty line stands between paragraphs, none at either end.
    """
    lines = (_clean_line(line) for line in _BREAK.split(text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def html_to_text(html: str) -> str:
    """Return the text of `html` in the form of `clean_text`: paragraphs, list items, line breaks stay, tags never do.

    List items begin with "- " or their number, the cells of a table row are parted by " | ". Scripts, styles, the head
    of the page, and what Word shows as deleted or as a comment are dropped with what they hold.
    """
    safe = nh3.clean(
        html.replace("\0", ""),
        tags=_KEPT_TAGS | _INLINE_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={"p": {"class", "style"}, "ol": {"start"}, "div": {"style"}, "td": {"colspan"}, "th": {"colspan"}}
        | {tag: {"class"} for tag in _INLINE_TAGS},
        strip_comments=True,
    )
    writer = _TextWriter()
    writer.feed(safe)
    writer.close()
    return clean_text(writer.text())


def _clean_line(line: str) -> str:
    signed = _FONT_SIGN.sub("\\1\u2022 ", _drop_invisible(line, spared="Co"))
    plain = unicodedata.normalize("NFC", _drop_invisible(signed))
    plain = _LETTER_SIGN.sub("\\1\u2022 ", plain)
    body = _SPACES.sub(" ", plain).strip(" ")
    body = _DASH_SIGN.sub("- ", _ROUND_SIGN.sub("- ", body)).strip(" ")
    if not _LISTED.match(body):
        return body
    indent = _SPACES.match(plain)
    depth = len(indent[0].replace("\t", "  ")) // 2 if indent else 0
    return "  " * min(depth, _DEEPEST) + body


def _drop_invisible(text: str, spared: str = "") -> str:
    if text.isprintable():
        return text
    categories = _GONE - {spared}
    return "".join(char for char in text if char == "\t" or unicodedata.category(char) not in categories)


def _is_comment(attrs: dict[str, str | None]) -> bool:
    """Whether an element is a sign of a comment in Word, or the list of the comments."""
    return bool(_COMMENT_CLASS.match(attrs.get("class") or "") or _COMMENT_STYLE.search(attrs.get("style") or ""))


class _TextWriter(HTMLParser):
    """Writes down what nh3 let through: one line per paragraph, list item or table row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._current = ""
        self._prefix = ""
        self._level = 0
        self._word_item = False
        self._lists: list[int | None] = []
        self._cells = 0
        # The cells so far of each row that is open, and those that the last one covers beside its own.
        self._rows: list[int] = []
        self._covered = 0
        self._skipped = 0

    def text(self) -> str:
        """Return what was written so far, paragraphs parted by an empty line."""
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped or _is_comment(dict(attrs)):
            self._skipped += tag not in _EMPTY_TAGS
        elif tag == "br":
            self._space() if self._cells else self._end_line()
        elif tag in {"ul", "ol"}:
            self._open_list(tag, dict(attrs))
        elif tag == "li":
            self._open_item()
        elif tag in {"td", "th"}:
            self._open_cell(dict(attrs))
        elif tag == "tr" or tag in _PARAGRAPH_TAGS:
            self._open_block(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag in {"td", "th"}:
            self._cells = max(0, self._cells - 1)
            self._current += " |" * self._covered
            self._covered = 0
        elif tag in {"ul", "ol"} and self._lists:
            self._end_line()
            self._lists.pop()
            if not self._lists:
                self._gap()
        elif tag == "tr":
            self._close_row()
        elif tag == "li":
            self._end_line()
        elif tag in _PARAGRAPH_TAGS:
            self._close_block()

    def handle_data(self, data: str) -> None:
        # No-break spaces stay for now: they end the sign of a list item that comes from Word.
        if not self._skipped:
            self._current += re.sub(r"[ \t\r\n\f]+", " ", data)

    def _open_list(self, tag: str, attrs: dict[str, str | None]) -> None:
        self._end_line()
        if not self._lists:
            self._gap()
        start = attrs.get("start") or "1"
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 3 else 1
        self._lists.append(first if tag == "ol" else None)

    def _open_item(self) -> None:
        self._end_line()
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._level = max(0, len(self._lists) - 1)
        self._prefix = "- " if number is None else f"{number}. "

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        if self._rows:
            self._current += " | " if self._rows[-1] else ""
            self._rows[-1] += 1
            covered = attrs.get("colspan") or "1"
            self._covered = int(covered) - 1 if covered.isascii() and covered.isdigit() and len(covered) < 3 else 0
        self._cells += 1

    def _close_row(self) -> None:
        if self._rows:
            self._rows.pop()
        if not self._current.strip(" |\u00a0"):
            self._current = ""
        self._end_line()

    def _open_block(self, tag: str, attrs: dict[str, str | None]) -> None:
        if self._cells and tag != "tr":
            self._space()
            return
        if self._current.strip():
            self._end_line()
        if tag == "tr":
            self._rows.append(0)
        level = _LEVEL.search(attrs.get("style") or "")
        self._word_item = level is not None or (attrs.get("class") or "").startswith("MsoListParagraph")
        if self._word_item:
            self._level = int(level[1]) - 1 if level else 0
        elif not self._lists and tag != "tr":
            self._gap()

    def _close_block(self) -> None:
        if self._cells:
            self._space()
            return
        was_item = self._word_item or bool(self._lists)
        self._end_line()
        if not was_item:
            self._gap()

    def _space(self) -> None:
        self._current += " "

    def _gap(self) -> None:
        self._lines.append("")

    def _end_line(self) -> None:
        content = self._current
        if not content.strip():
            return
        if self._word_item:
            content = self._without_word_sign(content)
        indent = "  " * self._level if self._prefix else ""
        self._lines.append(indent + self._prefix + content.strip(" "))
        self._current, self._prefix, self._level, self._word_item = "", "", 0, False

    def _without_word_sign(self, content: str) -> str:
        sign = _WORD_SIGN.match(content)
        if sign is None:
            return content
        ordinal = _ORDINAL.fullmatch(sign[1])
        self._prefix = f"{sign[1]} " if ordinal else "- "
        return content[sign.end() :]
