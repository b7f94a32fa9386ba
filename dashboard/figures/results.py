"""What the ministries found year by year, of the city or of one agency: KIPP by stage, IGA as far as it is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Avg, Count

from agencies.core.models import Agency, User
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.national import NationalResult
from competitions.core.querysets import known_to
from competitions.kipp.years import UNKNOWN, KippYear, results_by_year
from foundation.cache import kept, stamp
from foundation.text.rounding import in_figures
from proposals.core.sent import SentProposal
from reviews.core.models import Interest

IGA, KIPP = Edition.Programme.IGA, Edition.Programme.KIPP
NOT_HELD: Final = "tidak diadakan"
Measure = NationalResult.Measure
# What the city's results are made from, and who may know of which.
BEHIND: Final = (Edition, Nomination, KippResult, NationalResult, SentProposal, Agency, User, Interest)


@dataclass(frozen=True, slots=True)
class YearOfResults:
    """One year: KIPP's nominations, None where there is no edition, and what IGA said in words."""

    year: int
    kipp: KippYear | None
    held: bool
    iga: str

    @property
    def kipp_words(self) -> str:
        """Why there are no nominations to tell of."""
        return "tidak ada edisi tercatat" if self.held else NOT_HELD


def results_of_city(reader: User) -> list[YearOfResults]:
    """Every year that an edition or a result is known of, the newest first, for this reader.

    They seldom change, so they are kept until something behind them does; one query then, four more after a change.
    """
    return kept(f"results-of-city-{reader.pk}", stamp(*BEHIND), lambda: _results_of_city(reader))


def _results_of_city(reader: User) -> list[YearOfResults]:
    editions = _editions(IGA, KIPP)
    results: dict[int, dict[str, NationalResult]] = {}
    rows = NationalResult.objects.current().filter(
        programme=IGA, subject=NationalResult.Subject.CITY, measure__in=(Measure.INDEX, Measure.AWARD, Measure.PLACE)
    )
    for row in rows:
        results.setdefault(row.year, {})[row.measure] = row
    with_iga = {year for programme, year, _ in editions if programme == IGA} | set(results)
    words = {year: _city_words(results.get(year, {})) for year in with_iga}
    return _years(editions, results_by_year(reader), words)


def results_of_agency(reader: User, agency: Agency) -> list[YearOfResults]:
    """The years in which the agency nominated, or the ministry told of one of its innovations; four queries."""
    editions = _editions(KIPP)
    found = NationalResult.objects.current().filter(
        programme=IGA,
        measure=Measure.MATURITY,
        proposal__in=known_to(reader).filter(agency=agency).order_by().values("pk"),
    )
    told = found.order_by().values_list("year").annotate(amount=Count("pk"), mean=Avg("value"))
    words = {year: f"{amount} inovasi dinilai, rata-rata kematangan {in_figures(mean)}" for year, amount, mean in told}
    kipp = results_by_year(reader, agency)
    return [one for one in _years(editions, kipp, words, "–") if one.year in kipp or one.year in words]


def _city_words(found: dict[str, NationalResult]) -> str:
    """The index with its predicate, the place and the award; what is not known has no word but that."""
    index, place, award = (found.get(measure) for measure in (Measure.INDEX, Measure.PLACE, Measure.AWARD))
    said = []
    if index and index.value is not None:
        said.append(f"indeks {in_figures(index.value)}")
    if index and index.predicate:
        said.append(index.predicate)
    ranked = next((one for one in (place, index) if one and one.rank), None)
    if ranked:
        said.append(f"peringkat {ranked.rank}{f' dari {ranked.of}' if ranked.of else ''}")
    if award and award.predicate:
        said.append(award.predicate)
    return ", ".join(said) or UNKNOWN


def _editions(*programmes: str) -> list[tuple[str, int, dict[str, bool] | None]]:
    """Programme, year, and the years of which it knows whether KIPP was held, of every edition; one query.

    The rest of the rules is long and stays where it is.
    """
    rows = Edition.objects.running().filter(programme__in=programmes).order_by()
    return list(rows.values_list("programme", "year", "rules__held"))


def _years(
    editions: Iterable[tuple[str, int, dict[str, bool] | None]],
    kipp: dict[int, KippYear],
    iga: dict[int, str],
    unknown: str = UNKNOWN,
) -> list[YearOfResults]:
    of_kipp = [(year, known or {}) for programme, year, known in editions if programme == KIPP]
    held = {year for year, _ in of_kipp}
    paused = {int(year) for _, known in of_kipp for year, was_held in known.items() if not was_held}
    return [
        YearOfResults(
            year,
            kipp.get(year) or (KippYear(year) if year in held else None),
            held=year not in paused,
            iga=iga.get(year, unknown),
        )
        for year in sorted({*held, *paused, *kipp, *iga}, reverse=True)
    ]
