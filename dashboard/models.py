"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from dashboard.nudges.models import LetterNumber, Nudge, NudgePlan, NudgeStep
from dashboard.reports.models import IssuedReport, ReportJob

__all__ = ["IssuedReport", "LetterNumber", "Nudge", "NudgePlan", "NudgeStep", "ReportJob"]
