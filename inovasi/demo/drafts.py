"""What a demo proposal is made of before it is sent: profile, texts and files, and what a repair changes in them."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from agencies.core.models import User
from inovasi.demo.courses import Course, PlannedMove
from inovasi.demo.files import LetterMaker, put
from inovasi.demo.guard import MARK
from inovasi.demo.ideas import Idea
from inovasi.demo.people import Cast
from inovasi.demo.profiles import make_profile
from inovasi.demo.writing import DemoWords, write_section
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal, SectionText
from proposals.core.periods import Affair, AttachmentKind, Period, Section
from proposals.core.workflow import Action
from proposals.text.words import count_words

BATCH: Final = 250
WRITING_TIME: Final = datetime.timedelta(minutes=40)
UNFINISHED: Final = 0.5  # how much of a never submitted draft is written
OPTIONAL_FILE: Final = 0.07  # chance of each kind of file that is not required


@dataclass(slots=True)
class Repair:
    """What a coordinator sends a proposal back for: one text that was a single sentence, and letters to replace."""

    text: SectionText
    whole: str
    letters: list[tuple[Attachment, Attachment]] = field(default_factory=list)


@dataclass(slots=True)
class DemoEntry:
    """One proposal of the demo with what it was made from."""

    idea: Idea
    course: Course
    operator: User
    proposal: Proposal
    texts: list[SectionText] = field(default_factory=list)
    repair: Repair | None = None

    @property
    def moves(self) -> list[PlannedMove]:
        return self.course.moves

    @property
    def submissions(self) -> list[datetime.datetime]:
        """When it was sent."""
        return [move.at for move in self.moves if move.step.action is Action.SUBMIT]

    @property
    def written_at(self) -> datetime.datetime:
        """Shortly before it was first sent; a draft was written when it was begun."""
        return self.submissions[0] - WRITING_TIME if self.submissions else self.course.begun_at

    @property
    def repaired_at(self) -> datetime.datetime:
        """Shortly before it was last sent."""
        return self.submissions[-1] - WRITING_TIME


@dataclass(frozen=True, slots=True)
class DemoKit:
    """What writing needs: the year, its form, its people, the words, the letter and the source of chance."""

    rng: random.Random
    period: Period
    cast: Cast
    words: DemoWords
    letters: LetterMaker


def store_drafts(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """Stores the proposals as they are before anybody sends them."""
    Proposal.objects.bulk_create(entry.proposal for entry in entries)
    _store_affairs(desk, entries)
    _store_texts(desk, entries)
    _store_files(desk, entries)


def draft_entry(desk: DemoKit, idea: Idea, course: Course) -> DemoEntry:
    """A proposal about this idea, not stored."""
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
    """The texts; of those that will be repaired, one is still a single sentence."""
    parts = list(Section.objects.filter(guide=desk.period.guide, parent__isnull=False).order_by("order"))
    for entry in entries:
        written = parts if entry.moves else [part for part in parts if desk.rng.random() < UNFINISHED]
        entry.texts = [_text(desk, entry, part) for part in written]
        if len(entry.submissions) > 1:
            last = max(entry.texts, key=lambda each: each.section.key)
            entry.repair = Repair(last, last.text)
            _rewrite(last, f"{last.text.partition('. ')[0]}. {MARK}")
    SectionText.objects.bulk_create((text for entry in entries for text in entry.texts), batch_size=BATCH * 4)


def _text(desk: DemoKit, entry: DemoEntry, part: Section) -> SectionText:
    row = SectionText(
        proposal=entry.proposal, section=part, updated_by=entry.operator, updated_at=entry.written_at
    )  # fmt: skip
    _rewrite(row, write_section(desk.rng, desk.words, part.key, entry.idea))
    return row


def _rewrite(row: SectionText, text: str) -> None:
    row.text, row.words = text, count_words(text)


def _store_files(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """Every file the guide requires, and some of the others that may be a PDF."""
    kinds = list(AttachmentKind.objects.filter(guide=desk.period.guide, types__contains=["pdf"]).order_by("order"))
    always = AttachmentKind.Required.ALWAYS
    attachments = []
    for entry in entries:
        for kind in kinds:
            if not entry.moves or (kind.required != always and desk.rng.random() >= OPTIONAL_FILE):
                continue
            if entry.repair and kind.required == always:
                first = _file(desk, entry, kind, "contoh-awal", entry.written_at)
                entry.repair.letters.append((first, _file(desk, entry, kind, "contoh", entry.repaired_at)))
                attachments.append(first)
            else:
                attachments.append(_file(desk, entry, kind, "contoh", entry.written_at))
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


def repair(entries: Sequence[DemoEntry]) -> None:
    """Mends what these proposals were sent back for: the sentence becomes a text, other letters take the old ones'
    place."""
    repairs = [(entry, entry.repair) for entry in entries if entry.repair]
    for entry, mended in repairs:
        _rewrite(mended.text, mended.whole)
        mended.text.version, mended.text.updated_at = mended.text.version + 1, entry.repaired_at
        for old, _ in mended.letters:
            old.removed_at = entry.repaired_at
    letters = [pair for _, mended in repairs for pair in mended.letters]
    SectionText.objects.bulk_update(
        [mended.text for _, mended in repairs], ["text", "words", "version", "updated_at"], batch_size=BATCH
    )
    Attachment.objects.bulk_update([old for old, _ in letters], ["removed_at"], batch_size=BATCH)
    Attachment.objects.bulk_create((new for _, new in letters), batch_size=BATCH)
