"""The rules K1 to K13 on which national entries fail (national.md 2.3), as one table.

Pure: what is known of one entry and what its edition asks for go in, one sentence per rule comes out.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from competitions.core.nominating import check_age

GENERAL, REPLICATION = "umum", "replikasi"
"""Keys of the groups of which the guides of 2021 say something of their own."""


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """One section of the entry's text: how many words it has, and how many the form allows, None where unknown."""

    title: str
    words: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class AskedLetter:
    """One letter that this entry must have."""

    label: str
    is_given: bool


@dataclass(frozen=True, slots=True)
class EntryDemands:
    """What the edition asks of an entry of its group; None and empty stand for what no guide has told.

    `sources` says where a rule is from, by its code.
    """

    closes: datetime.date | None = None
    least_months: int | None = None
    quota: int | None = None
    group: str = ""
    group_label: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    video: str = ""
    has_groups: bool = True
    names_innovator: bool = True
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the rules read of one entry. `taken` counts the other entries of its group that take up the quota."""

    applied_on: datetime.date | None = None
    sections: tuple[SectionFacts, ...] = ()
    letters: tuple[AskedLetter, ...] = ()
    is_digital: bool = False
    spbe_given: bool | None = None
    past_award_year: int | None = None
    origin_innovation: str = ""
    origin_institution: str = ""
    same_title: tuple[str, ...] = ()
    category: str = ""
    video_url: str = ""
    innovator: str = ""
    innovator_nip: str = ""
    contact: str = ""
    taken: int = 0
    twins: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    is_public_service: bool = True


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What one rule says of one entry: `passed` is None while it cannot be told."""

    passed: bool | None
    text: str


def _age(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if facts.applied_on is None and asked.least_months is not None:
        return RuleSaid(False, "Waktu penerapan belum diisi pada profil usulan.")
    found = check_age(facts.applied_on, asked.closes, asked.least_months)
    return RuleSaid(found.enough, found.text)


def _texts(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if not facts.sections:
        return RuleSaid(None, "Formulir edisi ini belum diketahui, jadi naskahnya belum dapat diperiksa.")
    empty = [each.title for each in facts.sections if not each.words]
    longer = [
        f"{each.title} ({each.words} dari {each.limit} kata)"
        for each in facts.sections
        if each.limit is not None and each.words > each.limit
    ]
    if not empty and not longer:
        return RuleSaid(True, f"{len(facts.sections)} bagian terisi dan tidak melebihi batas kata.")
    parts = [f"Terlalu panjang: {'; '.join(longer)}." if longer else ""]
    parts.append(f"Masih kosong: {'; '.join(empty)}." if empty else "")
    return RuleSaid(False, " ".join(part for part in parts if part))


def _letters(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    missing = [each.label for each in facts.letters if not each.is_given]
    if missing:
        return RuleSaid(False, f"Belum ada: {'; '.join(missing)}.")
    return RuleSaid(True, f"{len(facts.letters)} surat wajib ada." if facts.letters else "Tidak ada surat yang wajib.")


def _spbe(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if not facts.is_digital:
        return RuleSaid(True, "Tidak diperlukan: inovasinya bukan digital.")
    if facts.spbe_given is None:
        return RuleSaid(True, "Edisi ini tidak meminta formulir SPBE.")
    if facts.spbe_given:
        return RuleSaid(True, "Formulir SPBE ada.")
    return RuleSaid(False, "Inovasinya digital, tetapi formulir SPBE belum ada.")


def _group(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if not asked.has_groups:
        return RuleSaid(None, "Kelompok edisi ini belum diketahui.")
    if not asked.group:
        return RuleSaid(False, "Kelompoknya belum dipilih.")
    if asked.group == GENERAL and facts.past_award_year:
        return RuleSaid(
            False,
            f"Pernah masuk Top atau mendapat penghargaan tahun {facts.past_award_year}, jadi tidak dapat ikut lagi "
            f"pada {asked.group_label}.",
        )
    missing = {"inovasi asal": facts.origin_innovation, "instansi asal": facts.origin_institution}
    if asked.group == REPLICATION and not all(missing.values()):
        which = " dan ".join(name for name, said in missing.items() if not said)
        return RuleSaid(False, f"{asked.group_label} memerlukan {which}.")
    return RuleSaid(True, f"{asked.group_label}.")


def _title(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if facts.same_title:
        return RuleSaid(False, f"Judul yang sama sudah ada pada: {'; '.join(facts.same_title)}.")
    return RuleSaid(True, "Tidak ada entri lain dengan judul yang sama.")


def _category(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if not asked.categories:
        return RuleSaid(None, "Kategori edisi ini belum diketahui.")
    if facts.category in asked.categories:
        return RuleSaid(True, f"{asked.categories[facts.category]}.")
    return RuleSaid(False, "Kategorinya belum dipilih dari daftar edisi ini.")


def _video(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if not asked.video:
        return RuleSaid(None, "Ketentuan video edisi ini belum diketahui.")
    if not facts.video_url:
        return RuleSaid(False, f"Tautan video belum diisi pada isian entri. {asked.video}")
    return RuleSaid(True, f"Tautan ada. Pastikan sendiri isinya. {asked.video}")


def _innovator(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if not asked.names_innovator:
        return RuleSaid(None, "Edisi ini belum menyebut isian inovator.")
    missing = {"nama inovator": facts.innovator, "nomor telepon atau surel": facts.contact}
    if not all(missing.values()):
        return RuleSaid(False, f"Belum diisi: {' dan '.join(name for name, said in missing.items() if not said)}.")
    if not facts.innovator_nip:
        return RuleSaid(None, "NIP inovator belum diisi. Isi bila inovatornya ASN.")
    return RuleSaid(True, f"{facts.innovator}, NIP dan kontak terisi.")


def _quota(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if asked.quota is None:
        return RuleSaid(None, "Kuota kelompok ini belum diketahui.")
    if facts.taken >= asked.quota:
        return RuleSaid(
            False, f"{asked.group_label} sudah penuh: {facts.taken} dari {asked.quota} terpilih atau terdaftar."
        )
    return RuleSaid(True, f"Entri lain yang terpilih atau terdaftar: {facts.taken} dari {asked.quota}.")


def _once(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if facts.twins:
        return RuleSaid(False, f"Inovasi yang sama sudah dinominasikan pada edisi ini: {'; '.join(facts.twins)}.")
    return RuleSaid(True, "Inovasi ini hanya satu kali pada edisi ini.")


def _names(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if facts.named:
        return RuleSaid(
            False, f"Naskah menyebut orang yang perlu dilindungi: {'; '.join(facts.named)}. Samarkan namanya."
        )
    return RuleSaid(True, "Tidak ditemukan nama anak atau pasien.")


def _service(facts: EntryFacts, asked: EntryDemands) -> RuleSaid:
    if facts.is_public_service:
        return RuleSaid(True, "Bentuknya inovasi pelayanan publik.")
    return RuleSaid(
        False, "Bentuk inovasi pada profil bukan pelayanan publik, sedangkan KIPP menilai pelayanan publik."
    )


Judge = Callable[[EntryFacts, EntryDemands], RuleSaid]


@dataclass(frozen=True, slots=True)
class EntryRule:
    """One rule: its code, what it is called, whether breaking it keeps the entry back, and where it is from."""

    code: str
    title: str
    holds_back: bool
    source: str
    judge: Judge


QUOTA_RULE: Final = "K10"
PEERS: Final = "formulir daerah lain"
ENTRY_RULES: Final[tuple[EntryRule, ...]] = (
    EntryRule("K1", "Umur inovasi", True, "pedoman KIPP", _age),
    EntryRule("K2", "Naskah", True, "formulir edisi", _texts),
    EntryRule("K3", "Surat", True, "pedoman KIPP", _letters),
    EntryRule("K4", "Formulir SPBE", True, PEERS, _spbe),
    EntryRule("K5", "Kelompok", True, "pedoman KIPP", _group),
    EntryRule("K6", "Judul", False, "pedoman KIPP", _title),
    EntryRule("K7", "Kategori", True, "pedoman KIPP", _category),
    EntryRule("K8", "Video", True, "pedoman KIPP", _video),
    EntryRule("K9", "Inovator dan kontak", True, PEERS, _innovator),
    EntryRule(QUOTA_RULE, "Kuota", True, "pedoman KIPP", _quota),
    EntryRule("K11", "Satu kelompok", True, "pedoman KIPP", _once),
    EntryRule("K12", "Nama anak atau pasien", False, "ketentuan kota", _names),
    EntryRule("K13", "Pelayanan publik", False, "simpulan dari nama kompetisi", _service),
)


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """What one rule says of one entry; `overridden` is a coordinator's reason why it does not keep it back."""

    rule: EntryRule
    passed: bool | None
    text: str
    source: str
    overridden: str = ""

    @property
    def is_red(self) -> bool:
        """Whether the rule is broken and, as it stands, keeps the entry back."""
        return self.rule.holds_back and self.passed is False and not self.overridden

    @property
    def state(self) -> str:
        """Its look: good, bad, or something to see to."""
        if self.passed:
            return "good"
        return "bad" if self.is_red else "watch"

    @property
    def words(self) -> str:
        """What that look means."""
        if self.passed:
            return "Terpenuhi"
        if self.overridden:
            return "Dikecualikan"
        if self.is_red:
            return "Menahan"
        return "Belum dapat diperiksa" if self.passed is None else "Peringatan"


def check_entry(facts: EntryFacts, asked: EntryDemands, overridden: Mapping[str, str]) -> list[EntryFinding]:
    """All rules in their order; `overridden` holds reasons by the code of the rule."""
    found = []
    for rule in ENTRY_RULES:
        said = rule.judge(facts, asked)
        reason = overridden.get(rule.code, "") if said.passed is False else ""
        found.append(EntryFinding(rule, said.passed, said.text, asked.sources.get(rule.code, rule.source), reason))
    return found


_NAMED: Final = re.compile(
    r"\b(?:pasien|anak|balita|bayi|siswa|siswi|murid|korban|klien)\s+(?:bernama|atas nama|a\.\s?n\.)\s+[A-Z][\w'’.-]*"
)
_IDENTITY: Final = re.compile(r"(?<!\d)\d{16}(?!\d)")


def protected_in(text: str) -> tuple[str, ...]:
    """Places of a text that name a child, a patient or somebody by the number of an identity card; at most three."""
    named = [match[0] for match in _NAMED.finditer(text)]
    named += [f"NIK {match[0][:4]}…" for match in _IDENTITY.finditer(text)]
    return tuple(dict.fromkeys(named))[:3]
