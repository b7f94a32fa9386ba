"""Writes on proposals. Every function is one transaction and refuses with a sentence the user may read."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.city import city
from agencies.models import Agency, User
from proposals import notifications, workflow
from proposals.cleaning import clean_text
from proposals.filecheck import Verdict
from proposals.models import Attachment, AttachmentKind, Event, Period, Proposal, Revision, Section, SectionText
from proposals.numbering import format_number
from proposals.readiness import shortfalls
from proposals.revisions import content_hash, content_of
from proposals.words import count_words
from proposals.workflow import Action, NotAvailable, NotReady, OutOfDate, Role, Status, Step


class WritingClosed(workflow.WorkflowError):
    """The period, the status or the person does not allow writing now."""


@dataclass(frozen=True, slots=True)
class Written:
    """One section as typed, with the version it was based on."""

    section: Section
    text: str
    version: int


def check_writable(proposal: Proposal, by: User) -> None:
    """Raises WritingClosed unless this person may change this proposal now."""
    if Role.PROPOSER not in Proposal.objects.roles_of(by, proposal):
        raise WritingClosed("Hanya operator instansi pengusul yang dapat mengubah usulan ini.")
    if not proposal.is_editable:
        raise WritingClosed(
            f"Usulan berstatus “{proposal.get_status_display()}” tidak dapat diubah. "
            "Tarik usulan, atau tunggu permintaan perbaikan dari Bapperida."
        )
    _check_open(proposal.period, proposal.agency)


def _check_open(period: Period, agency: Agency) -> None:
    if not period.is_open_for(agency):
        moment = timezone.localtime(period.closing_for(agency))
        when = f"dibuka {timezone.localtime(period.opens_at):%d/%m/%Y pukul %H.%M} WIB"
        if timezone.now() > period.closes_at:
            when = f"ditutup {moment:%d/%m/%Y pukul %H.%M} WIB"
        raise WritingClosed(
            f"{period.name} {when}. Bila instansi Anda memerlukan waktu tambahan, hubungi koordinator Bapperida."
        )


@transaction.atomic
def create(period: Period, *, by: User, title: str) -> Proposal:
    """A new draft of the person's agency. Raises WritingClosed without an agency or outside the period."""
    if by.agency is None:
        raise WritingClosed("Akun Anda belum terhubung dengan instansi. Hubungi koordinator Bapperida.")
    _check_open(period, by.agency)
    return Proposal.objects.create(period=period, agency=by.agency, created_by=by, title=title)


def lock(proposal: Proposal) -> Proposal:
    """The proposal as it stands now, locked until the end of the transaction."""
    return (
        Proposal.objects.select_for_update(of=("self",)).select_related("period__guide", "agency").get(pk=proposal.pk)
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving sections: those stored, and those refused because somebody else saved in between."""

    saved: list[SectionText]
    stale: list[SectionText]


@transaction.atomic
def save_texts(proposal: Proposal, written: list[Written], *, by: User) -> Saved:
    """Saves what changed. A section based on an older version is refused; the others of the same save are kept.

    Raises WritingClosed when the proposal may not be changed now.
    """
    current = lock(proposal)
    check_writable(current, by)
    stored = {text.section_id: text for text in current.texts.select_related("section")}
    outcome = Saved([], [])
    for item in written:
        clean = clean_text(item.text)
        before = stored.get(item.section.pk)
        if (before.text if before else "") == clean:
            continue
        if (before.version if before else 0) != item.version and before:
            outcome.stale.append(before)
        else:
            outcome.saved.append(_store(current, item.section, clean, before, by))
    if outcome.saved:
        touch(current)
    return outcome


def _store(proposal: Proposal, section: Section, text: str, before: SectionText | None, by: User) -> SectionText:
    row = before or SectionText(proposal=proposal, section=section, version=0)
    row.text, row.words, row.updated_by, row.updated_at = text, count_words(text), by, timezone.now()
    row.version += 1
    row.save()
    return row


def touch(proposal: Proposal) -> None:
    """Notes that the content changed, so that other open pages notice."""
    Proposal.objects.filter(pk=proposal.pk).update(version=F("version") + 1, updated_at=timezone.now())


@transaction.atomic
def save_profile(proposal: Proposal, changes: dict[str, Any], *, by: User, version: int) -> Proposal:
    """Stores the profile fields in `changes` (crossing affairs included) and returns the fresh proposal.

    Raises OutOfDate when somebody else changed the proposal's profile since `version`, WritingClosed as always.
    """
    current = lock(proposal)
    check_writable(current, by)
    if current.version != version:
        raise OutOfDate("Usulan ini baru saja diubah orang lain. Periksa isian di bawah, lalu simpan lagi.")
    crossing = changes.pop("crossing_affairs", None)
    for name, value in changes.items():
        setattr(current, name, value)
    current.version += 1
    current.updated_at = timezone.now()
    current.save(update_fields=[*changes, "version", "updated_at"])
    if crossing is not None:
        current.crossing_affairs.set(crossing)
    return current


@transaction.atomic
def attach(proposal: Proposal, kind: AttachmentKind, verdict: Verdict, *, by: User) -> Attachment:
    """Stores a file that was judged good. A kind that allows one file replaces it. The same file twice stays one."""
    current = lock(proposal)
    check_writable(current, by)
    known = current.attachments.filter(kind=kind, sha256=verdict.sha256).first()
    if known:
        return known
    if not kind.multiple:
        for old in current.attachments.filter(kind=kind):
            _remove(old)
    attachment = Attachment(
        proposal=current,
        kind=kind,
        name=verdict.safe_name,
        size=len(verdict.data),
        content_type=verdict.content_type,
        sha256=verdict.sha256,
        uploaded_by=by,
    )
    attachment.file.save(verdict.safe_name, ContentFile(verdict.data), save=True)
    touch(current)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Removes a file from a proposal that may be changed; its bytes go when the transaction is through."""
    current = lock(attachment.proposal)
    check_writable(current, by)
    _remove(attachment)
    touch(current)


def _remove(attachment: Attachment) -> None:
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def delete_draft(proposal: Proposal, *, by: User) -> None:
    """Deletes an own draft that was never submitted, with its texts and files. Raises WritingClosed otherwise."""
    current = lock(proposal)
    if Role.PROPOSER not in Proposal.objects.roles_of(by, current) or current.status != Status.DRAFT or current.number:
        raise WritingClosed("Hanya draf yang belum pernah diajukan yang dapat dihapus. Tarik usulan ini bila perlu.")
    for attachment in current.attachments.all():
        _remove(attachment)
    current.delete()


@transaction.atomic
def perform(action: str, proposal: Proposal, *, by: User, note: str = "") -> Event:
    """Carries out one move of the workflow: asks the table, moves if nobody was faster, records, tells.

    Raises NotAvailable, NoteMissing, NotReady, WritingClosed or OutOfDate; nothing is changed then.
    """
    note = clean_text(note).strip()
    current = lock(proposal)
    step = workflow.find(action, proposal.status, Proposal.objects.roles_of(by, current), note)
    changes = _changes(step, current, note)
    moved = Proposal.objects.filter(pk=proposal.pk, status=step.source, review_round=proposal.review_round).update(
        status=step.target, **changes
    )
    if not moved:
        raise OutOfDate("Usulan ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi.")
    if step.action is Action.SUBMIT:
        freeze(current, by=by)
    event = record(step, current, by=by, note=note)
    current.refresh_from_db()
    notifications.moved(event, current)
    return event


def _changes(step: Step, proposal: Proposal, note: str) -> dict[str, Any]:
    """What moves along with the status for this step; refuses what the step additionally needs."""
    now = timezone.now()
    changes: dict[str, Any] = {"status_since": now, "updated_at": now}
    if step.action is Action.SUBMIT:
        changes |= _submission(proposal)
    elif step.action is Action.REVIVE:
        _check_open(proposal.period, proposal.agency)
    elif step.action is Action.ADVANCE:
        if not proposal.period.review_stages.filter(order=proposal.review_round + 1).exists():
            raise NotAvailable("Usulan ini sudah berada di tahap penilaian terakhir. Lanjutkan dengan keputusan.")
        changes["review_round"] = F("review_round") + 1
    elif step.action is Action.ESTABLISH:
        changes["decree_number"] = note
    return changes


def _submission(proposal: Proposal) -> dict[str, Any]:
    _check_open(proposal.period, proposal.agency)
    missing = shortfalls(proposal)
    if missing:
        raise NotReady(missing)
    changes: dict[str, Any] = {"review_round": 1}
    if not proposal.number:
        changes["number"] = next_number(proposal.period)
    if not proposal.submitted_at:
        changes["submitted_at"] = timezone.now()
    return changes


def next_number(period: Period) -> str:
    """The next number of the period; numbers are given out in order and never twice, because the row is locked."""
    locked = Period.objects.select_for_update().get(pk=period.pk)
    locked.last_sequence += 1
    locked.save(update_fields=["last_sequence"])
    return format_number(city()["city"]["number_prefix"], locked.year, locked.last_sequence)


def freeze(proposal: Proposal, *, by: User) -> Revision:
    """The revision of this submission; content equal to the newest revision makes no new one."""
    content = content_of(proposal)
    digest = content_hash(content)
    newest = proposal.revisions.first()
    if newest and newest.sha256 == digest:
        return newest
    return Revision.objects.create(
        proposal=proposal,
        number=newest.number + 1 if newest else 1,
        content=content,
        sha256=digest,
        created_by=by,
    )


def record(step: Step, proposal: Proposal, *, by: User | None, note: str) -> Event:
    """One row per move in the history that nobody can change."""
    return Event.objects.create(
        proposal=proposal, action=step.action, source=step.source, target=step.target, actor=by, note=note
    )
