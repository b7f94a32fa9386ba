"""Every table of this floor, gathered where Django looks for them; others import them from their rooms."""

from dashboard.nudges.models import LetterNumber, Nudge, NudgePlan, NudgeStep
from dashboard.reports.models import IssuedReport, ReportJob
from dashboard.work.models import CalendarLink

__all__ = ["CalendarLink", "IssuedReport", "LetterNumber", "Nudge", "NudgePlan", "NudgeStep", "ReportJob"]
