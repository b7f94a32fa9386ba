"""The profile of an innovation in the order of the ministry's print-out, and the table of its indicators after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from competitions.iga.entry.content import EntrySheet
from foundation.papers.rendering import source_of

# national.md, fact 18: numbers of the print-out and the fields that stand there.
PRINTED: Final = (
    ("1.1", "Nama inovasi", "title"),
    ("1.2", "Dibuat oleh", "agency"),
    ("1.3", "Tahapan inovasi", "stage"),
    ("1.4", "Inisiator inovasi daerah", "initiator"),
    ("1.5", "Jenis inovasi", "innovation_type"),
    ("1.6", "Bentuk inovasi daerah", "form"),
    ("1.7", "Urusan inovasi daerah", "affair"),
    ("1.8", "Rancang bangun dan pokok perubahan yang dilakukan", "design"),
    ("1.9", "Tujuan inovasi daerah", "tujuan"),
    ("1.10", "Manfaat yang diperoleh", "manfaat"),
    ("1.11", "Hasil inovasi", "hasil"),
    ("1.12", "Waktu uji coba inovasi daerah", "trial_date"),
    ("1.13", "Waktu implementasi", "applied_date"),
    ("1.14", "Anggaran", "budget"),
    ("1.15", "Profil bisnis", "profil_bisnis"),
)


@dataclass(frozen=True, slots=True)
class PrintedField:
    """One line of the print-out."""

    number: str
    label: str
    value: str
    is_text: bool


def profile_source(sheet: EntrySheet) -> str:
    """The pages of the profile as HTML, as `foundation.papers.rendering.printed` takes them."""
    return source_of("competitions/iga/entry/profile.html", {"sheet": sheet, "fields": printed_fields(sheet)})


def printed_fields(sheet: EntrySheet) -> Sequence[PrintedField]:
    """The fields in the order of the print-out; the maturity that was verified is the last of them."""
    by_key = {field.key: field for field in sheet.fields}
    found = [
        PrintedField(number, label, by_key[key].value, by_key[key].words is not None)
        for number, label, key in PRINTED
        if key in by_key
    ]
    return [*found, PrintedField("1.16", "Kematangan", str(sheet.candidacy.verified_points), is_text=False)]
