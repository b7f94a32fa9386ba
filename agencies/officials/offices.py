"""The offices whose holders sign papers, how each is called in this city, and by what right somebody holds one."""

from typing import Final

from django.db.models import TextChoices

from agencies.core.models import Agency
from agencies.core.naming import head_of
from foundation.city import city

# How the head of a region is called, by its kind (UU 23/2014 article 59).
HEADS: Final = {"kota": "Wali Kota", "kabupaten": "Bupati", "provinsi": "Gubernur"}


class Office(TextChoices):
    """The offices that exist once in a region, the head of an agency, and any other."""

    REGION_HEAD = "kepala_daerah", "Kepala daerah"
    DEPUTY = "wakil_kepala_daerah", "Wakil kepala daerah"
    SECRETARY = "sekretaris_daerah", "Sekretaris Daerah"
    AGENCY_HEAD = "kepala_instansi", "Kepala instansi"
    OTHER = "lain", "Jabatan lain"


class OfficialStanding(TextChoices):
    """By what right somebody holds an office; the names are printed before it, but for the first."""

    DEFINITIVE = "definitif", "Definitif"
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."
    PJ = "pj", "Pj."
    PJS = "pjs", "Pjs."


EXPLAINED: Final = {
    OfficialStanding.DEFINITIVE: "Definitif",
    OfficialStanding.PLT: "Plt. (pelaksana tugas, jabatan kosong)",
    OfficialStanding.PLH: "Plh. (pelaksana harian, pejabat berhalangan sementara)",
    OfficialStanding.PJ: "Pj. (penjabat)",
    OfficialStanding.PJS: "Pjs. (penjabat sementara)",
}


def office_name(office: str, agency: Agency | None = None) -> str:
    """The office as papers name it in this city; `agency` is the one whose head it is."""
    names = city().city
    head = HEADS.get(names.kind, "Kepala Daerah")
    return {
        Office.REGION_HEAD.value: f"{head} {names.name}",
        Office.DEPUTY.value: f"Wakil {head} {names.name}",
        Office.SECRETARY.value: f"Sekretaris Daerah {names.official_name}",
        Office.AGENCY_HEAD.value: head_of(agency.kind, agency.official_name)
        if agency
        else "Kepala perangkat daerah atau sekolah",
    }.get(office, "Jabatan lain")
