"""The yearly form guide as a file: its profile fields, writing steps and kinds of files, checked and stored."""

from typing import Annotated, Any, Literal, Self

from django.utils import timezone
from pydantic import Field, model_validator

from foundation.fixtures.schema import Positive, Schema, Text, Whole, Year, check_unique, fault, unknown
from foundation.fixtures.storing import ReferenceLoad, keep
from proposals.core.guide.form import CONDITION, Condition, GuideField, GuideForm, GuideGroup, GuideStep, Retelling
from proposals.core.guide.hints import HINTS, MOST, Hint
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.guide.profile import QUESTIONS, FieldKind
from proposals.core.period.models import Period
from proposals.verifying.reference import GuideCheck, check_places, load_checks


class GuideHead(Schema):
    """Which year's guide this is."""

    key: Text
    year: Year
    name: Text


class GuideProfile(GuideForm):
    """The profile in the file of a guide, which can't be empty there."""

    key: Text
    title: Text
    purpose: str
    groups: Annotated[tuple[GuideGroup, ...], Field(min_length=1)]
    fields: Annotated[tuple[GuideField, ...], Field(min_length=1)]


class GuidePart(Schema):
    """One text of a writing step, with its limits in words."""

    key: Text
    title: Text
    purpose: str
    help: str
    help_school: str
    assessors_look_for: str
    example: Retelling
    known_as: tuple[Text, ...] = ()
    hints: Annotated[tuple[Hint, ...], Field(max_length=MOST)] = ()
    min_words: Whole
    max_words: Positive | None
    required: bool

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        if self.max_words is not None and self.max_words < self.min_words:
            reason = f"batas {self.max_words} kata lebih kecil daripada paling sedikit {self.min_words} kata."
            raise fault(reason, "max_words")
        return self


class GuideTextStep(Schema):
    """A step of writing with its texts."""

    key: Text
    title: Text
    purpose: str
    help: str
    help_school: str
    min_words_total: Whole
    meaning: Literal["", Section.Meaning.DESIGN] = ""
    sections: Annotated[tuple[GuidePart, ...], Field(min_length=1)]


class GuideFileKind(Schema):
    """A kind of evidence."""

    key: Text
    label: Text
    help: str
    help_school: str
    required: bool
    required_when: Condition = {}
    or_approval: bool = False
    max_mb: Positive
    types: Annotated[tuple[Literal["pdf", "jpg", "png"], ...], Field(min_length=1)]
    multiple: bool


class GuideFile(Schema):
    """The whole content of one form_guide_*.yaml."""

    form_guide: GuideHead
    profile: GuideProfile
    steps: Annotated[tuple[GuideTextStep, ...], Field(min_length=1)]
    attachments: GuideStep
    attachment_kinds: Annotated[tuple[GuideFileKind, ...], Field(min_length=1)]
    checklist: tuple[GuideCheck, ...] = ()

    @model_validator(mode="after")
    def _each_key_once(self) -> Self:
        check_unique(self.steps, "key", "steps")
        check_unique(self.attachment_kinds, "key", "attachment_kinds")
        check_unique(self.checklist, "key", "checklist")
        for number, kind in enumerate(self.attachment_kinds):
            self.profile.check(kind.required_when, "attachment_kinds", number, "required_when")
        taken = {step.key for step in self.steps}
        for place, step in enumerate(self.steps):
            for number, part in enumerate(step.sections):
                if part.key in taken:
                    raise fault(f"“{part.key}” sudah dipakai.", "steps", place, "sections", number, "key")
                taken.add(part.key)
        self._check_texts({part.key for step in self.steps for part in step.sections})
        return self

    def _check_texts(self, texts: set[str]) -> None:
        """A draft of the summary is drawn from texts of the guide, and a table stands beside one of them."""
        for number, field in enumerate(self.profile.fields):
            for key in field.brief.drawn_from if field.brief else ():
                if key not in texts:
                    raise fault(unknown(key, sorted(texts)), "profile", "fields", number, "brief", "drawn_from")
            if field.type is FieldKind.TABLE and field.table.beside not in texts:
                raise fault(unknown(field.table.beside, sorted(texts)), "profile", "fields", number, "table", "beside")


def load_guide(load: ReferenceLoad, content: GuideFile) -> FormGuide:
    """Stores the content of one form_guide_*.yaml: profile fields, writing steps with their parts, kinds of files.

    A guide that a closed period uses is frozen, so old years keep their form. Raises FixtureError at the first fault.
    """
    head, year = content.form_guide, content.form_guide.year
    for field in content.profile.fields:
        _check_column(field)
    frozen = Period.objects.filter(guide__year=year, closes_at__lt=timezone.now()).exists()
    guide = keep(
        load,
        head,
        FormGuide,
        match={"year": year},
        values={
            "name": head.name,
            "profile": content.profile.as_json() | {"attachments": content.attachments.as_json()},
        },
        frozen=frozen,
    )
    _load_steps(load, guide, content.steps, frozen=frozen)
    _load_kinds(load, guide, content.attachment_kinds, frozen=frozen)
    check_places(content.checklist, _places(content))
    load_checks(load, guide, content.checklist, frozen=frozen)
    return guide


def _places(content: GuideFile) -> dict[str, list[str]]:
    """What a remark from the checklist may be about, by kind of place."""
    return {
        "section": [part.key for step in content.steps for part in step.sections],
        "column": [column.column for field in content.profile.fields for column in QUESTIONS[field.key]],
        "file": [kind.key for kind in content.attachment_kinds],
    }


def _check_column(field: GuideField) -> None:
    """A field of the guide asks for a profile field of the proposal, and for what that field holds."""
    if field.key not in QUESTIONS:
        raise field.error("key", f"“{field.key}” bukan kolom usulan. Periksa ejaannya.")
    kind = QUESTIONS[field.key][0].kind
    if field.type != kind:
        raise field.error("type", unknown(field.type, [kind]))


def _load_steps(load: ReferenceLoad, guide: FormGuide, steps: tuple[GuideTextStep, ...], *, frozen: bool) -> None:
    order = 0
    for step in steps:
        order += 1
        values = _texts(step) | {"min_words": step.min_words_total, "order": order, "parent": None}
        values["meaning"] = step.meaning
        parent = _keep_section(load, guide, step, values, frozen=frozen)
        for part in step.sections:
            order += 1
            _keep_section(load, guide, part, _part(part) | {"order": order, "parent": parent}, frozen=frozen)


def _texts(given: GuideTextStep | GuidePart) -> dict[str, Any]:
    return {"title": given.title, "purpose": given.purpose, "help": given.help, "help_school": given.help_school}


def _part(part: GuidePart) -> dict[str, Any]:
    return _texts(part) | {
        "sought": part.assessors_look_for,
        "example": part.example.as_json(),
        "known_as": list(part.known_as),
        "hints": HINTS.dump_python(part.hints, mode="json"),
        "min_words": part.min_words,
        "max_words": part.max_words,
        "required": part.required,
    }


def _keep_section(
    load: ReferenceLoad, guide: FormGuide, given: GuideTextStep | GuidePart, values: dict[str, Any], *, frozen: bool
) -> Section:
    match = {"guide": guide, "key": given.key}
    columns = {"sought": "assessors_look_for"}
    return keep(load, given, Section, match=match, values=values, columns=columns, frozen=frozen)


def _load_kinds(load: ReferenceLoad, guide: FormGuide, kinds: tuple[GuideFileKind, ...], *, frozen: bool) -> None:
    for order, kind in enumerate(kinds, start=1):
        values = {
            "label": kind.label,
            "help": kind.help,
            "help_school": kind.help_school,
            "required": AttachmentKind.Required.ALWAYS if kind.required else AttachmentKind.Required.NEVER,
            "required_when": CONDITION.dump_python(kind.required_when, mode="json"),
            "or_approval": kind.or_approval,
            "max_mb": kind.max_mb,
            "types": list(kind.types),
            "multiple": kind.multiple,
            "order": order,
        }
        keep(load, kind, AttachmentKind, match={"guide": guide, "key": kind.key}, values=values, frozen=frozen)
