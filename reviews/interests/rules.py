"""Conflicts of interest that follow from the record: a former agency, or a hand in writing the proposal."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal, SectionText
from proposals.core.record import Revision

FORMER_AGENCY = "pernah bertugas di instansi pengusul"
HELPED = "ikut menyusun usulan ini"


def computed(proposals: Iterable[Proposal], people: Collection[int]) -> dict[int, dict[int, str]]:
    """Proposal key → user key → why the record speaks against this person; five queries for any number of rows.

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
    for proposal, user in _helpers([row.pk for row in rows], people):
        found[proposal][user] = HELPED
    return found


def _history() -> QuerySet[Any]:
    """What the database itself recorded of every account; the name of that table is made up by django-pghistory."""
    model = next(link.related_model for link in User._meta.related_objects if link.name.endswith("_events"))
    return model._default_manager.all()


def _helpers(keys: list[int], people: Collection[int]) -> Iterable[tuple[int, int]]:
    """(proposal, user) for everybody who created, wrote, uploaded or submitted."""
    yield from Proposal.objects.filter(pk__in=keys, created_by__in=people).values_list("pk", "created_by")
    written = SectionText.objects.filter(proposal__in=keys, updated_by__in=people)
    yield from written.values_list("proposal", "updated_by").distinct()
    uploaded = Attachment.with_removed.filter(proposal__in=keys, uploaded_by__in=people).order_by()
    yield from uploaded.values_list("proposal", "uploaded_by").distinct()
    submitted = Revision.objects.filter(proposal__in=keys, created_by__in=people).order_by()
    yield from submitted.values_list("proposal", "created_by").distinct()
