"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Indicator, Level, Nomination
from competitions.core.national import NationalResult
from competitions.dates.models import InternalDeadline, NationalDate
from competitions.iga.city.models import CityFigure
from competitions.iga.core.carried import CarriedClaim
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim, ClaimEvidence, ClaimVerdict
from competitions.iga.desk.models import ToldVerdict, VerdictDigest
from competitions.iga.entry.models import EntryTick, EvidenceArchive, KeptProfile
from competitions.iga.simulator.models import Scenario
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.papers.models import CopiedField, EntryArchive
from competitions.kipp.preflight.models import RuleOverride
from competitions.kipp.slots.models import SlotApplication, SlotRun, SlotSignature, SlotWord
from competitions.kipp.writing.models import EntryRemark, EntryRemarkDone, EntryText
from competitions.replication.models import Replication

__all__ = [
    "Candidacy", "CarriedClaim", "CityFigure", "Claim", "ClaimEvidence", "ClaimVerdict", "CopiedField", "Edition",
    "EntryArchive", "EntryLetter", "EntryRemark", "EntryRemarkDone", "EntryText", "EntryTick", "EvidenceArchive",
    "EvidenceItem", "Indicator", "InternalDeadline", "KeptProfile", "KippResult", "Level", "NationalDate",
    "NationalResult", "Nomination", "Replication", "RuleOverride", "Scenario", "SlotApplication", "SlotRun",
    "SlotSignature", "SlotWord", "ToldVerdict", "VerdictDigest",
]  # fmt: skip
