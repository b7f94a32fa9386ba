"""The kinds of agencies and schools, and which of them are schools."""

from django.db.models import TextChoices


class AgencyKind(TextChoices):
    SEKRETARIAT = "sekretariat", "Sekretariat"
    INSPEKTORAT = "inspektorat", "Inspektorat"
    DINAS = "dinas", "Dinas"
    BADAN = "badan", "Badan"
    SATPOL_PP = "satpol_pp", "Satuan Polisi Pamong Praja"
    KECAMATAN = "kecamatan", "Kecamatan"
    RSUD = "rsud_uobk", "Rumah sakit daerah"
    BAGIAN = "bagian", "Bagian"
    UNIT = "unit", "Unit pelaksana"
    SD = "sd", "SD"
    SMP = "smp", "SMP"
    MI = "mi", "MI"
    MTS = "mts", "MTs"


class Ownership(TextChoices):
    NEGERI = "negeri", "Negeri"
    SWASTA = "swasta", "Swasta"


SCHOOL_KINDS = (AgencyKind.SD, AgencyKind.SMP, AgencyKind.MI, AgencyKind.MTS)
