"""The register as pages list it: of one innovation with its history, and of the whole city."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from agencies.core.models import Agency, User
from competitions.replication.models import Replication
from competitions.replication.names import name_key
from competitions.replication.querysets import ReplicationQuerySet
from foundation.forms import QuickSelect
from foundation.text.keys import contains


@dataclass(slots=True)
class ReplicationLine:
    """What holds now, or was withdrawn last, and the versions before it, newest first."""

    newest: Replication
    earlier: list[Replication] = field(default_factory=list)


def lines_of(proposal: int) -> list[ReplicationLine]:
    """Every replication of one innovation, the newest document first and withdrawn ones last; one query."""
    rows = {row.pk: row for row in Replication.objects.filter(proposal=proposal).select_related("by")}
    replaced = {row.supersedes_id for row in rows.values()}
    lines = []
    for row in rows.values():
        if row.pk in replaced:
            continue
        line, former = ReplicationLine(row), row.supersedes_id
        while former:
            line.earlier.append(rows[former])
            former = rows[former].supersedes_id
        lines.append(line)
    return sorted(lines, key=lambda line: line.newest.withdrawn)


def _agencies() -> list[tuple[str, str]]:
    return list(Agency.objects.order_by("sort_key").values_list("code", "name"))


def _years() -> list[tuple[int, str]]:
    years = Replication.objects.current().order_by("-paper_date__year").values_list("paper_date__year", flat=True)
    return [(year, str(year)) for year in years.distinct()]


class ReplicationFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    """By name, kind of who copied, year of the document, and agency; a wrong value is told and filters nothing."""

    q = filters.CharFilter(label="Cari inovasi atau peniru", method="by_words")
    peniru = filters.ChoiceFilter(
        label="Jenis peniru",
        field_name="kind",
        choices=Replication.Who.choices,
        empty_label="Semua",
        widget=QuickSelect,
    )
    tahun = filters.ChoiceFilter(
        label="Tahun dokumen", field_name="paper_date__year", choices=_years, empty_label="Semua", widget=QuickSelect
    )
    instansi = filters.ChoiceFilter(
        label="Instansi", field_name="proposal__agency__code", choices=_agencies, empty_label="Semua",
        widget=QuickSelect,
    )  # fmt: skip

    class Meta:
        model = Replication
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(contains(value, "who", "proposal__title", "proposal__number"))


def register_of(reader: User) -> ReplicationQuerySet:
    """All that holds now and this reader may know, agency by agency."""
    rows = Replication.objects.current().visible_to(reader).select_related("proposal__agency")
    return rows.order_by("proposal__agency__short_sort_key", "proposal__number", "-paper_date", "pk")


def totals(rows: ReplicationQuerySet) -> dict[str, int]:
    """How many innovations were copied, by how many different regions and units, and how many lack a file; one query.

    Who stands there in two spellings counts once, as in `counting.counted`.
    """
    told = list(rows.order_by().values_list("proposal", "kind", "who", "file"))
    who = Counter(kind for kind, _ in {(kind, name_key(name)) for _, kind, name, _ in told})
    return {
        "innovations": len({proposal for proposal, *_ in told}),
        "regions": who[Replication.Who.REGION],
        "units": who[Replication.Who.UNIT],
        "without": sum(not file for *_, file in told),
    }
