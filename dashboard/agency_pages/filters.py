"""What narrows the page of agencies: group, standing, level, district and the rule that is or is not met."""

from collections.abc import Callable, Iterable

from django import forms
from django.http import QueryDict

from agencies.core.kinds import in_order, kind_label
from agencies.core.models import District
from dashboard.charts.labels import GROUPS
from dashboard.figures.counts import AgencyRow, AgencyStanding, Coverage
from foundation.forms import HelpedForm
from foundation.text.keys import fold
from proposals.core.period.basics import Basics

RULES = (
    ("sudah-usulan", "Sudah memenuhi jumlah usulan"),
    ("belum-usulan", "Belum memenuhi jumlah usulan"),
    ("sudah-kipp", "Sudah mempunyai nominasi KIPP"),
    ("belum-kipp", "Belum mempunyai nominasi KIPP"),
    ("siap-kipp", "Nominasi KIPP sudah siap"),
    ("terdaftar-kipp", "Nominasi KIPP sudah terdaftar"),
    ("baru", "Belum mengajukan usulan"),
    ("ikut", "Sudah mengajukan usulan"),
)


def level_choices(known: Basics) -> list[tuple[str, str]]:
    """The kinds of schools that the target counts, whatever they are."""
    kinds = in_order(agency.kind for agency in known.agencies.values() if agency.in_school_target)
    return _optional((kind, kind_label(kind)) for kind in kinds)


def district_choices(known: Basics) -> list[tuple[str, str]]:
    districts = (one for one in known.districts.values() if one.kind == District.Kind.KECAMATAN)
    return _optional((one.code, one.name) for one in sorted(districts, key=lambda one: one.code))


def set_choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Gives a field of choices those that there are now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type, which a form's table of fields has not
    field.choices = choices


def _optional(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "Semua"), *choices]


class CoverageForm(HelpedForm, forms.Form):
    q = forms.CharField(label="Cari nama instansi atau sekolah", required=False, max_length=80)
    kelompok = forms.ChoiceField(label="Kelompok", choices=_optional(GROUPS), required=False)
    keadaan = forms.ChoiceField(label="Keadaan", choices=_optional(AgencyStanding.choices), required=False)
    aturan = forms.ChoiceField(label="Aturan", choices=_optional(RULES), required=False)
    jenjang = forms.ChoiceField(label="Jenjang", required=False)
    kecamatan = forms.ChoiceField(label="Kecamatan", required=False)
    tahun = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict, known: Basics) -> None:
        super().__init__(data)
        set_choices(self, "jenjang", level_choices(known))
        set_choices(self, "kecamatan", district_choices(known))


def narrowed(covered: Coverage, chosen: dict[str, object], minimum: int) -> list[AgencyRow]:
    """The rows of a coverage that match the cleaned data of a CoverageForm; `minimum` is the period's rule."""
    rows = [*covered.agencies, *covered.schools]
    tests: dict[str, Callable[[AgencyRow, object], bool]] = {
        "q": lambda row, words: fold(str(words)) in fold(f"{row.agency.name} {row.agency.short_name}"),
        "kelompok": lambda row, group: row.agency.in_target == (group == "opd"),
        "keadaan": lambda row, standing: row.standing == standing,
        "aturan": lambda row, rule: _meets(row, str(rule), minimum),
        "jenjang": lambda row, level: row.agency.kind == level,
        "kecamatan": lambda row, code: row.agency.district is not None and row.agency.district.code == code,
    }
    asked = [(test, chosen[name]) for name, test in tests.items() if chosen.get(name)]
    return [row for row in rows if all(test(row, value) for test, value in asked)]


def _meets(row: AgencyRow, rule: str, minimum: int) -> bool:
    answers = {
        "sudah-usulan": row.tally.submitted >= minimum,
        "belum-usulan": row.tally.submitted < minimum,
        "sudah-kipp": row.nominations > 0,
        "belum-kipp": row.nominations == 0,
        "siap-kipp": row.prepared,
        "terdaftar-kipp": row.entered,
        "baru": row.tally.submitted == 0,
        "ikut": row.tally.submitted > 0,
    }
    return answers[rule]
