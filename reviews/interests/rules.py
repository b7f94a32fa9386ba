"""Conflicts of interest that follow from the record: a former agency, a hand in writing the proposal, coaching it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from agencies.core.models import User
from proposals.core.reading.authors import authors, continued_from
from proposals.core.sent import SentProposal
from reviews.coaching.coaches import coaches

FORMER_AGENCY = "pernah bertugas di instansi pengusul"
HELPED = "ikut menyusun usulan ini"
COACHED = "menjadi pembina usulan ini atau usulan yang dilanjutkannya"


def computed(proposals: Iterable[SentProposal], people: Collection[int]) -> dict[int, dict[int, str]]:
    """SentProposal key → user key → why the record speaks against this person; eight queries for any number of rows.

    The own present agency and declared conflicts are not among these: they can never be overridden.
    """
    rows = list(proposals)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    agencies: dict[int, set[int]] = defaultdict(set)
    former = _history().filter(pgh_obj__in=people, agency__in={row.agency_id for row in rows}).order_by()
    for user, agency in former.values_list("pgh_obj", "agency").distinct():
        agencies[agency].add(user)
    for row in rows:
        found[row.pk] |= dict.fromkeys(agencies[row.agency_id], FORMER_AGENCY)
    for proposal, user in _coaches([row.pk for row in rows], people):
        found[proposal][user] = COACHED
    for proposal, user in authors([row.pk for row in rows], people):
        found[proposal][user] = HELPED
    return found


def _coaches(proposals: list[int], people: Collection[int]) -> Iterable[tuple[int, int]]:
    """(proposal, user) for every one of these people who coached one of the proposals or the one it continues."""
    before = continued_from(proposals)
    known: dict[int, set[int]] = defaultdict(set)
    for about, user in coaches({*proposals, *before.values()}, people):
        known[about].add(user)
    for proposal in proposals:
        for user in known[proposal] | known[before.get(proposal, proposal)]:
            yield proposal, user


def _history() -> QuerySet[Any]:
    """What the database itself recorded of every account; the name of that table is made up by django-pghistory."""
    model = next(link.related_model for link in User._meta.related_objects if link.name.endswith("_events"))
    return model._default_manager.all()
