"""What a remark is about: a text, an answer of the profile, a file or a page of it, or all; in words and as a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS, FieldKind
from proposals.core.guide.readiness import CHECK_STEP, FILES_STEP, PROFILE_STEP

if TYPE_CHECKING:
    from proposals.core.history.remarks import Remark

WHOLE: Final = "Seluruh usulan"
# What a revision keeps beside the words of the proposal.
ASIDE_OF_WORDS: Final = ("answers", "approval")
# Affairs are frozen beside the profile, by their key.
_ASIDE: Final = (FieldKind.AFFAIR, FieldKind.AFFAIRS)


@dataclass(frozen=True, slots=True)
class RemarkPlace:
    """Where a remark points: in words, and the page on which the agency mends it."""

    words: str
    url: str


def place_of(remark: "Remark", guide: FormGuide) -> RemarkPlace:
    """The place of a remark in the words of the proposal's guide; its section (with parent) and file are read."""
    return RemarkPlace(_words(remark, guide), _url(remark, guide))


def _words(remark: "Remark", guide: FormGuide) -> str:
    if remark.section:
        return remark.section.title
    if remark.column:
        return guide.heading(BY_COLUMN[remark.column].asked_as)
    if remark.file:
        page = f", halaman {remark.page}" if remark.page else ""
        return f"{remark.file.kind.label}{page}"
    return WHOLE


def _url(remark: "Remark", guide: FormGuide) -> str:
    step, group = screen_of(remark, guide)
    field = remark.section.key if remark.section else remark.column
    return (
        reverse("proposals:edit", args=[remark.proposal_id, step])
        + (f"?grup={group}" if group else "")
        + (f"#id_{field}" if field else "")
    )


def screen_of(remark: "Remark", guide: FormGuide) -> tuple[str, str]:
    """The step of writing, and the group of the profile, that shows what a remark is about; the check shows all."""
    if remark.section and remark.section.parent:
        return remark.section.parent.key, ""
    if remark.column:
        return PROFILE_STEP, guide.group_of(BY_COLUMN[remark.column].asked_as)
    return (FILES_STEP if remark.file else CHECK_STEP), ""


def reads_differently(remark: "Remark", before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether what a remark is about differs between two frozen contents.

    A text does also when other pictures stand below it, a file when those of its kind are others or are said to show
    something else, the whole proposal when anything but the answers is.
    """
    return bool(_said(remark, before) != _said(remark, after))


def _said(remark: "Remark", content: Mapping[str, Any]) -> object:
    if remark.section:
        shown = [entry for entry in content.get("pictures", ()) if entry[0] == remark.section.key]
        return content["texts"].get(remark.section.key, ""), shown
    if remark.column:
        columns = QUESTIONS[BY_COLUMN[remark.column].asked_as]
        return [(content if each.kind in _ASIDE else content["profile"]).get(each.column) for each in columns]
    if remark.file:
        key = remark.file.kind.key
        shown = [entry for entry in content.get("pictures", ()) if entry[1] == key]
        return [entry for entry in content["files"] if entry[0] == key], shown
    return {key: value for key, value in content.items() if key not in ASIDE_OF_WORDS}
