"""What every way of signing electronically takes and answers: where the signature stands, what it shows, how it ended.

The order on a paper: `prepare` once with the places of all who sign, before the first of them, because a field that is
added after a signature may break it; then `sign` for one after the other, each on the file that the last one gave.
The secret is typed for each act. It is an argument and nothing else: no signer keeps it, writes it down or repeats it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol

ACTION: Final = "Ditandatangani secara elektronik oleh:"
"""What stands above the office and the name in the visual block (usage of BSrE's own stamps)."""


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where one signature stands: a name of its own in the file, the page from 1, and the box in points.

    `left` and `bottom` count from the lower left corner of the page, as PDF does. `label` is what a screen reader says
    of the field.
    """

    name: str
    page: int
    left: float
    bottom: float
    width: float
    height: float
    label: str

    def __post_init__(self) -> None:
        """Raises ValueError for what no PDF can hold: a name with a dot, a page before the first, an empty box."""
        if not re.fullmatch(r"[A-Za-z0-9_-]+", self.name) or self.page < 1 or self.width <= 0 or self.height <= 0:
            raise ValueError(f"{self!r} is no place for a signature.")


@dataclass(frozen=True, slots=True)
class VisualBlock:
    """What people see of a signature: the office and the name, and the address that its QR code leads to."""

    office: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SigningPerson:
    """Whose signature it is: the account in the portal, and the NIK where the signing service asks for it."""

    account: str
    nik: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Act:
    """One person signs one paper: where, what is shown, why and in which city."""

    person: SigningPerson
    place: SignaturePlace
    block: VisualBlock
    reason: str
    location: str


@dataclass(frozen=True, slots=True)
class Signed:
    """It is signed: the file, which was validated, and the SHA-256 of the file before and after, in hexadecimal."""

    pdf: bytes = field(repr=False)
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not signed, and why, with what to do next, in a sentence for the person who signs."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Whether it is signed is not known: it was sent off, and no answer of use came back. Never to be tried again."""

    sentence: str


Outcome = Signed | Refused | Unknown


class Signer(Protocol):
    """A way of signing."""

    word: str
    """How the settings and the record call it."""
    asks: str
    """What the person types for each act, as the form calls it."""

    def prepare(self, pdf: bytes, places: Sequence[SignaturePlace]) -> bytes:
        """The file with the places of all signatures made ready; before the first signature, and once."""

    def sign(self, pdf: bytes, act: Act, secret: str) -> Outcome:
        """Signs once, with the secret as it was typed just now; tries nothing a second time, raises for no secret."""


def signed(before: bytes, after: bytes) -> Signed:
    """The outcome of a signature that was validated."""
    return Signed(pdf=after, before=sha256(before).hexdigest(), after=sha256(after).hexdigest())
