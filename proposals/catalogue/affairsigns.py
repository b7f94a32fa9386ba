"""Which sign and which colours stand for a government affair in the catalogue, on tiles and in drawn pictures."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sign:
    """The name of a symbol in static/img/affairs.svg and of a palette; a style class is named after the palette."""

    symbol: str
    palette: str


OTHER: Final = Sign("lampu", "teal")

# symbol, palette, keys of the affairs; the keys are the ministry's list and the same in every city.
_GROUPS: Final = (
    ("buku", "sea", ("pendidikan", "perpustakaan", "kearsipan", "pendidikan-dan-pelatihan")),
    ("palang", "coral", ("kesehatan",)),
    ("jalan", "slate", ("pekerjaan-umum-dan-penataan-ruang",)),
    ("rumah", "sand", ("perumahan-rakyat-dan-kawasan-permukiman",)),
    (
        "perisai",
        "slate",
        (
            "ketenteraman-ketertiban-umum-dan-pelindungan-masyarakat",
            "kesatuan-bangsa-dan-politik",
            "inspektorat-daerah",
        ),
    ),
    (
        "warga",
        "plum",
        (
            "sosial",
            "pemberdayaan-perempuan-dan-pelindungan-anak",
            "pemberdayaan-masyarakat-dan-desa",
            "pengendalian-penduduk-dan-keluarga-berencana",
        ),
    ),
    ("tas", "sand", ("tenaga-kerja", "kepegawaian")),
    ("daun", "leaf", ("lingkungan-hidup", "kehutanan")),
    ("padi", "leaf", ("pangan", "pertanian")),
    ("peta", "sand", ("pertanahan", "transmigrasi", "pengelolaan-perbatasan")),
    ("kartu", "teal", ("administrasi-kependudukan-dan-pencatatan-sipil",)),
    ("bus", "sea", ("perhubungan",)),
    ("sinyal", "sea", ("komunikasi-dan-informatika",)),
    ("kunci", "slate", ("persandian",)),
    ("toko", "coral", ("koperasi-usaha-kecil-dan-menengah", "perdagangan")),
    ("grafik", "teal", ("statistik", "penanaman-modal", "perencanaan", "keuangan")),
    ("bintang", "plum", ("kepemudaan-dan-olah-raga", "pariwisata")),
    ("gong", "plum", ("kebudayaan",)),
    ("ombak", "sea", ("kelautan-dan-perikanan",)),
    ("pabrik", "slate", ("perindustrian", "energi-dan-sumber-daya-mineral")),
    ("balai", "teal", ("sekretariat-daerah", "sekretariat-dprd", "kecamatan", "pengelolaan-penghubung")),
)
_SIGNS: Final = {key: Sign(symbol, palette) for symbol, palette, keys in _GROUPS for key in keys}


def sign_of(affair_key: str) -> Sign:
    """The sign of the affair with this key; a lamp for any other, and for none."""
    return _SIGNS.get(affair_key, OTHER)
