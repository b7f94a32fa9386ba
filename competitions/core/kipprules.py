"""What the guide of KIPP sets beyond an edition's columns, as it is stored with the edition."""

from typing import Literal

from competitions.core.ruleparts import Confidence, KeyedLabel
from foundation.fixtures.schema import Positive, Schema, Text, Whole


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
    """The rules of one KIPP edition; what an edition leaves open is None or empty.

    `held` names years of which it is known whether the ministry held the competition at all.
    """

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
    held: dict[int, bool] = {}
    attachments: tuple[KippPaper, ...] = ()
    video: KippVideo | None = None

    @property
    def required_papers(self) -> list[KippPaper]:
        """The papers without which a nomination can't be entered."""
        return [paper for paper in self.attachments if paper.required]
