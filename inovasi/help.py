"""The help pages: which there are and for whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    title: str
    lead: str

    @property
    def template(self) -> str:
        return f"help/{self.key}.html"


TOPICS = (
    Topic("operator", "Untuk operator instansi dan sekolah", "Menulis usulan, melampirkan bukti, dan mengajukannya."),
    Topic("koordinator", "Untuk koordinator", "Membuka tahun, memeriksa, menugaskan penilai, dan menetapkan."),
    Topic("penilai", "Untuk penilai", "Menyelesaikan antrean penilaian."),
    Topic("pimpinan", "Untuk pimpinan", "Membaca dasbor dan mencetak laporan."),
)
