"""Until when the letters of an entry are given, and by whom."""

import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from competitions.core.models import Edition
from competitions.core.nominating import GONE, NOMINATORS, NominationState, last_day
from proposals.core.workflow import Role

NOT_THEIRS: Final = "Hanya instansi pengusul dan koordinator Bapperida yang mengunggah surat nominasi ini."
ENDED: Final = "Nominasi ini tidak berjalan lagi, jadi suratnya tidak diubah. Nominasikan lagi bila akan dilanjutkan."
AT_MINISTRY: Final = (
    "Nominasi ini sudah terdaftar di kementerian dengan surat di bawah ini, jadi tidak diubah lagi. Bila ada yang "
    "keliru, hubungi koordinator Bapperida."
)


def closed_because(edition: Edition, state: str, roles: set[Role], *, today: datetime.date | None = None) -> str:
    """Why this person may not give letters of a nomination in this state now, as a sentence; empty if they may.

    The local status of the proposal does not matter. An agency gives them until the edition closes, a coordinator until
    the entry is at the ministry. `today` is in the city's time.
    """
    if not roles & NOMINATORS:
        return NOT_THEIRS
    if state == NominationState.ENTERED:
        return AT_MINISTRY
    if state in GONE:
        return ENDED
    day = today or timezone.localdate()
    if edition.is_closed(day) and Role.COORDINATOR not in roles:
        last = date_format(last_day(edition.year, edition.closes_on))
        return (
            f"{edition.name} ditutup pada {last}, jadi instansi tidak mengunggah surat lagi. "
            "Serahkan surat yang kurang kepada koordinator Bapperida."
        )
    return ""
