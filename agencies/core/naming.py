"""How papers name agencies: their heads, and what they were called on a day of the past."""

import datetime
from collections.abc import Collection
from typing import Final

from agencies.core.kinds import SCHOOL_KINDS
from agencies.core.models import Agency

# What the head is called, by the word the agency's name begins with; everywhere else it is "Kepala …".
_HEADS: Final = {
    "Kecamatan": "Camat", "Inspektorat": "Inspektur", "Sekretariat": "Sekretaris", "Rumah": "Direktur Rumah",
}  # fmt: skip


def head_of(kind: str, agency: str) -> str:
    """The office of who heads the agency: "Camat Rangkui", "Kepala Dinas Kesehatan", "Sekretaris Daerah".

    Every paper names a head so, and a record of officials that has no title of its own. (UU 23/2014, PP 18/2016)
    """
    first, _, rest = agency.partition(" ")
    return f"{_HEADS[first]} {rest}".strip() if first in _HEADS and kind not in SCHOOL_KINDS else f"Kepala {agency}"


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
