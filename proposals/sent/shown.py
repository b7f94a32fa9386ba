"""Which text of a proposal a reader is shown: its proposers what they write, everybody else what was last sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from proposals.core import permissions as core_permissions
from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment
from proposals.core.guide.form import PartText
from proposals.core.guide.models import Section
from proposals.core.guide.profile import INDICATORS, PROFILE, ProfileAnswer, answers_in
from proposals.core.guide.readiness import steps_of, steps_with
from proposals.core.history.record import Revision
from proposals.core.history.revisions import profile_in
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import HELD_BACK, Role
from proposals.evidence.frozen import Shelf, was_sent
from proposals.evidence.pictures import placed_in, placed_now, put_below
from proposals.text.words import count_words

# What a reader was given of a proposal: the stored row if it is of their own agency, else what was sent of it.
Head: TypeAlias = Proposal | SentProposal


# What is read of a proposal that was never frozen.
NOTHING: Mapping[str, Any] = {"profile": {}, "texts": {}, "files": []}


@dataclass(frozen=True, slots=True)
class SentText:
    """One text as it was sent."""

    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The words and files of a proposal for one reader; only to be read.

    Attributes: `head` (number, agency, status, title), `said` (every answer of the profile by its column, as
    `ProfileField.of` gives it), `steps` (those of the form, with what is written), `attachments`, `is_held`: newer,
    unsent words may exist, which this reader does not see; and `revision`, where it is that one which was asked for.
    """

    head: Head
    said: Mapping[str, Any]
    steps: list[Section]
    attachments: list[Attachment]
    is_held: bool
    revision: Revision | None = None

    @property
    def profile(self) -> list[ProfileAnswer]:
        """The answers in the guide's words and order."""
        return answers_in(self.said, self.head.period.guide)

    @property
    def texts(self) -> list[str]:
        """The texts that say something, in the order of the form."""
        return [text.text for step in self.steps for _, text in step.written if text and text.text]


def shown(head: Head) -> Shown:
    """What the reader who was given this head reads."""
    return as_written(head) if isinstance(head, Proposal) else as_sent(head)


def as_written(proposal: Proposal) -> Shown:
    """What its own agency reads: the proposal as it is stored now."""
    return _as_stored(proposal, proposal)


def as_sent(proposal: SentProposal) -> Shown:
    """What everybody else reads: the newest revision while changes are held back, else what is stored."""
    if not is_held(proposal):
        stored = Proposal.objects.with_answers().get(pk=proposal.pk)
        return _as_stored(proposal, stored)
    content = Revision.objects.filter(proposal=proposal.pk).values_list("content", flat=True).first() or NOTHING
    return Shown(proposal, *_said_in(proposal, content), is_held=True)


def _as_stored(head: Head, stored: Proposal) -> Shown:
    files = _files(stored.pk)
    steps = put_below(steps_of(stored), files, placed_now(files))
    return Shown(head, _answers(stored), steps, files, is_held=False)


def as_revised(head: Head, revision: Revision) -> Shown:
    """What was sent as one of its revisions, for whoever was given this head."""
    return Shown(head, *_said_in(head, revision.content), is_held=is_held(head), revision=revision)


def _said_in(head: Head, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[Section], list[Attachment]]:
    affairs = Affair.objects.in_bulk(field_name="key")
    files = [file.stored for file in Shelf(head, as_sent=True).files(content["files"]) if file.stored]
    said = profile_in(content, affairs)
    steps = _steps_in(head, content["texts"], said[INDICATORS])
    return said, put_below(steps, files, placed_in(content.get("pictures", ()))), files


def files_for(proposal: SentProposal, roles: set[Role]) -> list[Attachment]:
    """The files of a proposal as somebody in these roles knows them: those sent, or those it has now for its agency."""
    return _files(proposal.pk) if Role.PROPOSER in roles else as_sent(proposal).attachments


def is_held(head: Head) -> bool:
    """Whether the reader who was given this head does not see what is stored."""
    return isinstance(head, SentProposal) and head.status in HELD_BACK


def may_open(attachment: Attachment, roles: set[Role], head: Head) -> bool:
    """Whether a file of a proposal they may read opens for these roles: judged clean, and sent unless they write it."""
    if not core_permissions.may_open_file(attachment.scan, roles):
        return False
    return not is_held(head) or was_sent(attachment)


def _answers(proposal: Proposal) -> dict[str, Any]:
    return {field.column: field.of(proposal) for field in PROFILE}


def _files(proposal: int) -> list[Attachment]:
    return list(Attachment.objects.filter(proposal=proposal).select_related("kind", "section"))


def _steps_in(proposal: Head, written: Mapping[str, str], table: str) -> list[Section]:
    """The steps of the form with the texts that a revision holds by the keys of their sections, and its table."""
    guide = proposal.period.guide
    keys = guide.sections.filter(key__in=written).values_list("pk", "key")
    texts: dict[int, PartText] = {pk: SentText(written[key], count_words(written[key])) for pk, key in keys}
    return steps_with(guide, texts, table)
