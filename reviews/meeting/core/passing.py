"""Better ranks that a meeting passes over: which there are, and that no reason outlives its rank."""

from django.db import connection

from reviews.meeting.core import asked
from reviews.meeting.core.models import Meeting
from reviews.procedure.rules import DeviationKind


def places_passed_over(meeting: Meeting) -> dict[int, int]:
    """The places that stand before the last praised one and are not praised, by key of the proposal; one query."""
    here = {"meeting": meeting.pk, "period": meeting.period_id}
    with connection.cursor() as cursor:
        cursor.execute(asked.passed_over("%(meeting)s", "%(period)s"), here)
        return {int(proposal): int(place) for proposal, place in cursor.fetchall()}


def take_back_reasons(meeting: Meeting) -> None:
    """Forgets why a rank was passed over where none is any more, or the proposal now has another one.

    For whoever changes outcomes or places of a meeting that nobody has signed.
    """
    passed = places_passed_over(meeting)
    rows = meeting.deviations.filter(kind=DeviationKind.RANK).values_list("pk", "proposal_id", "place")
    over = [key for key, proposal, place in rows if passed.get(proposal) != place]
    meeting.deviations.filter(pk__in=over).delete()
