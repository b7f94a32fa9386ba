"""What the coordinator remarked and the agency answered, with what changed at its place, as a reader may know it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import BY_COLUMN, in_words
from proposals.core.history.contents import content_of
from proposals.core.history.record import Revision
from proposals.core.history.remarks import Remark
from proposals.core.history.revisions import profile_in
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.sent.comparing import Change, captions_between, changes_between
from proposals.text.diffing import diff_words, has_changes
from proposals.text.rendering import render_diff

STANDS: Final = ("belum", "berubah", "dijawab", "ditanyakan lagi", "diterima")


def exchange_of(head: Proposal | SentProposal, revision: Revision | None = None) -> list[Remark]:
    """The remarks on a proposal in their order, each with its `changes` in the revision that it came back in.

    With a `revision` those that were there when it was sent, as they stood until the next one was. An answer that was
    not sent is its agency's alone. Three queries at most, one without remarks; one more
    with a `revision`, and one for each remark on all.
    """
    remarks = Remark.objects.told_of(head.pk, head.period.guide)
    if revision:
        remarks = list(_as_of(revision, remarks))
    is_own = isinstance(head, Proposal) and revision is None
    for remark in remarks:
        if remark.answered_in is None and not is_own:
            remark.answer, remark.answered_at = "", None
    back = {remark.answered_in.number for remark in remarks if remark.answered_in}
    numbers = back | {number - 1 for number in back}
    rows = Revision.objects.filter(proposal=head.pk, number__in=numbers)
    versions = {row.number: row for row in rows} if back else {}
    affairs = Affair.objects.in_bulk(field_name="key") if versions else {}
    for remark in remarks:
        remark.changes = []
        if remark.answered_in and remark.answered_in.number - 1 in versions:
            number = remark.answered_in.number
            old, new = versions[number - 1], versions[number]
            remark.changes = changes_at(remark, old, new, head.period.guide, affairs)
    return remarks


def _as_of(revision: Revision, remarks: Iterable[Remark]) -> Iterator[Remark]:
    """What had been remarked when it was sent, with what was said to it before the next revision."""
    later = Revision.objects.filter(proposal=revision.proposal_id, number__gt=revision.number).order_by("number")
    until = later.values_list("created_at", flat=True).first()
    for remark in remarks:
        if remark.created_at > revision.created_at:
            continue
        if remark.answered_in and remark.answered_in.number > revision.number:
            remark.answered_in, remark.changed = None, False
        if until and remark.settled_at and remark.settled_at >= until:
            remark.settled_at = None
        yield remark


def in_tally(remarks: Iterable[Remark]) -> str:
    """How the remarks stand, in words: "1 dijawab, 2 belum"; those decided on are counted apart."""
    told = [remark.decision or remark.state for remark in remarks]
    return ", ".join(f"{told.count(word)} {word}" for word in STANDS if word in told)


def changes_so_far(remark: Remark, proposal: Proposal) -> list[Change]:
    """What its agency has changed at the place of a remark since the proposal was sent last."""
    sent = Revision.objects.filter(proposal=proposal.pk).first()
    if sent is None:
        return []
    return changes_at(
        remark,
        sent,
        Revision(content=content_of(proposal)),
        proposal.period.guide,
        Affair.objects.in_bulk(field_name="key"),
    )


def changes_at(
    remark: Remark, old: Revision, new: Revision, guide: FormGuide, affairs: Mapping[str, Affair]
) -> list[Change]:
    """What differs from `old` to `new` where a remark points, words marked; a remark on all is about every place.

    `affairs` are those there are, by key. No query, one for a remark on all.
    """
    if remark.section:
        key = remark.section.key
        words = _change(remark, old.content["texts"].get(key, ""), new.content["texts"].get(key, ""))
        return words + captions_between(old.content, new.content, {key: remark.section.title})
    if remark.column:
        key = BY_COLUMN[remark.column].asked_as
        before, after = (in_words(key, profile_in(each.content, affairs), guide) for each in (old, new))
        return _change(remark, before, after)
    if remark.file:
        files = _files(remark, *([tuple(entry) for entry in each.content["files"]] for each in (old, new)))
        return files + captions_between(old.content, new.content, {}, remark.file.kind.key)
    return changes_between(old, new, guide, affairs)


def _change(remark: Remark, before: str, after: str) -> list[Change]:
    spans = diff_words(before, after)
    return [Change(remark.place, render_diff(spans))] if has_changes(spans) else []


def _files(remark: Remark, old: Iterable[tuple[str, ...]], new: Iterable[tuple[str, ...]]) -> list[Change]:
    """The files of the remark's kind that went and that came."""
    kind = remark.file.kind.key if remark.file else ""
    before, after = ({entry for entry in entries if entry[0] == kind} for entries in (old, new))
    marks: list[tuple[SafeString]] = [(format_html("<del>{}</del>", name),) for _, name, _ in sorted(before - after)]
    marks += [(format_html("<ins>{}</ins>", name),) for _, name, _ in sorted(after - before)]
    return [Change(remark.place, format_html_join("\n", "<p>{}</p>", marks))] if marks else []
