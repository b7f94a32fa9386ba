"""The KIPP list by agency: who has nominated, what, how old it is and what may be done; sixteen queries at any size."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from agencies.core.models import Agency, User
from competitions.core.kippresults import KippResult, furthest
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import (
    BEFORE_MINISTRY,
    CHOSEN,
    GONE,
    AgeCheck,
    NominationArrow,
    check_age,
    moves_for,
)
from competitions.core.permissions import sees_every_agency
from competitions.kipp.figures import KippAgencies, agencies_nominated, nominable_by_agency, offered_by_agency
from competitions.kipp.letters.listing import PaperOfEntry, letters_of
from competitions.kipp.preflight.facts import findings_of_many, red_in
from competitions.kipp.preflight.rules import EntryFinding
from competitions.rules.kipprules import KippLimits
from foundation.figures import Figure, figure, marked
from proposals.core.workflow import Role


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """One nomination as shown: its age, the papers that KIPP asks for, and the moves open to the reader."""

    nomination: Nomination
    age: AgeCheck
    papers: list[PaperOfEntry]
    moves: list[NominationArrow]
    result: KippResult | None
    findings: list[EntryFinding]

    @property
    def red(self) -> list[EntryFinding]:
        """The formal rules that hold it back; of one that has gone out or no longer stands, none does."""
        return red_in(self.findings) if self.nomination.state in BEFORE_MINISTRY else []

    @property
    def overridden(self) -> list[EntryFinding]:
        """The broken rules that a coordinator lets pass, each with its reason."""
        return [found for found in self.findings if found.overridden]

    @property
    def missing(self) -> list[str]:
        """The labels of the papers without which it can't go and that nobody has given."""
        return [one.paper.label for one in self.papers if one.is_missing]

    @property
    def is_standing(self) -> bool:
        return self.nomination.state not in GONE

    @property
    def tells_age(self) -> bool:
        """Whether its age says something of this entry; while the closing is unknown the head says so for all."""
        return self.nomination.edition.closes_on is not None or self.nomination.proposal.applied_date is None


@dataclass(slots=True)
class BoardLine:
    """One agency with its nominations, how many of them stand, and the proposals that could still be nominated:

    `nominable` by anybody, `offered` by the reader.
    """

    agency: Agency
    entries: list[BoardEntry]
    standing: int
    nominable: int
    offered: int

    @property
    def has_one(self) -> bool:
        return self.standing > 0


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page: counted agencies, those without a nomination first; and everybody else who nominated.

    `is_whole`: the lines are those of the whole city.
    """

    edition: Edition
    agencies: KippAgencies
    counted: list[BoardLine]
    others: list[BoardLine]
    is_whole: bool

    def of_agency(self, code: str) -> "Board":
        """The same board with the line of one agency only."""
        counted, others = (
            [line for line in lines if line.agency.code == code] for lines in (self.counted, self.others)
        )
        return Board(self.edition, self.agencies, counted, others, is_whole=False)

    @property
    def counted_hint(self) -> str:
        total = marked("agencies.target", len(self.agencies.target), year=self.edition.year)
        return format_html("dari {} perangkat daerah", total)

    @property
    def standing_hint(self) -> str:
        return format_html(
            "dari {} instansi", marked("kipp.agencies", self.agencies.everywhere, year=self.edition.year)
        )

    @property
    def limits(self) -> list[tuple[str, KippLimits]]:
        """The least age and the quota by name of the group; of an edition without groups those of the edition."""
        edition = self.edition
        named = [(group.label, edition.limits_of(group.key)) for group in edition.kipp.offered_groups]
        return named or [("Semua", KippLimits(edition.min_age_months, edition.quota))]

    @property
    def quota(self) -> int | None:
        """What the city may send in all its groups together; None while that is not known."""
        quotas = [limits.quota for _, limits in self.limits if limits.quota is not None]
        return sum(quotas) if quotas else None

    @property
    def quota_hint(self) -> str:
        return "kuota belum diketahui" if self.quota is None else f"kuota kota {self.quota}"

    @property
    def checked_words(self) -> str:
        """How many of the entries that are not registered yet no formal rule holds back; empty where there are none."""
        entries = [entry for line in (*self.counted, *self.others) for entry in line.entries]
        waiting = [entry for entry in entries if entry.nomination.state in BEFORE_MINISTRY]
        if not waiting:
            return ""
        free = sum(not entry.red for entry in waiting)
        return f"Dengan pemeriksaan ini: {free} dari {len(waiting)} entri yang belum didaftarkan tidak tertahan aturan."

    @property
    def figures(self) -> list[Figure]:
        """What the board of the whole city adds up to, each under its name."""
        if not self.is_whole:
            return []
        year, agencies = self.edition.year, self.agencies
        told = (
            ("kipp.target", agencies.of_target),
            ("kipp.prepared", agencies.of_target_prepared),
            ("kipp.entered", agencies.of_target_entered),
            ("kipp.without", agencies.without),
            ("kipp.agencies", agencies.everywhere),
            ("kipp.nominations", self.standing),
            ("agencies.target", len(agencies.target)),
        )
        return [figure(name, value, year=year) for name, value in told]

    def in_state(self, state: str) -> int:
        lines = (*self.counted, *self.others)
        return sum(entry.nomination.state == state for line in lines for entry in line.entries)

    @property
    def standing(self) -> int:
        return sum(line.standing for line in (*self.counted, *self.others))

    @property
    def chosen(self) -> int:
        """Those that take up the quota: shortlisted or entered."""
        return sum(self.in_state(state) for state in CHOSEN)


def board_of(edition: Edition, user: User) -> Board:
    """The board as this person may see it: leaders and coordinators all agencies, others their own."""
    year, entries, agencies = edition.year, _entries(edition, user), agencies_nominated(edition.year, user)
    counts = (agencies.standing.nominations, nominable_by_agency(year, user), offered_by_agency(year, user))
    wanted = Q(pk__in=agencies.target) if sees_every_agency(user) else Q(pk=user.agency_id)
    lines = [
        BoardLine(one, entries.get(one.pk, []), *(each.get(one.pk, 0) for each in counts))
        for one in Agency.objects.filter(wanted | Q(pk__in=entries)).order_by("sort_key", "pk")
    ]
    counted = [line for line in lines if line.agency.pk in agencies.target]
    counted.sort(key=lambda line: line.has_one)
    others = [line for line in lines if line.agency.pk not in agencies.target]
    return Board(edition, agencies, counted, others, is_whole=sees_every_agency(user))


def _entries(edition: Edition, user: User) -> dict[int, list[BoardEntry]]:
    nominations = list(
        edition.nominations.visible_to(user)
        .with_roles(user)
        .select_related("proposal", "agency")
        .prefetch_related("results")
        .order_by("agency__sort_key", "nominated_at", "pk")
    )
    papers = letters_of(edition, nominations)
    findings = findings_of_many(edition, nominations, letters=papers)
    closed = edition.is_closed(timezone.localdate())
    entries: dict[int, list[BoardEntry]] = defaultdict(list)
    for nomination in nominations:
        proposal = nomination.proposal
        roles = {role for role in (Role.PROPOSER, Role.COORDINATOR) if getattr(nomination, f"is_{role.value}")}
        entries[nomination.agency_id].append(
            BoardEntry(
                nomination,
                check_age(proposal.applied_date, edition.closes_on, edition.limits_of(nomination.group).min_age_months),
                papers[nomination.pk],
                moves_for(nomination.state, proposal.status, roles, closed=closed),
                furthest(nomination.results.all()),
                findings[nomination.pk],
            )
        )
    return entries
