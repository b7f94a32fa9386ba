"""The target agencies of a period in groups of tiles, one for each standing, as the component of tiles takes them."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from dashboard.figures import links
from dashboard.figures.counts import AgencyRow, AgencyStanding
from dashboard.templatetags.dashboard_tags import tile_counts
from proposals.core.period.models import Period

# What each standing leaves to be done; the last three are done for the target, and folded on phones.
MEANING = {
    AgencyStanding.NOTHING: "Belum ada usulan maupun draf",
    AgencyStanding.DRAFT: "Tinggal diajukan",
    AgencyStanding.SUBMITTED: "Belum dinyatakan layak",
    AgencyStanding.ELIGIBLE: "Belum ada nominasi KIPP",
    AgencyStanding.SHORTLISTED: "Belum ada nominasi KIPP",
    AgencyStanding.NOMINATED: "Mempunyai nominasi KIPP",
}
DONE = {AgencyStanding.ELIGIBLE, AgencyStanding.SHORTLISTED, AgencyStanding.NOMINATED}


@dataclass(frozen=True, slots=True)
class AgencyTile:
    """One agency: its short name, its page, and what it has in words."""

    name: str
    url: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """The agencies of one standing; `url` lists them."""

    state: str
    label: str
    meaning: str
    url: str
    done: bool
    tiles: list[AgencyTile]


def groups(rows: list[AgencyRow], period: Period) -> list[Group]:
    """The rows, which come in the order of their standings, as groups; a standing without agencies has none."""
    return [
        Group(
            state=standing.value,
            label=str(standing.label),
            meaning=MEANING[standing],
            url=links.coverage(period, kelompok="opd", keadaan=standing.value),
            done=standing in DONE,
            tiles=[_tile(row, period) for row in found],
        )
        for standing, found in groupby(rows, key=lambda row: row.standing)
    ]


def _tile(row: AgencyRow, period: Period) -> AgencyTile:
    words = tile_counts(period, row) if row.counts else SafeString()
    return AgencyTile(row.agency.short_name, links.agency(row.agency, period), words)
