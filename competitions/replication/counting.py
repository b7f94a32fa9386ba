"""Who copied which innovations, for whoever writes or reckons with it: indicator "Replikasi", KIPP, the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from agencies.core.models import Agency, User
from competitions.core.querysets import known_to
from competitions.replication.models import Replication
from competitions.replication.names import name_key
from proposals.core.sent import SentProposal


@dataclass(frozen=True, slots=True)
class Copied:
    """One that copied an innovation: name, kind, year of its document, and whether that lies here; no contact."""

    who: str
    kind: str
    year: int
    has_file: bool


@dataclass(frozen=True, slots=True)
class CopyOrigin:
    """What a unit of the city copied: the innovation, and the agency that made it first."""

    innovation: str
    institution: str


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """How many regions, units of the city and other institutions copied an innovation."""

    regions: int = 0
    units: int = 0
    institutions: int = 0

    @property
    def words(self) -> str:
        """ "2 daerah dan 1 unit"; empty where nobody copied it."""
        named = ((self.regions, "daerah"), (self.units, "unit kota ini"), (self.institutions, "lembaga lain"))
        *first, last = [f"{amount} {noun}" for amount, noun in named if amount] or [""]
        return f"{', '.join(first)} dan {last}" if first else last


def replications_of(proposals: Iterable[int]) -> dict[int, list[Copied]]:
    """Those that copied these innovations, by key, the newest document first; none is left out. One query."""
    keys = list(proposals)
    found: dict[int, list[Copied]] = {key: [] for key in keys}
    rows = Replication.objects.current().filter(proposal__in=keys).order_by("-paper_date", "who", "pk")
    for key, who, kind, day, file in rows.values_list("proposal_id", "who", "kind", "paper_date", "file"):
        found[key].append(Copied(who, kind, day.year, bool(file)))
    return found


def counted(copies: Iterable[Copied]) -> CopyCounts:
    """How many there are of each kind; who stands there in two spellings counts once."""
    kinds = [kind for kind, _ in {(copy.kind, name_key(copy.who)) for copy in copies}]
    who = Replication.Who
    return CopyCounts(kinds.count(who.REGION), kinds.count(who.UNIT), kinds.count(who.INSTITUTION))


def origins_of(agency: Agency, reader: User) -> list[CopyOrigin]:
    """What this agency copied of other agencies, as the register says, by title; one query.

    Told are innovations that the reader knows or that everybody may read, and none that is the agency's own.
    """
    known = Q(proposal__in=SentProposal.objects.published().values("pk"))
    known |= Q(proposal__in=known_to(reader).order_by().values("pk"))
    rows = Replication.objects.current().filter(known, kind=Replication.Who.UNIT).exclude(proposal__agency=agency)
    names = {name_key(agency.name), name_key(agency.short_name)}
    found = {
        (row.proposal.title, row.proposal.agency.name)
        for row in rows.select_related("proposal__agency")
        if name_key(row.who) in names
    }
    return [CopyOrigin(*one) for one in sorted(found)]
