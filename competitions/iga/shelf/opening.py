"""When an agency may add evidence and claim: from the submission to the last day of the edition's data entry."""

import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from competitions.core.models import Edition
from proposals.core.workflow import PRIVATE, STANDING, Role

OPEN_IN: Final = frozenset(STANDING) - frozenset(PRIVATE)
NOT_THEIRS: Final = "Hanya instansi pengusul yang dapat mengisi klaim dan rak bukti inovasi ini."


def is_open(edition: Edition, today: datetime.date | None = None) -> bool:
    """Whether the edition still takes evidence and claims; one whose last day is not known does."""
    return not edition.closes_on or (today or timezone.localdate()) <= edition.closes_on


def closed_because(edition: Edition, status: str, roles: set[Role], *, today: datetime.date | None = None) -> str:
    """Why this person may not write on the innovation's evidence and claims now, as a sentence; empty if they may.

    Neither the local status nor the local deadline closes it, unless the proposal is a draft, rejected or withdrawn; an
    edition whose last day is not known yet is open (national.md 1.7). `today` is in the city's time.
    """
    if Role.PROPOSER not in roles:
        return NOT_THEIRS
    if status not in OPEN_IN:
        return "Klaim dan bukti diisi selama usulan diajukan dan tidak ditolak atau ditarik."
    if edition.closes_on and not is_open(edition, today):
        return (
            f"Pengisian {edition.name} ditutup pada {date_format(edition.closes_on)}. Yang tersimpan tetap dapat "
            "dibaca. Bila ada yang keliru, hubungi koordinator Bapperida."
        )
    return ""
