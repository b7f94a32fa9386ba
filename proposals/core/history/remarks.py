"""Remarks of a coordinator on what is sent back for repair: written with a return, answered by the next submission."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from foundation.text.fields import TypedField
from foundation.text.plain import as_typed
from proposals.core.attachments import Attachment
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import BY_COLUMN
from proposals.core.history.guards import decision_stays
from proposals.core.history.places import RemarkPlace, place_of
from proposals.core.history.record import Event
from proposals.core.workflow import WorkflowError

NO_SUCH_PLACE: Final = (
    "Catatan menunjuk bagian, isian, berkas, atau halaman yang tidak ada pada usulan ini. Pilih tempatnya lagi."
)


class RemarkMisplaced(WorkflowError):
    """A remark is about something that the proposal does not have; the text says what to do."""


class StillUnanswered(WorkflowError):
    """A proposal is sent with `remarks` that nobody has answered, and nobody said that it goes all the same."""

    def __init__(self, remarks: Sequence["Remark"]) -> None:
        self.remarks = tuple(remarks)
        super().__init__(
            f"{len(self.remarks)} catatan belum dijawab: {_places(remarks)}. Jawab dahulu, atau buka halaman "
            "usulannya, lalu pilih “Ajukan” dan “Tetap kirim”."
        )


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Selections of remarks that read as words."""

    def open(self) -> Self:
        """Those that wait for the agency: without a written answer, never come back, not decided on."""
        return self.wordless().filter(answered_in=None)

    def undecided(self) -> Self:
        """Those on which the coordinator has not decided."""
        return self.filter(settled_at=None)

    def wordless(self) -> Self:
        """The undecided without a word of the agency, whether their place was mended or not."""
        return self.undecided().filter(answer="")

    def told(self) -> Self:
        """With all that a page says of a remark, its place among it, in one query."""
        return self._in_words().select_related("again", "settled_by", "proposal__period__guide")

    def told_of(self, proposal: int, guide: FormGuide) -> list["Remark"]:
        """The remarks on one proposal as `told`, for who has its guide at hand already."""
        found = list(self._in_words().filter(proposal=proposal))
        again = {remark.again_of_id for remark in found}
        for remark in found:
            remark.guide, remark.is_asked_again = guide, remark.pk in again
        return found

    def _in_words(self) -> Self:
        # What was frozen is long, and compared by whoever reads the revisions themselves.
        told = self.select_related("section__parent", "file__kind", "answered_in", "event")
        return told.defer("answered_in__content")


class Remark(models.Model):
    """Something to mend, from the coordinator on returning or carried over from an earlier year's proposal.

    It has one place at most: a section, a column of the profile, or a file (a removed one, too) with or without a page;
    none of them is the whole proposal. `answer` is the agency's, `answered_in` the revision with which it came back
    (answered, or its place `changed`), `settled_at` the coordinator's decision: done with, or asked `again`.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="remarks")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    column = models.CharField("isian profil", max_length=40, blank=True)
    file = models.ForeignKey(
        Attachment, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name="berkas"
    )
    page = models.PositiveIntegerField("halaman", null=True, blank=True)
    text = TypedField("catatan")
    event = models.ForeignKey(
        "proposals.Event", models.PROTECT, null=True, related_name="remarks", help_text="Empty: carried over."
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    answer = TypedField("jawaban", blank=True)
    answered_at = models.DateTimeField("waktu jawaban", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_in = models.ForeignKey(
        "proposals.Revision", models.PROTECT, null=True, related_name="answered_remarks", verbose_name="dijawab dalam"
    )
    changed = models.BooleanField("isinya berubah", default=False)
    settled_at = models.DateTimeField("diputuskan", null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    again_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="again", verbose_name="menanyakan lagi"
    )

    # Filled by `sent.exchange`: what differs where it points.
    changes: Sequence[object]

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "catatan perbaikan"
        verbose_name_plural = "catatan perbaikan"
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None, column="") | Q(section=None, file=None) | Q(column="", file=None),
                name="remark_one_place",
            ),
            models.CheckConstraint(
                condition=Q(page=None) | Q(page__gte=1, file__isnull=False), name="remark_page_of_file"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="remark_answer_signed",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="remark_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(changed=False) | Q(answered_in__isnull=False), name="remark_changed_in_revision"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="remark_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    'OLD.proposal_id <> NEW.proposal_id OR OLD.text <> NEW.text OR OLD."column" <> NEW."column"'
                    " OR OLD.section_id IS DISTINCT FROM NEW.section_id OR OLD.file_id IS DISTINCT FROM NEW.file_id"
                    " OR OLD.page IS DISTINCT FROM NEW.page OR OLD.event_id IS DISTINCT FROM NEW.event_id"
                    " OR OLD.again_of_id IS DISTINCT FROM NEW.again_of_id"
                    " OR (OLD.answered_in_id IS NOT NULL AND (OLD.answer <> NEW.answer OR OLD.changed <> NEW.changed"
                    " OR OLD.answered_in_id IS DISTINCT FROM NEW.answered_in_id))"
                ),
                func="RAISE EXCEPTION 'pgtrigger: A remark and an answer that was sent stay as they are';",
            ),
            decision_stays(),
            pgtrigger.Protect(
                name="remark_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__event__isnull=False)
                | pgtrigger.Q(old__answered_in__isnull=False)
                | pgtrigger.Q(old__settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @cached_property
    def is_asked_again(self) -> bool:
        """Whether another remark asks for it once more."""
        return hasattr(self, "again")

    @cached_property
    def guide(self) -> FormGuide:
        """The guide of its proposal."""
        return self.proposal.period.guide

    @property
    def at(self) -> RemarkPlace:
        """What it is about, in the words of its proposal's guide, and where the agency mends it."""
        return place_of(self, self.guide)

    @property
    def place(self) -> str:
        """What it is about, in words."""
        return self.at.words

    @property
    def url(self) -> str:
        """Where the agency mends what it is about."""
        return self.at.url

    @property
    def state(self) -> str:
        """How it stands, in a word: a written answer, a change without one, or neither."""
        return "dijawab" if self.answer else "berubah" if self.changed else "belum"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the agency, as `RemarkQuerySet.open` says."""
        return not self.answer and self.answered_in_id is None and self.settled_at is None

    @property
    def decision(self) -> str:
        """What the coordinator said to it when it came back, in words; empty before."""
        if self.settled_at is None:
            return ""
        return "ditanyakan lagi" if self.is_asked_again else "diterima"


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A remark as it is asked for, with one place at most: the key of a section, a column, or the key of a file.

    `again_of` is the key of the remark that is asked again with it.
    """

    text: str
    section: str = ""
    column: str = ""
    file: int | None = None
    page: int | None = None
    again_of: int | None = None


def summary(places: Sequence[str]) -> str:
    """What a return says that has remarks only: how many, and on what."""
    return f"{_amount(len(places))}{', '.join(dict.fromkeys(places))}."


def only_sums_up(event: Event) -> bool:
    """Whether the note of a return is no more than the `summary` of its remarks; a query unless they are there."""
    amount = len(event.remarks.all())
    return bool(amount) and event.note.startswith(_amount(amount))


def _amount(of: int) -> str:
    return f"{of} catatan perbaikan: "


def asked_again(row: Remark, text: str) -> NewRemark:
    """A new remark on the place of an earlier one, which is settled by it."""
    section = row.section.key if row.section else ""
    return NewRemark(text, section=section, column=row.column, file=row.file_id, page=row.page, again_of=row.pk)


def write_remarks(moves: Iterable[tuple[Event, Iterable[NewRemark]]]) -> list[Remark]:
    """Keeps the coordinator's words with their places, each event with its own; empty words are left out.

    What is asked again is settled thereby, and given back; one that was decided on meanwhile stays so, and what is said
    anew stands beside it. Raises RemarkMisplaced for what the proposal does not have.
    """
    asked = [(event, new) for event, news in moves for new in news if as_typed(new.text)]
    if not asked:
        return []
    guides = {event.proposal.period.guide_id for event, _ in asked}
    sections = Section.objects.filter(guide__in=guides, key__in={new.section for _, new in asked})
    by_key = {(section.guide_id, section.key): section for section in sections}
    files = Attachment.with_removed.in_bulk({new.file for _, new in asked if new.file})
    old = Remark.objects.told().in_bulk({new.again_of for _, new in asked if new.again_of})
    Remark.objects.bulk_create(_placed(event, new, by_key, files, old) for event, new in asked)
    again = {new.again_of: event for event, new in asked if new.again_of}
    closed = [row for row in old.values() if row.settled_at is None]
    for row in closed:
        row.settled_at, row.settled_by = again[row.pk].at, again[row.pk].actor
    Remark.objects.bulk_update(closed, ["settled_at", "settled_by"])
    return closed


def _placed(
    event: Event,
    new: NewRemark,
    sections: Mapping[tuple[int, str], Section],
    files: Mapping[int, Attachment],
    old: Mapping[int, Remark],
) -> Remark:
    section = sections.get((event.proposal.period.guide_id, new.section))
    file, before = files.get(new.file or 0), old.get(new.again_of or 0)
    places = [new.section, new.column, new.file]
    known = [
        sum(map(bool, places)) <= 1,
        bool(section) or not new.section,
        not new.column or new.column in BY_COLUMN,
        not new.file or (file is not None and file.proposal_id == event.proposal_id),
        new.page is None or (file is not None and 1 <= new.page <= (file.pages or new.page)),
        not new.again_of or (before is not None and before.proposal_id == event.proposal_id),
    ]
    if not all(known):
        raise RemarkMisplaced(NO_SUCH_PLACE)
    return Remark(
        proposal_id=event.proposal_id, section=section, column=new.column, file=file, page=new.page, text=new.text,
        event=event, created_at=event.at, again_of=None if before and before.settled_at else before,
    )  # fmt: skip


def open_remarks(proposals: Collection[int]) -> dict[int, Sequence[Remark]]:
    """What waits for an answer of the agency, by key of the proposal; one query."""
    found: dict[int, list[Remark]] = {}
    for remark in Remark.objects.open().told().filter(proposal__in=proposals):
        found.setdefault(remark.proposal_id, []).append(remark)
    return {key: tuple(rows) for key, rows in found.items()}


def sent_all_the_same(remarks: Sequence[Remark]) -> str:
    """What the history says of a proposal that was sent although nobody had answered these; nothing without any."""
    return f"Tetap dikirim dengan {len(remarks)} catatan yang belum dijawab: {_places(remarks)}." if remarks else ""


def _places(remarks: Iterable[Remark]) -> str:
    return "; ".join(dict.fromkeys(remark.place for remark in remarks))
