"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from foundation.audit.models import LedgerEntry, LedgerHead
from foundation.changes.models import TableChange, TableTotal

__all__ = ["LedgerEntry", "LedgerHead", "TableChange", "TableTotal"]
