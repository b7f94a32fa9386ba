"""What the sharing out of places rests on: the entries of an edition as they stand, whoever reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agencies.core.models import Agency, User
from competitions.core.above import released_scores
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import CHOSEN, READY, NominationState
from competitions.core.querysets import known_to
from competitions.kipp.figures import judged_on
from competitions.kipp.preflight.facts import findings_of_many, red_in
from competitions.kipp.slots.allocating import SlotCandidate, SlotGroup, SlotInput
from competitions.kipp.slots.models import SlotWord, SlotWords

UNGROUPED: Final = "Kelompok: belum dipilih."


@dataclass(frozen=True, slots=True)
class SlotField:
    """The entries of an edition among which places are shared out, by key, and what is known of them."""

    edition: Edition
    given: SlotInput
    entries: dict[int, Nomination]
    words: dict[int, SlotWords]
    released: dict[int, Decimal]

    def unknown_to(self, reader: User) -> frozenset[int]:
        """The keys of the entries of which this person may not know; one query."""
        return unknown_among(self.entries, reader)


def unknown_among(nominations: Collection[int], reader: User) -> frozenset[int]:
    """Those of these nominations, by key, of which this person may not know; one query."""
    known = Nomination.objects.filter(pk__in=nominations, proposal__in=known_to(reader).values("pk"))
    return frozenset(nominations) - set(known.order_by().values_list("pk", flat=True))


def agencies_of_the_rule(edition: Edition) -> int:
    """How many agencies are to nominate at least one in this edition; two queries."""
    return Agency.objects.active(judged_on(edition.year)).in_target().count()


def slot_field(edition: Edition) -> SlotField:
    """All prepared, chosen and registered entries of the edition, the same for every reader; fourteen queries."""
    rows = edition.nominations.filter(state__in=READY).select_related("proposal", "agency").order_by("pk")
    entries = {row.pk: row for row in rows}
    free = [row for row in entries.values() if row.state == NominationState.PREPARED]
    findings = findings_of_many(edition, free) if free else {}
    words = SlotWord.objects.standing(list(entries))
    released = dict(released_scores([row.proposal_id for row in entries.values()]))
    groups = _groups(edition, {row.group for row in entries.values()})
    candidates = []
    for row in entries.values():
        red = [f"{each.rule.title}: {each.text}" for each in red_in(findings.get(row.pk, []), quota=False)]
        if row.pk in findings and not red and groups[row.group].label == NO_GROUP and edition.kipp.groups:
            red = [UNGROUPED]
        candidates.append(_candidate(row, words.get(row.pk, SlotWords()), released.get(row.proposal_id), red))
    given = SlotInput(
        groups=tuple(groups.values()), candidates=tuple(candidates), cap=edition.kipp.max_per_agency
    )  # fmt: skip
    return SlotField(edition, given, entries, words, released)


NO_GROUP: Final = "Tanpa kelompok"
WHOLE: Final = "Daftar"


def _groups(edition: Edition, used: set[str]) -> dict[str, SlotGroup]:
    """Those that the city may fill, then what else its entries are in, by key."""
    rules = edition.kipp
    offered = [group.key for group in rules.offered_groups] or ([] if rules.groups else [""])
    found = {}
    for key in [*offered, *sorted(used - set(offered))]:
        known = rules.group_of(key)
        label = known.label if known else NO_GROUP if rules.groups else WHOLE
        found[key] = SlotGroup(key=key, label=label, quota=edition.limits_of(key).quota)
    return found


def _candidate(row: Nomination, words: SlotWords, released: Decimal | None, red: list[str]) -> SlotCandidate:
    placed, typed = words.placed, words.scored.score if words.scored else None
    return SlotCandidate(
        key=row.pk,
        number=row.proposal.reference,
        agency=row.agency.code,
        agency_name=row.agency.short_name,
        group=row.group,
        score=typed if released is None else released,
        by_hand=words.scored.reason if words.scored and released is None else "",
        applied_on=row.proposal.applied_date,
        holds_place=row.state in CHOSEN,
        pin=placed.reason if placed and placed.kind == SlotWord.Kind.IN else "",
        out=placed.reason if placed and placed.kind == SlotWord.Kind.OUT else "",
        red=tuple(red),
    )
