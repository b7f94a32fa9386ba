"""Editing the checklist of a guide: adding a question, wording one anew, and their order; each change on the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from proposals.core.guide.models import FormGuide
from proposals.core.workflow import OutOfDate
from proposals.verifying.models import CheckItem

CHANGED = (
    "Daftar periksa ini baru saja diubah rekan Anda. Lihat yang berlaku sekarang, lalu ubah lagi bila masih perlu."
)
_KEY_LENGTH = 34


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question asks, where it comes from, what the portal looks at by itself, and where a remark goes."""

    question: str
    source: str
    machine: str
    place: str

    @classmethod
    def of(cls, item: CheckItem) -> "Wording":
        """The words of a stored question."""
        return cls(item.question, item.source, item.machine, item.place)


@dataclass(frozen=True, slots=True)
class QuestionSeat:
    """Where a question stands among the others, counted from 1, and whether it is asked."""

    order: int
    is_on: bool


def questions_of(guide: FormGuide) -> list[CheckItem]:
    """The valid questions of a guide in their order, those that are not asked among them."""
    return list(CheckItem.objects.filter(guide=guide).valid())


def state_of(items: Iterable[CheckItem]) -> str:
    """A mark that changes with any of these questions, their order, or whether they are asked."""
    rows = [(item.pk, item.order, item.is_on) for item in items]
    return sha256(repr(rows).encode()).hexdigest()[:16]


def check_seen(items: Iterable[CheckItem], seen: str) -> None:
    """Raises OutOfDate when these are not the questions whose `state_of` somebody saw."""
    if state_of(items) != seen:
        raise OutOfDate(CHANGED)


@transaction.atomic
def add_question(guide: FormGuide, wording: Wording, *, by: User) -> CheckItem:
    """A new question at the end of the list."""
    _lock(guide)
    rows = CheckItem.objects.filter(guide=guide)
    last = max((row.order for row in rows), default=0)
    key = _free_key(wording.question, {row.key for row in rows})
    made = CheckItem.objects.create(guide=guide, key=key, order=last + 1, **asdict(wording))
    ledger.append(EntryKind.CHECKLIST, made, actor=by, before={}, after=_told(made))
    return made


@transaction.atomic
def reword(item: CheckItem, wording: Wording, *, by: User) -> CheckItem:
    """Gives a question other words, as its next version; answers stay with the version that was asked.

    Returns the valid version, the same one where nothing changed. Raises OutOfDate when it was replaced before.
    """
    _lock(item.guide)
    stored = CheckItem.objects.get(pk=item.pk)
    if stored.replaced_at:
        raise OutOfDate(CHANGED)
    if Wording.of(stored) == wording:
        return stored
    CheckItem.objects.filter(pk=stored.pk).update(replaced_at=timezone.now())
    made = CheckItem.objects.create(
        guide_id=stored.guide_id, key=stored.key, version=stored.version + 1, order=stored.order, is_on=stored.is_on,
        **asdict(wording),
    )  # fmt: skip
    ledger.append(EntryKind.CHECKLIST, made, actor=by, before=_told(stored), after=_told(made))
    return made


@transaction.atomic
def arrange(guide: FormGuide, wanted: Mapping[int, QuestionSeat], seen: str, *, by: User) -> bool:
    """Puts the questions in this order, by key, and asks those that are on; returns whether that changed anything.

    `seen` is the `state_of` the list in which it was decided. Raises OutOfDate when the list is another one now.
    """
    _lock(guide)
    rows = questions_of(guide)
    check_seen(rows, seen)
    before = _order_told(rows)
    rows.sort(key=lambda row: (wanted[row.pk].order, row.order))
    for order, row in enumerate(rows, start=1):
        row.order, row.is_on = order, wanted[row.pk].is_on
    if _order_told(rows) == before:
        return False
    CheckItem.objects.bulk_update(rows, ["order", "is_on"])
    ledger.append(EntryKind.CHECKLIST, guide, actor=by, before=before, after=_order_told(rows))
    return True


def _lock(guide: FormGuide) -> None:
    """One writer at a time."""
    FormGuide.objects.select_for_update().get(pk=guide.pk)


def _free_key(question: str, taken: set[str]) -> str:
    key = slugify(question)[:_KEY_LENGTH].strip("-") or "pertanyaan"
    numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (key, *numbered) if one not in taken)


def _told(item: CheckItem) -> dict[str, Any]:
    """A question for the record."""
    return {"key": item.key, "version": item.version} | asdict(Wording.of(item))


def _order_told(rows: Sequence[CheckItem]) -> dict[str, list[str]]:
    """An order for the record, and what of it is not asked."""
    return {"order": [row.field for row in rows], "off": [row.field for row in rows if not row.is_on]}
