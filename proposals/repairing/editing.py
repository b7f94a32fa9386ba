"""What a remark is about as the agency mends it beside the remark: the text, the answer of the profile, or the file."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from agencies.core.requests import SignedInRequest
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS
from proposals.core.guide.readiness import PROFILE_STEP
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.text.shown import EditClash
from proposals.writing.filestep import file_rows, receive
from proposals.writing.saving import edited_profile, edited_texts


@dataclass(frozen=True, slots=True)
class Editor:
    """The place of a remark on a screen: a form with its autosave step, or a kind of files; neither for all.

    `answer` is what a file that was sent is answered with.
    """

    form: Any = None
    step: str = ""
    is_stored: bool = True
    clashes: list[EditClash] = field(default_factory=list)
    files: dict[str, Any] | None = None
    answer: HttpResponse | None = None


def editor_of(request: SignedInRequest, proposal: Proposal, remark: Remark) -> Editor:
    """The place as it stands, with what was sent stored as on the writing desk. Raises WritingClosed."""
    if remark.section and remark.section.parent:
        text = proposal.texts.filter(section=remark.section).first()
        edited = edited_texts(request, proposal, [(remark.section, text)])
        return Editor(edited.form, remark.section.parent.key, edited.is_stored, edited.clashes)
    asked = BY_COLUMN[remark.column].asked_as if remark.column else ""
    if asked in proposal.period.guide.fields:
        edited = edited_profile(request, proposal, tuple(each.column for each in QUESTIONS[asked]))
        return Editor(edited.form, PROFILE_STEP, edited.is_stored, edited.clashes)
    if remark.file is None:
        return Editor()
    refused, answer = receive(request, proposal) if "kind" in request.POST else ({}, None)
    rows = file_rows(request, proposal, refused)
    row = next((row for row in rows if row["kind"].pk == remark.file.kind_id), None)
    return Editor(files=row, answer=answer)
