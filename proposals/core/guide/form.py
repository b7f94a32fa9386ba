"""The form as the guide of a year asks it: groups, fields, choices, when an answer is needed; and a text as shown."""

from typing import Annotated, Final, Protocol, Self

from django.utils.formats import date_format
from pydantic import Discriminator, Tag, TypeAdapter, model_validator

from foundation.fixtures.schema import Day, Positive, Schema, Text, check_unique, fault, unknown
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


def _kind_of_rule(rule: object) -> str:
    return "day" if isinstance(rule, dict | Earlier) else "choices"


# What another field must hold: one of these choices, or an earlier day.
AnswerRule = Annotated[
    Annotated[tuple[str, ...], Tag("choices")] | Annotated[Earlier, Tag("day")], Discriminator(_kind_of_rule)
]
Condition = dict[str, AnswerRule]
"""When an answer or a piece of evidence is needed: other fields, each with the answers that make it so."""
CONDITION: Final = TypeAdapter(Condition)


class GuideField(Schema):
    """One question of the profile; `required_when` names other fields with the answers that make it necessary."""

    key: Text
    group: Text
    label: Text
    type: FieldKind = FieldKind.TEXT
    required: bool = False
    help: str = ""
    help_school: str = ""
    max_length: Positive | None = None
    choices: tuple[GuideChoice, ...] = ()
    required_when: Condition = {}
    known_as: tuple[Text, ...] = ()
    """Names of the same field in other documents, such as the ministry's form of another year."""

    @model_validator(mode="after")
    def _has_choices(self) -> Self:
        if self.type is FieldKind.CHOICE and not self.choices:
            raise fault("tulis daftar pilihannya; tiap butir berisi key dan label.", "choices")
        check_unique(self.choices, "key", "choices")
        return self


class GuideStep(Schema):
    """A step of writing as its page introduces it."""

    key: Text
    title: Text
    purpose: str
    help: str = ""
    help_school: str = ""


class GuideForm(Schema):
    """The profile of a guide; all parts are empty where a guide asks for no profile."""

    key: str = ""
    title: str = ""
    purpose: str = ""
    groups: tuple[GuideGroup, ...] = ()
    fields: tuple[GuideField, ...] = ()
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
        return self

    def check(self, condition: Condition, *at: str | int) -> None:
        """For a validator: a condition names fields of the guide, and of their choices only those that they offer."""
        known = {field.key: field for field in self.fields}
        for other, rule in condition.items():
            if other not in known:
                raise fault(f"kolom “{other}” tidak ada dalam panduan ini.", *at, other)
            choices = [choice.key for choice in known[other].choices]
            if not isinstance(rule, Earlier) and not set(rule) <= set(choices):
                raise fault(f"pilihan harus termasuk: {', '.join(choices)}.", *at, other)

    def spoken(self, condition: Condition) -> str:
        """A condition in words, each part as "“Tahapan inovasi” berisi “Penerapan”"; empty when there is none."""
        fields = {field.key: field for field in self.fields}
        parts = []
        for other, rule in condition.items():
            if isinstance(rule, Earlier):
                parts.append(f"“{fields[other].label}” sebelum {date_format(rule.before, 'j F Y')}")
            else:
                labels = [f"“{choice.label}”" for choice in fields[other].choices if choice.key in rule]
                parts.append(f"“{fields[other].label}” berisi {' atau '.join(labels)}")
        return " atau ".join(parts)


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
