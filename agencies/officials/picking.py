"""Which official signs on a day.

The rule: of those that hold the office on the day of the paper, the one that took it up last. So a Plh. or Plt. signs
while the definitive holder is away; a new holder signs although somebody forgot to end the one who acted before; and
after the days of a Plh. the holder signs again. Of two from the same day the acting one signs, in the order Plh., Plt.,
Pj., Pjs., definitive.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from agencies.core.models import Agency, User
from agencies.officials.models import Official
from agencies.officials.offices import Office, OfficialStanding
from foundation.city import SigningRole, city
from foundation.papers.official import signatures
from foundation.papers.official.signatures import Family, Signatory, SignatureBlock, signature_lines

OF_THE_OFFICE: Final = "kepala_kantor"
FROM_THE_SAME_DAY: Final = (
    OfficialStanding.PLH,
    OfficialStanding.PLT,
    OfficialStanding.PJ,
    OfficialStanding.PJS,
    OfficialStanding.DEFINITIVE,
)


def signatory(
    office: Office | str, on: datetime.date, agency: Agency | None = None, *, title: str = ""
) -> Official | None:
    """Who signs for the office on the day `on`; None where nobody is recorded.

    `agency` belongs to the head of an agency alone, `title` to an office without a name in the list.
    """
    found = Official.objects.of_office(office, agency.pk if agency else None, title).in_force(on)
    return who_signs(found.select_related("agency"), on)


def holder_of(role: SigningRole, on: datetime.date) -> Official | None:
    """Who signs for this role of the city's card on the day; None where it names no office, or nobody is recorded."""
    if role.office == OF_THE_OFFICE:
        running = Agency.objects.filter(code=city().office.agency_code).first()
        return signatory(Office.AGENCY_HEAD, on, running) if running else None
    return signatory(role.office, on, title=role.title) if role.office else None


def signatory_for(role: SigningRole, on: datetime.date) -> Signatory:
    """Who signs for this role of the city's card on a paper of the day `on`; nameless where nobody is recorded."""
    return called(role.title, holder_of(role, on))


def signature_blocks(paper: str, on: datetime.date, family: Family = Family.LETTER) -> list[SignatureBlock]:
    """The blocks below such a paper of the day `on`, one for each role that the city's card lets sign it."""
    return [signature_lines(signatory_for(role, on), family) for role in city().signatories_of(paper)]


def called(office: str, held: Official | None) -> Signatory:
    """The holder of an office as a paper that calls it so names them; a record with a title of its own goes before."""
    return replace(held.signatory, office=held.title or office) if held else _nobody(office)


def who_signs(records: Iterable[Official], on: datetime.date) -> Official | None:
    """Of records of one office, the one that signs on this day by the rule above."""
    found = [one for one in records if one.holds(on)]
    return max(
        found,
        key=lambda one: (one.since, -FROM_THE_SAME_DAY.index(OfficialStanding(one.standing)), one.pk),
        default=None,
    )


def signatory_of(user: User, on: datetime.date, *, office: str = "") -> Signatory:
    """Who signs when this person does: by the record linked to the account on that day, else by the account itself.

    `office` is what an account without a record and without a position signs as. Who holds two offices at once signs by
    the definitive one.
    """
    held = Official.objects.in_force(on).filter(account=user).select_related("agency")
    own = max(held, key=lambda one: (one.standing == OfficialStanding.DEFINITIVE, one.since, one.pk), default=None)
    return own.signatory if own else replace(_nobody(user.position or office), name=str(user))


def _nobody(office: str) -> Signatory:
    """The office with its name and NIP still to be written by hand."""
    return Signatory(office, signatures.Standing.DEFINITIVE, front="", name="", back="", nip="", rank="", grade="")
