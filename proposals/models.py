"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from proposals.bringing.models import BroughtDocument
from proposals.browsing.models import ListPreference, SavedView
from proposals.catalogue.models import PublicPicture
from proposals.core.affairs.models import Affair
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.attachments import Attachment
from proposals.core.counts.tallies import Tallied
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.history.record import Event, Revision
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.search.documents import SearchDocument
from proposals.core.sent import ListedProposal, SentProposal
from proposals.discussion.models import Handover, Message
from proposals.importing.models import ImportBatch, ImportRow
from proposals.verifying.models import CheckItem, CheckTick

__all__ = [
    "Affair",
    "Attachment",
    "AttachmentKind",
    "BroughtDocument",
    "CheckItem",
    "CheckTick",
    "Event",
    "FormGuide",
    "Handover",
    "HeadAnswer",
    "HeadRequest",
    "ImportBatch",
    "ImportRow",
    "ListPreference",
    "ListedProposal",
    "Message",
    "Period",
    "PeriodExtension",
    "Proposal",
    "PublicPicture",
    "Remark",
    "Revision",
    "SavedView",
    "SearchDocument",
    "Section",
    "SectionText",
    "SentProposal",
    "Tallied",
]
