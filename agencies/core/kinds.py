"""The kinds of agencies and schools, which of them are schools, and how a kind reads."""

from collections.abc import Iterable

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


def kind_label(kind: str) -> str:
    """How a kind reads; the kind itself when the list does not know it (any longer)."""
    return dict(AgencyKind.choices).get(kind, kind)


def in_order(kinds: Iterable[str]) -> list[str]:
    """The kinds, each once, in the order of the list; those it does not know come last, by name."""
    order = list(AgencyKind.values)
    return sorted(set(kinds), key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
