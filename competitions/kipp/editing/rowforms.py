"""Forms of one row of the rules: a group, a category, a paper, or a section of the form in use."""

from typing import Any, Final

from django import forms
from django.utils.text import slugify

from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.kipp.editing.forms import ReasonedForm
from competitions.kipp.editing.parts import CATEGORIES, GROUPS, PAPERS, SECTIONS, RulePart, name_of, rows_of
from competitions.rules.kipprules import KippGroup, KippPaper, KippRules, KippSection
from competitions.rules.ruleparts import KeyedLabel
from foundation.text.fields import LineInput, TypedInput

LONG: Final = forms.Textarea({"rows": 3})
NEEDS: Final = {
    "origin_innovation": "Inovasi asal",
    "origin_institution": "Instansi asal",
    "statement_replication": "Pernyataan replikasi",
}
DIGITAL: Final = {"innovation_type": ("digital",)}


class RuleRowForm(ReasonedForm, forms.Form):
    """One row of a list; its key is made of its name once, and stays when the name is put right."""

    label = LineInput(label="Nama", max_length=200)

    def __init__(self, *args: Any, edition: Edition, part: RulePart, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.told(row) if row else {}, **kwargs)
        self.rules: KippRules = edition.kipp
        self.part, self.row = part, row
        self.prepare()
        self.fields["reason"] = self.fields.pop("reason")

    def only_reason(self) -> None:
        """Only why it is done has to be right; what else was typed stays on the page as it is."""
        for name in [name for name in self.errors if name not in ("seen", "reason")]:
            del self.errors[name]

    def told(self, row: Any) -> dict[str, Any]:
        """The values of a row by field."""
        return dict(row)

    def prepare(self) -> None:
        """Gives the fields what they offer in this edition."""

    def clean_label(self) -> str:
        text: str = self.cleaned_data["label"]
        others = [one for one in rows_of(self.rules, self.part) if self.row is None or one.key != self.row.key]
        if text.casefold() in {name_of(one).casefold() for one in others}:
            raise forms.ValidationError("Nama ini sudah ada pada daftar. Tulis nama lain, atau ubah yang sudah ada.")
        return text

    @property
    def key(self) -> str:
        """The key of the row; of a new one, its name as a word that no other row has."""
        if self.row:
            return str(self.row.key)
        base = slugify(self.cleaned_data["label"]).replace("-", "_")[:34] or "baru"
        taken, key, number = {one.key for one in rows_of(self.rules, self.part)}, base, 2
        while key in taken:
            key, number = f"{base}_{number}", number + 1
        return key

    def made(self) -> Any:
        """The row as typed."""
        return KeyedLabel(key=self.key, label=self.cleaned_data["label"])


class GroupForm(RuleRowForm):
    """A group of competitors, with its own limits."""

    offered = forms.BooleanField(
        label="Kota dapat menominasikan dalam kelompok ini", required=False,
        help_text="Kosongkan bila hanya atas undangan kementerian.",
    )  # fmt: skip
    min_age_months = forms.IntegerField(
        label="Umur paling sedikit (bulan)", required=False, min_value=0, max_value=999,
        help_text="Kosongkan bila pedoman belum menyebutnya.",
    )  # fmt: skip
    quota = forms.IntegerField(
        label="Kuota kota", required=False, min_value=0, max_value=999,
        help_text="Kosongkan bila pedoman belum menyebutnya.",
    )  # fmt: skip
    from_year = forms.IntegerField(label="Angkanya berlaku sejak", required=False, min_value=2000, max_value=2100)
    needs = forms.MultipleChoiceField(
        label="Yang diminta selain biasanya", required=False, choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    confidence = forms.ChoiceField(label="Dari mana dibaca", choices=NationalResult.Trust.choices)

    def made(self) -> KippGroup:
        typed = self.cleaned_data
        names = ("label", "offered", "min_age_months", "quota", "from_year", "confidence")
        kept = dict(self.row) if self.row else {}
        return KippGroup(
            **kept | {name: typed[name] for name in names} | {"needs": tuple(typed["needs"]), "key": self.key}
        )


class PaperForm(RuleRowForm):
    """A signed paper that goes with an entry."""

    ALWAYS, DIGITAL_ONLY, IN_GROUPS, FREE = "wajib", "digital", "kelompok", "bebas"

    asked = forms.ChoiceField(
        label="Diminta", widget=forms.RadioSelect,
        choices=[
            (ALWAYS, "Dari setiap entri"),
            (DIGITAL_ONLY, "Hanya dari inovasi digital"),
            (IN_GROUPS, "Hanya dari kelompok yang dipilih di bawah"),
            (FREE, "Tidak wajib"),
        ],
    )  # fmt: skip
    groups = forms.MultipleChoiceField(label="Kelompok", required=False, widget=forms.CheckboxSelectMultiple)
    max_mb = forms.IntegerField(label="Ukuran berkas paling besar (MB)", min_value=1, max_value=20)
    from_year = forms.IntegerField(label="Diminta sejak tahun", required=False, min_value=2000, max_value=2100)
    confidence = forms.ChoiceField(label="Dari mana dibaca", choices=NationalResult.Trust.choices)

    def told(self, row: KippPaper) -> dict[str, Any]:
        groups = row.required_when.get("group", ())
        asked = self.IN_GROUPS if groups else self.DIGITAL_ONLY if row.required_when else self.FREE
        return dict(row) | {"asked": self.ALWAYS if row.required else asked, "groups": list(groups)}

    def prepare(self) -> None:
        field: Any = self.fields["groups"]
        field.choices = [(group.key, group.label) for group in self.rules.groups]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("asked") == self.IN_GROUPS and not cleaned.get("groups"):
            self.add_error("groups", "Pilih paling sedikit satu kelompok.")
        return cleaned

    def made(self) -> KippPaper:
        typed = self.cleaned_data
        when = {self.DIGITAL_ONLY: DIGITAL, self.IN_GROUPS: {"group": tuple(typed["groups"])}}
        return KippPaper(
            key=self.key,
            label=typed["label"],
            required=typed["asked"] == self.ALWAYS,
            required_when=when.get(typed["asked"], {}),
            types=self.row.types if self.row else ("pdf",),
            max_mb=typed["max_mb"],
            confidence=typed["confidence"],
            from_year=typed["from_year"],
        )


class FormSectionForm(RuleRowForm):
    """A section of the proposal form: its limit in words, who writes it, and what it may start from."""

    max_words = forms.IntegerField(
        label="Paling banyak (kata)", required=False, min_value=1, max_value=9999,
        help_text="Kosongkan bila pedoman belum menyebutnya.",
    )  # fmt: skip
    weight = forms.FloatField(label="Bobot", required=False, min_value=0, max_value=100)
    help = TypedInput(label="Penjelasan bagi penulis", max_length=400, widget=LONG)
    prompts = TypedInput(
        label="Pertanyaan penuntun",
        required=False,
        max_length=1200,
        widget=LONG,
        help_text="Satu baris satu pertanyaan.",
    )
    groups = forms.MultipleChoiceField(
        label="Hanya ditulis kelompok", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Kosongkan bila semua kelompok menulisnya.",
    )  # fmt: skip
    sources = LineInput(
        label="Sumber dari usulan", required=False, max_length=300,
        help_text="Kunci bagian atau pertanyaan formulir usulan, dipisah koma, misalnya permasalahan, hasil.",
    )  # fmt: skip

    def told(self, row: KippSection) -> dict[str, Any]:
        told = dict(row) | {"label": row.title, "prompts": "\n".join(row.prompts), "sources": ", ".join(row.sources)}
        return told | {f"limit_{group}": limit for group, limit in row.limits.items()} | {"groups": list(row.groups)}

    def prepare(self) -> None:
        field: Any = self.fields["groups"]
        field.choices = [(group.key, group.label) for group in self.rules.groups]
        for group in self.rules.groups:
            self.fields[f"limit_{group.key}"] = forms.IntegerField(
                label=f"Paling banyak untuk {group.label} (kata)", required=False, min_value=1, max_value=9999,
                help_text="Isi hanya bila berbeda.",
            )  # fmt: skip

    def clean_sources(self) -> tuple[str, ...]:
        words = tuple(self.cleaned_data["sources"].replace(",", " ").split())
        if bad := next((word for word in words if not word.isidentifier()), ""):
            raise forms.ValidationError(f"“{bad}” bukan kunci. Tulis kuncinya saja, dipisah koma.")
        return words

    def made(self) -> KippSection:
        typed = self.cleaned_data
        # A group's own limit that the guide leaves open stays open until a number is typed.
        open_limits = {key: None for key, limit in (self.row.limits if self.row else {}).items() if limit is None}
        limits = {group.key: typed[f"limit_{group.key}"] for group in self.rules.groups if typed[f"limit_{group.key}"]}
        return KippSection(
            key=self.key,
            title=typed["label"],
            max_words=typed["max_words"],
            weight=typed["weight"],
            help=typed["help"],
            groups=tuple(typed["groups"]),
            limits=open_limits | limits,
            sources=typed["sources"],
            prompts=tuple(line.strip() for line in typed["prompts"].splitlines() if line.strip()),
        )


ROW_FORMS: Final[dict[RulePart, type[RuleRowForm]]] = {
    GROUPS: GroupForm,
    CATEGORIES: RuleRowForm,
    PAPERS: PaperForm,
    SECTIONS: FormSectionForm,
}
