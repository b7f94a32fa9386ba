"""The words of a reminder, as a message and as an official letter."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from agencies.core.kinds import SCHOOL_KINDS, AgencyKind
from agencies.core.naming import head_of
from dashboard.charts.labels import long_date

# Kinds of agencies that have a secretary between the desk and the head.
_WITH_SECRETARY = (
    AgencyKind.DINAS,
    AgencyKind.BADAN,
    AgencyKind.INSPEKTORAT,
    AgencyKind.KECAMATAN,
    AgencyKind.SATPOL_PP,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words of a reminder speak of. `closing` is None when the last day is not known."""

    agency: str
    kind: str
    period: str
    year: int
    minimum: int
    missing: int
    has_draft: bool
    repairs: tuple[str, ...]
    longest_days: int
    liftable: int
    documents: tuple[str, ...]
    owed: tuple[str, ...]
    closing: datetime.date | None
    today: datetime.date
    site: str
    office: str


Words = Callable[[Facts], list[str]]


def addressed(addressee: str, kind: str, agency: str) -> str:
    """Who is written to on a rung of the ladder; where there is no secretary, the head."""
    if addressee == "operator":
        return f"Operator inovasi {agency}"
    if addressee == "secretary" and kind in _WITH_SECRETARY:
        return f"Sekretaris {agency}"
    return head_of(kind, agency)


def message(reason: str, facts: Facts, addressee: str) -> str:
    """A warm, short message that says what is missing, until when, and where to do it."""
    greeting = f"Yth. {addressed(addressee, facts.kind, facts.agency)},"
    return "\n\n".join([greeting, *_MESSAGES[reason](facts), "Terima kasih."])


def letter(reason: str, facts: Facts) -> str:
    """The body of an official letter; the addressee and who signs stand outside it."""
    close = "Demikian disampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih."
    return "\n\n".join([*_LETTERS[reason](facts), close])


def _left(facts: Facts) -> str:
    """The last day as it stands inside a sentence; what to say when nobody knows it is the caller's."""
    assert facts.closing  # noqa: S101 - for the type: a step is worded only while the period has a close
    days = (facts.closing - facts.today).days
    return f"{long_date(facts.closing)} ({f'tersisa {days} hari' if days > 0 else 'hari ini hari terakhir'})"


def _silent(facts: Facts) -> list[str]:
    state = " Draf usulan sudah ada dan tinggal diajukan." if facts.has_draft else ""
    return [
        f"Sampai {long_date(facts.today)}, {facts.agency} masih perlu mengajukan {facts.missing} usulan pada "
        f"{facts.period}.{state} Pengajuan ditutup {_left(facts)}.",
        f"Mohon usulan diajukan melalui {facts.site}. Bila Anda memerlukan bantuan, kami di {facts.office} siap "
        "mendampingi.",
    ]


def _repair(facts: Facts) -> list[str]:
    return [
        f"{_repairs(facts)} Perbaikan dapat diajukan sampai {_left(facts)}.",
        f"Mohon perbaikan diajukan melalui {facts.site}; catatan untuk setiap usulan dapat dibaca di sana. Bila ada "
        f"catatan yang kurang jelas, kami di {facts.office} siap menjelaskan.",
    ]


def _repairs(facts: Facts) -> str:
    """How many proposals of the agency wait for repair, which, and how long; as one sentence."""
    named = " dan ".join(part for part in (", ".join(facts.repairs[:-1]), facts.repairs[-1]) if part)
    waited = (
        f"sudah {facts.longest_days} hari" if len(facts.repairs) == 1 else f"yang terlama {facts.longest_days} hari"
    )
    return (
        f"{len(facts.repairs)} usulan {facts.agency} pada {facts.period} diminta diperbaiki dan belum diajukan lagi "
        f"({waited}): {named}."
    )


def _kipp(facts: Facts) -> list[str]:
    until = f" Nominasi ditutup {_left(facts)}." if facts.closing else ""
    return [
        f"Sampai {long_date(facts.today)}, {facts.agency} belum mempunyai nominasi KIPP tahun {facts.year}. Setiap "
        f"perangkat daerah diharapkan menominasikan paling sedikit satu inovasi.{until}",
        f"Mohon satu inovasi dinominasikan melalui {facts.site}, menu Kompetisi. Bila Anda memerlukan bantuan memilih, "
        f"kami di {facts.office} siap mendampingi.",
    ]


def _silent_letter(facts: Facts) -> list[str]:
    state = " Draf usulan sudah ada dan tinggal diajukan." if facts.has_draft else ""
    who = "sekolah" if facts.kind in SCHOOL_KINDS else "perangkat daerah"
    return [
        f"Dalam rangka {facts.period}, setiap {who} diharapkan mengajukan paling sedikit {facts.minimum} usulan "
        "inovasi.",
        f"Sampai tanggal {long_date(facts.today)}, {facts.agency} masih perlu mengajukan {facts.missing} usulan."
        f"{state} Pengajuan ditutup {_left(facts)}.",
        f"Sehubungan dengan hal tersebut, mohon Saudara menugaskan pejabat terkait agar usulan diajukan melalui "
        f"{facts.site}. {facts.office} siap mendampingi penyusunannya.",
    ]


def _repair_letter(facts: Facts) -> list[str]:
    return [
        _repairs(facts),
        f"Perbaikan dapat diajukan sampai {_left(facts)}. Sesudah itu usulan tidak dapat dinilai.",
        f"Sehubungan dengan hal tersebut, mohon Saudara menugaskan pejabat terkait agar perbaikan diajukan melalui "
        f"{facts.site}. {facts.office} siap menjelaskan catatan perbaikannya.",
    ]


def _kipp_letter(facts: Facts) -> list[str]:
    until = f" Nominasi ditutup {_left(facts)}." if facts.closing else ""
    return [
        "Setiap perangkat daerah diharapkan menominasikan paling sedikit satu inovasi untuk Kompetisi Inovasi "
        f"Pelayanan Publik (KIPP) tahun {facts.year}.",
        f"Sampai tanggal {long_date(facts.today)}, {facts.agency} belum mempunyai nominasi.{until}",
        f"Sehubungan dengan hal tersebut, mohon Saudara menugaskan pejabat terkait agar satu inovasi dinominasikan "
        f"melalui {facts.site}. {facts.office} siap mendampingi pemilihannya.",
    ]


def _lifting(facts: Facts) -> str:
    """How many innovations can still rise, and the documents that bring most; as sentences."""
    until = f" Bukti diterima sampai {_left(facts)}." if facts.closing else ""
    return (
        f"Sampai {long_date(facts.today)}, {facts.liftable} inovasi {facts.agency} yang disiapkan atau masuk daftar "
        f"kirim IGA {facts.year} masih dapat naik nilainya. Yang paling menaikkan, dengan nomor indikatornya: "
        f"{'; '.join(facts.documents)} nilai.{until}"
    )


def _iga(facts: Facts) -> list[str]:
    return [
        _lifting(facts),
        f"Mohon buktinya diunggah melalui {facts.site}, menu Kompetisi, lalu IGA. Apa yang diunggah untuk setiap "
        "inovasi tertulis di halaman instansi Anda. Bila ada yang kurang jelas, kami di "
        f"{facts.office} siap menjelaskan.",
    ]


def _iga_letter(facts: Facts) -> list[str]:
    return [
        _lifting(facts),
        f"Sehubungan dengan hal tersebut, mohon Saudara menugaskan pejabat terkait agar buktinya diunggah melalui "
        f"{facts.site}, menu Kompetisi, lalu IGA. {facts.office} siap mendampingi.",
    ]


def _owing(lead: str, ask: str) -> tuple[Words, Words]:
    """The words of a message and of a letter that name line by line what is owed; `lead` takes the agency and year."""

    def said(facts: Facts) -> str:
        listed = "\n".join(f"- {line}" for line in facts.owed)
        return f"{lead.format(agency=facts.agency, year=facts.year)}\n{listed}"

    def message_of(facts: Facts) -> list[str]:
        return [
            said(facts),
            f"Mohon {ask} melalui {facts.site}, menu Kompetisi, sampai {_left(facts)}. Bila ada yang kurang jelas, "
            f"kami di {facts.office} siap menjelaskan.",
        ]

    def letter_of(facts: Facts) -> list[str]:
        return [
            said(facts),
            f"Sehubungan dengan hal tersebut, mohon Saudara menugaskan pejabat terkait agar {ask} melalui "
            f"{facts.site}, menu Kompetisi, sampai {_left(facts)}. {facts.office} siap mendampingi.",
        ]

    return message_of, letter_of


_CLAIM = _owing(
    "Klaim IGA {year} {agency} berikut ditolak atau diminta bukti lagi dan belum dijawab:",
    "buktinya dilengkapi atau klaimnya diperbaiki",
)
_ENTRY_LETTERS = _owing("Surat berikut belum ada pada nominasi KIPP {year} {agency}:", "suratnya diunggah")
_TEXTS = _owing("Naskah KIPP {year} {agency} berikut lebih panjang daripada batas katanya:", "naskahnya diringkas")
_AGE = _owing(
    "Inovasi {agency} berikut dinominasikan untuk KIPP {year} dan belum cukup umur:",
    "tanggal penerapannya diperiksa, atau nominasinya diganti bila umur tercapai sesudah penutupan,",
)
_MESSAGES: dict[str, Words] = {
    "silent": _silent,
    "repair": _repair,
    "kipp": _kipp,
    "iga": _iga,
    "claim": _CLAIM[0],
    "letters": _ENTRY_LETTERS[0],
    "texts": _TEXTS[0],
    "age": _AGE[0],
}
_LETTERS: dict[str, Words] = {
    "silent": _silent_letter,
    "repair": _repair_letter,
    "kipp": _kipp_letter,
    "iga": _iga_letter,
    "claim": _CLAIM[1],
    "letters": _ENTRY_LETTERS[1],
    "texts": _TEXTS[1],
    "age": _AGE[1],
}
# What a letter is about, as its line "Hal" says.
SUBJECTS = {
    "silent": "Pengingat pengajuan usulan inovasi",
    "repair": "Pengingat perbaikan usulan inovasi",
    "kipp": "Pengingat nominasi KIPP",
    "iga": "Pengingat bukti IGA",
    "claim": "Pengingat klaim IGA",
    "letters": "Pengingat surat KIPP",
    "texts": "Pengingat naskah KIPP",
    "age": "Pengingat umur inovasi KIPP",
}
