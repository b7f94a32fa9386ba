"""Pages about the indicators of an edition that every participant reads."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_or_announced
from competitions.core.models import Edition
from competitions.core.permissions import participants_only
from competitions.iga.editing.guiding import city_lines, guidance_of, head_lines

IGA = Edition.Programme.IGA


@participants_only
def indicators(request: SignedInRequest, year: int) -> HttpResponse:
    """All indicators, each a link to its own page, and the rows of the city's own part."""
    edition = edition_or_announced(IGA, year)
    rows = list(edition.indicators.all())
    context = {
        "edition": edition,
        "indicators": rows,
        "head": head_lines(edition),
        "weights": sum(row.weight for row in rows),
        "city": [(row, city_lines(row)) for row in edition.iga.spd],
    }
    return render(request, "competitions/iga/editing/indicators.html", context)


@participants_only
def indicator(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """One indicator: its levels, what proves them, and what else decides."""
    edition = edition_or_announced(IGA, year)
    row = get_object_or_404(edition.indicators.prefetch_related("levels"), number=number)
    numbers = list(edition.indicators.order_by("number").values_list("number", flat=True))
    place = numbers.index(number)
    context = {
        "edition": edition,
        "guidance": guidance_of(row, edition.iga, edition.efforts.get(row.guide.key, "")),
        "before": numbers[place - 1] if place else None,
        "after": numbers[place + 1] if place + 1 < len(numbers) else None,
    }
    return render(request, "competitions/iga/editing/indicator.html", context)
