"""What the guide of IGA says of one indicator beyond its columns: what proves it, and what decides its level."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator

from competitions.rules.ruleparts import Confidence, KeyedLabel
from foundation.fixtures.schema import Exact, Positive, Schema, Text, Whole, fault

Value = TypeVar("Value")

HIGHEST: Final = 3
FileType = Literal["pdf", "jpg", "png", "mp4", "link"]
GuideYear = Literal["T-2", "T-1", "T-0"]
"""T-0 is the running year, T-1 and T-2 are the two before it."""


def _three_levels(given: dict[int, Value]) -> dict[int, Value]:
    for level in given:
        if not 1 <= level <= HIGHEST:
            raise fault("parameter harus bernomor 1, 2, atau 3.", level)
    return given


def _no_link(given: dict[FileType, Value]) -> dict[FileType, Value]:
    if "link" in given:
        raise fault("sebuah tautan tidak berukuran.", "link")
    return given


Parameters = Annotated[dict[int, Text], AfterValidator(_three_levels)]
Amounts = Annotated[dict[int, Exact], AfterValidator(_three_levels)]
FileCounts = Annotated[dict[int, Whole], AfterValidator(_three_levels)]
YearSets = Annotated[dict[int, tuple[tuple[GuideYear, ...], ...]], AfterValidator(_three_levels)]


def reached(amount: Decimal, minimums: Mapping[int, Decimal]) -> int:
    """The highest level whose least amount is reached; 0 below all of them."""
    return max((level for level, least in minimums.items() if amount >= least), default=0)


class IndicatorMeasure(Schema):
    """One way of measuring an indicator that offers several."""

    key: Text
    code: Text
    label: Text
    meaning: Text
    parameters: Parameters
    minimums: Amounts
    unit: Text
    evidence: Text
    documents: tuple[Text, ...] = ()
    suggested_for_schools: bool = False

    def level_of(self, amount: Decimal) -> int:
        """The level that a figure of this measure reaches, 0 to 3."""
        return reached(amount, self.minimums)


class IndicatorFact(Schema):
    """Something that can be counted and decides the level: a number, or things picked from a list.

    Attributes: `minimums` are the least amounts of levels 1 to 3. Where less is better (`falling`) `maximums` are the
    greatest amounts of the levels that have one. `whole`: the amount is rounded half up to a whole number first, as
    the bands of the guide leave gaps between whole numbers (inferred). `from_agencies`: picked from the city's
    agencies instead of from `choices`.
    """

    kind: Literal["number", "picks"]
    label: Text
    unit: str = ""
    minimums: Amounts
    maximums: Amounts = {}
    falling: bool = False
    whole: bool = True
    choices: tuple[KeyedLabel, ...] = ()
    from_agencies: bool = False

    def level_of(self, amount: Decimal) -> int:
        """The level that a number, or so many picks, reach, 0 to 3."""
        if self.whole:
            amount = amount.quantize(Decimal(1), ROUND_HALF_UP)
        if not self.falling:
            return reached(amount, self.minimums)
        if amount < min(self.minimums.values(), default=Decimal(0)):
            return 0
        within = [level for level in self.minimums if amount <= self.maximums.get(level, amount)]
        return max(within, default=0)


class IndicatorRules(Schema):
    """What is stored of an indicator beyond its columns.

    Attributes: `bundle` joins indicators that one document can prove. `files` are the fewest pieces of evidence for
    each level, `documents` the kinds of document that may prove it (keys of the edition's `document_kinds`), all of
    them as often as the level says where `every_document` is set. `asks_document`: number and date of the document
    are asked. `years` may be named with a piece, a different one with each where `year_each`; `year_sets` are the sets
    of years of which one must be complete for a level. `megabytes` is the largest file of a type that the ministry
    takes, empty while that is not known. `needs_cover`: a picture goes with the video. `link_from`,
    `foreign_link_from`: from this level on there must be a link, or one outside the domains of government. `example` is
    the city's. `effort` is of editions that were stored earlier; the city's efforts stand with the edition.
    """

    key: Text
    file_types: tuple[FileType, ...]
    guide_number: Positive | None = None
    notes: tuple[Text, ...] = ()
    confidence: Confidence = "unknown"
    bundle: str = ""
    files: FileCounts = {}
    documents: tuple[Text, ...] = ()
    every_document: bool = False
    asks_document: bool = False
    years: tuple[GuideYear, ...] = ()
    year_each: bool = False
    year_sets: YearSets = {}
    fact: IndicatorFact | None = None
    extra_checks: tuple[KeyedLabel, ...] = ()
    school_substitute: str = ""
    other_substitutes: str = ""
    needs_highlight: bool = False
    sub_indicator_by: str = ""
    choose_measure_first: bool = False
    measures: tuple[IndicatorMeasure, ...] = ()
    maximum_minutes: Positive | None = None
    needs_cover: bool = False
    link_from: Positive | None = None
    foreign_link_from: Positive | None = None
    megabytes: Annotated[dict[FileType, Positive], AfterValidator(_no_link)] = {}
    effort: Literal["", "mudah", "sedang", "berat"] = ""
    example: str = ""
