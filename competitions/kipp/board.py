"""The KIPP list by agency: who has nominated, what, how old it is and what may be done; six queries at any size."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import AgeCheck, NominationArrow, NominationState, check_age, moves_for
from competitions.core.permissions import sees_every_agency
from competitions.kipp.querysets import nominable_by
from proposals.core.workflow import Role
from proposals.evidence.frozen import sent_kinds


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """One nomination as shown: its age, the papers KIPP asks for that are missing, and the moves open to the reader."""

    nomination: Nomination
    age: AgeCheck
    missing: list[str]
    moves: list[NominationArrow]


@dataclass(slots=True)
class BoardLine:
    """One agency with its nominations; `nominable` proposals are those the reader could still nominate."""

    agency: Agency
    entries: list[BoardEntry] = field(default_factory=list)
    nominable: int = 0

    @property
    def has_one(self) -> bool:
        return any(entry.nomination.state != NominationState.CANCELLED for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page: counted agencies, those without a nomination first; and everybody else who nominated."""

    edition: Edition
    counted: list[BoardLine]
    others: list[BoardLine]

    def of_agency(self, code: str) -> "Board":
        """The same board with the line of one agency only."""
        counted, others = (
            [line for line in lines if line.agency.code == code] for lines in (self.counted, self.others)
        )
        return Board(self.edition, counted, others)

    @property
    def counted_hint(self) -> str:
        return f"dari {len(self.counted)} perangkat daerah"

    @property
    def quota_hint(self) -> str:
        return f"kuota kota {self.edition.quota}" if self.edition.quota else "kuota belum diketahui"

    @property
    def nominated(self) -> int:
        return sum(line.has_one for line in self.counted)

    def in_state(self, state: str) -> int:
        lines = (*self.counted, *self.others)
        return sum(entry.nomination.state == state for line in lines for entry in line.entries)

    @property
    def standing(self) -> int:
        return sum(self.in_state(state) for state in NominationState if state != NominationState.CANCELLED)

    @property
    def chosen(self) -> int:
        """Those that take up the quota: shortlisted or entered."""
        return self.in_state(NominationState.SHORTLISTED) + self.in_state(NominationState.ENTERED)


def board_of(edition: Edition, user: User) -> Board:
    """The board as this person may see it: leaders and coordinators all agencies, others their own."""
    entries = _entries(edition, user)
    nominable = _nominable(edition, user)
    wanted = Q(in_target=True) if sees_every_agency(user) else Q(pk=user.agency_id)
    agencies = Agency.objects.active().filter(wanted | Q(pk__in=entries)).order_by("name")
    lines = [BoardLine(agency, entries.get(agency.pk, []), nominable[agency.pk]) for agency in agencies]
    counted = [line for line in lines if line.agency.in_target]
    counted.sort(key=lambda line: line.has_one)
    return Board(edition, counted, [line for line in lines if not line.agency.in_target])


def _nominable(edition: Edition, user: User) -> dict[int, int]:
    taken = Nomination.objects.standing().filter(edition=edition).values("proposal")
    found: dict[int, int] = defaultdict(int)
    for agency_id in nominable_by(user).exclude(pk__in=taken).values_list("agency_id", flat=True):
        found[agency_id] += 1
    return found


def _entries(edition: Edition, user: User) -> dict[int, list[BoardEntry]]:
    nominations = list(
        edition.nominations.visible_to(user)
        .with_roles(user)
        .select_related("proposal", "agency")
        .defer("proposal__search")
        .order_by("agency__name", "nominated_at", "pk")
    )
    missing = _missing_papers(edition, [nomination.proposal_id for nomination in nominations])
    entries: dict[int, list[BoardEntry]] = defaultdict(list)
    for nomination in nominations:
        proposal = nomination.proposal
        roles = {role for role in (Role.PROPOSER, Role.COORDINATOR) if getattr(nomination, f"is_{role.value}")}
        entries[nomination.agency_id].append(
            BoardEntry(
                nomination,
                check_age(proposal.sent_applied_date, edition.closes_on, edition.min_age_months),
                missing[proposal.pk],
                moves_for(nomination.state, proposal.status, roles),
            )
        )
    return entries


def _missing_papers(edition: Edition, proposals: Collection[int]) -> dict[int, list[str]]:
    """For each proposal the labels of the papers that the edition requires and nobody has sent; two queries."""
    asked = {paper["key"]: paper["label"] for paper in edition.rules.get("attachments", []) if paper.get("required")}
    have = sent_kinds(proposals)
    return {pk: [label for key, label in asked.items() if (pk, key) not in have] for pk in proposals}
