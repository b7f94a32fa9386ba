"""An official letter (surat dinas) as data and as PDF: head, number, addressee, body, signature, copies, annexes.

    letter = OfficialLetter(
        head=office_head(), year=2026, subject="Hasil penilaian inovasi daerah", to=["Kepala Dinas Kesehatan"],
        blocks=[BodyPart("Kami sampaikan ..."), BodyPart(facts=[("Nama inovasi", "...")]), BodyPart(items=["..."])],
        signatory=...,
    )
    letter_pdf(letter)    # letterdocx.py has the same as a Word file

Without a number it has dots, which the office that keeps the register fills in; it is never made up. Order and places
are those of Permendagri 1/2023: date at the right, addressee at the left below the subject, no "Kepada", copies last.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from foundation.city import city
from foundation.papers.official.frames import BodyPart, frame
from foundation.papers.official.heads import Head
from foundation.papers.official.numbers import DOTS, number_or_dots
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, signature_lines
from foundation.papers.official.words import written_date
from foundation.papers.rendering import printed, source_of

MOST_ADDRESSEES: Final = 4
"""More of them stand on a list of their own."""


def _city_place() -> str:
    return city().letterhead.place


@dataclass(frozen=True, slots=True)
class LetterAnnex:
    """A page behind the letter, with its title in capitals."""

    title: str
    blocks: Sequence[BodyPart]


@dataclass(frozen=True, slots=True)
class OfficialLetter:
    """One letter. `nature` and `attached` are Sifat and Lampiran, `kind` the kind of paper of city.yaml.

    `to` are the addressees by their office, without "Bapak" or "Ibu" before it; more than four become a list behind the
    letter. `electronic` leaves room for the box of an electronic signature.
    """

    head: Head
    year: int
    subject: str
    to: Sequence[str]
    blocks: Sequence[BodyPart]
    signatory: Signatory
    number: str | None = None
    date: datetime.date | None = None
    nature: str = "Biasa"
    attached: str = "-"
    copies: Sequence[str] = ()
    appended: Sequence[LetterAnnex] = ()
    kind: str = "surat"
    draft: bool = True
    electronic: bool = False
    place: str = field(default_factory=_city_place)
    to_place: str = field(default_factory=_city_place)

    @property
    def numbered(self) -> str:
        """The number, or dots and the year."""
        return number_or_dots(self.number, self.kind, self.year)

    @property
    def dated(self) -> str:
        """The date as it is written, or dots."""
        return written_date(self.date) if self.date else DOTS * 3

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Nomor, Sifat, Lampiran and Hal."""
        return [
            ("Nomor", self.numbered),
            ("Sifat", self.nature),
            ("Lampiran", self.attached),
            ("Hal", self.subject),
        ]

    @property
    def addressees(self) -> Sequence[str]:
        """Whom it names: all of them, or where there are many the list behind it."""
        return self.to if len(self.to) <= MOST_ADDRESSEES else ("(daftar terlampir)",)

    @property
    def annexes(self) -> list[LetterAnnex]:
        """The list of addressees where they are many, and what was appended."""
        listed = [LetterAnnex("DAFTAR PENERIMA SURAT", [BodyPart(items=self.to)])] if self.addressees != self.to else []
        return [*listed, *self.appended]

    @property
    def annex_block(self) -> tuple[str, ...]:
        """What stands at the right above every annex."""
        office = f"{self.signatory.status} {self.signatory.office}".strip()
        return (f"Lampiran Surat {office}", f"Nomor {self.numbered}", f"Tanggal {self.dated}")

    @property
    def signs(self) -> list[PlacedSignature]:
        """The one signature; its place and date stand in the head of the letter."""
        return [PlacedSignature(signature_lines(self.signatory, Family.LETTER))]


def letter_pdf(letter: OfficialLetter) -> bytes:
    """The letter as a tagged PDF. Raises KeyError for a kind of paper that city.yaml does not have."""
    return printed(letter_source(letter))


def letter_source(letter: OfficialLetter) -> str:
    """The pages of the letter as HTML, as `printed` takes them later. Raises KeyError as `letter_pdf`."""
    framed = frame(letter.kind, draft=letter.draft, electronic=letter.electronic)
    return source_of("papers/official/letter.html", {"frame": framed, "letter": letter})
