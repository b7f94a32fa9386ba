"""Filters of the list of proposals and of the catalogue."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from decimal import Decimal
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any, TypeVar

import django_filters as filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst

from agencies.core.kinds import SCHOOL_KINDS, AgencyKind
from agencies.core.models import Agency, District
from agencies.core.querysets import schools_behind
from foundation.cache import kept, stamp
from foundation.forms import QuickSelect
from proposals.browsing.facets import BY_AGENCY, BY_FACTS, BY_PUBLIC_FACTS, Facet, FacetChoice, stage_choices
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.history.record import Event
from proposals.core.holding import in_hands_of, waiting
from proposals.core.period.models import Period
from proposals.core.querysets import NEWEST_FIRST, ReadableQuerySet, by_index, question
from proposals.core.search.documents import SearchDocument
from proposals.core.sent import ListedProposal, SentProposal
from proposals.core.workflow import ELIGIBLE, PROMOTED, PUBLIC, SUBMITTED, Action, Holder, Status

T = TypeVar("T")
# Every table behind what the catalogue shows beside its cards.
SOURCES = (SentProposal, SearchDocument, Agency, District, Affair, Period, FormGuide)
# What the counts of the dashboard mean as a set of statuses; the list behind a number uses the same sets.
COUNTED = {"diajukan": SUBMITTED, "layak": ELIGIBLE, "unggulan": PROMOTED, "ditetapkan": PUBLIC}
COUNTS = (("diajukan", "Diajukan"), ("layak", "Layak"), ("unggulan", "Unggulan"), ("ditetapkan", "Ditetapkan"))
KINDS = (("opd", "Perangkat daerah"), ("sekolah", "Sekolah"))
# Whose proposer is a school, as everywhere: `Agency.is_school` says the same of one agency.
OF_SCHOOLS = schools_behind("agency__")
TARGETS = {"opd": "agency__in_target", "sekolah": "agency__in_school_target"}
# Whose hands a proposal can be in; the coordinator's also as one, whatever the coordinator has to do.
COORDINATOR = (Holder.VERIFICATION, Holder.REVIEWERS, Holder.DECISION, Holder.DECREE)
HOLDERS = [*((holder.value, capfirst(holder.label)) for holder in Holder), ("coordinator", "Koordinator, apa pun")]
FACETS = (
    Facet(
        "status", BY_FACTS, 1, lambda _: {status.value: FacetChoice(status.value, status.label) for status in Status}
    ),
    Facet("tahun", BY_FACTS, 0, lambda names: names.periods),
    Facet("urusan", BY_FACTS, 2, lambda names: names.affairs),
    Facet(
        "instansi", BY_AGENCY, 0, lambda names: names.by_agency(lambda agency: FacetChoice(agency.code, agency.name))
    ),
    Facet("jenis", BY_AGENCY, 0, lambda names: names.by_agency(_owner)),
    Facet("jenjang", BY_AGENCY, 0, lambda names: names.by_agency(_level)),
    Facet("kecamatan", BY_AGENCY, 0, lambda names: names.by_agency(_district)),
)
CATALOGUE_FACETS = (
    Facet("urusan", BY_PUBLIC_FACTS, 1, lambda names: names.affairs),
    Facet("tahapan", BY_PUBLIC_FACTS, 2, lambda names: names.stages),
    Facet("jenis", BY_AGENCY, 0, lambda names: names.by_agency(_kind)),
    Facet("kecamatan", BY_AGENCY, 0, lambda names: names.by_agency(_district)),
    Facet("tahun", BY_PUBLIC_FACTS, 0, lambda names: names.periods),
)
# How visitors may sort: what stands in the address, how it reads, and by what the database sorts.
CATALOGUE_ORDERS = {
    "lama": ("Terlama ditetapkan", ("status_since", "pk")),
    "nama": ("Nama inovasi, A–Z", ("title", "pk")),
    "instansi": ("Nama instansi, A–Z", ("agency__name", "title", "pk")),
}


def _days_ago(days: Decimal) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=int(days))


def _kind(agency: Agency) -> FacetChoice:
    return FacetChoice(agency.kind, agency.get_kind_display())


def _owner(agency: Agency) -> FacetChoice:
    key = "sekolah" if agency.is_school else "opd"
    return FacetChoice(key, dict(KINDS)[key])


def _level(agency: Agency) -> FacetChoice | None:
    return FacetChoice(agency.kind, agency.get_kind_display()) if agency.is_school else None


def _district(agency: Agency) -> FacetChoice | None:
    return FacetChoice(agency.district.code, agency.district.name) if agency.district else None


class SharedFilters(dict[str, filters.Filter]):
    """The filters of a class; for each look every filter is copied, but not what it holds, which nobody changes."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, filters.Filter]:
        return {name: _copied(each) for name, each in self.items()}


def _copied(one: filters.Filter) -> filters.Filter:
    found = copy(one)
    found.method = one.method  # a method is bound to its filter when it is set
    return found


class FacetedFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    """A filter over words and choices whose choices can be counted."""

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        """The filters of the class, asked for once when it is made; selects among them are written quickly."""
        found = SharedFilters(super().get_filters())
        for each in found.values():
            if isinstance(each, filters.ChoiceFilter | filters.ModelChoiceFilter) and "widget" not in each.extra:
                each.extra["widget"] = QuickSelect
        return found

    @cached_property
    def words_asked(self) -> SearchQuery | None:
        """The words that are asked for, as the database asks for them."""
        return question(self.form.cleaned_data["q"])

    def looked_up(self, *, alone: bool = False) -> AbstractContextManager[None]:
        """How the rows are best looked up: by the index of words when words are asked for (`by_index`)."""
        return by_index(alone=alone) if self.data.get("q") else nullcontext()

    def by_words(self, queryset: ReadableQuerySet[Any], name: str, value: str) -> ReadableQuerySet[Any]:
        return queryset.matching(self.words_asked)

    def without(self, name: str) -> QuerySet[Any]:
        """The rows that all filters but this one leave."""
        rows: QuerySet[Any] = self.queryset.all()
        self.form.is_valid()
        for other, value in self.form.cleaned_data.items():
            if other != name:
                rows = self.filters[other].filter(rows, value)
        return rows


class ProposalFilter(FacetedFilter):
    q = filters.CharFilter(label="Cari nomor, nama inovasi, isi, atau instansi", method="by_words")
    tahun = filters.ModelChoiceFilter(
        label="Tahun",
        field_name="period",
        queryset=Period.objects.all(),
        to_field_name="year",
        empty_label="Semua tahun",
    )
    status = filters.MultipleChoiceFilter(
        label="Status", choices=Status.choices, distinct=False, widget=forms.CheckboxSelectMultiple
    )
    hitungan = filters.ChoiceFilter(label="Hitungan", choices=COUNTS, method="by_count", empty_label="Semua")
    jenis = filters.ChoiceFilter(label="Pengusul", choices=KINDS, method="by_kind", empty_label="Semua")
    urusan = filters.ModelChoiceFilter(
        label="Urusan",
        field_name="affair",
        queryset=Affair.objects.filter(selectable=True),
        to_field_name="key",
        empty_label="Semua urusan",
    )
    kecamatan = filters.ModelChoiceFilter(
        label="Kecamatan",
        field_name="agency__district",
        queryset=District.objects.filter(kind="kecamatan"),
        to_field_name="code",
        empty_label="Semua kecamatan",
    )
    jenjang = filters.ChoiceFilter(
        label="Jenjang sekolah",
        field_name="agency__kind",
        choices=[(kind.value, kind.label) for kind in SCHOOL_KINDS],
        empty_label="Semua jenjang",
    )
    kelompok = filters.ChoiceFilter(
        label="Dihitung dalam target",
        choices=(("opd", "Perangkat daerah target"), ("sekolah", "Sekolah target")),
        method="by_target",
        empty_label="Semua",
    )
    menunggu = filters.ChoiceFilter(label="Menunggu", choices=HOLDERS, method="by_holder", empty_label="Siapa pun")
    lama = filters.NumberFilter(
        label="Menunggu paling sedikit (hari)", method="by_days", min_value=0, max_value=3650, decimal_places=0
    )
    tindakan = filters.ChoiceFilter(label="Tindakan", choices=Action.choices, method="by_action", empty_label="Semua")
    sejak = filters.DateTimeFilter(
        label="Sejak",
        method="by_moment",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    instansi = filters.ModelChoiceFilter(
        label="Instansi",
        field_name="agency",
        queryset=Agency.objects.all(),
        to_field_name="code",
        empty_label="Semua instansi",
    )

    class Meta:
        model = ListedProposal
        fields: list[str] = []

    def by_count(self, queryset: QuerySet[ListedProposal], name: str, value: str) -> QuerySet[ListedProposal]:
        return queryset.filter(status__in=COUNTED[value])

    def by_target(self, queryset: QuerySet[ListedProposal], name: str, value: str) -> QuerySet[ListedProposal]:
        return queryset.filter(**{TARGETS[value]: True})

    def by_holder(self, queryset: QuerySet[ListedProposal], name: str, value: str) -> QuerySet[ListedProposal]:
        """What waits for this holder, together with `lama` for so long; drafts are left to the status filter."""
        days = self.form.cleaned_data.get("lama")
        before = None if days is None else _days_ago(days)
        holders = COORDINATOR if value == "coordinator" else (Holder(value),)
        return queryset.filter(reduce(or_, (in_hands_of(holder, before) for holder in holders)))

    def by_days(self, queryset: QuerySet[ListedProposal], name: str, value: Decimal) -> QuerySet[ListedProposal]:
        """Waiting so long, for whomever; with a holder chosen, that filter counts the days."""
        return queryset if self.form.cleaned_data.get("menunggu") else queryset.filter(waiting(_days_ago(value)))

    def by_moment(
        self, queryset: QuerySet[ListedProposal], name: str, value: datetime.datetime
    ) -> QuerySet[ListedProposal]:
        """Moved since then, by the chosen action if there is one."""
        action = self.form.cleaned_data.get("tindakan")
        moves = Event.objects.filter(at__gte=value, **({"action": action} if action else {}))
        return queryset.filter(pk__in=moves.values("proposal"))

    def by_action(self, queryset: QuerySet[ListedProposal], name: str, value: str) -> QuerySet[ListedProposal]:
        """The action narrows together with the moment, or by itself when no moment is given."""
        if self.form.cleaned_data.get("sejak"):
            return queryset
        return queryset.filter(pk__in=Event.objects.filter(action=value).values("proposal"))

    def by_kind(self, queryset: QuerySet[ListedProposal], name: str, value: str) -> QuerySet[ListedProposal]:
        return queryset.filter(OF_SCHOOLS if value == "sekolah" else ~OF_SCHOOLS)


class CatalogueFilter(FacetedFilter):
    """The filters of visitors."""

    q = filters.CharFilter(label="Cari inovasi atau instansi", method="by_words")
    urusan = filters.ModelChoiceFilter(
        label="Urusan",
        field_name="affair",
        queryset=Affair.objects.filter(selectable=True),
        to_field_name="key",
        empty_label="Semua urusan",
    )
    tahapan = filters.ChoiceFilter(
        label="Tahapan", field_name="stage", choices=stage_choices, empty_label="Semua tahapan"
    )
    jenis = filters.ChoiceFilter(
        label="Jenis instansi atau jenjang sekolah",
        field_name="agency__kind",
        choices=AgencyKind.choices,
        empty_label="Semua jenis",
    )
    kecamatan = filters.ModelChoiceFilter(
        label="Kecamatan",
        field_name="agency__district",
        queryset=District.objects.filter(kind="kecamatan"),
        to_field_name="code",
        empty_label="Semua kecamatan",
    )
    tahun = filters.ModelChoiceFilter(
        label="Tahun",
        field_name="period",
        queryset=Period.objects.all(),
        to_field_name="year",
        empty_label="Semua tahun",
    )

    urut = filters.ChoiceFilter(
        label="Urutkan",
        choices=[(key, label) for key, (label, _) in CATALOGUE_ORDERS.items()],
        method="as_it_is",
        empty_label="Terbaru ditetapkan",
    )

    class Meta:
        model = SentProposal
        fields: list[str] = []

    def as_it_is(self, queryset: QuerySet[SentProposal], name: str, value: str) -> QuerySet[SentProposal]:
        """The order leaves every row; `order` says it."""
        return queryset

    @cached_property
    def _stamp(self) -> str:
        return stamp(*SOURCES)

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives for these filters, worked out anew only after something behind it changed."""
        asked = {key: self.data.getlist(key) for key in sorted(self.filters) if key in self.data}
        return kept(f"{name}-{sha256(repr(asked).encode()).hexdigest()[:20]}", self._stamp, make)

    @property
    def order(self) -> tuple[str, ...]:
        """By what the cards are sorted; the newest first unless another order is asked for."""
        chosen = self.form.cleaned_data.get("urut") if self.form.is_valid() else ""
        return CATALOGUE_ORDERS[chosen][1] if chosen else NEWEST_FIRST
