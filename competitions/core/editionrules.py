"""What the guides of the national programmes set beyond an edition's columns, as it is stored with the edition."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from foundation.fixtures.schema import Day, Positive, Schema, Text, Whole, Year, fault

Confidence = Literal["verified", "transcribed", "inferred", "background", "unknown"]


class KeyedLabel(Schema):
    """A key and how it reads."""

    key: Text
    label: Text


# --- IGA -------------------------------------------------------------------------------------------------------


class IgaMonths(Schema):
    """The months in which the ministry's portal takes data."""

    from_month: Positive
    to_month: Positive


class IgaEligibility(Schema):
    """Which innovations count: the days of application, and the least length of the rancang bangun in words."""

    applied_from: Day
    applied_to: Day
    older_needs_development_in_window: bool
    rancang_bangun_min_words: Whole
    confidence: Confidence


class IgaYears(Schema):
    """The running year and the two before it."""

    t0: Year
    t1: Year
    t2: Year
    confidence: Confidence


class IgaNumber(Schema):
    """The points for the number of innovations, and the basic services without which there are none."""

    per_innovation: float
    cap: Positive
    maximum: Positive
    min_basic_services: Whole
    min_basic_services_announced: dict[int, int]


class IgaScoring(Schema):
    """The constants of the score; see fixtures/iga_*.yaml for each."""

    maturity_maximum: Positive
    divisor_minimum: Positive
    divisor_announced: dict[int, int]
    number: IgaNumber
    spd_maximum: Positive
    sid_maximum: Positive
    total_maximum: Positive
    confidence: Confidence
    without_evidence: Whole
    without_evidence_confidence: Confidence
    empty_mandatory_blocks: bool
    empty_mandatory_blocks_confidence: Confidence


class IgaBand(Schema):
    """A part of a scale with its name."""

    key: Text
    label: Text
    minimum: float
    maximum: float
    confidence: Confidence


class CityIndicator(Schema):
    """A row about the city as a whole (SPD), filled in once by the office."""

    number: Text
    key: Text
    name: Text
    weight: float
    mandatory: bool
    parameters: str | None


class IgaRules(Schema):
    """The rules of one IGA edition; what an edition leaves open is None or empty."""

    organiser: str = ""
    confidence: Confidence = "unknown"
    data_entry: IgaMonths | None = None
    eligibility: IgaEligibility | None = None
    reference_years: IgaYears | None = None
    scoring: IgaScoring | None = None
    predicates: tuple[IgaBand, ...] = ()
    maturity_bands: tuple[IgaBand, ...] = ()
    variables: tuple[KeyedLabel, ...] = ()
    spd: tuple[CityIndicator, ...] = ()


def _three_levels(parameters: dict[int, str]) -> dict[int, str]:
    for level in parameters:
        if not 1 <= level <= 3:
            raise fault("parameter harus bernomor 1, 2, atau 3.", level)
    return parameters


Parameters = Annotated[dict[int, Text], AfterValidator(_three_levels)]


class IndicatorMeasure(Schema):
    """One way of measuring an indicator that offers several."""

    key: Text
    code: Text
    label: Text
    meaning: Text
    parameters: Parameters
    minimums: dict[int, float]
    unit: Text
    evidence: Text
    suggested_for_schools: bool = False


class IndicatorRules(Schema):
    """What is stored of an indicator beyond its columns."""

    key: Text
    file_types: tuple[Literal["pdf", "jpg", "png", "mp4", "link"], ...]
    guide_number: Positive | None = None
    notes: tuple[Text, ...] = ()
    confidence: Confidence = "unknown"
    school_substitute: str = ""
    other_substitutes: str = ""
    needs_highlight: bool = False
    sub_indicator_by: str = ""
    choose_measure_first: bool = False
    measures: tuple[IndicatorMeasure, ...] = ()
    maximum_minutes: Positive | None = None


# --- KIPP ------------------------------------------------------------------------------------------------------


class KippNumber(Schema):
    """A number that the guide of a year set."""

    value: Whole | None
    from_year: int
    confidence: Confidence


class KippWarning(Schema):
    """A fault that the portal warns of, and the year since which it counts."""

    value: Literal["warn"]
    from_year: int
    confidence: Confidence


class KippByGroup(Schema):
    """A number for the general group, and one for replications."""

    umum: KippNumber
    replikasi: KippNumber


class KippScale(Schema):
    """The scale of scores."""

    minimum: Whole
    maximum: Whole
    confidence: Confidence


class KippNumbers(Schema):
    """The numbers of the guide."""

    minimum_age_months: KippByGroup
    quota_per_institution: KippByGroup
    passing_grade: KippNumber
    score_scale: KippScale
    minimum_nominations_per_agency: KippNumber
    duplicate_title: KippWarning
    past_winner: KippWarning


class KippGroup(Schema):
    """A group of competitors."""

    key: Text
    label: Text
    confidence: Confidence


class KippChoices(Schema):
    """A list of the guide, with the year of the newest one that is known."""

    from_year: int | None = None
    confidence: Confidence
    choices: tuple[KeyedLabel, ...]


class KippState(Schema):
    """How far a nomination has come, in words."""

    key: Text
    label: Text
    help: Text


class KippSection(Schema):
    """One text of a proposal form, with its limit in words and its weight where that is known."""

    key: Text
    title: Text
    max_words: Positive
    weight: float | None
    help: Text


class KippSupport(Schema):
    """The file that each section of a form carries."""

    types: tuple[Text, ...]
    max_mb: Positive


class KippProposalForm(Schema):
    """A proposal form of the ministry."""

    key: Text
    name: Text
    confidence: Confidence
    weights_confidence: Confidence
    section_attachment: KippSupport | None = None
    sections: tuple[KippSection, ...]


class KippPaper(Schema):
    """A paper that must or may go with a nomination; its key is that of the same kind of file in the form guide."""

    key: Text
    label: Text
    required: bool
    required_when: dict[str, tuple[str, ...]] = {}
    types: tuple[Text, ...]
    max_mb: Positive
    confidence: Confidence


class KippVideo(Schema):
    """What the video must be and show."""

    from_year: int
    confidence: Confidence
    maximum_minutes: Positive
    minimum_height_pixels: Positive
    language: Text
    must_show: tuple[Text, ...]
    rules: Text


class KippRules(Schema):
    """The rules of one KIPP edition; what an edition leaves open is None or empty."""

    organiser: str = ""
    portal: str = ""
    confidence: Confidence = "unknown"
    form: str = ""
    rules: KippNumbers | None = None
    groups: tuple[KippGroup, ...] = ()
    categories: KippChoices | None = None
    states: tuple[KippState, ...] = ()
    criteria: KippChoices | None = None
    forms: tuple[KippProposalForm, ...] = ()
    identification: tuple[KeyedLabel, ...] = ()
    attachments: tuple[KippPaper, ...] = ()
    video: KippVideo | None = None

    @property
    def required_papers(self) -> list[KippPaper]:
        """The papers without which a nomination can't be entered."""
        return [paper for paper in self.attachments if paper.required]
