"""The one stored form of text: what looks alike is alike, what was typed stays, and nothing invisible is kept."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.text.plain import as_typed, one_line
from tests.examples import examples

ODD = st.text(
    alphabet=st.sampled_from(
        "aZé e\u0301\u00a0\u2003\u200b\u200d\u00ad\u202e\ufeff\u2028\n\r\t\x00\x07\ud800\ue000👩\ufe0f<>§&;-"
    )
)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Kafe\u0301  Baca", "Kafé Baca"),
        ("\u00a0Kafé\u2003Baca\u3000", "Kafé Baca"),
        ("Ka\u00adfé\u200b Ba\u2060ca\ufeff", "Kafé Baca"),
        ("baris\r\nbaru\tdan\x0btab\u2028lagi", "baris baru dan tab lagi"),
        ("a\x00b\x1b", "a b"),
        ("\u202etasadab\u202c \u2066kiri\u2069", "tasadab kiri"),
        ("<b>5 § 3</b> &lt; #N/A =1+1", "<b>5 § 3</b> &lt; #N/A =1+1"),
        ("Keluarga 👨\u200d👩\u200d👧 dan a\u200db", "Keluarga 👨\u200d👩\u200d👧 dan ab"),
        ("Tangan ✍\ufe0f", "Tangan ✍\ufe0f"),
        ("\u3164\u2800 \ufe0f\u0301", ""),
        ("\u200b\u00a0\n", ""),
        ("rusak\ud800\uffff\ue000", "rusak"),
    ],
)
def test_a_line_is_what_can_be_seen_of_it(typed: str, line: str) -> None:
    # An accent that a control parts from its letter joins it where controls just go: blanks aside, it is the same.
    together = [unicodedata.normalize("NFC", each.replace(" ", "")) for each in (one_line(typed), line)]
    assert together[0] == together[1]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("<p>satu</p>\r\n\r\n\r\n§ 5  &lt; a<b", "<p>satu</p>\n\n\n§ 5  &lt; a<b"),
        ("• satu\n\t– dua\n   * tiga", "• satu\n\t– dua\n   * tiga"),
        ("satu\u2028dua\x85tiga\rempat", "satu\ndua\ntiga\nempat"),
        ("a\u00a0b\u200bc\x00d\u202ee\u00adf", "a bcdef"),
        ("kafe\u0301 👨\u200d👩\u200d👧", "kafé 👨\u200d👩\u200d👧"),
        ("  \n tengah \n\n", "tengah"),
    ],
)
def test_a_text_stays_as_it_was_typed(typed: str, text: str) -> None:
    assert as_typed(typed) == text


@given(st.one_of(st.text(), ODD))
@example("\u0041\u2000\u030a")
@example("👩\u200d\u200d👩")
@example("A\x08\u0300")
@examples(usual=400, deep=20000)
def test_the_form_is_stable_and_holds_nothing_invisible(text: str) -> None:
    line, typed = one_line(text), as_typed(text)
    assert (one_line(line), as_typed(typed)) == (line, typed)
    assert line == " ".join(line.split())
    # An accent that a control parts from its letter joins it where controls just go: blanks aside, it is the same.
    together = [unicodedata.normalize("NFC", each.replace(" ", "")) for each in (one_line(typed), line)]
    assert together[0] == together[1]
    for stored in (line, typed):
        assert unicodedata.is_normalized("NFC", stored)
        kinds = {unicodedata.category(sign) for sign in stored if sign not in "\n\t\u200d"}
        assert not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@given(st.text(alphabet="<>/pbscript&lt;gtamp#x =\"'§•-*5a\n\t "))
@examples(usual=300, deep=20000)
def test_signs_that_can_be_typed_are_kept_all(text: str) -> None:
    assert as_typed(text) == text.strip(" \t\n")
