"""A decree (keputusan) as data: its parts in their order, the texts that follow from others, and what it still lacks.

    decree = written("penetapan_inovasi", year=2026, rows=[...], minutes="Berita Acara Nomor …", signatory=...)
    decree_pdf(decree)             # this module
    decree_docx(decree)            # foundation/papers/official/decreedocx.py, the same text for Word

A decree without a number is a draft: it has dots for number and date and KONSEP above every page, and citations that
nobody confirmed carry a mark. A final one (`draft=False`) with `faults` is refused. Form: Permendagri 80/2015 with
120/2018, UU 12/2011 annex II.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Final, NamedTuple

from foundation.city import DecreeHabits, city
from foundation.papers.official.decreefile import Citation, decree_file, founding_law
from foundation.papers.official.frames import DECREE, PaperTable, TableColumn, frame
from foundation.papers.official.heads import Head, head_of_region
from foundation.papers.official.numbers import DOTS, number_fault, number_or_dots
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, signature_lines
from foundation.papers.official.words import ROMAN, number_in_words, ordinal_in_words, written_date
from foundation.papers.rendering import render_pdf

UNCONFIRMED: Final = "[perlu dipastikan]"
"""What stands behind a citation on a draft that nobody confirmed yet."""


class DecreeError(Exception):
    """A final decree lacks something; the text says what, in a sentence for each."""


class DecreeRow(NamedTuple):
    """A row of the decree's body: its label (once for each part), its letter or number, its text."""

    label: str
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A list that belongs to the decree, with its title in capitals; a wide one lies across the page."""

    title: str
    table: PaperTable
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PlacedAnnex:
    """An annex with the block that opens it."""

    block: tuple[str, ...]
    title: str
    table: PaperTable
    wide: bool


def _city_habits() -> DecreeHabits:
    return city().official_papers.decree


def _city_place() -> str:
    return city().letterhead.place


@dataclass(frozen=True, slots=True)
class Decree:
    """One decree. `title` is what stands behind "tentang", in the case of running text and without a full stop.

    `considering` are the grounds without "bahwa" and without the last one, which follows from title and letters;
    `basis`, `noting` and `dictums` are Mengingat, Memperhatikan and KESATU onwards. `year` is that of its number.
    `electronic` leaves room for the box of an electronic signature.
    """

    title: str
    considering: Sequence[str]
    basis: Sequence[Citation]
    dictums: Sequence[str]
    signatory: Signatory
    year: int
    noting: Sequence[str] = ()
    lists: Sequence[Annex] = ()
    copies: Sequence[str] = ()
    number: str | None = None
    date: datetime.date | None = None
    draft: bool = True
    electronic: bool = False
    giver: DecreeHabits = field(default_factory=_city_habits)
    place: str = field(default_factory=_city_place)

    @property
    def head(self) -> Head:
        """The head of the giver's papers."""
        return head_of_region(self.giver.head)

    @property
    def numbered(self) -> str:
        """The line of the number, with dots while there is none."""
        return f"NOMOR {number_or_dots(self.number, DECREE, self.year)}"

    @property
    def heading(self) -> tuple[str, ...]:
        """The centred lines that open it."""
        return (f"KEPUTUSAN {self.giver.giver.upper()}", self.numbered, "TENTANG", self.title.upper())

    @property
    def opening(self) -> str:
        """The line of the giver before Menimbang."""
        return f"{self.giver.giver.upper()},"

    @property
    def reasons(self) -> list[DecreeRow]:
        """Menimbang with letters, Mengingat with numbers, and Memperhatikan where there is anything to note."""
        return [
            *_listed("Menimbang", [f"{letter}." for letter in ascii_lowercase], self._grounds(), end=";"),
            *_listed("Mengingat", _numbers(len(self.basis)), [self._cited(one) for one in self.basis], end="."),
            *_listed("Memperhatikan", _numbers(len(self.noting)), self.noting, end="."),
        ]

    @property
    def decisions(self) -> list[DecreeRow]:
        """What is decided: Menetapkan, and the dictums KESATU onwards."""
        title = f"KEPUTUSAN {self.giver.short_giver.upper()} TENTANG {self.title.upper()}."
        dictums = enumerate(self.dictums, 1)
        return [
            DecreeRow("Menetapkan", "", title),
            *(DecreeRow(ordinal_in_words(place).upper(), "", f"{_bare(text)}.") for place, text in dictums),
        ]

    @property
    def dated(self) -> str:
        """The date in words of a line, dots while there is none."""
        return written_date(self.date) if self.date else DOTS * 3

    @property
    def signs(self) -> list[PlacedSignature]:
        """The one signature, below place and date."""
        block = signature_lines(self.signatory, Family.DECREE)
        return [PlacedSignature(block, (f"Ditetapkan di {self.place}", f"pada tanggal {self.dated}"))]

    @property
    def annex_signs(self) -> list[PlacedSignature]:
        """The signature below every annex, which has no place and no date."""
        return [PlacedSignature(signature_lines(self.signatory, Family.DECREE))]

    @property
    def annexes(self) -> list[PlacedAnnex]:
        """The annexes, each with its block LAMPIRAN, numbered in Roman figures where there is more than one."""
        dated = (f"TANGGAL {self.dated.upper()}",) if self.giver.annex_with_date else ()
        numbers = [
            f"LAMPIRAN {ROMAN[place]}" if len(self.lists) > 1 else "LAMPIRAN" for place in range(len(self.lists))
        ]
        giver, _, *rest = self.heading
        return [
            PlacedAnnex((number, giver, self.numbered, *dated, *rest), one.title.upper(), one.table, one.wide)
            for number, one in zip(numbers, self.lists, strict=True)
        ]

    def faults(self) -> list[str]:
        """What a final decree still lacks, each as a sentence; nothing for one that may be issued."""
        unconfirmed = [one for one in self.basis if not one.confirmed]
        return [
            *([] if self.number else ["Nomor keputusan belum diisi."]),
            *([fault] if self.number and (fault := number_fault(self.number, DECREE, self.year)) else []),
            *([] if self.date else ["Tanggal keputusan belum diisi."]),
            *(f"Dasar hukum “{one.text.partition(' (')[0]}” belum dipastikan: {one.note}." for one in unconfirmed),
        ]

    def _grounds(self) -> list[str]:
        letters = [f"huruf {letter}" for letter in ascii_lowercase[: len(self.considering)]]
        last = (
            f"berdasarkan pertimbangan sebagaimana dimaksud dalam {_joined(letters)}, perlu menetapkan Keputusan "
            f"{self.giver.short_giver} tentang {self.title}"
        )
        return [f"bahwa {_bare(ground)}" for ground in (*self.considering, last)]

    def _cited(self, citation: Citation) -> str:
        return f"{citation.text} {UNCONFIRMED}" if self.draft and not citation.confirmed else citation.text


def written(
    key: str,
    *,
    year: int,
    rows: Sequence[Sequence[str]],
    minutes: str,
    signatory: Signatory,
    number: str | None = None,
    date: datetime.date | None = None,
    draft: bool = True,
    electronic: bool = False,
    numbered_in: int | None = None,
    in_meeting: bool = True,
) -> Decree:
    """The decree `key` of fixtures/decrees.yaml, filled in; `year` is the one it is about.

    `rows` fill the columns of its annex, first the running number; `minutes` is how the minutes are cited, with their
    number and date. `numbered_in` is the year of its number where that is another, `in_meeting` whether the outcomes
    were discussed in a meeting. Raises KeyError for an unknown key, ValueError for a row with more or fewer cells than
    columns.
    """
    form, file, habits = decree_file().form(key), decree_file(), _city_habits()
    values = {
        "tahun": str(year),
        "kota": city().city.official_name,
        "pemberi": habits.short_giver,
        "badan": city().office.name,
        "jumlah": str(len(rows)),
        "jumlah_huruf": number_in_words(len(rows)),
        "berita_acara": minutes,
        "cara": "dibahas dalam rapat" if in_meeting else "ditetapkan tanpa rapat menurut tata cara penilaian",
    }
    columns = [TableColumn(one.title, one.percent, one.figures) for one in form.annex.columns]
    return Decree(
        title=form.title.format_map(values),
        considering=_filled(form.considering, values),
        basis=file.basis(form, founding_law()),
        noting=_filled(form.noting, values),
        dictums=_filled(form.dictums, values),
        signatory=signatory,
        year=numbered_in or year,
        lists=[Annex(form.annex.title.format_map(values), PaperTable(columns, rows), form.annex.wide)],
        copies=_filled(form.copies, values),
        number=number,
        date=date,
        draft=draft,
        electronic=electronic,
    )


def decree_pdf(decree: Decree) -> bytes:
    """The decree as a tagged PDF. Raises DecreeError for a final one with `faults`."""
    check_final(decree)
    framed = frame(DECREE, draft=decree.draft, electronic=decree.electronic)
    return render_pdf("papers/official/decree.html", {"frame": framed, "decree": decree})


def check_final(decree: Decree) -> None:
    """Raises DecreeError with all sentences of `faults` where a final decree lacks something; drafts may."""
    if not decree.draft and (faults := decree.faults()):
        raise DecreeError(" ".join(faults))


def _filled(texts: Sequence[str], values: dict[str, str]) -> list[str]:
    return [text.format_map(values) for text in texts]


def _bare(text: str) -> str:
    return text.rstrip(" .;,")


def _joined(words: Sequence[str]) -> str:
    """huruf a; huruf a dan huruf b; huruf a, huruf b, dan huruf c."""
    if len(words) <= 1:
        return "".join(words)
    *first, last = words
    return f"{first[0]} dan {last}" if len(first) == 1 else f"{', '.join(first)}, dan {last}"


def _numbers(count: int) -> list[str]:
    return [f"{number}." for number in range(1, count + 1)] if count > 1 else [""]


def _listed(label: str, marks: Sequence[str], texts: Sequence[str], *, end: str) -> list[DecreeRow]:
    """The rows of one part: items end with a semicolon, the last one with `end`."""
    ends = [";"] * (len(texts) - 1) + [end]
    rows = zip(marks, texts, ends, strict=False)
    return [
        DecreeRow("" if place else label, mark, f"{_bare(text)}{last}") for place, (mark, text, last) in enumerate(rows)
    ]
