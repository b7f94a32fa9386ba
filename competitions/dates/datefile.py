"""What fixtures/national_dates.yaml may hold: dates of past and present years, and how early the city is done."""

import datetime
from collections import defaultdict
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from competitions.dates import services
from competitions.dates.models import FARTHEST, InternalDeadline, NationalDate
from competitions.dates.services import DateRefused
from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import DayOrEmpty, Positive, Schema, Text, Year, one_of
from foundation.fixtures.storing import ReferenceLoad, keep

_ABOUT = ("programme", "year", "kind", "label")
_SAYS = ("starts_on", "ends_on", "source", "confirmed")
_UPDATED = "Berkas data acuan diperbarui."


class DateRow(Schema):
    """One date; a later row about the same takes the place of the earlier one and says why."""

    programme: Literal["iga", "kipp"]
    year: Year
    kind: Annotated[str, one_of(NationalDate.Kind.values)]
    label: str = ""
    starts_on: DayOrEmpty = None
    ends_on: DayOrEmpty = None
    source: Text
    confirmed: bool
    reason: str = ""


class DeadlineRow(Schema):
    """What the city must have done, and how many days before the closing."""

    programme: Literal["iga", "kipp"]
    key: Text
    label: Text
    days_before: Annotated[Positive, Field(le=FARTHEST)]
    source: Text


class DateFile(Schema):
    """The whole content of national_dates.yaml."""

    dates: tuple[DateRow, ...]
    deadlines: tuple[DeadlineRow, ...]


def load_dates(load: ReferenceLoad, folder: Path) -> None:
    """Loads the known dates and brings the editions to them. Raises FixtureError at the first fault."""
    for path in folder.glob("national_dates.yaml"):
        content = read_yaml(path, DateFile)
        groups: dict[tuple[Any, ...], list[DateRow]] = defaultdict(list)
        for row in content.dates:
            groups[tuple(getattr(row, name) for name in _ABOUT)].append(row)
        for about, rows in groups.items():
            _load_group(load, dict(zip(_ABOUT, about, strict=True)), rows)
        for deadline in content.deadlines:
            match = {"programme": deadline.programme, "key": deadline.key}
            values = {"label": deadline.label, "days_before": deadline.days_before, "source": deadline.source}
            keep(load, deadline, InternalDeadline, match=match, values=values)
    services.settle_editions()


def _load_group(load: ReferenceLoad, about: dict[str, Any], rows: list[DateRow]) -> None:
    """The versions of one date: what a person wrote after the file stays, what the file adds follows its own."""
    known = list(NationalDate.objects.filter(**about).order_by("pk"))
    tally = load.tallies[str(NationalDate._meta.verbose_name)]
    newest, fresh = (known[-1] if known else None), not known
    for place, row in enumerate(rows):
        values = {name: getattr(row, name) for name in _SAYS}
        if place < len(known) and _says(known[place]) == values:
            tally.same += 1
        elif newest is None or fresh or (load.update and newest.by_id is None):
            newest = _add(row, about, values, newest)
            tally.new += 1
        else:
            tally.left += 1


def _says(date: NationalDate) -> dict[str, datetime.date | str | bool | None]:
    return {name: getattr(date, name) for name in _SAYS}


def _add(row: DateRow, about: dict[str, Any], values: dict[str, Any], former: NationalDate | None) -> NationalDate:
    try:
        if former is None:
            return services.add_date(NationalDate(**about, **values), by=None)
        return services.follow_date(former, values, reason=row.reason or _UPDATED, by=None)
    except DateRefused as refusal:
        raise row.error("starts_on", str(refusal)) from refusal
