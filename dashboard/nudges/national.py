"""What agencies owe the national programmes in a year, by the reason for which they are reminded of it."""

from typing import Final

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.gaps.turned_down import turned_down_by_agency
from competitions.kipp.owing import OwedEntries, owed_entries
from dashboard.nudges.models import NudgePlan, Reason
from proposals.core.period.models import Period

OF_AN_EDITION: Final = {
    Reason.KIPP: Edition.Programme.KIPP,
    Reason.IGA: Edition.Programme.IGA,
    Reason.CLAIM: Edition.Programme.IGA,
    Reason.LETTERS: Edition.Programme.KIPP,
    Reason.TEXTS: Edition.Programme.KIPP,
    Reason.AGE: Edition.Programme.KIPP,
}
"""What ends with an edition of a national programme, not with the period."""
WITH_KNOWN_CLOSING: Final = frozenset({Reason.CLAIM, Reason.LETTERS, Reason.TEXTS, Reason.AGE})
"""Of these nobody is reminded while the closing day of the edition is not known (national.md 3.2)."""
OF_WHOEVER_OWES: Final = WITH_KNOWN_CLOSING | {Reason.REPAIR, Reason.IGA}
"""Asked of schools as well; the others are rules for perangkat daerah."""


def edition_of(period: Period, reason: str) -> Edition | None:
    """The edition that a reason is about, of the period's year; None where there is none. One query, or none."""
    programme = OF_AN_EDITION.get(Reason(reason))
    return Edition.objects.of_year(programme, period.year) if programme else None


def owed_by_agency(period: Period, plan: NudgePlan, reader: User | None) -> dict[Reason, dict[int, tuple[str, ...]]]:
    """By reason and by key of the agency what it owes, one line per innovation; eight queries at any size.

    A claim that was turned down may wait as many days as a repair. Who the reader is narrows what is told.
    """
    iga, kipp = (edition_of(period, reason) for reason in (Reason.CLAIM, Reason.LETTERS))
    entries = owed_entries(kipp, reader) if kipp else OwedEntries()
    return {
        Reason.CLAIM: turned_down_by_agency(iga, reader, days=plan.late_days) if iga else {},
        Reason.LETTERS: entries.letters,
        Reason.TEXTS: entries.texts,
        Reason.AGE: entries.ages,
    }


def edition_name(period: Period, reason: str) -> str:
    """The edition that a reason is about, such as "KIPP 2026"; empty for what the period asks."""
    programme = OF_AN_EDITION.get(Reason(reason))
    return f"{programme.value.upper()} {period.year}" if programme else ""


def programme_of(period: Period, reason: str) -> str:
    """What takes nothing more once a reason is over, in words."""
    name = edition_name(period, reason)
    return f"Pengisian {name}" if name else str(period)
