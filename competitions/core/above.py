"""What this floor asks of its own higher rooms without knowing them: each answer is a function that a setting names."""

from collections.abc import Collection

from django.conf import settings
from django.utils.module_loading import import_string


def evidence_changed(items: Collection[int]) -> None:
    """Called in the transaction that changed pieces of evidence with these keys: what they prove is looked at anew."""
    for name in settings.IGA_EVIDENCE_FOLLOWERS:
        import_string(name)(items)


def rules_changed(edition: int) -> None:
    """Called in the transaction that changed what the indicators of this edition need, with its key."""
    for name in settings.IGA_RULES_FOLLOWERS:
        import_string(name)(edition)


def edition_published(edition: int, by: int) -> None:
    """Called in the transaction in which this person published this edition, with their keys."""
    for name in settings.IGA_PUBLISHED_FOLLOWERS:
        import_string(name)(edition, by)
