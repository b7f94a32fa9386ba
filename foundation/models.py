"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from foundation.audit.models import LedgerEntry, LedgerHead

__all__ = ["LedgerEntry", "LedgerHead"]
