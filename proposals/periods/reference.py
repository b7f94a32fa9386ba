"""Reference data of the proposals: affairs, the form guide of a year, and the period it belongs to."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import model_validator

from agencies.core.models import Agency
from agencies.directory.reference import read_agencies
from foundation.city import City
from foundation.fixtures.reading import read_csv, read_yaml
from foundation.fixtures.schema import (
    Day,
    Moment,
    Positive,
    Schema,
    Text,
    Whole,
    Year,
    fault,
    one_of,
    unknown,
)
from foundation.fixtures.storing import ReferenceLoad, keep
from foundation.papers.official.decreefile import read_decrees
from proposals.core.affairs.models import Affair
from proposals.core.affairs.signs import SIGNS
from proposals.core.guide.models import FormGuide
from proposals.core.moving.numbering import NumberError, format_number
from proposals.core.period.models import Period
from proposals.papers.letterfile import read_letters
from proposals.periods.guidefile import GuideFile, load_guide

FEEDBACK: Final = {
    "nothing": Period.Feedback.NOTHING,
    "comments_after_decision": Period.Feedback.COMMENTS,
    "comments_and_score_after_decision": Period.Feedback.SCORES,
}
RANKING: Final = {"raw_mean": Period.RankingColumn.RAW, "adjusted_mean": Period.RankingColumn.ADJUSTED}


class ListedAffair(Schema):
    """One row of affairs.csv."""

    code: str
    key: Text
    name: str
    form_label: str
    group: str
    group_label: str
    basic_service: bool
    selectable: bool
    crossing_only: bool
    applicable: Literal["yes", "limited", "no"]
    sign: Annotated[str, one_of(("", *SIGNS))]
    note: str


class PeriodHead(Schema):
    """The year with its target and dates, and the files that give it its form and its review stages.

    Main periods do not overlap; a `side_round` may run beside one.
    """

    year: Year
    name: Text
    target: Positive
    minimum_per_agency: Whole
    opens_at: Moment
    closes_at: Moment
    side_round: bool = False
    form_guide: Text
    review_stages: Text

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes_at <= self.opens_at:
            raise fault("waktu penutupan harus sesudah waktu pembukaan.", "closes_at")
        return self


class StageDates(Schema):
    """The first and the last day of a review stage, in the city's time."""

    opens_on: Day
    due_on: Day

    @model_validator(mode="after")
    def _due_later(self) -> Self:
        if self.due_on < self.opens_on:
            raise fault("tanggal akhir harus sesudah tanggal awal.", "due_on")
        return self


class PeriodSettings(Schema):
    """What proposers learn of the reviews, and the column that ranks."""

    proposer_sees: Annotated[str, one_of(FEEDBACK)]
    ranking_column: Annotated[str, one_of(RANKING)]


class PeriodFile(Schema):
    """The whole content of one period_*.yaml; the stages and their dates are read by the floor that reviews."""

    period: PeriodHead
    stage_dates: dict[str, StageDates]
    settings: PeriodSettings


def load_proposals(load: ReferenceLoad, folder: Path) -> None:
    """Loads affairs.csv, every form_guide_*.yaml and every period_*.yaml; agencies must be loaded already.

    A period that exists is never changed: its dates and target belong to the coordinator. letters.yaml and
    decrees.yaml, read whenever a paper is made of them, are checked here. Raises FixtureError.
    """
    _load_affairs(load, folder)
    _link_agencies(load, folder)
    files = sorted(folder.glob("form_guide_*.yaml"))
    guides = {path.stem: load_guide(load, read_yaml(path, GuideFile)) for path in files}
    for path in sorted(folder.glob("period_*.yaml")):
        _load_period(load, read_yaml(path, PeriodFile), guides)
    _check_prefix(folder)
    read_letters(folder)
    read_decrees(folder)


def _load_affairs(load: ReferenceLoad, folder: Path) -> None:
    for order, row in enumerate(read_csv(folder / "affairs.csv", ListedAffair, unique=("key", "code")), start=1):
        keep(
            load,
            row,
            Affair,
            match={"key": row.key},
            values={
                "code": row.code,
                "name": row.form_label or row.name,
                "group": row.group_label,
                "basic_service": row.basic_service,
                "selectable": row.selectable,
                "crossing_only": row.crossing_only,
                "sign": row.sign,
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
        for code in row.affair_codes:
            if code not in by_code:
                raise row.error("affair_codes", f"urusan “{code}” tidak ada dalam affairs.csv.")
        agency, wanted = agencies[row.code], {by_code[code] for code in row.affair_codes}
        held = set(agency.affairs.all())
        if held == wanted:
            tally.same += 1
        elif held and not load.update:
            tally.left += 1
        else:
            agency.affairs.set(wanted)
            tally.changed += bool(held)
            tally.new += not held


def _load_period(load: ReferenceLoad, content: PeriodFile, guides: dict[str, FormGuide]) -> None:
    head = content.period
    if head.form_guide not in guides:
        raise head.error("form_guide", unknown(head.form_guide, guides))
    values: dict[str, Any] = {
        "name": head.name,
        "target": head.target,
        "minimum_per_agency": head.minimum_per_agency,
        "opens_at": head.opens_at,
        "closes_at": head.closes_at,
        "is_side_round": head.side_round,
        "guide": guides[head.form_guide],
        "feedback": FEEDBACK[content.settings.proposer_sees],
        "ranking_column": RANKING[content.settings.ranking_column],
    }
    other = Period.objects.overlapping(head.opens_at, head.closes_at).first()
    if other and not head.side_round and not Period.objects.filter(year=head.year).exists():
        raise head.error("opens_at", f"waktunya bertumpang tindih dengan periode {other.year}.")
    columns = {"guide": "form_guide", "is_side_round": "side_round"}
    keep(load, head, Period, match={"year": head.year}, values=values, columns=columns, frozen=True)


def _check_prefix(folder: Path) -> None:
    """The first part of a proposal's number comes from city.yaml; a prefix that no number can have must show now."""
    names = read_yaml(folder / "city.yaml", City).city
    try:
        format_number(names.number_prefix, 2026, 1)
    except NumberError as error:
        raise names.error("number_prefix", str(error)) from error
