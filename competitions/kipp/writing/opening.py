"""Who may write on an entry's texts, and until when."""

from collections.abc import Collection
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from competitions.core.models import Nomination
from competitions.core.nominating import NOMINATORS, NominationState
from proposals.core.workflow import Role

OPEN_IN: Final = frozenset({NominationState.NOMINATED, NominationState.PREPARED})
NOT_THEIRS: Final = "Naskah ini ditulis oleh instansi pengusul dan koordinator Bapperida."


def closed_because(nomination: Nomination, roles: Collection[Role]) -> str:
    """Why somebody in these roles may not write on the entry now, as a sentence; empty if they may.

    An edition whose last day is not known is open until its year ends.
    """
    edition = nomination.edition
    if NOMINATORS.isdisjoint(roles):
        return NOT_THEIRS
    if nomination.state not in OPEN_IN:
        return (
            f"Naskah tidak dapat diubah lagi karena nominasi ini berkeadaan “{nomination.get_state_display()}”. "
            "Hubungi koordinator Bapperida bila masih ada yang perlu diperbaiki."
        )
    if edition.is_closed(timezone.localdate()):
        when = f" pada {date_format(edition.closes_on)}" if edition.closes_on else ""
        return f"{edition.name} ditutup{when}, jadi naskah ini tinggal dibaca. Salin tulisan yang Anda perlukan."
    return ""
