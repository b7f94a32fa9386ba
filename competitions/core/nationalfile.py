"""What fixtures/national_results.yaml may hold: national benchmarks and the city's own past, each with its source."""

from pathlib import Path
from typing import Literal

from competitions.core.national import NationalResult
from competitions.core.ruleparts import Confidence
from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Exact, Positive, Schema, Text, Year
from foundation.fixtures.storing import ReferenceLoad, keep

_MATCH = ("programme", "year", "subject", "name", "measure")
_VALUES = ("value", "rank", "of", "predicate", "source", "confidence")


class ResultRow(Schema):
    """One known result; what the source doesn't say is left out."""

    programme: Literal["iga", "kipp"]
    year: Year
    subject: Literal["city", "other", "national"]
    name: str = ""
    measure: Text
    value: Exact | None = None
    rank: Positive | None = None
    of: Positive | None = None
    predicate: str = ""
    source: Text
    confidence: Confidence


class ResultFile(Schema):
    """The whole content of national_results.yaml."""

    results: tuple[ResultRow, ...]


def load_results(load: ReferenceLoad, folder: Path) -> None:
    """Loads the known results. Raises FixtureError at the first fault."""
    for path in folder.glob("national_results.yaml"):
        for row in read_yaml(path, ResultFile).results:
            match = {name: getattr(row, name) for name in _MATCH} | {"proposal": None, "indicator": None}
            keep(load, row, NationalResult, match=match, values={name: getattr(row, name) for name in _VALUES})
