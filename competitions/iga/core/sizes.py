"""How large a piece of evidence may be: what the guide says of an indicator, within what the portal takes at all."""

from collections.abc import Iterable
from typing import Final

from competitions.rules.indicatorrules import IndicatorRules

MEGABYTE: Final = 1024 * 1024
MOST_FILE_BYTES: Final = 10 * MEGABYTE
"""Of one document or picture where the guide says nothing; what the ministry takes is not known (national.md 1.2)."""
MOST_VIDEO_BYTES: Final = 60 * MEGABYTE
"""Of one video; with its form it fits into what the server takes (inovasi/web/bounds.py)."""
VIDEO: Final = "mp4"


def portal_bytes(file_type: str) -> int:
    """The general limit of the portal for a type of file, in bytes."""
    return MOST_VIDEO_BYTES if file_type == VIDEO else MOST_FILE_BYTES


def most_bytes(file_type: str, rules: Iterable[IndicatorRules]) -> int:
    """The largest file of this type that one of these indicators takes, in bytes.

    An indicator that says nothing takes what the portal takes, and none takes more than that.
    """
    most = portal_bytes(file_type)
    asked = [limit_of(file_type, one) or most for one in rules if file_type in one.file_types]
    return min(most, max(asked, default=most))


def limit_of(file_type: str, rules: IndicatorRules) -> int:
    """What the guide says of a type of file at this indicator, in bytes; 0 while that is not known."""
    return next((size * MEGABYTE for key, size in rules.megabytes.items() if key == file_type), 0)
