"""What agencies were called on a day of the past, from their history, for papers that name them as of then."""

import datetime
from collections.abc import Collection

from agencies.core.models import Agency


def official_names(agencies: Collection[int], at: datetime.datetime) -> dict[int, str]:
    """By key the official name of each of these agencies at that moment; of a younger one its first. Three queries."""
    today = dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "official_name"))
    history = Agency.pgh_event_model.objects.filter(pgh_obj__in=agencies)  # type: ignore[attr-defined]  # of the tracker
    kept = history.values_list("pgh_obj_id", "official_name")
    first = dict(kept.order_by("pgh_obj_id", "pgh_created_at", "pgh_id").distinct("pgh_obj_id"))
    then = dict(
        kept.filter(pgh_created_at__lte=at).order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    )
    return today | first | then
