"""The figures of IGA, each reckoned in one place: which basic-service affairs are covered, by what, how many must be.

Ready is an eligible innovation inside the edition's window whose rancang bangun is long enough. The ministry counts the
affairs that ready ones cover; those that eligible ones cover stand beside them, because these can still become ready.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from foundation.figures import marked
from proposals.core.affairs.models import Affair
from proposals.core.counts.counting import KnownPeriod
from proposals.core.guide.models import Section
from proposals.core.querysets import SentQuerySet
from proposals.core.workflow import ELIGIBLE
from proposals.sent.telling import sent_answer, words_in_step


def affairs_needed(edition: Edition) -> int:
    """How many of the basic-service affairs must be covered; with fewer the number of innovations scores nothing."""
    scoring = edition.iga.scoring
    return scoring.number.min_basic_services if scoring else 0


def least_words(edition: Edition) -> int:
    """How many words the rancang bangun of an innovation must have in all."""
    eligibility = edition.iga.eligibility
    return eligibility.rancang_bangun_min_words if eligibility else 0


def eligible_in(year: int, reader: User) -> SentQuerySet:
    """The eligible innovations of a year that this reader may know of."""
    found: SentQuerySet = known_to(reader).eligible().filter(period__year=year)
    return found


def ready_among(rows: SentQuerySet, edition: Edition) -> SentQuerySet:
    """Those of the rows that are ready."""
    found: SentQuerySet = _with_words(rows).filter(_is_ready(edition))
    return found


def with_readiness(rows: SentQuerySet, edition: Edition) -> SentQuerySet:
    """The rows with `design_words`, the words of their rancang bangun, and `is_ready`, whether they are ready."""
    found: SentQuerySet = _with_words(rows).annotate(is_ready=ExpressionWrapper(_is_ready(edition), BooleanField()))
    return found


def _with_words(rows: SentQuerySet) -> SentQuerySet:
    words, developed = words_in_step(Section.Meaning.DESIGN), sent_answer("development_date")
    found: SentQuerySet = rows.annotate(design_words=words, development_date=developed)
    return found


def _is_ready(edition: Edition) -> Q:
    """On rows with `design_words` and `development_date`.

    `competitions.iga.rules` says the same of one innovation, in words.
    """
    return _in_window(edition) & Q(design_words__gte=least_words(edition))


def _in_window(edition: Edition) -> Q:
    """Applied inside the window, or before it with a development inside; nothing while the window is not known."""
    window = (edition.window_from, edition.window_until)
    if None in window:
        return Q(pk__in=[])
    earlier = Q(applied_date__lt=edition.window_from, development_date__range=window)
    return Q(applied_date__range=window) | earlier


@dataclass(frozen=True, slots=True)
class CoveredAffairs:
    """The basic-service affairs in their order, those covered by an eligible and by a ready innovation.

    `needed` is how many must be covered by ready ones; None without an edition, and then nothing is known to be ready.
    """

    year: int
    affairs: Sequence[Affair]
    eligible: frozenset[int]
    ready: frozenset[int]
    needed: int | None

    @property
    def is_known(self) -> bool:
        """Whether the year has an edition that says what ready means and how many affairs are needed."""
        return self.needed is not None

    @property
    def met(self) -> bool:
        return self.needed is not None and len(self.ready) >= self.needed

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
        ready = marked("iga.affairs_ready", len(self.ready), year=self.year)
        needed = marked("iga.affairs_needed", self.needed, year=self.year)
        if self.met:
            return format_html(
                "Syarat ini sudah terpenuhi: {} urusan tercakup inovasi yang siap, paling sedikit {}.", ready, needed
            )
        return format_html(
            "Syarat ini belum terpenuhi: baru {} urusan tercakup inovasi yang siap, padahal paling sedikit {}. "
            "Bila tetap demikian, nilai jumlah inovasi daerah menjadi nol.",
            ready,
            needed,
        )


def covered_affairs(year: int, reader: User) -> CoveredAffairs:
    """Which basic-service affairs the innovations of a year cover, of those this reader may know of; two queries."""
    edition = _edition(year)
    covering = eligible_in(year, reader).order_by().filter(affair=OuterRef("pk"))
    ready = Exists(ready_among(covering, edition)) if edition else Value(False)
    affairs = list(Affair.objects.filter(basic_service=True).annotate(has_eligible=Exists(covering), has_ready=ready))
    return CoveredAffairs(
        year=year,
        affairs=affairs,
        eligible=frozenset(one.pk for one in affairs if one.has_eligible),
        ready=frozenset(one.pk for one in affairs if one.has_ready),
        needed=affairs_needed(edition) if edition else None,
    )


# What `_is_ready` says, of the rows `p`; put in SQL, because the leader's page asks it at every look.
_READY: Final = """
    SELECT a.id FROM proposals_affair a WHERE a.basic_service AND EXISTS (
        SELECT 1 FROM proposals_proposal p
        WHERE {known} AND p.sent_affair_id = a.id AND p.status = ANY(%(eligible)s)
            AND (p.applied_date BETWEEN %(opens)s AND %(closes)s
                OR p.applied_date < %(opens)s AND p.development_date BETWEEN %(opens)s AND %(closes)s)
            AND %(least)s <= (
                SELECT coalesce(sum(t.words), 0) FROM proposals_sectiontext t
                JOIN proposals_section part ON part.id = t.section_id
                JOIN proposals_section step ON step.id = part.parent_id
                WHERE t.proposal_id = p.id AND step.meaning = %(design)s
            )
    )
"""


def affairs_covered_in(known: KnownPeriod, affairs: Iterable[Affair]) -> CoveredAffairs:
    """The same of a period whose counts are known already, and all `affairs` with them; two queries."""
    basic = [affair for affair in affairs if affair.basic_service]
    edition, year = _edition(known.period.year), known.period.year
    by_affair = known.counts.grouped("affair_id")
    eligible = (one.pk for one in basic if any(by_affair.get(one.pk, Counter())[status] for status in ELIGIBLE))
    ready: list[tuple[int]] = []
    if edition and edition.window_from and edition.window_until:
        ready = known.ask(
            _READY,
            eligible=list(ELIGIBLE),
            opens=edition.window_from,
            closes=edition.window_until,
            least=least_words(edition),
            design=Section.Meaning.DESIGN,
        )
    return CoveredAffairs(
        year=year,
        affairs=basic,
        eligible=frozenset(eligible),
        ready=frozenset(key for (key,) in ready),
        needed=affairs_needed(edition) if edition else None,
    )


def _edition(year: int) -> Edition | None:
    return Edition.objects.running().filter(programme=Edition.Programme.IGA, year=year).first()
