"""The entry desk: an entry in the fields of the ministry's portal, in its order, with what somebody has copied."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.kipp.papers.fields import PortalField, identification
from competitions.kipp.papers.models import CopiedField
from competitions.kipp.writing.onepage import EntryDesk

IDENTITY: Final = "Identitas entri"
TEXTS: Final = "Naskah menurut formulir"


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Fields that stand together, each with what this person copied of it; `is_open` where the next one to copy is."""

    title: str
    lines: Sequence[tuple[PortalField, CopiedField | None]]
    is_open: bool

    @property
    def to_copy(self) -> int:
        return sum(bool(field.value) for field, _ in self.lines)

    @property
    def copied(self) -> int:
        return sum(was_copied(field, tick) for field, tick in self.lines)

    @property
    def empty(self) -> list[str]:
        """What nobody has said yet."""
        return [field.label for field, _ in self.lines if not field.value]


def portal_fields(desk: EntryDesk) -> list[tuple[str, list[PortalField]]]:
    """All fields of an entry in the portal's order, by the group they stand in; the texts by the form's sections."""
    rows = desk.rows
    texts = [
        PortalField(
            each.section.key,
            each.section.title,
            rows[each.section.key].text if each.section.key in rows else "",
            each.words,
            each.limit,
        )
        for each in desk.state.sections
    ]
    return [(title, fields) for title, fields in ((IDENTITY, identification(desk)), (TEXTS, texts)) if fields]


def copies_of(nomination: Nomination, person: User) -> dict[str, CopiedField]:
    """What this person has copied of an entry, by the key of the field; one query."""
    return {tick.key: tick for tick in CopiedField.objects.filter(nomination=nomination, by=person)}


def was_copied(field: PortalField, tick: CopiedField | None) -> bool:
    """Whether this person has copied the field as it reads now."""
    return bool(field.value) and tick is not None and tick.mark == field.mark


def next_to_copy(fields: Iterable[PortalField], ticks: Mapping[str, CopiedField]) -> str:
    """The key of the first field that is still to be copied; empty when none is."""
    return next((field.key for field in fields if field.value and not was_copied(field, ticks.get(field.key))), "")


def copy_groups(desk: EntryDesk, ticks: Mapping[str, CopiedField]) -> list[CopyGroup]:
    """The fields in their groups; the one with the next field to copy is open."""
    groups = portal_fields(desk)
    following = next_to_copy((field for _, fields in groups for field in fields), ticks)
    return [
        CopyGroup(
            title,
            [(field, ticks.get(field.key)) for field in fields],
            is_open=any(field.key == following for field in fields),
        )
        for title, fields in groups
    ]
