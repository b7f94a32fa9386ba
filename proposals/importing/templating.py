"""The spreadsheet in which proposals are written: the columns of a guide, with choices and an example."""

import datetime
from collections.abc import Mapping
from typing import Final

from django.conf import settings

from foundation.sheets.template import AskedColumn, template
from foundation.sheets.xlsx import CellKind
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN, FieldKind
from proposals.core.period.models import Period
from proposals.importing.columns import AGENCY, EXAMPLE, NUMBER, TEXT, choices, columns

GUIDANCE: Final = (
    "Satu baris satu usulan. Hanya nama inovasi yang harus diisi; kolom lain dapat dilengkapi nanti di portal.",
    "Baris contoh (kolom No. berisi “contoh”) dilewati saat diunggah. Boleh dibiarkan, boleh dihapus.",
    "Kolom berpanah menyediakan pilihan; semua pilihan ada di lembar Pilihan. Jangan mengubah judul kolom.",
    "Tanggal ditulis hari/bulan/tahun, seperti 23/11/2026. Beberapa urusan dipisah dengan titik koma.",
    "Sesudah diunggah, portal memeriksa setiap sel dan belum menyimpan apa pun sebelum Anda setuju.",
)
KINDS: Final = {FieldKind.DATE: CellKind.DATE, FieldKind.MONEY: CellKind.RUPIAH}
WIDE: Final = 40
DATES: Final = {
    "trial_date": datetime.date(2025, 1, 6),
    "applied_date": datetime.date(2025, 2, 3),
    "development_date": datetime.date(2025, 6, 2),
}
EXAMPLES: Final = {
    "title": "Antrean Puskesmas lewat WhatsApp",
    "summary": "Pasien mengambil nomor antrean dari rumah. Waktu tunggu turun dari 120 menjadi 35 menit.",
    "latitude": "-2,13",
    "longitude": "106,11",
    "indicators": "Waktu tunggu | 120 | 35 | menit | laporan layanan 2025",
} | DATES


def proposals_template(period: Period, *, with_agency: bool) -> bytes:
    """The XLSX to fill in for a period, by somebody who names the agency of each row or not."""
    guide = period.guide
    titles = columns(guide, with_agency=with_agency)
    offered = choices(guide, titles)
    notes = _notes(period, titles)
    asked = [AskedColumn(NUMBER, 8, example=EXAMPLE, note="Nomor urut, boleh kosong.")]
    for key, title in titles.items():
        kind = BY_COLUMN[key].kind if key in BY_COLUMN else None
        asked.append(
            AskedColumn(
                title,
                WIDE if key.startswith(TEXT) or key == "title" else 24,
                KINDS.get(kind, CellKind.TEXT) if kind else CellKind.TEXT,
                offered.get(key, ()),
                several=kind is FieldKind.AFFAIRS,
                note=notes.get(key, ""),
                example=_example(key, kind, offered),
            )
        )
    return template("Usulan", asked, guidance=GUIDANCE, rows=settings.IMPORT_MOST_ROWS)


def _notes(period: Period, titles: Mapping[str, str]) -> dict[str, str]:
    """How each column is filled, in the words of the guide."""
    guide = period.guide
    helps = {f"{TEXT}{section.key}": section.help for section in Section.objects.filter(guide=guide)}
    notes = {AGENCY: "Nama instansi atau kodenya."}
    for key in titles:
        if key in BY_COLUMN:
            notes[key] = guide.help(BY_COLUMN[key].asked_as, school=False)
            if BY_COLUMN[key].kind is FieldKind.AFFAIRS:
                notes[key] = f"{notes[key]} Beberapa urusan dipisah dengan titik koma.".strip()
    return helps | notes


def _example(key: str, kind: FieldKind | None, offered: Mapping[str, list[str]]) -> object:
    if key in EXAMPLES:
        return EXAMPLES[key]
    words = offered.get(key, [])
    match kind:
        case FieldKind.MONEY:
            return 25_000_000
        case FieldKind.LINK:
            return "https://contoh.go.id/video"
        case FieldKind.AFFAIRS:
            # The main affair is not named twice.
            return "; ".join([word for word in words if word not in offered.get("affair", [])[:1]][:2])
        case FieldKind.TEXT:
            return "Tim inovasi"
    return words[0] if words else "Tulis di sini."
