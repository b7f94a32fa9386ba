"""The city this deployment serves: its name, letterhead and signatories, read once from fixtures/city.yaml."""

import base64
from functools import cache
from typing import Annotated, Final, Literal

from django.conf import settings
from pydantic import Field, field_validator

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Positive, Schema, Text, check_unique, fault, names_only

NUMBER_PARTS: Final = ("klas", "urut", "unit", "bulan", "tahun")
"""What the number of an official paper is made of; how each part looks says foundation/papers/official/numbers.py."""
NumberPattern = Annotated[str, names_only(*NUMBER_PARTS)]


class CityNames(Schema):
    """What the city is called, and the clock it lives by."""

    name: Text
    official_name: Text
    government_name: Text
    kind: Text
    region_code: Text
    province: Text
    number_prefix: Text
    timezone: Text
    timezone_label: Text


class CityOffice(Schema):
    """The agency that runs the portal."""

    agency_code: Text
    name: Text
    short_name: Text


class Letterhead(Schema):
    """The head of the office's papers; what is empty is left out of them."""

    lines: tuple[Text, ...]
    address: str
    postal_code: str
    phone: str
    email: str
    website: str
    place: Text
    logo: str = ""


class SigningRole(Schema):
    """A role that signs papers; `copies` names who gets a copy of its letters.

    `office` tells whose record is taken (`agencies/officials`): "kepala_kantor" is the head of the agency that runs the
    portal, "lain" an office recorded under this title; without one the name is written by hand.
    """

    key: Text
    title: Text
    office: Literal["", "kepala_daerah", "wakil_kepala_daerah", "sekretaris_daerah", "lain", "kepala_kantor"] = ""
    signs: tuple[Text, ...]
    copies: tuple[Text, ...] = ()


class GeoPoint(Schema):
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


class CityMap(Schema):
    """Where the city lies, and from how many kilometres off its centre a point is asked about."""

    centre: GeoPoint
    warn_beyond_km: float


class OpenDataLicence(Schema):
    """The licence of the open data, and the note beside it while the city has not decided."""

    licence: Text
    licence_url: Text
    note: str


class OfficialHead(Schema):
    """The head of papers of one office: lines of its name, lines below them, and the file of its emblem."""

    lines: tuple[Text, ...]
    below: tuple[Text, ...] = ()
    emblem: str = ""

    @field_validator("emblem")
    @classmethod
    def _word_can_draw_it(cls, emblem: str) -> str:
        if emblem and not emblem.lower().endswith((".png", ".jpg", ".jpeg")):
            raise fault("gambar lambang pada kop harus PNG atau JPEG, karena Word tidak menggambar yang lain.")
        return emblem


class PaperKind(Schema):
    """One kind of official paper: its sheet, the archive code of its subject, and its number where it has its own."""

    key: Text
    paper: Literal["A4", "F4"]
    code: str = ""
    number_pattern: NumberPattern = ""


class F4(Schema):
    """The size that the city means by F4, in mm; shops sell more than one."""

    width_mm: Positive
    height_mm: Positive


class DecreeHabits(Schema):
    """Who gives decrees and what this city's decrees look like; `short_giver` stands behind "Menetapkan"."""

    giver: Text
    short_giver: Text
    head: OfficialHead
    founding_law: Text
    annex_with_date: bool


class OfficialPapers(Schema):
    """How the city writes its official papers (naskah dinas); what Permendagri 1/2023 leaves open or habit changes.

    `rank_print` writes pangkat and golongan of a signatory from `{nama}` and `{gol}`; `number_pattern` holds for all
    kinds of papers that have none of their own. `own_unit` and `own_series` stand in the numbers that the portal makes.
    """

    sekda_with_nip: bool
    offices_in_capitals: bool
    nip_label: Text
    rank_print: Annotated[str, Field(min_length=1), names_only("nama", "gol")]
    f4: F4
    number_pattern: Annotated[NumberPattern, Field(min_length=1)]
    unit_codes: tuple[Text, ...]
    own_unit: Text
    own_series: Text
    kinds: tuple[PaperKind, ...]
    head_of_region: OfficialHead
    secretariat: OfficialHead
    decree: DecreeHabits
    electronic_note: Text

    @field_validator("kinds")
    @classmethod
    def _each_kind_once(cls, kinds: tuple[PaperKind, ...]) -> tuple[PaperKind, ...]:
        check_unique(kinds, "key")
        return kinds

    def kind(self, key: str) -> PaperKind:
        """The kind of paper with this key. Raises KeyError for one that the city's card does not have."""
        found = next((kind for kind in self.kinds if kind.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


class City(Schema):
    """The whole content of fixtures/city.yaml."""

    city: CityNames
    office: CityOffice
    letterhead: Letterhead
    signatories: tuple[SigningRole, ...]
    map: CityMap
    open_data: OpenDataLicence
    official_papers: OfficialPapers

    @field_validator("signatories")
    @classmethod
    def _each_key_once(cls, signatories: tuple[SigningRole, ...]) -> tuple[SigningRole, ...]:
        check_unique(signatories, "key")
        return signatories

    def signatories_of(self, paper: str) -> list[SigningRole]:
        """The roles that sign such a paper, in the order of the file."""
        return [one for one in self.signatories if paper in one.signs]


@cache
def city() -> City:
    """The city's card. Raises FixtureError where fixtures/city.yaml is wrong."""
    return read_yaml(settings.FIXTURE_DIR / "city.yaml", City)


@cache
def logo() -> str:
    """The coat of arms for the letterhead as a data: address, empty when fixtures/city.yaml names none."""
    return picture(city().letterhead.logo)


def picture(name: str) -> str:
    """A picture beside fixtures/city.yaml as a data: address; empty for an empty name."""
    if not name:
        return ""
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(ending := name.rsplit(".", 1)[-1].lower(), ending)
    content = base64.b64encode((settings.FIXTURE_DIR / name).read_bytes()).decode("ascii")
    return f"data:image/{kind};base64,{content}"
