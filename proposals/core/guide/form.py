"""The form as the guide of a year asks it: groups, fields, choices, when a question is asked; and a text as shown."""

from typing import Annotated, Any, Final, Protocol, Self

from django.utils.formats import date_format
from pydantic import Discriminator, Tag, TypeAdapter, model_validator

from foundation.fixtures.schema import Day, Positive, Schema, Text, check_unique, fault, unknown
from proposals.core.guide.brief import BriefRule
from proposals.core.guide.indicators import TableRule
from proposals.core.guide.profile import FieldKind


class GuideChoice(Schema):
    """One answer that a field offers."""

    key: Text
    label: Text
    help: str = ""


class GuideGroup(Schema):
    """A heading under which fields stand together."""

    key: Text
    title: Text
    purpose: str


class Earlier(Schema):
    """A condition on a date: it lies before this day."""

    before: Day


class More(Schema):
    """A condition on an amount of money: it is greater than this one, in rupiah."""

    above: int


def _kind_of_rule(rule: object) -> str:
    if isinstance(rule, bool):
        return "yes_no"
    if isinstance(rule, More) or (isinstance(rule, dict) and "above" in rule):
        return "amount"
    return "day" if isinstance(rule, dict | Earlier) else "choices"


# What another field must hold: one of these choices, an earlier day, a greater amount, or a yes or no.
AnswerRule = Annotated[
    Annotated[tuple[str, ...], Tag("choices")]
    | Annotated[Earlier, Tag("day")]
    | Annotated[More, Tag("amount")]
    | Annotated[bool, Tag("yes_no")],
    Discriminator(_kind_of_rule),
]
Condition = dict[str, AnswerRule]
"""When a question is asked, or an answer or a piece of evidence is needed: other fields with the answers for that."""
CONDITION: Final = TypeAdapter(Condition)


def meets(rule: AnswerRule, answer: Any) -> bool:
    """Whether an answer is one that a condition asks for; no answer never is."""
    match rule:
        case Earlier():
            return bool(answer) and answer < rule.before
        case More():
            return answer is not None and answer > rule.above
        case bool():
            return answer is rule
    return answer in rule


AGENCY: Final = "agency"
"""What a question may suggest: the name of the proposing agency, or the one affair that is its business."""


class GuideField(Schema):
    """One question of the profile.

    `asked_when` names earlier fields with the answers that call for it: without one of them it is not asked, and what
    stands in it does not count. `required_when` names fields likewise whose answers make it necessary. `suggested` is
    what a new draft begins with: a choice, or AGENCY for what is known of the proposing agency. `none` is, among many
    affairs, the key of the one that says there are none and excludes the others. `brief` is what a summary keeps to.
    """

    key: Text
    group: Text
    label: Text
    type: FieldKind = FieldKind.TEXT
    required: bool = False
    help: str = ""
    help_school: str = ""
    max_length: Positive | None = None
    choices: tuple[GuideChoice, ...] = ()
    asked_when: Condition = {}
    required_when: Condition = {}
    suggested: str = ""
    none: str = ""
    brief: BriefRule | None = None
    table: TableRule = TableRule()
    known_as: tuple[Text, ...] = ()
    """Names of the same field in other documents, such as the ministry's form of another year."""

    @model_validator(mode="after")
    def _has_choices(self) -> Self:
        if self.type is FieldKind.CHOICE and not self.choices:
            raise fault("tulis daftar pilihannya; tiap butir berisi key dan label.", "choices")
        check_unique(self.choices, "key", "choices")
        known = [AGENCY] if self.type in (FieldKind.TEXT, FieldKind.AFFAIR) else [each.key for each in self.choices]
        if self.suggested and self.suggested not in known:
            raise fault(unknown(self.suggested, known), "suggested")
        return self


class GuideRule(Schema):
    """Answers that do not go together: where they are all given, `sentence` is said at `field` until one changes."""

    field: Text
    together: Condition
    sentence: Text


class GuideStep(Schema):
    """A step of writing as its page introduces it."""

    key: Text
    title: Text
    purpose: str
    help: str = ""
    help_school: str = ""


# How a condition on a field of each kind is written; on a choice it lists answers.
CONDITIONED: Final = {FieldKind.DATE: "day", FieldKind.MONEY: "amount", FieldKind.YES_NO: "yes_no"}


class GuideForm(Schema):
    """The profile of a guide; all parts are empty where a guide asks for no profile."""

    key: str = ""
    title: str = ""
    purpose: str = ""
    groups: tuple[GuideGroup, ...] = ()
    fields: tuple[GuideField, ...] = ()
    rules: tuple[GuideRule, ...] = ()
    attachments: GuideStep | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_unique(self.groups, "key", "groups")
        check_unique(self.fields, "key", "fields")
        groups = [group.key for group in self.groups]
        for number, field in enumerate(self.fields):
            if field.group not in groups:
                raise fault(unknown(field.group, groups), "fields", number, "group")
            self.check(field.required_when, "fields", number, "required_when")
            self.check(field.asked_when, "fields", number, "asked_when")
            earlier = [each.key for each in self.fields[:number]]
            for other in field.asked_when:
                if field.type is FieldKind.AFFAIRS:
                    raise fault("pilihan banyak urusan selalu ditanyakan.", "fields", number, "asked_when")
                if other not in earlier:
                    raise fault(
                        f"kolom “{other}” harus ditanyakan lebih dahulu.", "fields", number, "asked_when", other
                    )
        for number, rule in enumerate(self.rules):
            self.check({**rule.together}, "rules", number, "together")
            if rule.field not in rule.together:
                raise fault(unknown(rule.field, list(rule.together)), "rules", number, "field")
        return self

    def check(self, condition: Condition, *at: str | int) -> None:
        """For a validator: a condition names fields of the guide, and of their choices only those that they offer."""
        known = {field.key: field for field in self.fields}
        for other, rule in condition.items():
            if other not in known:
                raise fault(f"kolom “{other}” tidak ada dalam panduan ini.", *at, other)
            kind, written = known[other].type, _kind_of_rule(rule)
            # What a guide of earlier years says nothing of is TEXT here; its file is held against the columns.
            if kind is not FieldKind.TEXT and written != CONDITIONED.get(kind, "choices"):
                raise fault(f"syarat ini tidak cocok dengan kolom berjenis {kind}.", *at, other)
            choices = [choice.key for choice in known[other].choices]
            if isinstance(rule, tuple) and not set(rule) <= set(choices):
                raise fault(f"pilihan harus termasuk: {', '.join(choices)}.", *at, other)

    def spoken(self, condition: Condition) -> str:
        """A condition in words, each part as "“Tahapan inovasi” berisi “Penerapan”"; empty when there is none."""
        fields = {field.key: field for field in self.fields}
        parts = []
        for other, rule in condition.items():
            parts.append(f"“{fields[other].label}” {_in_words(rule, fields[other])}")
        return " atau ".join(parts)


def _in_words(rule: AnswerRule, field: GuideField) -> str:
    match rule:
        case Earlier():
            return f"sebelum {date_format(rule.before, 'j F Y')}"
        case More():
            return f"lebih dari {rule.above}"
        case bool():
            return f"dijawab “{'Ya' if rule else 'Tidak'}”"
    return f"berisi {' atau '.join(f'“{choice.label}”' for choice in field.choices if choice.key in rule)}"


class Retelling(Schema):
    """The example beside a text: a real innovation retold, with its name, whose it is and the mark it is shown with."""

    innovation: Text
    agency: Text
    mark: Text
    text: Text


class PartText(Protocol):
    """What pages show of a text, whether it is the stored one or one that was sent."""

    @property
    def text(self) -> str: ...

    @property
    def words(self) -> int: ...


class PartPicture(Protocol):
    """What pages show of a picture below a text: its number within the proposal, and what it is said to show."""

    @property
    def number(self) -> int: ...

    @property
    def caption(self) -> str: ...
