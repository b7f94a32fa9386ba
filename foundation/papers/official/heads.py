"""Heads (kop) of official papers: the head of the region's with the Garuda, the secretariat's, an agency's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.city import OfficialHead, city, logo, picture

LONG: Final = 40
"""A name of more letters takes more than two lines in the usual size."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one paper: lines of the name, lines below it, the emblem as a data: address or nothing.

    `of_region` is the form of the head of the region: emblem centred above the name, and no line below.
    """

    lines: Sequence[str]
    below: Sequence[str] = ()
    emblem: str = ""
    of_region: bool = False

    @property
    def is_long(self) -> bool:
        """Whether a line of the name needs smaller letters to fit beside an emblem."""
        return max(map(len, self.lines)) > LONG


def head_of_region(source: OfficialHead | None = None) -> Head:
    """The head of letters that the head of the region, a deputy or whoever acts for them signs; `source` is another's.

    The gold Garuda stands above it where the city gives its picture, and never the city's coat of arms (UU 24/2009).
    """
    known = source or city().official_papers.head_of_region
    return Head(known.lines, known.below, picture(known.emblem), of_region=True)


def secretariat_head() -> Head:
    """The head of what the regional secretary and the assistants sign, also on behalf of the head of the region."""
    known = city().official_papers.secretariat
    return Head(known.lines, known.below, picture(known.emblem) or logo())


def office_head() -> Head:
    """The head of the agency that runs the portal; what fixtures/city.yaml does not know is left out."""
    known = city().letterhead
    address = known.address
    if address and known.postal_code:
        address = f"{address}, {city().city.name} {known.postal_code}"
    reached = {"Telepon": known.phone, "Laman": known.website, "Pos-el": known.email}
    contact = ", ".join(f"{label}\u00a0{value}" for label, value in reached.items() if value)
    return Head(known.lines, [line for line in (address, contact) if line], logo())
