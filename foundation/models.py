"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from foundation.audit.models import LedgerEntry, LedgerHead
from foundation.changes.models import TableChange, TableTotal
from foundation.issued.models import IssuedPaper
from foundation.once import SentForm
from foundation.outbox.models import OutgoingMail
from foundation.printing.models import PrintOrder
from foundation.queue.losses import LostWork
from foundation.queue.moments import Moment
from foundation.security.models import SecurityEvent
from foundation.sheets.models import KeptSheet

__all__ = [
    "IssuedPaper",
    "KeptSheet",
    "LedgerEntry",
    "LedgerHead",
    "LostWork",
    "Moment",
    "OutgoingMail",
    "PrintOrder",
    "SecurityEvent",
    "SentForm",
    "TableChange",
    "TableTotal",
]
