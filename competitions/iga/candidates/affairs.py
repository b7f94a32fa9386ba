"""IGA's rule of affairs in one place: the basic-service affairs that the innovations of the submission set cover.

Beside it stands what all candidates would cover if they were sent. Dashboard, reports and cockpit call these functions;
the simulator counts the set together with its sums (`simulator.inputs.set_sums`), and a test holds both to one answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import Count, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.candidates.pool import CANDIDATES, candidates_of, values_for, with_candidacy
from competitions.iga.core.states import IN_SET
from competitions.iga.index.constants import IndexConstants, constants_of
from competitions.iga.index.formula import CityInput
from competitions.iga.index.marginal import affairs_loss
from foundation.figures import marked
from foundation.text.rounding import in_figures
from proposals.core.affairs.models import Affair
from proposals.core.counts.counting import KnownPeriod


@dataclass(frozen=True, slots=True)
class CoveredAffairs:
    """The basic-service affairs in their order, and how many innovations of the set and candidates each has.

    `count` is how many innovations are in the set in all. Without an edition there is no set, and nothing is covered.
    """

    year: int
    affairs: Sequence[Affair]
    sent: Mapping[int, int] = field(default_factory=dict)
    candidates: Mapping[int, int] = field(default_factory=dict)
    count: int = 0
    constants: IndexConstants | None = None
    is_known: bool = False

    @property
    def covered(self) -> frozenset[int]:
        """The affairs that an innovation of the submission set covers."""
        return frozenset(one.pk for one in self.affairs if self.sent.get(one.pk))

    @property
    def potential(self) -> frozenset[int]:
        """The affairs that would be covered if every candidate were sent."""
        return frozenset(one.pk for one in self.affairs if self.candidates.get(one.pk))

    @property
    def needed(self) -> int | None:
        """How many must be covered; None without an edition."""
        if not self.is_known:
            return None
        return self.constants.need if self.constants else 0

    @property
    def met(self) -> bool:
        return self.needed is not None and len(self.covered) >= self.needed

    @property
    def loss(self) -> Decimal:
        """Index points that the city loses while too few affairs are covered; 0 while the rule is met."""
        if self.met or self.constants is None:
            return Decimal(0)
        return affairs_loss(CityInput(Decimal(0), Decimal(0), self.count), self.constants)

    @property
    def short(self) -> int:
        """How many innovations the set lacks to the divisor of the edition; each of them lifts the index."""
        return max(self.constants.divisor - self.count, 0) if self.constants else 0

    @property
    def short_words(self) -> str:
        """What it means that the set is smaller than the divisor; empty where it is not."""
        if not self.short or self.constants is None:
            return ""
        return (
            f"Daftar kirim baru berisi {self.count} inovasi, padahal jumlah kematangan selalu dibagi paling sedikit "
            f"{self.constants.divisor}. Tambahkan {self.short} inovasi lagi: setiap tambahan menaikkan indeks."
        )

    @property
    def hint(self) -> SafeString:
        """Of how many affairs, and how many of them are needed."""
        if self.needed is None:
            return format_html("dari {}", len(self.affairs))
        needed = marked("iga.affairs_needed", self.needed, year=self.year)
        return format_html("dari {}, paling sedikit {}", len(self.affairs), needed)

    @property
    def verdict(self) -> SafeString:
        """Whether the rule is met, as a sentence in which every number carries its name."""
        if self.needed is None:
            return format_html("Ketentuan IGA {} belum dimuat, jadi syaratnya belum dapat diperiksa.", str(self.year))
        covered = marked("iga.affairs_covered", len(self.covered), year=self.year)
        needed = marked("iga.affairs_needed", self.needed, year=self.year)
        if self.met:
            return format_html(
                "Syarat ini sudah terpenuhi: {} urusan tercakup inovasi dalam daftar kirim, paling sedikit {}.",
                covered,
                needed,
            )
        return format_html(
            "Syarat ini belum terpenuhi: baru {} urusan tercakup inovasi dalam daftar kirim, padahal paling sedikit "
            "{}. Bila tetap demikian, nilai jumlah inovasi daerah menjadi nol{}.",
            covered,
            needed,
            f" dan kota kehilangan {in_figures(self.loss)} poin indeks" if self.loss else "",
        )


def covered_affairs(year: int, reader: User) -> CoveredAffairs:
    """Which basic-service affairs the edition of a year has covered, as this reader may know; three queries."""
    edition = Edition.objects.of_year(Edition.Programme.IGA, year)
    if edition is None:
        return CoveredAffairs(year, list(Affair.objects.filter(basic_service=True)))
    rows = with_candidacy(candidates_of(edition, reader), edition, "state").order_by()
    in_set = Count("pk", filter=Q(candidacy_state__in=IN_SET))
    counted = rows.values_list("affair_id").annotate(every=Count("pk"), listed=in_set)
    return covered_among(edition, Affair.objects.filter(basic_service=True), counted)


_BY_AFFAIR: Final = f"""
    SELECT p.sent_affair_id, count(*), count(*) FILTER (WHERE c.state = ANY(%(in_set)s)) FROM proposals_proposal p
    LEFT JOIN competitions_candidacy c ON c.proposal_id = p.id AND c.edition_id = %(edition)s
    WHERE {{readable}} AND p.id IN ({CANDIDATES}) GROUP BY 1
"""  # noqa: S608 - built from constants


def affairs_covered_in(known: KnownPeriod, affairs: Iterable[Affair]) -> CoveredAffairs:
    """The same for whoever the period of that year is known to, and all `affairs` with them; two queries.

    Put in SQL, because the leader's page asks it at every look.
    """
    basic, year = [affair for affair in affairs if affair.basic_service], known.period.year
    edition = Edition.objects.of_year(Edition.Programme.IGA, year)
    if edition is None:
        return CoveredAffairs(year, basic)
    found = known.ask(_BY_AFFAIR, **values_for(edition))
    return covered_among(edition, basic, found)


def covered_among(
    edition: Edition, affairs: Iterable[Affair], counted: Iterable[tuple[int | None, int, int]]
) -> CoveredAffairs:
    """The same where it is counted already: by affair how many candidates there are and how many are in the set."""
    rows = list(counted)
    return CoveredAffairs(
        year=edition.year,
        affairs=list(affairs),
        sent={affair: listed for affair, _, listed in rows if affair is not None},
        candidates={affair: every for affair, every, _ in rows if affair is not None},
        count=sum(listed for _, _, listed in rows),
        constants=constants_of(edition.iga),
        is_known=True,
    )
