"""Cleaning of pasted text: what Word, browsers and hostile pages hand over, and what is left of it."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.text.cleaning import clean_pasted, clean_text, html_to_text
from proposals.text.words import count_words
from tests.effort import effort
from tests.examples import examples

PASTED = json.loads((Path(__file__).parent / "pasted_cases.json").read_text(encoding="utf-8"))
SIGNS = [
    "\u00a0", "\u200b", "\u200d", "\ufeff", "\u2022", "\u00b7", "\uf0b7", "\uf123", "\u00d8", "\u202e", "\u0301",
    "\u2028", "  ", "\n\n", "1. ", "o\t", "- ", "\u2022\t", "kata ", "\u2014", "\U0001f44d", "\u3000", "\u0085",
]  # fmt: skip
TRICKY = st.lists(
    st.sampled_from([*"ao-*1.)( x\n\r\t\0<>&", *SIGNS]),
    max_size=25,
).map("".join)

WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset=utf-8><title>Dokumen1</title><style><!-- p.MsoNormal {margin:0cm} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=IN><!--StartFragment-->
<h2>Rancang bangun</h2>
<p class=MsoNormal><b>Layanan</b> yang <span style='color:red'>cepat</span>
dan&nbsp;murah.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>Butir luar<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span>o<span>&nbsp;&nbsp;
</span></span><!--[endif]-->Butir dalam</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span>2.<span>&nbsp;&nbsp; </span></span>Nomor dua</p>
<p class=MsoNormal>Penutup.</p><!--EndFragment--></body></html>"""


def test_word_page_keeps_paragraphs_and_lists() -> None:
    assert clean_pasted(WORD_PAGE) == (
        "Rancang bangun\n\nLayanan yang cepat dan murah.\n\n- Butir luar\n  - Butir dalam\n2. Nomor dua\n\nPenutup."
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>satu</p><p>dua</p>", "satu\n\ndua"),
        ("satu<br>dua<br/>tiga", "satu\ndua\ntiga"),
        ("<div>satu</div><div>dua</div>", "satu\n\ndua"),
        ("<ul><li>x<ul><li>y</li></ul></li><li><p>z</p></li></ul>", "- x\n  - y\n- z"),
        ("<p>a</p><ol start=3><li>tiga<li>empat</ol><p>b</p>", "a\n\n3. tiga\n4. empat\n\nb"),
        ("<ol start=x><li>satu</ol>", "1. satu"),
        ("<li>lepas</li>", "- lepas"),
        ("<table><tr><td><p>A</p></td><td><p>B</p><p>C</p></td></tr><tr><td>1<td>2</table>", "A | B C\n1 | 2"),
        ("<table><tr><td></td><th>A<th>B</tr><tr><td>x<td><td>1</table>", "| A | B\nx | | 1"),
        ("<table><tr><td colspan=2>A<td>B</tr><tr><td>1<td>2<td>3</table>", "A | | B\n1 | 2 | 3"),
        ("<table><tr><td><td></tr><tr><td>x<td></table>", "x |"),
        ("<table><tr><td colspan=900>A<td>B</tr></table>", "A | B"),
        ("<p>3 &lt; 4 &amp;&nbsp;5</p>", "3 < 4 & 5"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<script>alert(1)</script>"),
        ("<p>x</p></ul></li></td></p>", "x"),
        ("<p></p><p> &nbsp; </p>", ""),
        ("<h1>a</h1>b<hr>c<dl><dt>d<dd>e</dl>", "a\n\nb\n\nc\n\nd\n\ne"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1<br>2</td><td>3</td></tr></table>", "A | B\n1 2 | 3"),
        (
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table>d</td><td>e<p>f</p></td></tr></table><p>g</p>",
            "a\nb | c\nd | e f\n\ng",
        ),
        ("<ol><li>satu<ol><li>dalam<li>lagi</ol><li>dua</ol>", "1. satu\n  1. dalam\n  2. lagi\n2. dua"),
        ("<ol start=12><li>x<li>y</ol><ol start=100><li>z</ol>", "12. x\n13. y\n\n1. z"),
        ("<ul><li>a<p>b</p></li><li><div>c</div>d</li></ul>e", "- a\nb\n- c\nd\n\ne"),
    ],
)
def test_structure_of_html(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p class=MsoListParagraph>·&nbsp;&nbsp;butir</p><p class=MsoListParagraph>polos</p><p>a</p>",
            "- butir\npolos\n\na",
        ),
        ("<p>a</p><p style='mso-list:l0 level3 lfo1'>b)&nbsp;&nbsp;dalam</p><p>c</p>", "a\n\n    b) dalam\n\nc"),
        ("<p>a</p><p style='margin:0;mso-list:l0 level1'>2.&nbsp;dua</p><p>b</p>", "a\n\n2. dua\n\nb"),
        ("<p>isi<span class=msocomanchor>[<br>A<span>1</span>]</span> utuh</p>", "isi utuh"),
        ("<a class=MsoCommentReference>[1]</a><p class=MsoNormal>utuh</p>", "utuh"),
        ("<div style='mso-element:comment-list'><hr><div>x<div>y</div></div></div><p>utuh</p>", "utuh"),
    ],
)
def test_what_word_means_by_its_styles(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize("case", PASTED, ids=[case["name"] for case in PASTED])
def test_pages_that_people_paste(case: dict[str, str]) -> None:
    assert clean_pasted(case["html"]) == case["text"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>aman<script>alert(1)</script></p>",
        "<p onclick='alert(1)'>aman</p>",
        "<style>p{background:url(//x)}</style><p>aman</p>",
        "<p>aman<!-- rahasia --></p>",
        "<p>aman<iframe src='//x'>cadangan</iframe></p>",
        "<p>aman<svg><script>alert(1)</script></svg></p>",
        "<p>aman<img src=x onerror=alert(1)></p>",
        "<a href='javascript:alert(1)'>aman</a>",
        "<head><title>judul</title></head><body>aman</body>",
        "<p>am\0an</p>",
        "<p>aman<template><b>x</b></template></p>",
    ],
)
def test_everything_else_is_dropped(html: str) -> None:
    assert clean_pasted(html) == "aman"


@pytest.mark.parametrize(
    "text",
    ["a < b dan c > d", "p<0,05 dan n>30", "isi <nama> di sini", "jika x<y, maka y>x", "5 <p dan q> 7 &amp; lain"],
)
def test_plain_text_with_angle_brackets_stays(text: str) -> None:
    assert clean_pasted(text) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\u2022\tsatu\r\n\u2022\tdua", "- satu\n- dua"),
        ("\uf0b7\tsatu\n  \uf0a7  dua", "- satu\n  - dua"),
        ("o\tsatu\no satu", "- satu\no satu"),
        ("\uf0b7o\uf0b7\tsatu", "- satu"),
        ("* satu\n\u2013 dua\n-5 derajat", "- satu\n- dua\n-5 derajat"),
        ("1.\tsatu\n\t2)\u00a0dua", "1. satu\n  2) dua"),
        ("   menjorok   ke   dalam  ", "menjorok ke dalam"),
        ("satu\n\n\n\n \n dua\n\n", "satu\n\ndua"),
        ("satu\rdua\u2028tiga\u0085empat", "satu\ndua\ntiga\nempat"),
        ("nul\0nul bel\x07 esc\x1b[0m", "nulnul bel esc[0m"),
        ("sa\u200btu d\u00adua\ufeff", "satu dua"),
        ("baik\u202efdp.exe\u202c", "baikfdp.exe"),
        ("a\u00a0b\u202fc\u3000d", "a b c d"),
        ("cafe\u0301", "caf\u00e9"),
        ("rusak\ud800", "rusak"),
        ("m\u00b2, \u00bd, \ufb01", "m\u00b2, \u00bd, \ufb01"),
        ("a\n - x\n   - y\n    12) z", "a\n- x\n  - y\n    12) z"),
        (f"a\n{' ' * 14}- x\n\t\t(b) y\niv.\u00a0z", f"a\n{' ' * 8}- x\n    (b) y\niv. z"),
        ("", ""),
    ],
)
def test_plain_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(TRICKY)
@examples(usual=300, deep=20000)
def test_cleaning_is_stable_and_never_changes_the_word_count(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert count_words(once) == count_words(text)
    assert unicodedata.is_normalized("NFC", once)
    assert not {unicodedata.category(char) for char in once.replace("\n", "")} & {"Cc", "Cf", "Cs", "Co"}


@given(st.text(alphabet="<>/pulitdbr!-= \"'&;ax1\0\n\u00a0", max_size=80))
@examples(usual=60, deep=3000)
def test_any_markup_gives_stable_text(html: str) -> None:
    text = html_to_text(html)
    assert clean_text(text) == text


def test_work_on_deep_and_on_long_pages_grows_with_their_size_alone() -> None:
    for piece in ("<ul><li>", "<p>kata</p>", "<b>x"):
        once, twice = (effort(lambda page=piece * times: html_to_text(page)) for times in (500, 1_000))
        assert twice < 2.1 * once
    assert html_to_text("<ul><li>" * 2_000 + "x").endswith("- x")
    assert html_to_text("<p>kata</p>" * 2_000).count("kata") == 2_000
    assert clean_pasted("<p " * 20_000).startswith("<p")
