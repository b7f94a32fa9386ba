"""KIPP's nominations of a year as a table, and below it how far the agencies of the target have come."""

from django.utils.html import format_html, format_html_join

from competitions.kipp.figures import standing_nominations
from dashboard.figures.counts import AgencyRow
from dashboard.reports.tables import Scope, Table
from foundation.figures import marked
from foundation.sheets.xlsx import Column
from foundation.text.keys import natural


def nominations(scope: Scope) -> Table:
    """The standing KIPP nominations of the year's edition, whatever the year of the innovation."""
    found = (
        standing_nominations(scope.period.year, scope.user)
        .filter(scope.chosen)
        .select_related("proposal", "agency")
        .order_by("agency__sort_key", "pk")
    )
    return Table(
        (
            Column("Instansi", 40),
            Column("Nomor", 16),
            Column("Nama inovasi", 44),
            Column("Keadaan", 24),
            Column("Registrasi", 18),
        ),
        [
            (one.agency.name, proposal.number, proposal.title, one.get_state_display(), one.registration_number)
            for one, proposal in ((one, one.proposal) for one in found)
        ],
        note=_reached_in_kipp(scope),
    )


def _reached_in_kipp(scope: Scope) -> str:
    """How many target agencies of the scope nominated, prepared and entered, and which have no nomination yet."""
    offices = [row for row in scope.agencies() if row.agency.in_target]
    steps = (
        ("kipp.target", sum(row.nominations > 0 for row in offices), "menominasikan"),
        ("kipp.prepared", sum(row.prepared for row in offices), "siap"),
        ("kipp.entered", sum(row.entered for row in offices), "terdaftar"),
    )
    if scope.is_narrowed:
        told = ", ".join(f"{amount} {words}" for _, amount, words in steps)
        return f"Perangkat daerah: {told}. {_without_nomination(scope, offices)}".strip()
    parts = ((marked(name, amount, year=scope.period.year), words) for name, amount, words in steps)
    told = format_html_join(", ", "{} {}", parts)
    return format_html("Perangkat daerah: {}. {}", told, _without_nomination(scope, offices))


def _without_nomination(scope: Scope, offices: list[AgencyRow]) -> str:
    """Which target agencies have no nomination yet, as a sentence."""
    missing = [row.agency.short_name for row in offices if not row.nominations]
    if not missing:
        return ""
    names, year = ", ".join(sorted(missing, key=natural)), scope.period.year
    if scope.is_narrowed:
        return f"{len(missing)} dari {len(offices)} perangkat daerah belum mempunyai nominasi: {names}."
    return format_html(
        "{} dari {} perangkat daerah belum mempunyai nominasi: {}.",
        marked("kipp.without", len(missing), year=year),
        marked("agencies.target", len(offices), year=year),
        names,
    )
