"""Whoever makes an exception from a check says why, beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard", "inovasi", "tests")
EXCEPTION = re.compile(r"#\s*(noqa|type: ignore|ruff: noqa|mypy:|pragma: no)")
REASONED = re.compile(
    r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \S|type: ignore\[[a-z-]+(, [a-z-]+)*\]  # \S|pragma: no \w+ - \S)"
)


def lines(folder: Path, suffix: str) -> Iterator[tuple[str, str]]:
    """(where, line) of every file with that ending, but of this one."""
    for path in sorted(folder.rglob(f"*.{suffix}")):
        if path != Path(__file__):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("room", ROOMS)
def test_python_gives_a_reason_beside_each_exception(room: str) -> None:
    found = [where for where, line in lines(ROOT / room, "py") if EXCEPTION.search(line) and not REASONED.search(line)]
    assert found == []


def test_scripts_give_a_reason_beside_each_exception() -> None:
    exceptions = [(where, line) for where, line in lines(ROOT / "static" / "js", "js") if "lint-disable" in line]
    assert [where for where, line in exceptions if " -- " not in line] == []


def test_settings_of_the_checks_give_a_reason_beside_each_exception() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ruff = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.mccabe]")]
    ignored = [line for line in ruff.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line)]
    assert len(ignored) > 5
    assert [line for line in ignored if "  # " not in line] == []
