"""What agencies and schools propose in the demo: the city's real innovations, then ideas of ours marked "(contoh)"."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeVar

from agencies.core.kinds import AgencyKind
from agencies.core.models import Agency
from foundation.fixtures.reading import read_csv
from foundation.fixtures.schema import Schema, Several, Text, WholeOrEmpty, unknown
from inovasi.demo.guard import MARK
from proposals.core.affairs.models import Affair

Found = TypeVar("Found", Agency, Affair)

COMPARABLE: Final = "comparable"  # rows of other cities; all other rows are the own city's
DIGITAL_WORDS: Final = (
    "aplikasi", "daring", "digital", "whatsapp", "qris", "virtual", "situs", "sistem informasi", "elektronik",
)  # fmt: skip
REAL_SHARE: Final = 0.64
SILENT, DRAFTING = 6, 9  # one agency in so many has nothing at all, one in so many has nothing but drafts


class ListedInnovation(Schema):
    """One row of innovations.csv: a real innovation of the city or, as `comparable`, of another one."""

    no: Text
    scope: Text
    name: Text
    name_expansion: str
    agency: str
    agency_code: str
    school_npsn: Several
    city: str
    kind: str
    affair_code: str
    affair_key: Text
    year: WholeOrEmpty
    description: str
    award: str
    source_url: str
    confidence: str


class ListedTopic(Schema):
    """One row of demo_topics.csv: an idea of ours, and whom it suits."""

    owner: Literal["school", "agency", "kecamatan"]
    affair_key: Text
    title: Text
    form: Literal["digital", "non_digital"]
    users: Text
    description: Text


@dataclass(frozen=True, slots=True)
class Idea:
    """One innovation: whose, about what, for whom; `kind` is digital, service or school, `year` when it began."""

    title: str
    agency: Agency
    affair: Affair
    kind: str
    users: str
    description: str
    year: int | None = None

    @property
    def invented(self) -> bool:
        """Whether the idea is ours, as its title says."""
        return self.title.endswith(MARK)

    @property
    def digital(self) -> bool:
        """Whether it is run with an application or an online service."""
        return self.kind == "digital" or any(word in self.description.lower() for word in DIGITAL_WORDS)


@dataclass(frozen=True, slots=True)
class Material:
    """The files and rows that ideas are made of, read once; `general` is the affair of topics that suit any agency."""

    innovations: list[ListedInnovation]
    topics: list[ListedTopic]
    brands: Sequence[str]
    general: str
    agencies: dict[str, Agency]
    affairs: dict[str, Affair]

    @property
    def targets(self) -> list[Agency]:
        return [agency for agency in self.agencies.values() if agency.in_target]

    @property
    def schools(self) -> list[Agency]:
        return [agency for agency in self.agencies.values() if agency.in_school_target]


def read_material(folder: Path, brands: Sequence[str], general: str) -> Material:
    """Reads innovations.csv and demo_topics.csv. Raises FixtureError where they are wrong."""
    agencies = Agency.objects.prefetch_related("affairs").order_by("code")
    return Material(
        innovations=read_csv(folder / "innovations.csv", ListedInnovation),
        topics=read_csv(folder / "demo_topics.csv", ListedTopic),
        brands=brands,
        general=general,
        agencies={agency.code: agency for agency in agencies},
        affairs={affair.key: affair for affair in Affair.objects.filter(selectable=True)},
    )


@dataclass(frozen=True, slots=True)
class Ideas:
    """The ideas of one year: `early` belong to agencies that get no further than a draft, `open` to all others."""

    early: list[Idea]
    open: list[Idea]


def make_ideas(rng: random.Random, material: Material, count: int, drafts: int, *, real: bool) -> Ideas:
    """`count` ideas, at most `drafts` of them early; several agencies have none at all.

    With `real` about two thirds are the city's own innovations, as far as there are that many; without it all are ours.
    """
    own = [_real(row, material) for row in material.innovations if row.scope != COMPARABLE] if real else []
    silent, drafting = _quiet(rng, material.targets, Counter(idea.agency.code for idea in own))
    maker = _Maker(rng, material, busy=[each for each in material.targets if each not in silent + drafting])
    early = [maker.for_agency(agency) for agency in drafting][: min(drafts, count // 12)]
    loud = [idea for idea in own if idea.agency not in silent + drafting]
    chosen = rng.sample(loud, min(len(loud), round(count * REAL_SHARE)))
    owners = {idea.agency for idea in chosen}
    made = maker.every(first=[agency for agency in maker.busy if agency not in owners])
    fill = [next(made) for _ in range(count - len(early) - len(chosen))]
    ideas = [*chosen, *fill]
    rng.shuffle(ideas)
    return Ideas(early, ideas)


def _quiet(rng: random.Random, targets: list[Agency], known: Counter[str]) -> tuple[list[Agency], list[Agency]]:
    """The agencies without anything and those with drafts only, among the ones with the fewest known innovations."""
    ordered = sorted(targets, key=lambda agency: (known[agency.code], rng.random()))
    silent, drafting = len(targets) // SILENT, len(targets) // DRAFTING
    return ordered[:silent], ordered[silent : silent + drafting]


def _real(row: ListedInnovation, material: Material) -> Idea:
    """An innovation that the city really has; its name and description are the source's, the rest is ours."""
    column, code = ("school_npsn", row.school_npsn[0]) if row.school_npsn else ("agency_code", row.agency_code)
    agency = _known(row, column, code, material.agencies)
    return Idea(
        title=row.name,
        agency=agency,
        affair=_known(row, "affair_key", row.affair_key, material.affairs),
        kind=_kind(agency, row.description),
        users="murid" if agency.is_school else "warga",
        description=row.description,
        year=row.year,
    )


def _known(row: Schema, column: str, key: str, rows: Mapping[str, Found]) -> Found:
    """The row that the key in `column` names. Raises FixtureError for a key that nothing has."""
    if key not in rows:
        raise row.error(column, unknown(key, rows))
    return rows[key]


def _kind(agency: Agency, description: str) -> str:
    if agency.is_school:
        return "school"
    return "digital" if any(word in description.lower() for word in DIGITAL_WORDS) else "service"


class _Maker:
    """Makes up ideas: for a given agency, or for schools and busy agencies in turn; a title never comes twice."""

    def __init__(self, rng: random.Random, material: Material, busy: list[Agency]) -> None:
        self.rng, self.material, self.busy = rng, material, busy
        self.used: Counter[str] = Counter()
        self.brands = rng.sample(list(material.brands), len(material.brands))

    def every(self, first: list[Agency]) -> Iterator[Idea]:
        """Endless ideas: one for each of `first`, then mostly schools, some agencies, some learnt from other cities."""
        for agency in first:
            yield self.for_agency(agency)
        abroad = [row for row in self.material.innovations if row.scope == COMPARABLE]
        for row in self.rng.sample(abroad, len(abroad)):
            yield self.for_school(self.rng.choice(self.material.schools))
            yield self.for_agency(self.rng.choice(self.busy))
            yield self.for_school(self.rng.choice(self.material.schools))
            yield self.learnt(row)
        while True:
            yield self.for_school(self.rng.choice(self.material.schools))
            yield self.for_agency(self.rng.choice(self.busy))

    def for_school(self, school: Agency) -> Idea:
        return self._from_topic(school, [row for row in self.material.topics if row.owner == "school"])

    def for_agency(self, agency: Agency) -> Idea:
        owner = "kecamatan" if agency.kind == AgencyKind.KECAMATAN else "agency"
        rows = [row for row in self.material.topics if row.owner == owner]
        keys = {affair.key for affair in agency.affairs.all()}
        fitting = rows if owner == "kecamatan" else [row for row in rows if row.affair_key in keys]
        for_any = [row for row in rows if row.affair_key == self.material.general]
        return self._from_topic(agency, fitting or for_any or rows)

    def learnt(self, row: ListedInnovation) -> Idea:
        """An idea after another city's innovation, for the busy agency whose affair it is."""
        affair = _known(row, "affair_key", row.affair_key, self.material.affairs)
        fitting = [each for each in self.busy if affair in each.affairs.all()] or self.busy
        agency = self.rng.choice(fitting)
        title = f"Belajar dari {row.name}, {row.city} {MARK}"
        return Idea(title, agency, affair, _kind(agency, row.description), "warga", row.description)

    def _from_topic(self, agency: Agency, rows: list[ListedTopic]) -> Idea:
        fewest = min(self.used[row.title] for row in rows)
        row = self.rng.choice([row for row in rows if self.used[row.title] == fewest])
        title = row.title
        again = self.used[title]
        self.used[title] += 1
        return Idea(
            title=f"{self._branded(title, again)} {MARK}",
            agency=agency,
            affair=_known(row, "affair_key", row.affair_key, self.material.affairs),
            kind="school" if agency.is_school else {"digital": "digital", "non_digital": "service"}[row.form],
            users=row.users,
            description=row.description,
        )

    def _branded(self, title: str, again: int) -> str:
        """The title itself the first time, then with one brand after it, then with two, so that none comes twice."""
        words = [title]
        while again:
            again, place = divmod(again - 1, len(self.brands))
            words.append(self.brands[place])
        return " ".join(words)
