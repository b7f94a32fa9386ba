"""Signature blocks of official papers: who signs, and what Pasal 44 of Permendagri 1/2023 lets stand under the name.

    block = signature_lines(Signatory("Kepala Bapperida", Standing.PLT, ...), Family.LETTER)
    block.office   # ("Plt. KEPALA BAPPERIDA,",)
    block.below    # ("Pembina (IV/a)", "NIP 19780211 200604 1 009")

The template `papers/official/_signatures.html` draws blocks, each in a `PlacedSignature`; `decreedocx.py` writes them
for Word.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from foundation.city import OfficialPapers, city

# In groups: birth, start, sex, serial.
_NIP: Final = re.compile(r"(\d{8})(\d{6})(\d)(\d{3})")
_HEADS: Final = ("wali kota", "wakil wali kota", "bupati", "wakil bupati", "gubernur", "wakil gubernur")
_SECRETARY: Final = "sekretaris daerah"
NAME_DOTS: Final = "…" * 15
"""What stands for a name that nobody has entered yet."""


class Standing(StrEnum):
    """How somebody holds an office; the value is what stands before the office on paper."""

    DEFINITIVE = ""
    PLT = "Plt."
    PLH = "Plh."
    PJ = "Pj."
    PJS = "Pjs."


class Family(StrEnum):
    """The families of papers that Pasal 44 tells apart, as far as the portal prints them: decrees, and all others."""

    DECREE = "penetapan"
    LETTER = "korespondensi"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, as the record of that day says it.

    `front` and `back` are the degrees before and after the bare `name`; `nip` has digits only, and none for who has
    none; `rank` and `grade` are pangkat and golongan. `on_behalf_of` is the office one level above, for which
    this one signs (a.n.).
    """

    office: str
    status: Standing
    front: str
    name: str
    back: str
    nip: str
    rank: str
    grade: str
    on_behalf_of: str = ""

    @property
    def full_name(self) -> str:
        """The name with its degrees: `Prof. H. Saparudin, Ph.D.`; empty while nobody is named."""
        before = f"{self.front} {self.name}".strip()
        return f"{before}, {self.back}" if self.name and self.back else before


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """What is printed: the lines of the office, room for the signature, the name, and the lines below it."""

    office: tuple[str, ...]
    name: str
    below: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it from the office to the NIP, for those who compare."""
        return (*self.office, self.name, *self.below)


@dataclass(frozen=True, slots=True)
class PlacedSignature:
    """One place of a paper where somebody signs: lines such as place and date, and the block below them."""

    block: SignatureBlock
    before: tuple[str, ...] = ()


class _Shown(NamedTuple):
    degrees: bool
    rank_and_nip: bool


def signature_lines(signatory: Signatory, family: Family, settings: OfficialPapers | None = None) -> SignatureBlock:
    """The block of this signatory on a paper of this family (Permendagri 1/2023, Pasal 44).

    Heads of the region and their deputies never have NIP and pangkat, acting ones no degrees either; the definitive
    regional secretary has them on letters only where the city's `sekda_with_nip` says so; everybody else has them.
    Decrees never show degrees, and their name is in capitals. `settings` are the city's own
    unless given. A name nobody entered becomes dots, with an empty NIP below where one belongs.
    """
    known = settings or city().official_papers
    shown = _shown(signatory, family, known)
    name = signatory.full_name if shown.degrees else signatory.name
    return SignatureBlock(
        office=_office(signatory, capitals=known.offices_in_capitals or family is Family.DECREE),
        name=(name.upper() if family is Family.DECREE else name) or NAME_DOTS,
        below=_below(signatory, known) if shown.rank_and_nip else (),
    )


def _shown(signatory: Signatory, family: Family, settings: OfficialPapers) -> _Shown:
    """The table of Pasal 44. It does not name a Plt. secretary, who is taken as the Pj. and Plh. that it names."""
    letter, definitive = family is Family.LETTER, signatory.status is Standing.DEFINITIVE
    office = signatory.office.casefold().replace("walikota", "wali kota")
    if office.startswith(_HEADS):
        return _Shown(degrees=letter and definitive, rank_and_nip=False)
    if office.startswith(_SECRETARY):
        full = letter and definitive
        return _Shown(degrees=full, rank_and_nip=full and settings.sekda_with_nip)
    return _Shown(degrees=letter, rank_and_nip=True)


def _office(signatory: Signatory, *, capitals: bool) -> tuple[str, ...]:
    """The lines of the office, the last one with its comma; a.n. one level below."""

    def said(office: str) -> str:
        return _in_capitals(office) if capitals else office

    own = f"{signatory.status} {said(signatory.office)}".strip() + ","
    if not signatory.on_behalf_of:
        return (own,)
    return (f"a.n. {said(signatory.on_behalf_of)}", own)


def _in_capitals(office: str) -> str:
    """The office in capitals, but for the abbreviation of a standing before it: `Plh. SEKRETARIS DAERAH`."""
    first, _, rest = office.partition(" ")
    return f"{first} {rest.upper()}" if first in tuple(Standing) and rest else office.upper()


def _below(signatory: Signatory, settings: OfficialPapers) -> tuple[str, ...]:
    """Rank and NIP, as far as they are known; for a name nobody entered the NIP's label awaits it."""
    rank = rank_in_words(signatory.rank, signatory.grade, settings)
    nip = "…" * 12 if not signatory.name else grouped_nip(signatory.nip)
    return (*([rank] if rank else []), *([f"{settings.nip_label} {nip}"] if nip else []))


def rank_in_words(rank: str, grade: str, settings: OfficialPapers | None = None) -> str:
    """Pangkat and golongan as the city's `rank_print` writes them: `Pembina Tingkat I (IV/b)`; what is not known, not.

    Employees with a contract (PPPK) have a golongan without a pangkat: `Golongan IX`.
    """
    if rank and grade:
        known = settings or city().official_papers
        return known.rank_print.format(nama=rank, gol=grade)
    return rank or (f"Golongan {grade}" if grade else "")


def grouped_nip(nip: str) -> str:
    """A NIP of 18 digits in its groups of 8, 6, 1 and 3; anything else as it is."""
    found = _NIP.fullmatch(nip)
    return " ".join(found.groups()) if found else nip
