"""The results of the ministry as pages list them, each with its earlier versions, and the innovations it judged."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.national import ABOUT, NationalResult
from competitions.core.querysets import known_to
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import CandidacyState
from foundation.text.keys import natural

PER_PAGE: Final = 25
JUDGED: Final = (CandidacyState.SENT, CandidacyState.RESULTED)


@dataclass(slots=True)
class ResultLine:
    """What holds now, or was withdrawn last, and the versions before it, newest first."""

    newest: NationalResult
    earlier: list[NationalResult] = field(default_factory=list)


def result_lines(subjects: tuple[str, ...]) -> list[ResultLine]:
    """Every result about one of these subjects in the order of the years; one query."""
    rows = NationalResult.objects.filter(programme="iga", subject__in=subjects).select_related("by")
    lines: dict[tuple[Any, ...], ResultLine] = {}
    for row in rows.order_by("-year", "subject", "measure", "indicator", "-version"):
        about = tuple(getattr(row, "proposal_id" if name == "proposal" else name) for name in ABOUT)
        if about in lines:
            lines[about].earlier.append(row)
        else:
            lines[about] = ResultLine(row)
    return sorted(lines.values(), key=_place)


def _place(line: ResultLine) -> tuple[Any, ...]:
    """Years newest first, names as people put them in order."""
    row = line.newest
    return (-row.year, row.subject, row.measure, row.indicator or 0, natural(row.name))


def judged_rows(edition: Edition, reader: User) -> Any:
    """The innovations that were sent to the ministry and this reader may know, with how many levels it told of each."""
    told = (
        NationalResult.objects.current()
        .filter(year=edition.year, programme="iga", measure="level", proposal=OuterRef("proposal"))
        .order_by()
        .values("proposal")
        .annotate(told=Count("pk"))
        .values("told")
    )
    rows = Candidacy.objects.filter(
        edition=edition, state__in=JUDGED, proposal__in=known_to(reader).order_by().values("pk")
    )
    return rows.select_related("proposal__agency", "edition").annotate(told=Coalesce(Subquery(told), 0))


def judged_page(edition: Edition, reader: User, number: str | None) -> Page[Candidacy]:
    """One page of them, agency by agency."""
    rows = judged_rows(edition, reader).order_by("proposal__agency__short_sort_key", "proposal__number")
    return Paginator(rows, PER_PAGE).get_page(number)
