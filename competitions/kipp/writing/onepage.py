"""What the pages of an entry's texts share: the nomination a person may know, its sections, and the clash of a save."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from competitions.core import above
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NOMINATORS
from competitions.core.permissions import ROLES
from competitions.core.querysets import known_to
from competitions.kipp.writing.models import EntryRemark, EntryText
from competitions.kipp.writing.opening import closed_because
from competitions.kipp.writing.remarking import silent_because
from competitions.kipp.writing.seeds import SectionSource, source_of
from competitions.kipp.writing.state import TextState, group_of, sections_of, state_of
from competitions.rules.kipprules import KippSection
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.sent.shown import Shown, as_sent
from proposals.text.diffing import diff_words
from proposals.text.rendering import render_diff
from proposals.text.shown import EditClash, SectionShown, fingerprint


@dataclass
class EntryDesk:
    """One entry as a person may read or write it; `closed` says why they may not write."""

    nomination: Nomination
    roles: set[Role]
    reader: User

    @classmethod
    def of(cls, request: SignedInRequest, year: int, pk: int) -> "EntryDesk":
        """The entry of this number in the edition of a year; else 404, also where its proposal isn't visible.

        Who coaches the proposal reads its texts, too.
        """
        known = Q(proposal__in=known_to(request.user).values("pk")) | Q(proposal__in=above.coached_by(request.user))
        rows = Nomination.objects.filter(known).select_related(
            "edition", "agency", "proposal__agency", "proposal__period__guide"
        )
        found = get_object_or_404(rows, pk=pk, edition__programme=Edition.Programme.KIPP, edition__year=year)
        return cls(found, SentProposal.objects.roles_of(request.user, found.proposal), request.user)

    @cached_property
    def closed(self) -> str:
        return closed_because(self.nomination, self.roles)

    @cached_property
    def knows_nominations(self) -> bool:
        """Whether the reader knows more of the entry than its texts, as whoever only coaches it does not."""
        return not self.roles.isdisjoint(ROLES)

    @cached_property
    def silent(self) -> str:
        """Why the reader may not remark on a section, as a sentence; empty if they may."""
        is_coach = NOMINATORS.isdisjoint(self.roles) and above.coaches(self.reader, self.nomination.proposal_id)
        return silent_because(self.nomination, self.roles, is_coach=is_coach)

    @cached_property
    def remarks(self) -> dict[str, list[EntryRemark]]:
        """What was remarked, by the key of the section; what is done stands last."""
        found: dict[str, list[EntryRemark]] = defaultdict(list)
        rows = EntryRemark.objects.filter(nomination=self.nomination)
        for row in rows.select_related("by", "done__by").order_by("done__at", "at", "pk"):
            found[row.section].append(row)
        return {key: sorted(some, key=lambda one: one.is_done) for key, some in found.items()}

    def open_remarks(self, section: KippSection) -> int:
        """How many remarks on a section are not done."""
        return sum(not one.is_done for one in self.remarks.get(section.key, []))

    def difference(self, section: KippSection) -> str:
        """What changed in the source of a section since its writer began; empty where that was not kept."""
        row = self.rows.get(section.key)
        return render_diff(diff_words(row.seed, self.source(section).text)) if row and row.seed else ""

    @cached_property
    def sections(self) -> list[KippSection]:
        return sections_of(self.nomination)

    @cached_property
    def group(self) -> str:
        """The group in the words of the edition."""
        groups = {each.key: each.label for each in self.nomination.edition.kipp.groups}
        return groups.get(group_of(self.nomination), group_of(self.nomination))

    @cached_property
    def rows(self) -> dict[str, EntryText]:
        """What is written, by the key of its section."""
        texts = EntryText.objects.filter(nomination=self.nomination).select_related("edited_by")
        return {row.section: row for row in texts}

    @cached_property
    def state(self) -> TextState:
        return state_of(self.nomination, {key: row.words for key, row in self.rows.items()})

    @property
    def leftovers(self) -> list[EntryText]:
        """What was written into sections that the form does not have any more, or not in this group."""
        asked = {section.key for section in self.sections}
        return [row for key, row in sorted(self.rows.items()) if row.text and key not in asked]

    @cached_property
    def record(self) -> Shown:
        """What was sent of the proposal."""
        return as_sent(self.nomination.proposal)

    def section(self, key: str) -> KippSection:
        """One section of the form; else 404."""
        found = next((each for each in self.sections if each.key == key), None)
        if found is None:
            raise Http404
        return found

    def source(self, section: KippSection) -> SectionSource:
        """What the record says for a section."""
        return source_of(section, self.record) if section.sources else SectionSource()

    def has_moved(self, section: KippSection) -> bool:
        """Whether the record says something else than when the section was begun."""
        # Asked first, so that a page costs the same whether something is written or not.
        source, row = self.source(section), self.rows.get(section.key)
        return bool(row and row.text and source.moved_since(row.seed_digest))

    def page(self, section: KippSection | None = None) -> str:
        """The address of one section, or of all."""
        place = [self.nomination.edition.year, self.nomination.pk]
        if section is None:
            return reverse("competitions:kipp_texts", args=place)
        return reverse("competitions:kipp_text", args=[*place, section.key])

    def steps(self, here: KippSection | None = None) -> list[dict[str, Any]]:
        """All sections with how each stands, for the list of steps."""
        return [
            {
                "title": each.section.title,
                "url": self.page(each.section),
                "state": each.told,
                "is_here": here is not None and each.section.key == here.key,
                "is_over": bool(each.over),
                "words": each.words,
                "limit": each.limit,
                "moved": self.has_moved(each.section),
                "remarks": self.open_remarks(each.section),
            }
            for each in self.state.sections
        ]

    def neighbours(self, section: KippSection) -> tuple[str, str]:
        """The addresses of the sections before and after one, empty at the ends."""
        at = [each.key for each in self.sections].index(section.key)
        before = self.page(self.sections[at - 1]) if at else ""
        after = self.page(self.sections[at + 1]) if at + 1 < len(self.sections) else ""
        return before, after


def clash_of(section: KippSection, row: EntryText, typed: str, reader: User) -> EditClash:
    """What `reader` is shown to choose from when somebody else stored another text."""
    return EditClash(
        name=section.key,
        title=section.title,
        stored=row.text,
        stored_reading=row.text,
        base=str(SectionShown.of(row)),
        difference=render_diff(diff_words(row.text, typed)),
        asked=fingerprint(typed),
        by=writer_of(row, reader),
        at=f"{timezone.localtime(row.edited_at):%H.%M}",
    )


def writer_of(row: EntryText, reader: User) -> str:
    """Who wrote what is stored, as `reader` is told."""
    return "Anda, di tab lain," if row.edited_by_id == reader.pk else str(row.edited_by)
