"""Claims that were turned down and have not been answered since, by agency; for reminders."""

import datetime
from collections import defaultdict
from typing import Any, Final

from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.candidates.pool import candidate_keys, candidates_of
from competitions.iga.core.models import Claim
from competitions.iga.gaps.agencies import ALIVE, alive
from competitions.iga.shelf.opening import OPEN_IN

_TURNED_DOWN: Final = (Claim.Judgement.REJECTED, Claim.Judgement.MORE)


def turned_down_by_agency(edition: Edition, reader: User | None, *, days: int) -> dict[int, tuple[str, ...]]:
    """By key of the agency one line per innovation with the indicators that wait for an answer so many days; one query.

    As far as the reader may know, without one all. Whatever is done to a claim answers it. Nobody is asked while the
    closing day is not known, nor after it (national.md 3.2).
    """
    if edition.closes_on is None or edition.closes_on < timezone.localdate():
        return {}
    every = candidates_of(edition, reader) if reader else candidate_keys(edition)
    known: Any = alive(every, edition, ALIVE).filter(status__in=OPEN_IN)
    since = timezone.now() - datetime.timedelta(days=days)
    rows = Claim.objects.filter(
        indicator__edition=edition, verdict__in=_TURNED_DOWN, verified_at__lte=since, proposal__in=known.values("pk")
    ).order_by("proposal__number", "proposal", "indicator__number")
    numbers: dict[tuple[int, str], list[str]] = defaultdict(list)
    for agency, proposal, indicator in rows.values_list("proposal__agency", "proposal__number", "indicator__number"):
        numbers[agency, str(proposal)].append(str(indicator))
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for (agency, proposal), indicators in numbers.items():
        found[agency] += (f"{proposal}: indikator {', '.join(indicators)}",)
    return dict(found)
