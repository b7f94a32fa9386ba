"""Reading the figures out of whatever the portal answers: a page, a paper, a spreadsheet, a CSV."""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import openpyxl
from django.http import HttpResponseBase
from pypdf import PdfReader

from foundation.figures import PROPERTY, Figure, figures_in, from_property
from tests.reading import body_of


def figures_of(body: bytes, content_type: str) -> list[Figure]:
    """The figures that bytes of this type carry."""
    if body.startswith(b"%PDF"):
        properties: Any = PdfReader(io.BytesIO(body)).metadata or {}
        return list(from_property(properties.get(f"/{PROPERTY}", "[]")))
    if body.startswith(b"PK") and "spreadsheet" in content_type:
        book: Any = openpyxl.load_workbook(io.BytesIO(body))
        held = [each for each in book.custom_doc_props.props if each.name.startswith(PROPERTY)]
        named = [(each.name.removeprefix(f"{PROPERTY}:") + "//", each.value) for each in held]
        parts = [(name.split("/"), value) for name, value in named]
        return [Figure(name, year, subject, value) for (name, year, subject, *_), value in parts]
    return figures_in(body.decode()) if content_type.startswith("text/html") else []


def figures_in_answer(response: HttpResponseBase) -> list[Figure]:
    """The figures of one answer of the portal; a CSV has them in a header."""
    if PROPERTY in response.headers:
        return list(from_property(response[PROPERTY]))
    return figures_of(body_of(response), response.get("Content-Type", ""))


def contradictions(seen: Iterable[tuple[str, Figure]]) -> dict[str, dict[str, set[str]]]:
    """Figure → value → places, for every figure that two places show with different values."""
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for place, each in seen:
        values[each.key][each.value].add(place)
    return {key: dict(told) for key, told in values.items() if len(told) > 1}
