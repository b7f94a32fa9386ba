"""What a demo proposal is made of before it is sent: profile, texts and files, and what a repair changes in them."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from agencies.core.models import User
from inovasi.demo.cast.people import Cast
from inovasi.demo.guard import MARK
from inovasi.demo.making.choices import DemoChoices
from inovasi.demo.making.courses import Course, PlannedMove
from inovasi.demo.making.files import LetterMaker, lay
from inovasi.demo.making.ideas import Idea
from inovasi.demo.making.profiles import make_profile
from inovasi.demo.making.writing import DemoWords, write_section
from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment, attachment_path
from proposals.core.guide.models import AttachmentKind, Section
from proposals.core.guide.readiness import needs_file
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import Action
from proposals.evidence.storing import NewFile, store_files, take_out
from proposals.filechecks.check import Verdict, hash_chunks
from proposals.filechecks.pdf import count_pages
from proposals.filechecks.rules import KINDS
from proposals.writing.drafting import NewDraft, NewText, begin, write_texts

PDF: Final = "pdf"
WRITING_TIME: Final = datetime.timedelta(minutes=40)
UNFINISHED: Final = 0.5  # how much of a never submitted draft is written
MORE_AFFAIRS: Final = 0.2  # chance of touching one more affair
OPTIONAL_FILE: Final = 0.07  # chance of each kind of file that is not required


@dataclass(slots=True)
class DemoRepair:
    """What a coordinator sends a proposal back for: one text that was a single sentence, and letters to replace."""

    section: Section
    whole: str
    letters: list[tuple[Attachment, NewFile]] = field(default_factory=list)


@dataclass(slots=True)
class DemoEntry:
    """One proposal of the demo with what it was made from."""

    idea: Idea
    course: Course
    operator: User
    proposal: Proposal
    repair: DemoRepair | None = None

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
    """What writing needs: the year, its form, its people, the words, the keys, the letter and the source of chance."""

    rng: random.Random
    period: Period
    cast: Cast
    words: DemoWords
    choices: DemoChoices
    letters: LetterMaker


def store_drafts(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """Stores the proposals as they are before anybody sends them."""
    parts = list(Section.objects.filter(guide=desk.period.guide, parent__isnull=False).order_by("order"))
    affairs = list(Affair.objects.filter(selectable=True, crossing_only=False))
    begin([_draft(desk, entry, parts, affairs) for entry in entries])
    _store_files(desk, entries)


def draft_entry(desk: DemoKit, idea: Idea, course: Course) -> DemoEntry:
    """A proposal about this idea, not stored."""
    operator = desk.cast.operators[idea.agency.pk]
    profile = make_profile(desk.rng, idea, desk.period, desk.choices)
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


def _draft(desk: DemoKit, entry: DemoEntry, parts: Sequence[Section], affairs: Sequence[Affair]) -> NewDraft:
    """A fifth of the proposals touch one more affair; of what will be repaired, one text is still a single sentence."""
    more = desk.rng.choice(affairs).pk if desk.rng.random() < MORE_AFFAIRS else entry.idea.affair.pk
    written = parts if entry.moves else [part for part in parts if desk.rng.random() < UNFINISHED]
    texts = {part: write_section(desk.rng, desk.words, part.key, entry.idea) for part in written}
    if len(entry.submissions) > 1:
        last = max(texts, key=lambda part: part.key)
        entry.repair = DemoRepair(last, texts[last])
        texts[last] = f"{texts[last].partition('. ')[0]}. {MARK}"
    related = {"crossing_affairs": {more} - {entry.idea.affair.pk}}
    return NewDraft(entry.proposal, related, texts, at=entry.written_at)


def _store_files(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """Every file the guide requires, and some of the others that may be a PDF."""
    kinds = list(AttachmentKind.objects.filter(guide=desk.period.guide, types__contains=[PDF]).order_by("order"))
    first, replaced = [], []
    for entry in entries:
        for kind in kinds:
            needed = needs_file(kind, entry.proposal)
            if not entry.moves or (not needed and desk.rng.random() >= OPTIONAL_FILE):
                continue
            again = entry.repair is not None and needed
            first.append(_file(desk, entry, kind, "contoh-awal" if again else "contoh", entry.written_at))
            if entry.repair and needed:
                replaced.append((entry.repair, len(first) - 1, _file(desk, entry, kind, "contoh", entry.repaired_at)))
    stored = store_files(first)
    for mended, place, better in replaced:
        mended.letters.append((stored[place], better))


def _file(desk: DemoKit, entry: DemoEntry, kind: AttachmentKind, version: str, at: datetime.datetime) -> NewFile:
    """One letter; its bytes lie in the storage already, so that the same year again does not write them twice."""
    data = desk.letters.copy(f"{kind.label} {MARK}", f"{entry.idea.title}, {desk.period.year}, {version}")
    name = f"{kind.key.replace('_', '-')}-{version}.{PDF}"
    verdict = Verdict(KINDS[PDF].content_type, PDF, name, hash_chunks([data]), data, count_pages(data))
    place = attachment_path(Attachment(sha256=verdict.sha256), name)
    return NewFile(entry.proposal, kind, verdict, entry.operator, lies_at=lay(place, data), at=at)


def repair(entries: Sequence[DemoEntry]) -> None:
    """Mends what these proposals were sent back for: the sentence becomes a text, other letters take the old ones'
    place."""
    sent_back = [(entry, entry.repair) for entry in entries if entry.repair]
    stored = SectionText.objects.filter(
        proposal__in=[entry.proposal for entry, _ in sent_back], section__in={mended.section for _, mended in sent_back}
    )
    short = {(row.proposal_id, row.section_id): row for row in stored.defer("search")}
    texts = []
    for entry, mended in sent_back:
        before = short[entry.proposal.pk, mended.section.pk]
        texts.append(
            NewText(entry.proposal, mended.section, mended.whole, entry.operator, before, at=entry.repaired_at)
        )
    write_texts(texts)
    take_out([(old, entry.repaired_at) for entry, mended in sent_back for old, _ in mended.letters])
    store_files([better for _, mended in sent_back for _, better in mended.letters])
