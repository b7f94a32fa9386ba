"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from reviews.assigning.models import ApartPair, AssignmentPlan, ReviewerCard, ReviewerNudge, ReviewerWish
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.core.following import FollowedProposal
from reviews.core.models import (
    Assignment,
    Criterion,
    Interest,
    ReviewStage,
    Rubric,
    Score,
    ScoredPeriod,
    StageVersion,
)
from reviews.core.standings import ProposalStanding, ReckonedSeverity, Reckoning, ReckoningMark, StageFigures
from reviews.core.talks import Opinion, Settlement
from reviews.meeting.core.course import MeetingMinutes, Vote
from reviews.meeting.core.models import Decision, Deviation, Meeting, MeetingMember
from reviews.meeting.decree.models import ReadyDecree
from reviews.meeting.letters.models import SealedLetter
from reviews.meeting.papers.models import MeetingPaper, SealedPaper
from reviews.offline.models import OfflineAnswer
from reviews.presenting.leaves import JuryLeave, JuryPerson
from reviews.presenting.models import (
    Absence,
    AgencyAbsence,
    JuryInterest,
    JuryTask,
    Session,
    Slot,
    SlotJury,
    VisitMinutes,
)
from reviews.presenting.visiting.photos import VisitPhoto
from reviews.procedure.models import Procedure, ProcedureVersion, RuledPeriod
from reviews.ranking.frozen import FrozenPlace, FrozenRanking
from reviews.scoring_desk.models import ReviewerPhrase, ReviewPledge

__all__ = [
    "Absence",
    "AgencyAbsence",
    "ApartPair",
    "Assignment",
    "AssignmentPlan",
    "CoachingPlan",
    "CoachingTask",
    "Criterion",
    "Decision",
    "Deviation",
    "FollowedProposal",
    "FrozenPlace",
    "FrozenRanking",
    "Interest",
    "JuryInterest",
    "JuryLeave",
    "JuryPerson",
    "JuryTask",
    "Meeting",
    "MeetingMember",
    "MeetingMinutes",
    "MeetingPaper",
    "OfflineAnswer",
    "Opinion",
    "Procedure",
    "ProcedureVersion",
    "ProposalStanding",
    "ReadyDecree",
    "ReckonedSeverity",
    "Reckoning",
    "ReckoningMark",
    "ReviewPledge",
    "ReviewStage",
    "ReviewerCard",
    "ReviewerNudge",
    "ReviewerPhrase",
    "ReviewerWish",
    "Rubric",
    "RuledPeriod",
    "Score",
    "ScoredPeriod",
    "SealedLetter",
    "SealedPaper",
    "Session",
    "Settlement",
    "Slot",
    "SlotJury",
    "StageFigures",
    "StageVersion",
    "VisitMinutes",
    "VisitPhoto",
    "Vote",
]
