"""Storing the proposals of one demo year: drafts first, then the moves in waves that the database's triggers allow."""

import datetime
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agencies.core.models import User
from foundation.city import city
from inovasi.demo.courses import Course, PlannedMove
from inovasi.demo.files import LetterMaker, put
from inovasi.demo.guard import MARK
from inovasi.demo.ideas import Idea
from inovasi.demo.people import Cast
from inovasi.demo.profiles import make_profile
from inovasi.demo.writing import write_section
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal, SectionText
from proposals.core.numbering import format_number
from proposals.core.periods import Affair, AttachmentKind, Period, Section
from proposals.core.record import Event, Revision
from proposals.core.revisions import content_hash, content_of
from proposals.core.workflow import Action, Role, Status
from proposals.text.words import count_words

BATCH: Final = 250
MOVED: Final = ("status", "status_since", "updated_at", "number", "submitted_at", "review_round", "decree_number")
WRITING_TIME: Final = datetime.timedelta(minutes=40)
UNFINISHED: Final = 0.5  # how much of a never submitted draft is written
OPTIONAL_FILE: Final = 0.07  # chance of each kind of file that is not required


@dataclass(slots=True)
class DemoEntry:
    """One proposal of the demo with what it was made from."""

    idea: Idea
    course: Course
    operator: User
    proposal: Proposal
    texts: list[SectionText] = field(default_factory=list)
    replaced: dict[str, Attachment] = field(default_factory=dict)  # SHA-256 of a file → the one it took the place of

    @property
    def moves(self) -> list[PlannedMove]:
        return self.course.moves

    @property
    def submissions(self) -> list[datetime.datetime]:
        """When it was sent."""
        return [move.at for move in self.moves if move.step.action is Action.SUBMIT]


@dataclass(frozen=True, slots=True)
class DemoKit:
    """What writing needs: the year, its form, its people, the words, the letter and the source of chance."""

    rng: random.Random
    period: Period
    cast: Cast
    words: dict[str, Any]
    letters: LetterMaker


def store_entries(desk: DemoKit, pairs: Iterable[tuple[Idea, Course]]) -> list[DemoEntry]:
    """Stores proposals with texts, files, moves, events and revisions; returns them in the order they were begun."""
    entries = sorted((_entry(desk, idea, course) for idea, course in pairs), key=lambda entry: entry.course.begun_at)
    Proposal.objects.bulk_create(entry.proposal for entry in entries)
    _store_affairs(desk, entries)
    _store_texts(desk, entries)
    _store_files(desk, entries)
    _number(desk.period, entries)
    _move(entries)
    _store_events(desk, entries)
    _store_revisions(entries)
    return entries


def _entry(desk: DemoKit, idea: Idea, course: Course) -> DemoEntry:
    operator = desk.cast.operators[idea.agency.pk]
    profile = make_profile(desk.rng, idea, desk.period)
    proposal = Proposal(
        period=desk.period,
        agency=idea.agency,
        created_by=operator,
        created_at=course.begun_at,
        updated_at=course.begun_at,
        status_since=course.begun_at,
        **profile,
    )
    return DemoEntry(idea, course, operator, proposal)


def _store_affairs(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """A fifth of the proposals touch one more affair."""
    affairs = list(Affair.objects.filter(selectable=True, crossing_only=False))
    ties = Proposal.crossing_affairs.through
    ties.objects.bulk_create(
        ties(proposal_id=entry.proposal.pk, affair_id=affair.pk)
        for entry in entries
        if desk.rng.random() < 0.2 and (affair := desk.rng.choice(affairs)) != entry.idea.affair
    )


def _store_texts(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    parts = list(Section.objects.filter(guide=desk.period.guide, parent__isnull=False).order_by("order"))
    for entry in entries:
        written = parts if entry.moves else [part for part in parts if desk.rng.random() < UNFINISHED]
        entry.texts = [_text(desk, entry, part) for part in written]
    SectionText.objects.bulk_create((text for entry in entries for text in entry.texts), batch_size=BATCH * 4)


def _text(desk: DemoKit, entry: DemoEntry, part: Section) -> SectionText:
    text = write_section(desk.rng, desk.words, part.key, entry.idea)
    return SectionText(
        proposal=entry.proposal,
        section=part,
        text=text,
        words=count_words(text),
        updated_by=entry.operator,
        updated_at=_written_at(entry),
    )


def _written_at(entry: DemoEntry) -> datetime.datetime:
    """Shortly before the last submission; a draft was written when it was begun."""
    return entry.submissions[-1] - WRITING_TIME if entry.submissions else entry.course.begun_at


def _store_files(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """Every file the guide requires, and some of the others that may be a PDF; a repair replaced the required ones."""
    kinds = list(AttachmentKind.objects.filter(guide=desk.period.guide, types__contains=["pdf"]).order_by("order"))
    always = AttachmentKind.Required.ALWAYS
    attachments = []
    for entry in entries:
        for kind in kinds:
            if entry.moves and (kind.required == always or desk.rng.random() < OPTIONAL_FILE):
                attachments.append(_file(desk, entry, kind, "contoh", _written_at(entry)))
                if kind.required == always and len(entry.submissions) > 1:
                    first = _file(desk, entry, kind, "contoh-awal", entry.submissions[0] - WRITING_TIME)
                    first.removed_at = _written_at(entry)
                    entry.replaced[attachments[-1].sha256] = first
        attachments += entry.replaced.values()
    Attachment.objects.bulk_create(attachments, batch_size=BATCH)


def _file(desk: DemoKit, entry: DemoEntry, kind: AttachmentKind, version: str, at: datetime.datetime) -> Attachment:
    attachment = Attachment(
        proposal=entry.proposal,
        kind=kind,
        name=f"{kind.key.replace('_', '-')}-{version}.pdf",
        uploaded_by=entry.operator,
        uploaded_at=at,
    )
    subject = f"{entry.idea.title}, {desk.period.year}, {version}"
    put(attachment, desk.letters.copy(f"{kind.label} {MARK}", subject))
    return attachment


def _number(period: Period, entries: Sequence[DemoEntry]) -> None:
    """Numbers are given out in the order of first submission."""
    sent = sorted((entry for entry in entries if entry.moves), key=lambda entry: entry.moves[0].at)
    prefix = city()["city"]["number_prefix"]
    for sequence, entry in enumerate(sent, start=1):
        entry.proposal.number = format_number(prefix, period.year, sequence)
        entry.proposal.submitted_at = entry.moves[0].at
    Period.objects.filter(pk=period.pk).update(last_sequence=len(sent))


def _move(entries: Sequence[DemoEntry]) -> None:
    """Carries out the first move of all, then the second, and so on: each wave holds legal arrows only."""
    for wave in range(max(len(entry.moves) for entry in entries)):
        moving = [entry for entry in entries if len(entry.moves) > wave]
        for entry in moving:
            _apply(entry.moves[wave], entry.proposal)
        Proposal.objects.bulk_update([entry.proposal for entry in moving], MOVED, batch_size=BATCH)


def _apply(move: PlannedMove, proposal: Proposal) -> None:
    proposal.status = move.step.target
    proposal.status_since = proposal.updated_at = move.at
    if move.step.action is Action.SUBMIT:
        proposal.review_round = 1
    elif move.step.action is Action.ADVANCE:
        proposal.review_round += 1
    elif move.step.target is Status.ESTABLISHED:
        proposal.decree_number = move.note


def _store_events(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    events = [
        Event(
            proposal=entry.proposal,
            action=move.step.action,
            source=move.step.source,
            target=move.step.target,
            actor=actor_of(desk.cast, entry, move),
            note=move.note,
            at=move.at,
        )
        for entry in entries
        for move in entry.moves
    ]
    Event.objects.bulk_create(sorted(events, key=lambda event: event.at), batch_size=BATCH * 4)


def actor_of(cast: Cast, entry: DemoEntry, move: PlannedMove) -> User:
    """Who made the move: the proposer's operator or the coordinator, as the workflow says."""
    return entry.operator if move.step.role is Role.PROPOSER else cast.coordinator


def _store_revisions(entries: Sequence[DemoEntry]) -> None:
    """One frozen copy per submission; before a repair, a text was a sentence and the letter another."""
    revisions = []
    for entry in entries:
        times = entry.submissions
        content = content_of(entry.proposal) if times else {}
        for number, at in enumerate(times, start=1):
            frozen = content if number == len(times) else _before_repair(content, entry.replaced)
            revisions.append(
                Revision(
                    proposal=entry.proposal,
                    number=number,
                    content=frozen,
                    sha256=content_hash(frozen),
                    created_by=entry.operator,
                    created_at=at,
                )
            )
    Revision.objects.bulk_create(sorted(revisions, key=lambda each: each.created_at), batch_size=BATCH)


def _before_repair(content: dict[str, Any], replaced: dict[str, Attachment]) -> dict[str, Any]:
    """The content as first sent: one of its texts was still a single sentence, and its required files were others."""
    last = max(content["texts"])
    text: str = content["texts"][last]
    texts = content["texts"] | {last: f"{text.partition('. ')[0]}. {MARK}"}
    files = [
        [key, replaced[digest].name, replaced[digest].sha256] if digest in replaced else [key, name, digest]
        for key, name, digest in content["files"]
    ]
    return content | {"texts": texts, "files": sorted(files)}
