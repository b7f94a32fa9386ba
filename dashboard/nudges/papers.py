"""The letters that remind agencies."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils import timezone

from agencies.officials.picking import signatory_for
from dashboard.nudges.models import Addressee, Nudge
from dashboard.nudges.wording import addressed
from foundation.city import SigningRole, city
from foundation.papers.official.frames import BodyPart, frame
from foundation.papers.official.heads import office_head, secretariat_head
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.signatures import Signatory
from foundation.printing.services import Paper

KIND: Final = "surat"


@dataclass(frozen=True, slots=True)
class NudgeLetter:
    """A reminder and the letter that it is sent as, numbered once the office has given it a number."""

    nudge: Nudge
    letter: OfficialLetter


def letters_paper(nudges: Sequence[Nudge]) -> Paper:
    """One PDF with one letter per reminder, each on its own page, from the office and signed as its rung says.

    Its property names the figures of the day on which the letters were sent.
    """
    signs = cache(signatory_for)  # many letters of one day, one question
    letters = [NudgeLetter(nudge, _letter(nudge, signs)) for nudge in nudges]
    told = [one for nudge in nudges for one in nudge.told]
    template, context = "dashboard/nudges/nudge_letters.html", {"letters": letters, "frame": frame(KIND, draft=False)}
    return Paper(template, context, "surat-pengingat.pdf", f"{len(letters)} surat pengingat", told)


def _letter(nudge: Nudge, signs: Callable[[SigningRole, datetime.date], Signatory]) -> OfficialLetter:
    agency, from_sekda = nudge.agency, nudge.addressee == Addressee.SEKDA
    sent, role = timezone.localdate(nudge.sent_at), _role(from_sekda=from_sekda)
    return OfficialLetter(
        head=secretariat_head() if from_sekda else office_head(),
        year=sent.year,
        number=nudge.letter_number.number if hasattr(nudge, "letter_number") else None,
        date=sent,
        nature="Penting" if from_sekda else "Biasa",
        subject=f"{nudge.subject}, {nudge.period}",
        to=[addressed(nudge.addressee, agency.kind, agency.official_name)],
        blocks=[BodyPart(part) for part in nudge.text.split("\n\n")],
        signatory=signs(role, sent),
        copies=role.copies,
        kind=KIND,
        draft=False,
    )


def _role(*, from_sekda: bool) -> SigningRole:
    """Who signs: the Sekretaris Daerah on the last rung, else the head of the office."""
    return city().signatories_of("surat_sekretaris_daerah" if from_sekda else "surat_pengingat")[0]
