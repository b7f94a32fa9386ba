"""What the guide of IGA sets for a whole edition beyond its columns, as it is stored with the edition."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, Field, model_validator

from competitions.rules.indicatorrules import HIGHEST, GuideYear
from competitions.rules.ruleparts import Confidence, KeyedLabel
from foundation.fixtures.schema import Day, Exact, Positive, Record, Schema, Text, Whole, Year, fault

Item = TypeVar("Item")

CENT: Final = Decimal("0.01")
Percent = Annotated[Whole, Field(le=100)]
_RETIRED: Final = frozenset({"without_evidence", "without_evidence_confidence", "empty_mandatory_blocks_confidence"})


class IgaMonths(Schema):
    """The months in which the ministry's portal takes data."""

    from_month: Positive
    to_month: Positive


class IgaEligibility(Schema):
    """Which innovations count: the days of application, and the least length of the rancang bangun in words."""

    applied_from: Day | None = None
    applied_to: Day | None = None
    older_needs_development_in_window: bool
    rancang_bangun_min_words: Whole
    confidence: Confidence


class IgaYears(Schema):
    """The running year and the two before it."""

    t0: Year
    t1: Year
    t2: Year
    confidence: Confidence

    def year_of(self, named: GuideYear) -> int:
        """The year that the guide calls T-0, T-1 or T-2."""
        return {"T-0": self.t0, "T-1": self.t1, "T-2": self.t2}[named]


class IgaNumber(Schema):
    """The points for the number of innovations, and the basic services without which there are none."""

    per_innovation: Exact
    cap: Positive
    maximum: Positive
    min_basic_services: Whole
    min_basic_services_announced: dict[int, int]


class IgaScoring(Schema):
    """The constants of the score; see fixtures/iga_*.yaml for each. The maxima are those that the guide prints."""

    maturity_maximum: Positive
    divisor_minimum: Positive
    divisor_announced: dict[int, int]
    number: IgaNumber
    spd_maximum: Positive
    sid_maximum: Positive
    total_maximum: Positive
    confidence: Confidence
    empty_mandatory_blocks: bool

    @model_validator(mode="before")
    @classmethod
    def _retired(cls, given: Any) -> Any:
        """What editions that were stored earlier still hold and nobody reads."""
        if isinstance(given, dict) and not isinstance(given, Record):
            return {name: value for name, value in given.items() if name not in _RETIRED}
        return given

    def announced_for(self, year: int) -> "IgaScoring | None":
        """The constants that this guide announces for a later year; None for a year of which it says nothing.

        A number of affairs announced for one year goes on until another is announced.
        """
        if year not in self.divisor_announced:
            return None
        affairs = self.number.min_basic_services_announced
        said = max((since for since in affairs if since <= year), default=0)
        needed = affairs.get(said, self.number.min_basic_services)
        number = self.number.model_copy(update={"min_basic_services": needed})
        return self.model_copy(update={"divisor_minimum": self.divisor_announced[year], "number": number})


class IgaBand(Schema):
    """A part of a scale with its name."""

    key: Text
    label: Text
    minimum: Exact
    maximum: Exact
    confidence: Confidence


class CityBand(Schema):
    """The figures of one level; a side that is open is None."""

    lowest: Exact | None = None
    highest: Exact | None = None

    def holds(self, figure: Decimal) -> bool:
        """Whether the figure lies within, edges included."""
        above = self.lowest is None or figure >= self.lowest
        return above and (self.highest is None or figure <= self.highest)


def _all_levels(given: tuple[Item, ...]) -> tuple[Item, ...]:
    if given and len(given) != HIGHEST:
        raise fault("harus berisi tiga butir, satu untuk setiap parameter.")
    return given


class CityIndicator(Schema):
    """A row about the city as a whole (SPD), filled in once by the office.

    Attributes: `levels` say what parameters 1 to 3 ask, `bands` hold their figures where they are figures. As they are
    printed they may overlap at the edges. `years` names the years compared, `note` what the guide adds.
    """

    number: Text
    key: Text
    name: Text
    variable: str = ""
    weight: Exact
    mandatory: bool
    levels: Annotated[tuple[Text, ...], AfterValidator(_all_levels)] = ()
    years: str = ""
    unit: str = ""
    bands: Annotated[tuple[CityBand, ...], AfterValidator(_all_levels)] = ()
    note: str = ""
    confidence: Confidence = "unknown"

    def levels_holding(self, figure: Decimal) -> tuple[int, ...]:
        """The levels whose band holds a figure, rounded to two digits as the bands are printed; several at an edge."""
        rounded = figure.quantize(CENT, ROUND_HALF_UP)
        return tuple(level for level, band in enumerate(self.bands, start=1) if band.holds(rounded))


class IgaRules(Schema):
    """The rules of one IGA edition; what an edition leaves open is None or empty.

    Attributes: `announced`: a guide of an earlier year announces these rules, the edition itself has not come out.
    `document_kinds` are the kinds of evidence, `export_columns` the columns of the ministry's form in its order, their
    keys naming the fields of an innovation. `second_look_percent` is the share of judged claims that a second
    coordinator looks at without knowing the first verdict; the city's own choice, not the guide's. `left_out` are keys
    of indicators that were removed in the portal, which the files don't bring back.
    """

    organiser: str = ""
    confidence: Confidence = "unknown"
    announced: bool = False
    data_entry: IgaMonths | None = None
    eligibility: IgaEligibility | None = None
    reference_years: IgaYears | None = None
    scoring: IgaScoring | None = None
    predicates: tuple[IgaBand, ...] = ()
    maturity_bands: tuple[IgaBand, ...] = ()
    variables: tuple[KeyedLabel, ...] = ()
    spd: tuple[CityIndicator, ...] = ()
    document_kinds: tuple[KeyedLabel, ...] = ()
    export_columns: tuple[KeyedLabel, ...] = ()
    second_look_percent: Percent = 0
    left_out: tuple[Text, ...] = ()
