"""What a remark from the desk can be about, as choices: each text, each answer of the profile, each file, and all."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from proposals.core.attachments import Attachment
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import QUESTIONS
from proposals.core.history.places import WHOLE
from proposals.core.history.remarks import NewRemark

SECTION, COLUMN, FILE = "section", "column", "file"
NOWHERE: Final = ""
CHOSEN: Final = {True: mark_safe(" selected"), False: ""}
Group = tuple[str, list[tuple[str, str]]]


def choices(guide: FormGuide, steps: Sequence[Section], files: Sequence[Attachment]) -> list[Group]:
    """All places of one proposal as groups of (value, words)."""
    texts = [(f"{SECTION}:{part.key}", part.title) for step in steps for part, _ in step.written]
    answers = [(f"{COLUMN}:{QUESTIONS[key][0].column}", guide.heading(key)) for key in guide.fields]
    papers = [(f"{FILE}:{file.pk}", f"{file.kind.label}: {file.name}") for file in files]
    return [("Bagian", texts), ("Profil", answers), ("Berkas", papers), ("Lainnya", [(NOWHERE, WHOLE)])]


def kinds_of_place(guide: FormGuide) -> list[Group]:
    """The same of every proposal by this guide, for the checklist: of a file its kind. Two queries."""
    parts = guide.sections.exclude(parent=None).order_by("order").values_list("key", "title")
    kinds = guide.attachment_kinds.values_list("key", "label")
    answers = [(f"{COLUMN}:{QUESTIONS[key][0].column}", guide.heading(key)) for key in guide.fields]
    return [
        ("Bagian", [(f"{SECTION}:{key}", title) for key, title in parts]),
        ("Profil", answers),
        ("Berkas", [(f"{FILE}:{key}", label) for key, label in kinds]),
        ("Lainnya", [(NOWHERE, WHOLE)]),
    ]


def as_options(groups: Sequence[Group]) -> SafeString:
    """The places as the options of a box; the whole proposal is chosen first."""
    drawn = (
        (name, format_html_join("", '<option value="{}"{}>{}</option>', ((v, CHOSEN[v == NOWHERE], w) for v, w in one)))
        for name, one in groups
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', drawn)


def settled(place: str, files: Sequence[Attachment]) -> str:
    """The place of a question of the checklist on one proposal: of a kind of evidence its first file, if it has one."""
    kind, _, key = place.partition(":")
    if kind != FILE:
        return place
    return next((f"{FILE}:{file.pk}" for file in files if file.kind.key == key), NOWHERE)


def words_of(groups: Sequence[Group]) -> Mapping[str, str]:
    """How each place is called, by its value."""
    return {value: words for _, options in groups for value, words in options}


def remark(place: str, text: str, page: int | None = None) -> NewRemark:
    """A remark on a place that `choices` or `settled` gave."""
    kind, _, key = place.partition(":")
    if kind == SECTION:
        return NewRemark(text, section=key)
    if kind == COLUMN:
        return NewRemark(text, column=key)
    return NewRemark(text, file=int(key), page=page) if kind == FILE else NewRemark(text)
