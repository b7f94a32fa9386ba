"""How far the texts of entries are: the words of each section against its limit; for room, checks and papers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from competitions.core.models import Nomination
from competitions.kipp.writing.models import EntryText
from competitions.rules.kipprules import KippSection


@dataclass(frozen=True, slots=True)
class SectionState:
    """One section of an entry: its words, and at most how many there may be (None: not known)."""

    section: KippSection
    words: int
    limit: int | None

    @property
    def is_empty(self) -> bool:
        return not self.words

    @property
    def over(self) -> int:
        """How many words are too many."""
        return max(0, self.words - self.limit) if self.limit is not None else 0

    @property
    def told(self) -> str:
        """How it stands, in words."""
        if self.is_empty:
            return "belum ditulis"
        return f"kelebihan {self.over} kata" if self.over else "dalam batas" if self.limit else "batas belum diketahui"


@dataclass(frozen=True, slots=True)
class TextState:
    """The sections that the form asks of an entry, in its order; none while the edition has no form."""

    sections: tuple[SectionState, ...] = ()

    @property
    def words(self) -> dict[str, int]:
        """The words of each section, by its key."""
        return {each.section.key: each.words for each in self.sections}

    @property
    def empty(self) -> list[SectionState]:
        return [each for each in self.sections if each.is_empty]

    @property
    def over(self) -> list[SectionState]:
        return [each for each in self.sections if each.over]

    @property
    def total(self) -> int:
        return sum(each.words for each in self.sections)

    @property
    def is_fine(self) -> bool:
        """Whether every section is written and none is over its limit."""
        return bool(self.sections) and not self.empty and not self.over


def group_of(nomination: Nomination) -> str:
    """The group that an entry competes in; the usual one until another is chosen."""
    return nomination.group or nomination.edition.kipp.usual_group


def sections_of(nomination: Nomination) -> list[KippSection]:
    """What the form of its edition asks of an entry in its group; nothing while the edition names no form."""
    form = nomination.edition.kipp.proposal_form
    return form.sections_of(group_of(nomination)) if form else []


def state_of(nomination: Nomination, words: dict[str, int]) -> TextState:
    """The state of one entry from the words of its sections by key."""
    group = group_of(nomination)
    return TextState(
        tuple(
            SectionState(section, words.get(section.key, 0), section.limit_of(group))
            for section in sections_of(nomination)
        )
    )


def text_state(nominations: Collection[int]) -> dict[int, TextState]:
    """By the key of each nomination how far its texts are; two queries. Who may know of them is the caller's to say."""
    rows = Nomination.objects.select_related("edition").filter(pk__in=nominations)
    return states_of(rows)


def states_of(nominations: Iterable[Nomination]) -> dict[int, TextState]:
    """The same of rows that are loaded with their editions; one query."""
    rows = list(nominations)
    words: dict[int, dict[str, int]] = defaultdict(dict)
    texts = EntryText.objects.filter(nomination__in=[row.pk for row in rows])
    for nomination, section, amount in texts.values_list("nomination_id", "section", "words"):
        words[nomination][section] = amount
    return {row.pk: state_of(row, words[row.pk]) for row in rows}
