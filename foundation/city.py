"""The city this deployment serves: its name, letterhead and signatories, read once from fixtures/city.yaml."""

import base64
from functools import cache
from typing import Literal

from django.conf import settings
from pydantic import field_validator

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Schema, Text, check_unique


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


class Signatory(Schema):
    """A role that signs papers; `letterhead` stands instead of the office's own, `copies` names who gets a copy.

    `office` tells whose record is taken (`agencies/officials`); "kepala_kantor" is the head of the agency that runs the
    portal, and without one the name is written by hand.
    """

    key: Text
    title: Text
    office: Literal["", "kepala_daerah", "wakil_kepala_daerah", "sekretaris_daerah", "kepala_kantor"] = ""
    signs: tuple[Text, ...]
    letterhead: tuple[Text, ...] = ()
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


class OfficialPapers(Schema):
    """How the city writes its official papers (naskah dinas); what Permendagri 1/2023 leaves open or habit changes.

    `rank_print` writes pangkat and golongan of a signatory from `{nama}` and `{gol}`.
    """

    sekda_with_nip: bool
    offices_in_capitals: bool
    nip_label: Text
    rank_print: Text


class City(Schema):
    """The whole content of fixtures/city.yaml."""

    city: CityNames
    office: CityOffice
    letterhead: Letterhead
    signatories: tuple[Signatory, ...]
    map: CityMap
    open_data: OpenDataLicence
    official_papers: OfficialPapers

    @field_validator("signatories")
    @classmethod
    def _each_key_once(cls, signatories: tuple[Signatory, ...]) -> tuple[Signatory, ...]:
        check_unique(signatories, "key")
        return signatories

    def signatories_of(self, paper: str) -> list[Signatory]:
        """The roles that sign such a paper, in the order of the file."""
        return [one for one in self.signatories if paper in one.signs]


@cache
def city() -> City:
    """The city's card. Raises FixtureError where fixtures/city.yaml is wrong."""
    return read_yaml(settings.FIXTURE_DIR / "city.yaml", City)


@cache
def logo() -> str:
    """The coat of arms for the letterhead as a data: address, empty when fixtures/city.yaml names none."""
    name = city().letterhead.logo
    if not name:
        return ""
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(ending := name.rsplit(".", 1)[-1].lower(), ending)
    content = base64.b64encode((settings.FIXTURE_DIR / name).read_bytes()).decode("ascii")
    return f"data:image/{kind};base64,{content}"
