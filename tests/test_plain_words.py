"""One word for one thing: what people read has none of the words that another word stands for, nor a program's.

Looked for where every text of the portal is written: in templates, in the strings of Python and in the scripts.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTEAD = {
    r"maksimal|tidak lebih dari|sebanyak-banyaknya": "paling banyak",
    r"minimal|sedikitnya|setidaknya|sekurang-kurangnya": "paling sedikit",
    r"e-?mail": "surel",
    r"sidik isi|sidik SHA-256": "kode pemeriksa",
    r"upload|meng-upload": "unggah",
    r"download|men-download": "unduh",
    r"draft": "draf",
    r"deadline": "batas",
}
UNWANTED = re.compile(rf"\b(?:{'|'.join(INSTEAD)})\b", re.IGNORECASE)

SQL = re.compile(r"\b(?:DELETE|INSERT|SELECT|UPDATE)\b")
# The name of a column that only technicians see, in their own pages.
TECHNICAL = {"sidik isi"}
# What a browser or a program reads: tags, template code, addresses.
CODE = re.compile(r"\{[{%#].*?[}%#]\}|<script.*?</script>|<[^>]*>|https?://\S+|&\w+;", re.DOTALL)


def indonesian(text: str) -> bool:
    """Whether it is a sentence for people: words with a blank between them, not the English of a docstring."""
    english = re.search(r"\b(?:the|of|is|and|a|to|its|with|were)\b", text)
    return " " in text and text not in TECHNICAL and not english and not SQL.search(text)


def of_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = CODE.sub(" ", path.read_text(encoding="utf-8"))
        yield from ((str(path.relative_to(ROOT)), line) for line in text.splitlines())


def of_python() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split():
        if name.startswith(("tests/", "scripts/")) or "/migrations/" in name or "/management/" in name:
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and indonesian(node.value):
                yield f"{name}:{node.lineno}", node.value


def of_scripts() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "static/js").glob("*.js")):
        for quoted in re.findall(r'"[^"\n]*"|`[^`]*`', path.read_text(encoding="utf-8")):
            if indonesian(quoted):
                yield path.name, quoted


@pytest.mark.parametrize("written", [of_templates, of_python, of_scripts])
def test_no_text_has_a_word_for_which_there_is_another(written: object) -> None:
    assert callable(written)
    texts = list(written())
    assert len(texts) > 10
    assert [(place, text.strip()) for place, text in texts if UNWANTED.search(text)] == []
