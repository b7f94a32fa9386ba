"""The recaps: proposals counted by agency, school, district, affair, stage of the process and stage of innovation."""

from typing import Any

from django.db.models import Count

from agencies.core.kinds import kind_label
from agencies.core.models import Agency
from dashboard.figures import counts as figures
from dashboard.figures.counts import Tally
from dashboard.figures.schools import schools_by_district
from dashboard.reports.tables import COUNTS, Scope, Table, counts, named_cells
from foundation.figures import Figure
from foundation.sheets.xlsx import CellKind, Column
from foundation.text.keys import natural
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.workflow import SUBMITTED, UNDER_REVIEW, Status
from reviews.core.models import ReviewStage

WHOLE = CellKind.WHOLE
NO_DISTRICT, NOT_CHOSEN = "Kecamatan belum diisi", "Belum diisi"


def by_agency(scope: Scope) -> Table:
    """Every office of the target and every other that has submitted something, those with most first."""
    found = offices(scope)
    lines = [(agency.name, kind_label(agency.kind), *counts(tally)) for agency, tally in found]
    return Table(
        (Column("Instansi", 44), Column("Jenis", 22), *COUNTS),
        lines,
        _sum(found, ""),
        note="Usulan sekolah dihitung dalam rekap menurut sekolah.",
        named=_named(lines, found, scope, start=2),
    )


def _named(
    lines: list[tuple[Any, ...]], found: list[tuple[Agency, Tally]], scope: Scope, *, start: int
) -> dict[tuple[int, int], Figure]:
    """The counts of each agency under the names of their figures; `start` is the first column of counts."""
    names = dict(enumerate(("period.submitted", "period.eligible", "period.promoted"), start))
    return named_cells(lines, [agency.code for agency, _ in found], names, scope.period.year)


def offices(scope: Scope) -> list[tuple[Agency, Tally]]:
    """What `by_agency` lists: each agency that is not a school with its counts."""
    return [(agency, tally) for agency, tally in _submitters(scope) if not agency.is_school]


def by_school(scope: Scope) -> Table:
    """Every school of the target and every other that has submitted something, by district, those with most first."""
    found = [(school, tally) for school, tally in _submitters(scope) if school.is_school]
    found.sort(
        key=lambda pair: (pair[0].district.code if pair[0].district else "", -pair[1].submitted, natural(pair[0].name))
    )
    joined = sum(bool(tally.submitted) for _, tally in found)
    lines = [(school.name, school.npsn or "", _district(school), *counts(tally)) for school, tally in found]
    return Table(
        (Column("Sekolah", 44), Column("NPSN", 12), Column("Kecamatan", 18), *COUNTS),
        lines,
        _sum(found, "", ""),
        note=f"{joined} dari {len(found)} sekolah sudah mengajukan.",
        named=_named(lines, found, scope, start=3),
    )


def _submitters(scope: Scope) -> list[tuple[Agency, Tally]]:
    """The target agencies of the scope and all others that have submitted something, those with most first."""
    tallies = figures.tallies(scope.proposals, "agency_id")
    found = {row.agency.pk: row.agency for row in scope.agencies()}
    others = [pk for pk, tally in tallies.items() if tally.submitted and pk not in found]
    found |= Agency.objects.select_related("district").in_bulk(others)
    pairs = [(agency, tallies.get(pk, Tally())) for pk, agency in found.items()]
    return sorted(pairs, key=lambda pair: (-pair[1].submitted, natural(pair[0].name), pair[0].pk))


def _sum(found: list[tuple[Agency, Tally]], *blanks: str) -> tuple[object, ...]:
    return ("Jumlah", *blanks, *counts(sum((tally for _, tally in found), Tally())))


def _district(agency: Agency) -> str:
    return agency.district.name if agency.district else ""


def by_district(scope: Scope) -> Table:
    """Target schools per district and level: how many there are, how many take part, what they have submitted."""
    schools = [row for row in scope.agencies() if row.agency.in_school_target]
    lines = [
        (
            row.district.name if row.district else NO_DISTRICT,
            level.label,
            cell.schools,
            cell.joined,
            *counts(cell.tally)[:2],
        )
        for row in schools_by_district(schools)[:-1]
        for level, cell in row.levels
    ]
    return Table(
        (
            Column("Kecamatan", 24),
            Column("Jenjang", 12),
            Column("Sekolah", 10, WHOLE),
            Column("Ikut", 10, WHOLE),
            *COUNTS[:2],
        ),
        lines,
        ("Jumlah", "", *(sum(int(line[place]) for line in lines) for place in range(2, 6))),
    )


def by_affair(scope: Scope) -> Table:
    """Proposals per government affair; the six basic services always, the others when something was submitted."""
    tallies = figures.tallies(scope.proposals.filter(status__in=SUBMITTED), "affair_id")
    lines = [
        (affair.name, "ya" if affair.basic_service else "", *counts(tallies.get(affair.pk, Tally())))
        for affair in Affair.objects.all()
        if affair.basic_service or affair.pk in tallies
    ]
    if None in tallies:
        lines.append((NOT_CHOSEN, "", *counts(tallies[None])))
    return Table((Column("Urusan", 44), Column("Pelayanan dasar", 14), *COUNTS), lines, _total(scope, ""))


def by_maturity(scope: Scope) -> Table:
    """Proposals per stage of the innovation itself, in the order of the form guide: initiative, trial, application."""
    guide = FormGuide.objects.get(pk=scope.period.guide_id)
    tallies = figures.tallies(scope.proposals.filter(status__in=SUBMITTED), "stage")
    known = dict(guide.choices("stage"))
    keys = [*known, *sorted(key for key in tallies if key not in known)]
    lines = [(known.get(key) or key or NOT_CHOSEN, *counts(tallies.get(key, Tally()))) for key in keys]
    return Table((Column("Tahapan inovasi", 34), *COUNTS), lines, _total(scope))


def _total(scope: Scope, *blanks: str) -> tuple[object, ...]:
    return ("Jumlah", *blanks, *counts(figures.headline(scope.proposals)))


def by_stage(scope: Scope) -> Table:
    """Where in the process each submitted proposal stands, the review split into its stages; two queries."""
    named = dict(ReviewStage.objects.filter(period=scope.period).order_by("order").values_list("order", "name"))
    found = _standing(scope)
    rounds = sorted({*named, *(number for status, number in found if status in UNDER_REVIEW)})
    lines: list[tuple[object, ...]] = []
    for status in (one for one in Status if one in SUBMITTED):
        if status in UNDER_REVIEW:
            for number in rounds:
                stage = named.get(number) or f"tahap {number}"
                lines.append((f"{status.label}: {stage}", *_by_group(found.get((status, number), {}))))
        else:
            lines.append((status.label, *_by_group(found.get((status, 0), {}))))
    places = range(1, 5)
    return Table(
        (
            Column("Tahap", 44),
            Column("Usulan", 12, WHOLE),
            Column("Perangkat daerah", 12, WHOLE),
            Column("Sekolah", 12, WHOLE),
            Column("Lainnya", 12, WHOLE),
        ),
        lines,
        ("Jumlah", *(sum(int(str(line[place])) for line in lines) for place in places)),
    )


def _standing(scope: Scope) -> dict[tuple[str, int], dict[str, int]]:
    """How many proposals of each group stand where; the stage of the review is 0 outside the review."""
    rows = scope.proposals.filter(status__in=SUBMITTED).order_by()
    kept = rows.values_list("status", "review_round", "agency__in_target", "agency__in_school_target")
    found: dict[tuple[str, int], dict[str, int]] = {}
    for status, number, office, school, amount in kept.annotate(amount=Count("pk")):
        group = "office" if office else "school" if school else "other"
        here = found.setdefault((status, number if status in UNDER_REVIEW else 0), {})
        here[group] = here.get(group, 0) + amount
    return found


def _by_group(here: dict[str, int]) -> tuple[int, int, int, int]:
    return sum(here.values()), here.get("office", 0), here.get("school", 0), here.get("other", 0)
