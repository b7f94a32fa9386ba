"""The yearly form guide as a file: checking and storing its profile fields, writing steps and kinds of files."""

from typing import Any, Final

from django.utils import timezone

from foundation.fixtures.reading import (
    Record,  # fmt: skip
    check_keys,  # fmt: skip
    day,  # fmt: skip
    flag,  # fmt: skip
    one_of,  # fmt: skip
    plain,  # fmt: skip
    section,  # fmt: skip
    sections,  # fmt: skip
    text,  # fmt: skip
    unique,  # fmt: skip
    whole,  # fmt: skip
    whole_or_none,  # fmt: skip
)
from foundation.fixtures.storing import ReferenceLoad, keep
from proposals.core.periods import AttachmentKind, FormGuide, Period, Section
from proposals.core.profile import QUESTIONS

FILE_TYPES: Final = ("pdf", "jpg", "png")
HELPED: Final = ("key", "title", "purpose", "help", "help_school")


def load_guide(load: ReferenceLoad, content: Record) -> FormGuide:
    """Loads the content of one form_guide_*.yaml: profile fields, writing steps with their parts, kinds of files.

    A guide that a closed period uses is frozen, so old years keep their form. Raises FixtureError at the first fault.
    """
    check_keys(content, ("form_guide", "profile", "steps", "attachments", "attachment_kinds"))
    head, profile, attachments = (section(content, key) for key in ("form_guide", "profile", "attachments"))
    check_keys(head, ("key", "year", "name"))
    check_keys(attachments, ("key", "title", "purpose"), ("help", "help_school"))
    _check_profile(profile)
    year = whole(head, "year", least=2020)
    frozen = Period.objects.filter(guide__year=year, closes_at__lt=timezone.now()).exists()
    guide = keep(
        load,
        head,
        FormGuide,
        match={"year": year},
        values={"name": text(head, "name"), "profile": plain(profile | {"attachments": attachments})},
        frozen=frozen,
    )
    _load_steps(load, guide, sections(content, "steps"), frozen=frozen)
    _load_kinds(load, guide, sections(content, "attachment_kinds"), frozen=frozen)
    return guide


def _check_profile(profile: Record) -> None:
    check_keys(profile, ("key", "title", "purpose", "groups", "fields"))
    groups = sections(profile, "groups")
    unique(groups, "key")
    for group in groups:
        check_keys(group, ("key", "title", "purpose"))
    fields = sections(profile, "fields")
    unique(fields, "key")
    known = {field["key"]: field for field in fields if "key" in field}
    for field in fields:
        check_keys(
            field,
            ("key", "group", "label", "type", "required", "help"),
            ("max_length", "choices", "help_school", "required_when"),
        )
        one_of(field, "group", [group["key"] for group in groups])
        flag(field, "required")
        _check_column(field)
        _check_choices(field)
        if "required_when" in field:
            _check_condition(section(field, "required_when"), known)


def _check_column(field: Record) -> None:
    """A field of the guide asks for a profile field of the proposal, and for what that field holds."""
    key = text(field, "key")
    if key not in QUESTIONS:
        raise field.error("key", f"“{key}” bukan kolom usulan. Periksa ejaannya.")
    one_of(field, "type", [QUESTIONS[key][0].kind])


def _check_choices(field: Record) -> None:
    if field["type"] != "choice":
        return
    choices = sections(field, "choices")
    unique(choices, "key")
    for choice in choices:
        check_keys(choice, ("key", "label"), ("help",))
        text(choice, "key")


def _check_condition(condition: Record, known: dict[str, Record]) -> None:
    """`required_when`: other fields of the guide, each with a list of its choices or `{before: date}`."""
    for other, rule in condition.items():
        if other not in known:
            raise condition.error(other, f"kolom “{other}” tidak ada dalam panduan ini.")
        if isinstance(rule, Record):
            check_keys(rule, ("before",))
            day(rule, "before")
            continue
        choices = [choice.get("key") for choice in known[other].get("choices", [])]
        if not isinstance(rule, list) or not set(rule) <= set(choices):
            raise condition.error(other, f"pilihan harus termasuk: {', '.join(map(str, choices))}.")


def _load_steps(load: ReferenceLoad, guide: FormGuide, steps: list[Record], *, frozen: bool) -> None:
    unique([*steps, *(part for step in steps for part in sections(step, "sections"))], "key")
    order = 0
    for step in steps:
        check_keys(step, (*HELPED, "min_words_total", "sections"))
        order += 1
        values = _texts(step) | {"min_words": whole(step, "min_words_total"), "order": order, "parent": None}
        parent = _keep_section(load, guide, step, values, frozen=frozen)
        for part in step["sections"]:
            check_keys(part, (*HELPED, "assessors_look_for", "example", "min_words", "max_words", "required"))
            order += 1
            _keep_section(load, guide, part, _part(part) | {"order": order, "parent": parent}, frozen=frozen)


def _texts(record: Record) -> dict[str, Any]:
    return {name: text(record, name, needed=name == "title") for name in HELPED if name != "key"}


def _part(part: Record) -> dict[str, Any]:
    least, most = whole(part, "min_words"), whole_or_none(part, "max_words", least=1)
    if most is not None and most < least:
        raise part.error("max_words", f"batas {most} kata lebih kecil daripada paling sedikit {least} kata.")
    return _texts(part) | {
        "sought": text(part, "assessors_look_for", needed=False),
        "example": plain(section(part, "example")),
        "min_words": least,
        "max_words": most,
        "required": flag(part, "required"),
    }


def _keep_section(
    load: ReferenceLoad, guide: FormGuide, record: Record, values: dict[str, Any], *, frozen: bool
) -> Section:
    match = {"guide": guide, "key": text(record, "key")}
    columns = {"sought": "assessors_look_for"}
    return keep(load, record, Section, match=match, values=values, columns=columns, frozen=frozen)


def _load_kinds(load: ReferenceLoad, guide: FormGuide, kinds: list[Record], *, frozen: bool) -> None:
    unique(kinds, "key")
    for order, kind in enumerate(kinds, start=1):
        check_keys(kind, ("key", "label", "help", "help_school", "required", "max_mb", "types", "multiple"))
        types = kind["types"]
        if not isinstance(types, list) or not types or not set(types) <= set(FILE_TYPES):
            raise kind.error("types", f"jenis berkas harus termasuk: {', '.join(FILE_TYPES)}.")
        required = AttachmentKind.Required.ALWAYS if flag(kind, "required") else AttachmentKind.Required.NEVER
        values = {
            "label": text(kind, "label"),
            "help": text(kind, "help", needed=False),
            "help_school": text(kind, "help_school", needed=False),
            "required": required,
            "max_mb": whole(kind, "max_mb", least=1),
            "types": list(types),
            "multiple": flag(kind, "multiple"),
            "order": order,
        }
        match = {"guide": guide, "key": text(kind, "key")}
        keep(load, kind, AttachmentKind, match=match, values=values, frozen=frozen)
