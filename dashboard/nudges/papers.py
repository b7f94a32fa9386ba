"""The letters that remind agencies."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils import timezone

from agencies.officials.picking import signature_blocks
from dashboard.nudges.models import Addressee, Nudge
from dashboard.nudges.wording import addressed
from foundation.city import SigningRole, city
from foundation.papers.official.signatures import SignatureBlock
from foundation.printing.services import Paper


@dataclass(frozen=True, slots=True)
class NudgeLetter:
    """A reminder as a letter: its number once the office has given one, to whom, how urgent, and who signs."""

    nudge: Nudge
    number: str
    to: str
    urgency: str
    role: SigningRole
    signature: SignatureBlock


def letters_paper(nudges: Sequence[Nudge]) -> Paper:
    """One PDF with one letter per reminder, each on its own page, from the office and signed as its rung says.

    Its property names the figures of the day on which the letters were sent.
    """
    signed = cache(signature_blocks)  # many letters of one day, one question
    letters = [_letter(nudge, signed) for nudge in nudges]
    told = [one for nudge in nudges for one in nudge.told]
    template, context = "dashboard/nudges/nudge_letters.html", {"letters": letters}
    return Paper(template, context, "surat-pengingat.pdf", f"{len(letters)} surat pengingat", told)


def _letter(nudge: Nudge, signed: Callable[[str, datetime.date], list[SignatureBlock]]) -> NudgeLetter:
    agency, from_sekda = nudge.agency, nudge.addressee == Addressee.SEKDA
    paper = "surat_sekretaris_daerah" if from_sekda else "surat_pengingat"
    return NudgeLetter(
        nudge=nudge,
        number=nudge.letter_number.number if hasattr(nudge, "letter_number") else "",
        to=addressed(nudge.addressee, agency.kind, agency.official_name),
        urgency="Penting" if from_sekda else "Biasa",
        role=_role(paper),
        signature=signed(paper, timezone.localdate(nudge.sent_at))[0],
    )


def _role(paper: str) -> SigningRole:
    """Who signs such a paper: the Sekretaris Daerah on the last rung, else the head of the office."""
    return city().signatories_of(paper)[0]
