"""Reference data of the national programmes: editions of IGA and KIPP, and the IGA table of indicators."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from competitions.core.editionrules import (
    CityIndicator,
    Confidence,
    IgaBand,
    IgaEligibility,
    IgaMonths,
    IgaRules,
    IgaScoring,
    IgaYears,
    IndicatorMeasure,
    IndicatorRules,
    KeyedLabel,
    KippChoices,
    KippGroup,
    KippNumbers,
    KippPaper,
    KippProposalForm,
    KippRules,
    KippState,
    KippVideo,
    Parameters,
)
from competitions.core.models import Edition, Indicator, Level
from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import DayOrEmpty, Positive, Schema, Text, Year, check_unique, fault, unknown
from foundation.fixtures.storing import ReferenceLoad, keep


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
    indicators: Annotated[tuple[IndicatorRow, ...], Field(min_length=1)]
    spd: tuple[CityIndicator, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_unique(self.variables, "key", "variables")
        check_unique(self.indicators, "number", "indicators")
        check_unique(self.indicators, "key", "indicators")
        known = [variable.key for variable in self.variables]
        for place, indicator in enumerate(self.indicators):
            if indicator.variable not in known:
                raise fault(unknown(indicator.variable, known), "indicators", place, "variable")
        return self


class KippHead(EditionHead):
    """A KIPP edition, with its days and the form that the portal offers first."""

    programme: Literal["kipp"]
    portal: Text
    guide: str
    opens_on: DayOrEmpty
    closes_on: DayOrEmpty
    form: Text


class KippFile(Schema):
    """The whole content of one kipp_*.yaml."""

    edition: KippHead
    rules: KippNumbers
    groups: tuple[KippGroup, ...]
    categories: KippChoices
    states: tuple[KippState, ...]
    criteria: KippChoices
    forms: tuple[KippProposalForm, ...]
    identification: tuple[KeyedLabel, ...]
    attachments: tuple[KippPaper, ...]
    video: KippVideo

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        forms = [form.key for form in self.forms]
        if self.edition.form not in forms:
            raise fault(unknown(self.edition.form, forms), "edition", "form")
        check_unique(self.attachments, "key", "attachments")
        return self


def load_competitions(load: ReferenceLoad, folder: Path) -> None:
    """Loads every iga_*.yaml and kipp_*.yaml. Raises FixtureError at the first fault."""
    for path in sorted(folder.glob("iga_*.yaml")):
        _load_iga(load, read_yaml(path, IgaFile))
    for path in sorted(folder.glob("kipp_*.yaml")):
        _load_kipp(load, read_yaml(path, KippFile))


def _load_iga(load: ReferenceLoad, content: IgaFile) -> None:
    head = content.edition
    rules = IgaRules(
        organiser=head.organiser,
        confidence=head.confidence,
        data_entry=head.data_entry,
        eligibility=head.eligibility,
        reference_years=head.reference_years,
        scoring=content.scoring,
        predicates=content.predicates,
        maturity_bands=content.maturity_bands,
        variables=content.variables,
        spd=content.spd,
    )
    values = {
        "name": head.name,
        "window_from": head.eligibility.applied_from,
        "window_until": head.eligibility.applied_to,
        "source": head.legal_basis,
        "rules": rules.as_json(),
    }
    edition = keep(load, head, Edition, match={"programme": head.programme, "year": head.year}, values=values)
    variables = {variable.key: variable.label for variable in content.variables}
    for row in content.indicators:
        _load_indicator(load, edition, row, variables[row.variable])


def _load_indicator(load: ReferenceLoad, edition: Edition, row: IndicatorRow, variable: str) -> None:
    values: dict[str, Any] = {
        "name": row.name,
        "variable": variable,
        "definition": row.definition,
        "weight": row.weight,
        "mandatory": row.mandatory,
        "evidence": row.evidence,
        "evidence_school": row.school_substitute,
        "rules": row.as_json(IndicatorRules),
    }
    columns = {"evidence_school": "school_substitute"}
    match = {"edition": edition, "number": row.number}
    indicator = keep(load, row, Indicator, match=match, values=values, columns=columns)
    if not row.measures:
        _load_levels(load, indicator, row)
    for measure in row.measures:
        _load_levels(load, indicator, measure, measure.label)


def _load_levels(
    load: ReferenceLoad, indicator: Indicator, given: IndicatorRow | IndicatorMeasure, measure: str = ""
) -> None:
    for value, description in given.parameters.items():
        match = {"indicator": indicator, "measure": measure, "value": value}
        keep(load, given, Level, match=match, values={"description": description})


def _load_kipp(load: ReferenceLoad, content: KippFile) -> None:
    head = content.edition
    rules = KippRules(
        organiser=head.organiser,
        portal=head.portal,
        confidence=head.confidence,
        form=head.form,
        rules=content.rules,
        groups=content.groups,
        categories=content.categories,
        states=content.states,
        criteria=content.criteria,
        forms=content.forms,
        identification=content.identification,
        attachments=content.attachments,
        video=content.video,
    )
    values = {
        "name": head.name,
        "opens_on": head.opens_on,
        "closes_on": head.closes_on,
        "min_age_months": content.rules.minimum_age_months.umum.value,
        "quota": content.rules.quota_per_institution.umum.value,
        "source": head.guide,
        "rules": rules.as_json(),
    }
    keep(load, head, Edition, match={"programme": head.programme, "year": head.year}, values=values)
