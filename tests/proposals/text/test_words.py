"""The counting rule: the shared table of tricky texts, and that both twins use the same character classes."""

import json
import re
from pathlib import Path

import pytest

from proposals.text import words

HERE = Path(__file__).parent
CASES = json.loads((HERE / "word_cases.json").read_text(encoding="utf-8"))
SCRIPT = (HERE.parents[2] / "static" / "js" / "word-count.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_counts_the_shared_table(case: dict[str, str | int]) -> None:
    assert words.count_words(str(case["text"])) == case["words"]


def test_names_in_the_table_are_unique() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("name", ["INVISIBLE", "BREAK", "SPACE", "BULLET", "ORDINAL", "LETTER_BULLET", "WORD"])
def test_browser_uses_the_same_classes(name: str) -> None:
    statement = re.search(rf"var {name} =(.*?);\n", SCRIPT, re.DOTALL)
    assert statement is not None
    literal = "".join(re.findall(r'"(.*?)"', statement.group(1)))
    assert literal.replace("\\\\", "\\") == getattr(words, name)


def test_parts_add_up_when_joined_by_lines() -> None:
    texts = [str(case["text"]) for case in CASES]
    assert words.count_words("\n".join(texts)) == sum(int(case["words"]) for case in CASES)


def test_no_pattern_goes_back_over_a_long_hostile_line() -> None:
    """A pattern that tries every way to cut such a line would not come back within days."""
    assert words.count_words("- * " * 1_000_000) == 0
    assert words.count_words("1." * 1_000_000) == 1
