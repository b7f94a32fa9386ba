"""Who may open an issued report."""

from typing import TYPE_CHECKING

from agencies.core.models import User

if TYPE_CHECKING:
    from dashboard.reports.models import IssuedReport


def may_open(person: User, report: "IssuedReport") -> bool:
    """Leaders and coordinators open every report; who has declared a conflict of interest only those made for them.

    A report of somebody else may count a proposal that a person with a conflict must not know of.
    """
    if not (person.is_leader or person.is_coordinator):
        return False
    return report.paper.issued_by_id == person.pk or not person.conflicts.standing().exists()
