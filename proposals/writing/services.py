"""Writes on drafts: starting one, and saving its texts and profile field by field without overwriting anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core import workflow
from proposals.core.approval.models import HeadAnswer
from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN
from proposals.core.locking import WritingClosed, check_open, lock, lock_writable, touch
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import PRIVATE, Role
from proposals.evidence.services import discard
from proposals.text.shown import SectionShown
from proposals.writing.drafting import NewDraft, NewText, begin, write_texts
from proposals.writing.merging import MergeOutcome, plain, settle
from proposals.writing.suggesting import suggestions


class Inconsistent(workflow.WorkflowError):
    """What was typed and what somebody else stored meanwhile do not fit together; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Written:
    """One section as typed, with the version it was based on and the mark of its text, where a page carries that."""

    section: Section
    text: str
    version: int
    mark: str = ""

    @property
    def shown(self) -> SectionShown:
        """What the page showed of this section."""
        return SectionShown(self.version, self.mark)


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving sections: stored, refused because somebody else saved in between, and unchanged ones.

    `theirs` are those which only somebody else changed: they stay as they are.
    """

    saved: list[SectionText] = field(default_factory=list)
    stale: list[SectionText] = field(default_factory=list)
    same: list[SectionText] = field(default_factory=list)
    theirs: list[SectionText] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """The outcome of saving profile fields: what the database now holds for stored fields, for refused ones, and for
    those which only somebody else changed.
    """

    proposal: Proposal
    saved: dict[str, str]
    stale: dict[str, str]
    theirs: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def create(period: Period, *, by: User, title: str) -> Proposal:
    """A new draft of the person's agency, with what the guide suggests to it.

    Raises WritingClosed without an agency or outside the period.
    """
    if by.agency is None:
        raise WritingClosed("Akun Anda belum terhubung dengan instansi. Hubungi koordinator Bapperida.")
    check_open(period, by.agency)
    known = suggestions(period.guide, by.agency) | {"title": title}
    return begin([NewDraft(Proposal(period=period, agency=by.agency, created_by=by, **known))])[0]


@transaction.atomic
def save_texts(proposal: Proposal, written: list[Written], *, by: User) -> Saved:
    """Saves what changed. A section based on an older version is refused; the others of the same save are kept.

    One that reads as it was shown was not changed by this writer, and stays as somebody else may have written it since.

    Of `proposal` only the key is read. Raises WritingClosed when the proposal may not be changed now.
    """
    return store_texts(lock_writable(proposal.pk, by), written, by=by)


def store_texts(current: Proposal, written: list[Written], *, by: User) -> Saved:
    """`save_texts` of a proposal that `lock_writable` gave, a part of the caller's transaction."""
    asked = [item.section.pk for item in written]
    stored = {text.section_id: text for text in current.texts.filter(section__in=asked).defer("search")}
    outcome, new = Saved(), []
    for item in written:
        clean = as_typed(item.text)
        before = stored.get(item.section.pk)
        if before:
            before.section = item.section
        if (before.text if before else "") == clean:
            outcome.same.extend([before] if before else [])
        elif before and before.version != item.version:
            (outcome.theirs if item.shown.is_untouched(clean) else outcome.stale).append(before)
        else:
            new.append(NewText(current, item.section, clean, by, before))
    if new:
        outcome.saved.extend(write_texts(new))
        touch(current)
    return outcome


def stored_value(proposal: Proposal, name: str) -> str:
    """One profile field as the database holds it, in the plain form of `merging.plain`."""
    return plain(BY_COLUMN[name].stored_of(proposal))


def save_profile(
    proposal: Proposal, changes: Mapping[str, Any], *, by: User, bases: Mapping[str, str] | None = None
) -> SavedProfile:
    """Stores the profile fields in `changes`, by column, field by field.

    `bases` says how each field read when it was shown to the writer (`merging.plain`). A field that somebody else
    changed since then is refused unless both wrote the same; the others of the same save are kept. Without `bases`
    everything in `changes` is stored. Raises WritingClosed as always, Inconsistent when the outcome breaks a rule
    between fields, such as two dates in the wrong order.
    """
    try:
        with transaction.atomic():
            return _save_profile(proposal, changes, by, bases)
    except IntegrityError as problem:
        raise Inconsistent(
            f"{broken_rule(problem)} Muat ulang halaman ini untuk melihat isian yang kini tersimpan."
        ) from problem


def broken_rule(problem: IntegrityError) -> str:
    """The sentence of the rule between fields that the database found broken; raises `problem` when it is another."""
    name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
    for rule in Proposal._meta.constraints:
        if rule.name == name:
            return str(rule.violation_error_message)
    raise problem


def _save_profile(
    proposal: Proposal, changes: Mapping[str, Any], by: User, bases: Mapping[str, str] | None
) -> SavedProfile:
    current = lock_writable(proposal.pk, by)
    outcome = SavedProfile(current, {}, {})
    for name, value in changes.items():
        stored, typed = stored_value(current, name), plain(value)
        verdict = settle(base=stored if bases is None else bases.get(name, stored), typed=typed, stored=stored)
        if verdict is MergeOutcome.CLASH:
            outcome.stale[name] = stored
        elif verdict is MergeOutcome.STORE:
            outcome.saved[name] = typed
        elif typed != stored:
            outcome.theirs[name] = stored
    _write(current, {name: changes[name] for name in outcome.saved})
    return outcome


def _write(proposal: Proposal, changes: dict[str, Any]) -> None:
    if not changes:
        return
    columns = {name: value for name, value in changes.items() if not BY_COLUMN[name].is_many}
    for name, value in columns.items():
        setattr(proposal, name, value)
    proposal.version += 1
    proposal.updated_at = timezone.now()
    proposal.save(update_fields=[*columns, "version", "updated_at"])
    for name in changes.keys() - columns.keys():
        getattr(proposal, name).set(changes[name])


@transaction.atomic
def delete_draft(proposal: Proposal, *, by: User) -> None:
    """Deletes an own draft that was never submitted, with its texts and files. Raises WritingClosed otherwise."""
    current = lock(proposal)
    if Role.PROPOSER not in Proposal.objects.roles_of(by, current) or current.status not in PRIVATE or current.number:
        raise WritingClosed("Hanya draf yang belum pernah diajukan yang dapat dihapus. Tarik usulan ini bila perlu.")
    if HeadAnswer.objects.filter(proposal=current).exists():
        raise WritingClosed("Kepala sudah menjawab usulan ini, dan jawabannya disimpan. Biarkan draf ini tersimpan.")
    for attachment in Attachment.with_removed.filter(proposal=current):
        discard(attachment)
    current.delete()
