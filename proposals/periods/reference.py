"""Reference data of the proposals: affairs, the form guide of a year, and the period it belongs to."""

from pathlib import Path
from typing import Final

from agencies.core.models import Agency
from agencies.directory.reference import read_agencies
from foundation.fixtures.reading import (
    Record,  # fmt: skip
    check_keys,  # fmt: skip
    flag,  # fmt: skip
    moment,  # fmt: skip
    one_of,  # fmt: skip
    read_csv,  # fmt: skip
    read_yaml,  # fmt: skip
    section,  # fmt: skip
    several,  # fmt: skip
    text,  # fmt: skip
    unique,  # fmt: skip
    whole,  # fmt: skip
)
from foundation.fixtures.storing import ReferenceLoad, keep
from proposals.core.numbering import NumberError, format_number
from proposals.core.periods import Affair, FormGuide, Period
from proposals.periods.guidefile import load_guide

AFFAIR_COLUMNS: Final = (
    "code", "key", "name", "form_label", "group", "group_label", "basic_service", "selectable", "crossing_only",
    "applicable", "note",
)  # fmt: skip
FEEDBACK: Final = {
    "nothing": Period.Feedback.NOTHING,
    "comments_after_decision": Period.Feedback.COMMENTS,
    "comments_and_score_after_decision": Period.Feedback.SCORES,
}
RANKING: Final = {"raw_mean": Period.RankingColumn.RAW, "adjusted_mean": Period.RankingColumn.ADJUSTED}


def load_proposals(load: ReferenceLoad, folder: Path) -> None:
    """Loads affairs.csv, every form_guide_*.yaml and every period_*.yaml; agencies must be loaded already.

    A period that exists is never changed: its dates and target belong to the coordinator. Raises FixtureError.
    """
    _load_affairs(load, folder)
    _link_agencies(load, folder)
    guides = {path.stem: load_guide(load, read_yaml(path)) for path in sorted(folder.glob("form_guide_*.yaml"))}
    for path in sorted(folder.glob("period_*.yaml")):
        _load_period(load, read_period(path), guides)
    _check_prefix(folder)


def read_period(path: Path) -> Record:
    """A period file with its keys checked; the stages and their dates are read by the floor that reviews."""
    content = read_yaml(path)
    check_keys(content, ("period", "stage_dates", "settings"))
    check_keys(
        section(content, "period"),
        ("year", "name", "target", "minimum_per_agency", "opens_at", "closes_at", "form_guide", "review_stages"),
    )
    check_keys(section(content, "settings"), ("proposer_sees", "ranking_column"))
    return content


def _load_affairs(load: ReferenceLoad, folder: Path) -> None:
    rows = read_csv(folder / "affairs.csv", AFFAIR_COLUMNS)
    unique(rows, "key")
    unique(rows, "code")
    for order, row in enumerate(rows, start=1):
        keep(
            load,
            row,
            Affair,
            match={"key": text(row, "key")},
            values={
                "code": row["code"],
                "name": row["form_label"] or row["name"],
                "group": row["group_label"],
                "basic_service": flag(row, "basic_service"),
                "selectable": flag(row, "selectable"),
                "crossing_only": flag(row, "crossing_only"),
                "order": order,
            },
            columns={"name": "form_label", "group": "group_label"},
        )


def _link_agencies(load: ReferenceLoad, folder: Path) -> None:
    """Ties every agency to the affairs of its `affair_codes`; an agency that has ties keeps them unless updating."""
    by_code = {affair.code: affair for affair in Affair.objects.exclude(code="")}
    agencies = {agency.code: agency for agency in Agency.objects.prefetch_related("affairs")}
    tally = load.tallies["urusan instansi"]
    for row in read_agencies(folder):
        codes = several(row, "affair_codes")
        for code in codes:
            if code not in by_code:
                raise row.error("affair_codes", f"urusan “{code}” tidak ada dalam affairs.csv.")
        agency, wanted = agencies[row["code"]], {by_code[code] for code in codes}
        held = set(agency.affairs.all())
        if held == wanted:
            tally.same += 1
        elif held and not load.update:
            tally.left += 1
        else:
            agency.affairs.set(wanted)
            tally.changed += bool(held)
            tally.new += not held


def _load_period(load: ReferenceLoad, content: Record, guides: dict[str, FormGuide]) -> None:
    period, settings = section(content, "period"), section(content, "settings")
    opens_at, closes_at = moment(period, "opens_at"), moment(period, "closes_at")
    if closes_at <= opens_at:
        raise period.error("closes_at", "waktu penutupan harus sesudah waktu pembukaan.")
    keep(
        load,
        period,
        Period,
        match={"year": whole(period, "year", least=2020)},
        values={
            "name": text(period, "name"),
            "target": whole(period, "target", least=1),
            "minimum_per_agency": whole(period, "minimum_per_agency"),
            "opens_at": opens_at,
            "closes_at": closes_at,
            "guide": guides[one_of(period, "form_guide", guides)],
            "feedback": FEEDBACK[one_of(settings, "proposer_sees", FEEDBACK)],
            "ranking_column": RANKING[one_of(settings, "ranking_column", RANKING)],
        },
        columns={"guide": "form_guide"},
        frozen=True,
    )


def _check_prefix(folder: Path) -> None:
    """The first part of a proposal's number comes from city.yaml; a prefix that no number can have must show now."""
    city = section(read_yaml(folder / "city.yaml"), "city")
    try:
        format_number(text(city, "number_prefix"), 2026, 1)
    except NumberError as error:
        raise city.error("number_prefix", str(error)) from error
