"""What fixtures/national_results.yaml may hold: national benchmarks and the city's own past, each with its source."""

from pathlib import Path
from typing import Any, Literal

from django.db.models import Field

from competitions.core.national import NationalResult
from competitions.rules.ruleparts import Confidence
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
            values = {name: getattr(row, name) for name in _VALUES}
            if not _followed(load, row, match, values):
                keep(load, row, NationalResult, match=match | {"superseded_by": None}, values=values)


def _followed(load: ReferenceLoad, row: ResultRow, match: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether the portal has a result that differs: what a person wrote stays, what a file wrote gets a new version."""
    newest = NationalResult.objects.filter(**match, superseded_by=None).first()
    if newest is None or all(getattr(newest, name) == _as_stored(name, value) for name, value in values.items()):
        return False
    tally = load.tallies[str(NationalResult._meta.verbose_name)]
    if newest.by_id or not load.update:
        tally.left += 1
        return True
    following = {"supersedes": newest, "version": newest.version + 1, "reason": "Berkas data acuan diperbarui."}
    NationalResult.objects.create(**match, **values, **following)
    tally.changed += 1
    return True


def _as_stored(name: str, value: Any) -> Any:
    """A text as its column would store it."""
    field = NationalResult._meta.get_field(name)
    return field.to_python(value) if isinstance(value, str) and isinstance(field, Field) else value
