"""Blocks of a text: read from plain marks, lossless, shown with every word escaped and none lost, two versions too."""

import re
from html import unescape

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from proposals.text.blocks import read_blocks
from proposals.text.diffing import Span, diff_words
from proposals.text.rendering import render_diff, render_text
from proposals.text.words import count_words, first_words
from tests.effort import effort
from tests.examples import examples

PIECES = [
    "- ", "* ", "\u2022 ", "1. ", "2) ", "(3) ", "a. ", "iv. ", "  ", "\t", "\n", "\n\n", " | ", "|", "---", "warga",
    "40", "<script>", "&amp;", "dua kata", " ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def kept(text: str) -> str:
    """The text after it was read into blocks, put together from their lines."""
    lines = (line for block in read_blocks([Span("equal", text)]) for line in block.lines)
    return "".join(line.new + ("\n" if line.ending else "") for line in lines)


def plain(html: str) -> str:
    """The words that a reader of the HTML sees."""
    return unescape(re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("satu\ndua\n\ntiga", "<p>satu<br>dua</p>\n<p>tiga</p>"),
        ("- satu\n- dua", "<ul><li>satu</li><li>dua</li></ul>"),
        ("\u2022 satu\n* dua", "<ul><li>satu</li><li>dua</li></ul>"),
        (
            "- satu\n  - dalam\n    - lagi\n- dua",
            "<ul><li>satu<ul><li>dalam<ul><li>lagi</li></ul></li></ul></li><li>dua</li></ul>",
        ),
        ("    - satu\n- dua", "<ul><li>satu</li><li>dua</li></ul>"),
        ("- satu\n  lanjut\n- dua\nsudah", "<ul><li>satu<br>  lanjut</li><li>dua</li></ul>\n<p>sudah</p>"),
        ("- satu\n\n- dua\n\nsudah", "<ul><li>satu</li><li>dua</li></ul>\n<p>sudah</p>"),
        (
            "3. tiga\n4) empat",
            '<ol class="numbered" role="list"><li><span>3.</span> tiga</li><li><span>4)</span> empat</li></ol>',
        ),
        (
            "1. satu\n  - dalam\n2. dua",
            '<ol class="numbered" role="list"><li><span>1.</span> satu<ul><li>dalam</li></ul></li>'
            "<li><span>2.</span> dua</li></ol>",
        ),
        ("H. Ahmad memimpin.", "<p>H. Ahmad memimpin.</p>"),
        ("2024. Tahun", "<p>2024. Tahun</p>"),
        ("-5 derajat\n- 5", "<p>-5 derajat</p>\n<ul><li>5</li></ul>"),
        (
            "Tahun | Warga\n2025 | 40\n2026 | ",
            '<table class="table grid"><thead><tr><th scope="col">Tahun</th><th scope="col">Warga</th></tr></thead>'
            "<tbody><tr><td>2025</td><td>40</td></tr><tr><td>2026</td><td></td></tr></tbody></table>",
        ),
        (
            "|a|b|\n|---|:-:|\n| 1 | |",
            '<table class="table grid"><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
            "<tbody><tr><td>1</td><td></td></tr></tbody></table>",
        ),
        ("sendiri | saja", "<p>sendiri | saja</p>"),
        ("a | b\nc | d | e", "<p>a | b<br>c | d | e</p>"),
        ("dan|atau\nini|itu", "<p>dan|atau<br>ini|itu</p>"),
        ("- a | b\n- c | d", "<ul><li>a | b</li><li>c | d</li></ul>"),
    ],
)  # fmt: skip
def test_the_marks_people_type(text: str, html: str) -> None:
    assert render_text(text) == html


def test_a_wide_table_moves_in_its_own_frame() -> None:
    row = " | ".join("abcde")
    assert render_text(f"{row}\n{row}").startswith(
        '<div class="table-wide" tabindex="0" role="group" aria-label="Tabel, 5 kolom"><table'
    )


@given(TEXTS)
@examples(usual=150, deep=4000)
def test_the_blocks_are_the_text_sign_for_sign(text: str) -> None:
    assert kept(text) == text


@given(TEXTS)
@examples(usual=150, deep=4000)
def test_every_word_is_shown_once_and_in_its_place(text: str) -> None:
    shown = re.findall(r"\w+", plain(render_text(text)))
    assert shown == re.findall(r"\w+", text)


@given(TEXTS, TEXTS)
@examples(usual=150, deep=4000)
def test_two_versions_hold_the_words_of_both_and_nothing_unescaped(old: str, new: str) -> None:
    html = render_diff(diff_words(old, new))
    assert set(re.findall(r"</?(\w+)", html)) <= {
        "p", "br", "ul", "ol", "li", "span", "table", "thead", "tbody", "tr", "th", "td", "ins", "del", "div",
    }  # fmt: skip
    was, becomes = (re.sub(rf"<{tag}>.*?</{tag}>", "", html) for tag in ("ins", "del"))
    assert re.findall(r"\w+", plain(was)) == re.findall(r"\w+", old)
    assert re.findall(r"\w+", plain(becomes)) == re.findall(r"\w+", new)


@pytest.mark.parametrize(
    "text", ["- <script>x</script>", "<b>a</b> | <script>x</script>\n<i> | &amp;", "1. <img src=x>\n2. y"]
)
def test_markup_that_was_typed_is_words(text: str) -> None:
    shown = Template("{% load texts %}{{ text|structured }}").render(Context({"text": text}))
    assert "<script" not in shown
    assert "<img" not in shown
    assert re.findall(r"\w+", plain(shown)) == re.findall(r"\w+", text)


def test_what_parts_cells_counts_nothing() -> None:
    assert (
        count_words("Tahun | Warga\n2025 | 40\n|---|---|\n| a | b |") == count_words("Tahun Warga\n2025 40\na b") == 6
    )


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("- satu\n- dua", "- satu\n- baru\n- dua", "<ul><li>satu</li><li><ins>baru</ins></li><li>dua</li></ul>"),
        ("- satu\n- dua\n- tiga", "- satu\n- tiga", "<ul><li>satu</li><li><del>dua</del></li><li>tiga</li></ul>"),
        ("- satu\n- dua", "- satu dua", "<ul><li>satu<del>¶</del></li><li><del>-</del> dua</li></ul>"),
        ("- satu\n- dua", "- satu\n  - dua", "<ul><li>satu<ul><li><ins>⇥</ins>dua</li></ul></li></ul>"),
        ("- satu\n  - dua", "- satu\n- dua", "<ul><li>satu</li><li><del>⇥</del>dua</li></ul>"),
        (
            "- satu kota\n- dua",
            "- satu desa\n- dua",
            "<ul><li>satu <del>kota</del><ins>desa</ins></li><li>dua</li></ul>",
        ),
        ("satu\ndua", "- satu\n- dua", "<ul><li><ins>-</ins> satu</li><li><ins>-</ins> dua</li></ul>"),
        (
            "1. satu\n2. dua",
            "1. satu\n3. dua",
            '<ol class="numbered" role="list"><li><span>1.</span> satu</li>'
            "<li><span><del>2.</del><ins>3.</ins></span> dua</li></ol>",
        ),
    ],
)  # fmt: skip
def test_differences_stand_in_their_items(old: str, new: str, html: str) -> None:
    assert render_diff(diff_words(old, new)) == html


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("A | B\nx | 40", "A | B\nx | 45", ["A B", "x <del>40</del><ins>45</ins>"]),
        (
            "A | B | C\nx | 1 | 2",
            "A | B | C\nx | 3 | 4",
            ["A B C", "x <del>1</del><ins>3</ins> <del>2</del><ins>4</ins>"],
        ),
        ("A | B\nx | 1\nz | 2", "A | B\nx | 1\ny | 3\nz | 2", ["A B", "x 1", "<ins>y</ins> <ins>3</ins>", "z 2"]),
        ("A | B\nx | 1\ny | 3", "A | B\nx | 1", ["A B", "x 1", "<del>y</del> <del>3</del>"]),
        ("A | B\nx | 1", "A | T | B\nx | 2 | 1", ["A <ins>T</ins> B", "x <ins>2</ins> 1"]),
        (
            "A | B\nx | 1\ny | 2\nz | 3",
            "A | B\nu | 7\nv | 8\nz | 3",
            [
                "A B", "<del>x</del><ins>u</ins> <del>1</del><ins>7</ins>",
                "<del>y</del><ins>v</ins> <del>2</del><ins>8</ins>", "z 3",
            ],
        ),
    ],
)  # fmt: skip
def test_differences_stand_in_their_cells(old: str, new: str, rows: list[str]) -> None:
    html = render_diff(diff_words(old, new))
    assert html.startswith('<table class="table grid"><thead>')
    assert html.count("<table") == 1
    found = [re.sub(r"</?t[hdr][^>]*>", " ", row) for row in re.findall(r"<tr>.*?</tr>", html)]
    assert [" ".join(row.split()) for row in found] == rows


def test_the_beginning_of_a_text_keeps_its_lines() -> None:
    assert first_words("Syarat:\n- satu dua\n- tiga", 4) == "Syarat:\n- satu dua\n- tiga"
    assert first_words("Syarat:\n- satu dua\n- tiga", 2) == "Syarat:\n- satu …"
    assert first_words("satu dua", 0) == "…"


@pytest.mark.parametrize("line", ["- satu", "a | b", "|a|b|", "1. x | y", "teks", "| ", "  - x", "|" * 50])
def test_work_on_a_long_text_grows_with_it(line: str) -> None:
    short, long = ("\n".join([line] * amount) for amount in (200, 2000))
    assert effort(lambda: render_text(long)) < 15 * effort(lambda: render_text(short))
