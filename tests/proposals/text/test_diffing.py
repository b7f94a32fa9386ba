"""Word-level differences: exact spans, nothing lost, nothing unescaped, bounded work on long texts."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.text.diffing import Span, diff_words, has_changes
from proposals.text.rendering import render_diff
from tests.effort import effort
from tests.examples import examples

TEXTS = st.lists(st.sampled_from(["warga", "kota", "dan", "<b>", "&", " ", "  ", "\n", "\n\n", "- "]), max_size=30).map(
    "".join
)


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        ("", "", []),
        ("sama saja", "sama saja", [("equal", "sama saja")]),
        ("", "baru", [("insert", "baru")]),
        ("lama", "", [("delete", "lama")]),
        ("warga kota", "warga desa", [("equal", "warga "), ("delete", "kota"), ("insert", "desa")]),
        ("satu tiga", "satu dua tiga", [("equal", "satu "), ("insert", "dua "), ("equal", "tiga")]),
        ("satu dua tiga", "satu tiga", [("equal", "satu "), ("delete", "dua "), ("equal", "tiga")]),
        (
            "satu dua tiga x",
            "empat lima enam x",
            [("delete", "satu dua tiga"), ("insert", "empat lima enam"), ("equal", " x")],
        ),
        ("akhir", "akhir kata", [("equal", "akhir"), ("insert", " kata")]),
        ("a\n\nb", "a\n\nb\n\nc", [("equal", "a\n\nb"), ("insert", "\n\nc")]),
    ],
)
def test_spans(old: str, new: str, spans: list[tuple[str, str]]) -> None:
    assert diff_words(old, new) == spans


@given(TEXTS, TEXTS)
@examples(usual=60, deep=2000)
def test_both_texts_can_be_rebuilt(old: str, new: str) -> None:
    spans = diff_words(old, new)
    assert "".join(span.text for span in spans if span.op != "insert") == old
    assert "".join(span.text for span in spans if span.op != "delete") == new
    assert all(one.op != two.op for one, two in pairwise(spans))
    assert has_changes(spans) == (old != new)
    assert "<p></p>" not in render_diff(spans)


def test_text_is_escaped_in_every_kind_of_span() -> None:
    spans = [Span("equal", "<i>&"), Span("delete", "<script>a</script>"), Span("insert", '"><img src=x>')]
    assert render_diff(spans) == (
        "<p>&lt;i&gt;&amp;<del>&lt;script&gt;a&lt;/script&gt;</del><ins>&quot;&gt;&lt;img src=x&gt;</ins></p>"
    )


def test_marks_stay_inside_their_paragraph() -> None:
    spans = diff_words("Pertama.\n\nKedua.", "Pertama.\n\nSisipan baru.\nBarisnya.\n\nKedua.")
    assert render_diff(spans) == (
        "<p>Pertama.</p>\n<p><ins>Sisipan baru.</ins><ins>¶</ins><br>"
        "<ins>Barisnya.</ins><ins>¶</ins></p>\n<p>Kedua.</p>"
    )


def test_removed_paragraph_break_is_visible() -> None:
    assert render_diff(diff_words("satu\n\ndua", "satu dua")) == "<p>satu<del>¶</del></p>\n<p><ins> </ins>dua</p>"


def test_each_line_break_stays_in_its_own_paragraph() -> None:
    same = [Span("equal", "satu\ndua\n\ntiga\nempat\n\n\n\nlima\nenam")]
    assert render_diff(same) == "<p>satu<br>dua</p>\n<p>tiga<br>empat</p>\n<p>lima<br>enam</p>"


def test_nothing_renders_as_nothing() -> None:
    assert render_diff([]) == ""
    assert render_diff([Span("equal", "\n\n"), Span("equal", "\n\n")]) == ""


def test_what_both_ends_share_is_no_change_even_when_it_is_one_word_all_over() -> None:
    many = "dan " * 1000
    assert diff_words(many, f"baru {many}") == [("insert", "baru "), ("equal", many)]
    assert diff_words(f"{many}lama", f"{many}baru") == [("equal", many), ("delete", "lama"), ("insert", "baru")]


@pytest.mark.parametrize("kind", ["prose", "one word repeated", "two words alternating", "nothing shared"])
def test_work_on_two_thousand_words_stays_bounded(kind: str) -> None:
    dice = random.Random(7)
    vocabulary = [f"kata{number}" for number in range(400)] + ["dan", "yang", "di"] * 40
    prose = [dice.choice(vocabulary) for _ in range(2000)]
    edited = [word if dice.random() > 0.1 else dice.choice(vocabulary) for word in prose]
    pairs = {
        "prose": (prose, edited),
        "one word repeated": (["dan"] * 2000, ["x"] + ["dan"] * 1900 + ["y"]),
        "two words alternating": (["a", "b"] * 1000, ["x"] + ["b", "a", "a"] * 666 + ["y"]),
        "nothing shared": ([f"lama{n}" for n in range(2000)], [f"baru{n}" for n in range(2000)]),
    }
    old, new = (" ".join(words) for words in pairs[kind])
    assert effort(lambda: diff_words(old, new)) < 100 * 2000
    spans = diff_words(old, new)
    assert "".join(span.text for span in spans if span.op != "insert") == old


def test_small_edit_in_long_prose_marks_only_that_edit() -> None:
    words = [f"kata{number % 700}" for number in range(2000)]
    changed = [*words[:500], "SISIPAN", *words[500:1500], *words[1501:]]
    spans = diff_words(" ".join(words), " ".join(changed))
    marked = [(span.op, span.text.strip()) for span in spans if span.op != "equal"]
    assert marked == [("insert", "SISIPAN"), ("delete", words[1500])]
