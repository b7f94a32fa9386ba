"""The files of frozen revisions: which stored file each entry means, and what changed between two revisions."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F

from proposals.core.attachments import Attachment
from proposals.core.history.record import Revision
from proposals.core.sent import AnyProposal
from proposals.core.workflow import HELD_BACK

Entries = Iterable[list[str]]
"""How a revision names its files: (key of the kind, name, SHA-256) each."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a revision names it; `stored` opens it, and is missing where its bytes were not kept.

    `is_gone` says that the proposal no longer has it.
    """

    kind: str
    name: str
    sha256: str
    stored: Attachment | None
    is_gone: bool


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that came (`after` only), went (`before` only), or took the place of another (both)."""

    before: SentFile | None
    after: SentFile | None

    @property
    def kind(self) -> str:
        """The kind both belong to."""
        either = self.after or self.before
        return either.kind if either else ""


def was_sent(attachment: Attachment) -> bool:
    """Whether a revision names this file; then it has to stay."""
    named = Revision.objects.filter(proposal=attachment.proposal_id)
    return named.filter(content__files__contains=[[attachment.kind.key, attachment.sha256]]).exists()


def sent_of_kinds(proposals: Collection[int], kinds: Collection[str]) -> dict[tuple[int, str], list[Attachment]]:
    """The files of these kinds that others find in these proposals, newest first; two queries.

    By (proposal, key of the kind). While changes are held back it is the newest revision that says which there are.
    """
    held = {"proposal__in": proposals, "proposal__status__in": HELD_BACK}
    newest = Revision.objects.filter(**held).order_by("proposal_id", "-number").distinct("proposal_id")
    entries = dict(newest.values_list("proposal_id", "content__files"))
    named = {(proposal, key, digest) for proposal, files in entries.items() for key, _, digest in files or []}
    stored = Attachment.with_removed.filter(proposal__in=proposals, kind__key__in=kinds).select_related("kind")
    found: dict[tuple[int, str], list[Attachment]] = {}
    for row in stored.order_by("-uploaded_at", "-pk"):
        place = (row.proposal_id, row.kind.key)
        if (*place, row.sha256) in named if row.proposal_id in entries else row.removed_at is None:
            found.setdefault(place, []).append(row)
    return found


def revisions_with_files(proposal: AnyProposal, *, as_sent: bool) -> list[tuple[Revision, list[SentFile]]]:
    """The revisions, newest first and without their content, each with its files; three queries, as sent four."""
    shelf = Shelf(proposal, as_sent=as_sent)
    rows = Revision.objects.filter(proposal=proposal.pk).defer("content").annotate(files=F("content__files"))
    return [(revision, shelf.files(revision.files or [])) for revision in rows]


class Shelf:
    """Everything ever sent of one proposal, to look up the files a revision names; two queries, as sent three.

    With `as_sent` the newest revision says which files the proposal has, not what lies in it now.
    """

    def __init__(self, proposal: AnyProposal, *, as_sent: bool) -> None:
        stored = Attachment.with_removed.filter(proposal=proposal.pk).select_related("kind")
        self._stored = {(row.kind.key, row.sha256): row for row in stored}
        self._present = {key for key, row in self._stored.items() if row.removed_at is None}
        if as_sent:
            newest = Revision.objects.filter(proposal=proposal.pk).values_list("content__files", flat=True).first()
            self._present = {(key, digest) for key, _, digest in newest or []}
        self._labels = dict(proposal.period.guide.attachment_kinds.values_list("key", "label"))

    def files(self, entries: Entries) -> list[SentFile]:
        """The files of one revision, kind by kind in the order of the form."""
        order = {key: place for place, key in enumerate(self._labels)}
        return [self._file(*entry) for entry in sorted(entries, key=lambda entry: (order.get(entry[0], -1), entry[1]))]

    def changes(self, old: Entries, new: Entries) -> list[FileChange]:
        """What came, went and was replaced, kind by kind.

        Of one kind, a file takes the place of the one with its name, or of the only one that went when it is the only
        one that came.
        """
        before, after = self.files(old), self.files(new)
        known, kept = ({(file.kind, file.sha256) for file in files} for files in (before, after))
        gone = [file for file in before if (file.kind, file.sha256) not in kept]
        come = [file for file in after if (file.kind, file.sha256) not in known]
        kinds = dict.fromkeys([*self._labels.values(), *(file.kind for file in [*gone, *come])])
        return [
            change
            for kind in kinds
            for change in _paired(
                [file for file in gone if file.kind == kind], [file for file in come if file.kind == kind]
            )
        ]

    def _file(self, key: str, name: str, digest: str) -> SentFile:
        is_gone = (key, digest) not in self._present
        return SentFile(self._labels.get(key, key), name, digest, self._stored.get((key, digest)), is_gone)


def _paired(gone: list[SentFile], come: list[SentFile]) -> Iterator[FileChange]:
    alone = len(gone) == len(come) == 1
    left = list(gone)
    for file in come:
        partner = next((other for other in left if alone or other.name == file.name), None)
        if partner:
            left.remove(partner)
        yield FileChange(partner, file)
    yield from (FileChange(file, None) for file in left)
