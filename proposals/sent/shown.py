"""Which text of a proposal a reader is shown: its proposers what they write, everybody else what was last sent."""

from dataclasses import dataclass

from proposals.core import permissions as core_permissions
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal, SectionText
from proposals.core.periods import Affair, Section
from proposals.core.profile import PROFILE
from proposals.core.readiness import steps_of
from proposals.core.record import Revision
from proposals.core.revisions import profile_in
from proposals.core.workflow import HELD_BACK, Role
from proposals.evidence.frozen import Shelf, was_sent
from proposals.text.words import count_words


@dataclass(frozen=True, slots=True)
class Shown:
    """The words and files of a proposal for one reader; `is_sent` says that newer, unsent ones may exist."""

    proposal: Proposal
    steps: list[Section]
    attachments: list[Attachment]
    is_sent: bool

    @property
    def texts(self) -> list[SectionText]:
        """The texts that say something, in the order of the form."""
        return [text for step in self.steps for _, text in step.written if text and text.text]


def shown_to(roles: set[Role], proposal: Proposal) -> Shown:
    """What somebody in these roles reads; a sent version is unsaved and only for reading."""
    revision = _revision_for(roles, proposal)
    return _as_sent(proposal, revision) if revision else as_written(proposal)


def title_for(roles: set[Role], proposal: Proposal) -> str:
    """The name of the innovation as somebody in these roles reads it."""
    return proposal.title if Role.PROPOSER in roles else proposal.sent_title


def may_open(attachment: Attachment, roles: set[Role], proposal: Proposal) -> bool:
    """Whether a file of a proposal they may read opens for these roles: judged clean, and sent unless they write it."""
    if not core_permissions.may_open_file(attachment.scan, roles):
        return False
    return _revision_for(roles, proposal) is None or was_sent(attachment)


def as_written(proposal: Proposal) -> Shown:
    """The proposal as it is stored now."""
    return Shown(proposal, steps_of(proposal), list(proposal.attachments.select_related("kind")), is_sent=False)


def reads_sent(roles: set[Role], proposal: Proposal) -> bool:
    """Whether what is stored is held back from somebody in these roles."""
    return Role.PROPOSER not in roles and proposal.status in HELD_BACK


def _revision_for(roles: set[Role], proposal: Proposal) -> Revision | None:
    """The sent version these roles read instead of the stored one; None when they read what is stored."""
    return proposal.revisions.first() if reads_sent(roles, proposal) else None


def _as_sent(proposal: Proposal, revision: Revision) -> Shown:
    content = revision.content
    sent = Proposal.objects.select_related("period__guide", "agency__district").get(pk=proposal.pk)
    said = profile_in(content, {affair.key: affair for affair in Affair.objects.all()})
    # As if prefetched, so that whoever asks the proposal for rows of others is given the sent ones.
    sent._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # where Django keeps it
    for field in PROFILE:
        if field.is_many:
            rows = Affair.objects.filter(pk__in=[affair.pk for affair in said[field.column]])
            sent._prefetched_objects_cache[field.column] = rows  # type: ignore[attr-defined]  # where Django keeps it
        else:
            setattr(sent, field.column, said[field.column])
    written = content["texts"]
    texts = [
        SectionText(section=section, text=written[section.key], words=count_words(written[section.key]))
        for section in sent.period.guide.sections.filter(key__in=written)
    ]
    files = [file.stored for file in Shelf(sent, as_sent=True).files(content["files"]) if file.stored]
    return Shown(sent, steps_of(sent, texts), files, is_sent=True)
