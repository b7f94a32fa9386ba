"""The profile as the form guide of a year asks it: groups, fields, choices and when an answer is needed."""

from typing import Self

from pydantic import model_validator

from foundation.fixtures.schema import Day, Positive, Schema, Text, check_unique, fault, unknown
from proposals.core.profile import FieldKind


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
    required_when: dict[str, tuple[str, ...] | Earlier] = {}

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
        known = {field.key: field for field in self.fields}
        for number, field in enumerate(self.fields):
            if field.group not in groups:
                raise fault(unknown(field.group, groups), "fields", number, "group")
            for other, rule in field.required_when.items():
                _check_condition(known.get(other), rule, ("fields", number, "required_when", other))
        return self


def _check_condition(field: GuideField | None, rule: tuple[str, ...] | Earlier, at: tuple[str | int, ...]) -> None:
    """A condition names another field of the guide, and of a list of choices only those that it offers."""
    if field is None:
        raise fault(f"kolom “{at[-1]}” tidak ada dalam panduan ini.", *at)
    choices = [choice.key for choice in field.choices]
    if not isinstance(rule, Earlier) and not set(rule) <= set(choices):
        raise fault(f"pilihan harus termasuk: {', '.join(choices)}.", *at)


class Retelling(Schema):
    """The example beside a text: a real innovation retold, with its name, whose it is and the mark it is shown with."""

    innovation: Text
    agency: Text
    mark: Text
    text: Text
