"""What the guide of KIPP sets beyond an edition's columns, as it is stored with the edition."""

from dataclasses import dataclass
from typing import Literal

from competitions.rules.ruleparts import Confidence, KeyedLabel
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
    """A group of competitors, with what the guide asks of it alone (national.md 2.1).

    A limit that a group does not name is that of the edition; one that it names as null is known not to be set.
    `from_year` says how old its numbers are, `needs` what an entry must tell besides, and who is not `offered` here is
    entered by the ministry's invitation only.
    """

    key: Text
    label: Text
    confidence: Confidence
    min_age_months: Whole | None = None
    quota: Whole | None = None
    needs: tuple[Literal["origin_innovation", "origin_institution", "statement_replication"], ...] = ()
    offered: bool = True
    from_year: int | None = None
    entry_rule: str = ""


@dataclass(frozen=True, slots=True)
class KippLimits:
    """The least age in months and the quota that hold for a group; None is not set, or not known."""

    min_age_months: int | None
    quota: int | None


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
    """One text of a proposal form, with its limit in words and its weight where that is known.

    `groups` are those that write it, all of them when none is named; `limits` are those of groups that differ, where
    None says that theirs is not known. `sources` are the parts of the record that it may start from: keys of sections
    and of questions of the form guide, or "replications" for the register of them. `prompts` help where that is too
    little.
    """

    key: Text
    title: Text
    max_words: Positive | None
    weight: float | None
    help: Text
    groups: tuple[Text, ...] = ()
    limits: dict[str, Positive | None] = {}
    sources: tuple[Text, ...] = ()
    prompts: tuple[Text, ...] = ()

    def is_for(self, group: str) -> bool:
        """Whether an entry of this group writes it."""
        return not self.groups or group in self.groups

    def limit_of(self, group: str) -> int | None:
        """At most so many words in this group; None when the guide's number is not known."""
        return self.limits.get(group, self.max_words)


class KippSupport(Schema):
    """The file that each section of a form carries."""

    types: tuple[Text, ...]
    max_mb: Positive


class KippProposalForm(Schema):
    """A proposal form of the ministry; `max_pages` is None while no limit of pages is known."""

    key: Text
    name: Text
    confidence: Confidence
    weights_confidence: Confidence
    max_pages: Positive | None = None
    section_attachment: KippSupport | None = None
    sections: tuple[KippSection, ...]

    def sections_of(self, group: str) -> list[KippSection]:
        """What an entry of this group writes, in the form's order."""
        return [section for section in self.sections if section.is_for(group)]


class KippPaper(Schema):
    """A paper that must or may go with a nomination; its key is that of the same kind of file in the form guide."""

    key: Text
    label: Text
    required: bool
    required_when: dict[str, tuple[str, ...]] = {}
    types: tuple[Text, ...]
    max_mb: Positive
    confidence: Confidence
    from_year: int | None = None

    def is_asked(self, **facts: str) -> bool:
        """Whether an entry must have it, by what is so of that entry, such as its `group` and `innovation_type`."""
        if self.required or not self.required_when:
            return self.required
        return all(facts.get(name, "") in values for name, values in self.required_when.items())


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

    `held` names years of which it is known whether the ministry held the competition at all. `max_per_agency` is the
    city's own: how many entries of one agency it sends in a group at most.
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
    max_per_agency: Positive | None = None

    @property
    def proposal_form(self) -> KippProposalForm | None:
        """The form that entries of this edition are written in; None while the edition names none."""
        return next((form for form in self.forms if form.key == self.form), None)

    @property
    def offered_groups(self) -> list[KippGroup]:
        """The groups for which the city may nominate."""
        return [group for group in self.groups if group.offered]

    @property
    def usual_group(self) -> str:
        """The key of the group that a nomination is in unless another is chosen; empty where none is known."""
        offered = [group.key for group in self.offered_groups]
        return "umum" if "umum" in offered else next(iter(offered), "")

    def group_of(self, key: str) -> KippGroup | None:
        """The group of this key."""
        return next((group for group in self.groups if group.key == key), None)

    def label_of_category(self, key: str) -> str:
        """How a category reads; empty for one that this edition does not have."""
        choices = self.categories.choices if self.categories else ()
        return next((choice.label for choice in choices if choice.key == key), "")

    def limits_of(self, group: str, otherwise: KippLimits) -> KippLimits:
        """The limits of a group; what it says nothing of is as `otherwise`."""
        found = self.group_of(group)
        named = found.model_fields_set if found else frozenset()
        return KippLimits(
            found.min_age_months if found and "min_age_months" in named else otherwise.min_age_months,
            found.quota if found and "quota" in named else otherwise.quota,
        )

    def papers_asked(self, **facts: str) -> list[KippPaper]:
        """The papers without which an entry of which this is so can't be sent."""
        return [paper for paper in self.attachments if paper.is_asked(**facts)]
