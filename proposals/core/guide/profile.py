"""The profile of a proposal as one table: a row is one field, and whatever handles profile fields reads it here.

Every row is asked in the writing form where the guide of the year asks it, saved in the background, needed where the
guide says so, frozen at every submission, compared between versions, carried over into the next year, read from
spreadsheets, filled into letters and shown on pages and papers. What differs from field to field are the columns of the
table. A new field is a column of the proposal with its migration, a row here, and its entry in the guide.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format, number_format

from proposals.core.guide import indicators

if TYPE_CHECKING:
    from proposals.core.guide.models import FormGuide


class FieldKind(StrEnum):
    """What a field holds; its value is the `type` that the guide gives it."""

    TEXT = "text"
    LINK = "link"
    CHOICE = "choice"
    DATE = "date"
    YES_NO = "yes_no"
    MONEY = "money"
    COORDINATES = "coordinates"
    AFFAIR = "affair"
    AFFAIRS = "affairs"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column of the open data: its name and what it means, the same from year to year."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ListedAs:
    """A column of the list of proposals: its name in addresses, its heading, and its width in a spreadsheet."""

    key: str
    title: str
    width: int


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One field, kept in the column of the proposal that bears its name.

    Attributes: `question` is its key in the guide where several fields answer one question, each under a `label` of
    its own. `sent_copy`: lists and counts of others read it, so the proposal holds a copy as it was last sent (`sent_`
    before the name, see sentcopy); a `listed` field needs one. `public`: visitors may read it once the innovation is
    established.
    """

    column: str
    kind: FieldKind
    _: KW_ONLY
    question: str = ""
    label: str = ""
    sent_copy: bool = False
    listed: ListedAs | None = None
    public: bool = False
    open_data: OpenColumn | None = None

    @property
    def asked_as(self) -> str:
        """The key of the guide's entry that asks for it."""
        return self.question or self.column

    @property
    def attribute(self) -> str:
        """The name of its column in the table of proposals: of an affair its key."""
        return f"{self.column}_id" if self.kind is FieldKind.AFFAIR else self.column

    @property
    def is_many(self) -> bool:
        """Whether it is a relation to many rows and no column of the proposal's own table."""
        return self.kind is FieldKind.AFFAIRS

    @property
    def nothing(self) -> str | None:
        """What its column holds without an answer."""
        return "" if self.kind in (FieldKind.TEXT, FieldKind.CHOICE, FieldKind.LINK, FieldKind.TABLE) else None

    def of(self, proposal: object) -> Any:
        """What a proposal says: the value of its column, or the list of its rows (a query unless prefetched)."""
        value = getattr(proposal, self.column)
        return list(value.all()) if self.is_many else value

    def stored_of(self, proposal: object) -> Any:
        """The same, but of an affair only its key, which costs no query."""
        return self.of(proposal) if self.is_many else getattr(proposal, self.attribute)


K = FieldKind
SUMMARY: Final = "summary"
"""The field that tells the public in two sentences what the innovation is."""
INDICATORS: Final = "indicators"
"""The field that tells in figures what changed: the table that `guide.indicators` reads."""
PROFILE: Final = (
    ProfileField(
        "title",
        K.TEXT,
        sent_copy=True,
        listed=ListedAs("judul", "Nama inovasi", 44),
        public=True,
        open_data=OpenColumn("nama", "Nama inovasi seperti dalam surat keputusan."),
    ),
    ProfileField(
        SUMMARY,
        K.TEXT,
        sent_copy=True,
        public=True,
        open_data=OpenColumn(
            "ringkasan", "Satu atau dua kalimat tentang inovasi; dari tulisan instansi bila ringkasannya belum ada."
        ),
    ),
    ProfileField(
        "stage",
        K.CHOICE,
        sent_copy=True,
        listed=ListedAs("tahapan", "Tahapan", 14),
        public=True,
        open_data=OpenColumn("tahapan", "Keadaan inovasi saat diusulkan: inisiatif, uji coba, atau penerapan."),
    ),
    ProfileField("initiator", K.CHOICE, public=True),
    ProfileField("initiator_name", K.TEXT),
    ProfileField("classification", K.CHOICE, public=True),
    ProfileField(
        "form",
        K.CHOICE,
        sent_copy=True,
        listed=ListedAs("bentuk", "Bentuk", 30),
        public=True,
        open_data=OpenColumn("bentuk", "Bentuk inovasi menurut formulir kementerian."),
    ),
    ProfileField(
        "innovation_type",
        K.CHOICE,
        sent_copy=True,
        listed=ListedAs("jenis_inovasi", "Jenis inovasi", 14),
        public=True,
        open_data=OpenColumn("jenis", "Digital, nondigital, atau teknologi menurut formulir kementerian."),
    ),
    ProfileField("asta_cita", K.CHOICE, public=True),
    ProfileField("pkpn_cluster", K.CHOICE),
    ProfileField("pkpn_program", K.TEXT),
    ProfileField(
        "affair",
        K.AFFAIR,
        sent_copy=True,
        listed=ListedAs("urusan", "Urusan", 30),
        public=True,
        open_data=OpenColumn("urusan", "Urusan pemerintahan yang utama."),
    ),
    ProfileField("crossing_affairs", K.AFFAIRS, public=True),
    ProfileField("latitude", K.COORDINATES, question="location", label="Lintang"),
    ProfileField("longitude", K.COORDINATES, question="location", label="Bujur"),
    ProfileField("trial_date", K.DATE, public=True),
    ProfileField(
        "applied_date",
        K.DATE,
        sent_copy=True,
        public=True,
        open_data=OpenColumn(
            "waktu_penerapan", "Tanggal mulai diterapkan, tertulis tahun-bulan-hari; kosong bila belum."
        ),
    ),
    ProfileField("has_development", K.YES_NO),
    ProfileField("development_date", K.DATE, public=True),
    ProfileField("budget", K.MONEY, sent_copy=True, listed=ListedAs("anggaran", "Anggaran", 18)),
    ProfileField("budget_source", K.CHOICE),
    ProfileField("video_url", K.LINK),
    ProfileField(
        INDICATORS,
        K.TABLE,
        sent_copy=True,
        listed=ListedAs("indikator", "Indikator", 60),
        public=True,
        open_data=OpenColumn(
            "indikator", "Yang berubah dalam angka: nama, sebelum → sesudah, satuan, dan sumber; dipisah titik koma."
        ),
    ),
)
NOTHING: Final[tuple[object, ...]] = (None, "", [])
BY_COLUMN: Final = {field.column: field for field in PROFILE}
# The fields that answer each question of a guide, by its key.
QUESTIONS: Final = {
    key: tuple(field for field in PROFILE if field.asked_as == key)
    for key in dict.fromkeys(field.asked_as for field in PROFILE)
}


def of_kind(*kinds: FieldKind) -> tuple[ProfileField, ...]:
    """The fields of these kinds, in the order of the table."""
    return tuple(field for field in PROFILE if field.kind in kinds)


@dataclass(frozen=True, slots=True)
class ProfileAnswer:
    """One answered question: its key, its label in the guide, and the answer as people read it.

    `rows` are those of a table, which pages and papers show as one.
    """

    question: str
    label: str
    words: str
    rows: tuple[indicators.MeasuredRow, ...] = ()


def answers(proposal: object, guide: "FormGuide") -> list[ProfileAnswer]:
    """What a proposal answers, worded by the guide and in its order; what is not asked or not answered is left out."""
    return answers_in({field.column: field.of(proposal) for field in PROFILE}, guide)


def answers_in(values: Mapping[str, Any], guide: "FormGuide") -> list[ProfileAnswer]:
    """The same of values by column, as `ProfileField.of` gives them."""
    asked = guide.asked_by(values)
    found = (
        ProfileAnswer(key, guide.heading(key), in_words(key, values, guide), _rows(key, values))
        for key in guide.fields
        if key in asked
    )
    return [answer for answer in found if answer.words]


def _rows(question: str, values: Mapping[str, Any]) -> tuple[indicators.MeasuredRow, ...]:
    (first, *_) = QUESTIONS[question]
    return tuple(indicators.rows_of(values[first.column])) if first.kind is FieldKind.TABLE else ()


def is_answered(question: str, proposal: object) -> bool:
    """Whether a proposal answers a question, in all its fields."""
    return all(field.stored_of(proposal) not in NOTHING for field in QUESTIONS[question])


def answer_words(question: str, proposal: object, guide: "FormGuide") -> str:
    """How a proposal's answer to one question reads; empty without an answer."""
    return in_words(question, {field.column: field.of(proposal) for field in QUESTIONS[question]}, guide)


def in_words(question: str, values: Mapping[str, Any], guide: "FormGuide") -> str:
    """How values, by column, read as the answer to one question; empty where they say nothing."""
    found = (word(field, values[field.column], guide) for field in QUESTIONS[question])
    return ", ".join(text for text in found if text)


def word(field: ProfileField, value: Any, guide: "FormGuide") -> str:
    """How the value of one field reads; empty where it says nothing."""
    if value in NOTHING:
        return ""
    if field.kind is FieldKind.CHOICE:
        return guide.label(field.asked_as, value)
    return WORDS.get(field.kind, str)(value)


WORDS: Final[dict[FieldKind, Callable[[Any], str]]] = {
    FieldKind.YES_NO: lambda value: "Ya" if value else "Tidak",
    FieldKind.DATE: date_format,
    FieldKind.MONEY: lambda value: f"Rp{number_format(value)}",
    FieldKind.AFFAIRS: lambda value: ", ".join(str(affair) for affair in value),
    FieldKind.TABLE: indicators.in_words,
}
