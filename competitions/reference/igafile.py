"""What an iga_*.yaml may hold: a whole edition with its indicators, or one that the guide of another announces."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from competitions.rules.igarules import (
    CityIndicator,
    IgaBand,
    IgaEligibility,
    IgaMonths,
    IgaRules,
    IgaScoring,
    IgaYears,
    Percent,
)
from competitions.rules.indicatorrules import IndicatorRules, Parameters
from competitions.rules.ruleparts import Confidence, KeyedLabel
from competitions.rules.totals import totals_of
from foundation.fixtures.schema import Positive, Schema, Text, Year, check_unique, fault, unknown
from foundation.text.rounding import in_figures


class EditionHead(Schema):
    """Which edition of which programme a file is about."""

    key: Text
    year: Year
    name: Text
    organiser: Text
    confidence: Confidence


class IgaHead(EditionHead):
    """An IGA edition, with its window and the letter that its rules come from."""

    programme: Literal["iga"]
    legal_basis: Text
    data_entry: IgaMonths
    eligibility: IgaEligibility
    reference_years: IgaYears
    second_look_percent: Percent = 0


class IndicatorRow(IndicatorRules):
    """One indicator with its weight, its evidence and its levels."""

    number: Positive
    name: Text
    variable: Text
    weight: Positive
    mandatory: bool
    definition: Text
    parameters: Parameters
    evidence: Text


class IgaFile(Schema):
    """The whole content of one iga_*.yaml."""

    edition: IgaHead
    scoring: IgaScoring
    predicates: tuple[IgaBand, ...]
    maturity_bands: tuple[IgaBand, ...]
    variables: tuple[KeyedLabel, ...]
    document_kinds: Annotated[tuple[KeyedLabel, ...], Field(min_length=1)]
    export_columns: Annotated[tuple[KeyedLabel, ...], Field(min_length=1)]
    indicators: Annotated[tuple[IndicatorRow, ...], Field(min_length=1)]
    spd: tuple[CityIndicator, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_unique(self.variables, "key", "variables")
        check_unique(self.document_kinds, "key", "document_kinds")
        check_unique(self.export_columns, "key", "export_columns")
        check_unique(self.indicators, "number", "indicators")
        check_unique(self.indicators, "key", "indicators")
        check_unique(self.spd, "number", "spd")
        check_unique(self.spd, "key", "spd")
        for found in (*self._unknown_words(), *self._wrong_totals()):
            raise found
        return self

    def _unknown_words(self) -> Iterator[PydanticCustomError]:
        """Variables and kinds of documents that the file names nowhere."""
        variables = [variable.key for variable in self.variables]
        kinds = [kind.key for kind in self.document_kinds]
        for place, indicator in enumerate(self.indicators):
            at = ("indicators", place)
            if indicator.variable not in variables:
                yield fault(unknown(indicator.variable, variables), *at, "variable")
            for kind in indicator.documents:
                if kind not in kinds:
                    yield fault(unknown(kind, kinds), *at, "documents")
            for number, measure in enumerate(indicator.measures):
                for kind in measure.documents:
                    if kind not in kinds:
                        yield fault(unknown(kind, kinds), *at, "measures", number, "documents")

    def _wrong_totals(self) -> Iterator[PydanticCustomError]:
        for total in totals_of(self.scoring, (row.weight for row in self.indicators), self.spd):
            if not total.agrees:
                told = f"“{in_figures(total.printed)}” tidak cocok dengan bobot dan tetapan dalam berkas ini, yang "
                told += f"menghasilkan {in_figures(total.reckoned)}. Periksa bobotnya."
                yield fault(told, "scoring", *total.key.split("."))

    @property
    def rules(self) -> IgaRules:
        """What an edition stores of this beyond its columns."""
        head = self.edition
        return IgaRules(
            organiser=head.organiser,
            confidence=head.confidence,
            data_entry=head.data_entry,
            eligibility=head.eligibility,
            reference_years=head.reference_years,
            scoring=self.scoring,
            predicates=self.predicates,
            maturity_bands=self.maturity_bands,
            variables=self.variables,
            spd=self.spd,
            document_kinds=self.document_kinds,
            export_columns=self.export_columns,
            second_look_percent=head.second_look_percent,
        )


class AnnouncedHead(EditionHead):
    """An edition that has not come out, and the letter that announces it."""

    programme: Literal["iga"]
    legal_basis: Text


class AnnouncedFile(Schema):
    """An edition of which only a few constants are announced; all else is taken as in the file that it is `like`.

    The constants stand in that file, under what its guide announces. The window and the years stay open.
    """

    like: Text
    announced: Literal[True]
    edition: AnnouncedHead

    def rules_after(self, base: IgaFile) -> IgaRules:
        """The rules of this edition, from the file that announces it; FixtureError for a year that it doesn't name."""
        head = self.edition
        scoring = base.scoring.announced_for(head.year)
        if scoring is None:
            years = ", ".join(str(year) for year in base.scoring.divisor_announced)
            raise head.error("year", f"“{head.year}” belum diumumkan dalam {self.like}.yaml. Yang diumumkan: {years}.")
        return IgaRules(
            organiser=head.organiser,
            confidence=head.confidence,
            announced=True,
            scoring=scoring,
            predicates=base.predicates,
            maturity_bands=base.maturity_bands,
            variables=base.variables,
            spd=base.spd,
            document_kinds=base.document_kinds,
            export_columns=base.export_columns,
        )
