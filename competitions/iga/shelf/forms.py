"""What is typed of a piece of evidence: a file or a link, and what is said of it."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.sizes import VIDEO
from competitions.iga.shelf.judging import judged, limits_in_words, types_of
from competitions.iga.shelf.storing import FACTS
from competitions.rules.indicatorrules import IndicatorRules
from foundation.forms import HelpedForm
from foundation.text.fields import LineInput
from proposals.filechecks.check import EMPTY, Verdict
from proposals.filechecks.rules import FileRefused

NOTHING_GIVEN: Final = "Pilih berkas, atau isi tautannya."


def kinds_in(edition: Edition, keys: Collection[str] = ()) -> list[tuple[str, str]]:
    """The edition's kinds of document as choices, or those with these keys."""
    return [(kind.key, kind.label) for kind in edition.iga.document_kinds if not keys or kind.key in keys]


def years_in(edition: Edition) -> list[int]:
    """The years that a document may prove, newest first."""
    years = edition.iga.reference_years
    return [years.t0, years.t1, years.t2] if years else []


LONGEST_TITLE: Final = 200


class FactsForm(HelpedForm, forms.Form):
    """What is said of a piece on the shelf; every kind and year of the edition is offered unless fewer are given."""

    kind = forms.ChoiceField(label="Jenis dokumen", error_messages={"required": "Pilih jenis dokumennya."})
    title = LineInput(
        label="Judul",
        required=False,
        max_length=LONGEST_TITLE,
        help_text="Boleh kosong; nama berkas dipakai sebagai judul.",
    )
    document_number = LineInput(label="Nomor dokumen", required=False, max_length=80)
    document_date = forms.DateField(
        label="Tanggal dokumen", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    year = forms.TypedChoiceField(label="Tahun yang dibuktikan", required=False, coerce=int, empty_value=None)
    shown_pages = LineInput(
        label="Lihat halaman", required=False, max_length=60, help_text="Halaman yang membuktikan, misalnya 3 atau 3–5."
    )
    highlighted = forms.BooleanField(label="Bagian yang membuktikan sudah disorot", required=False)

    def __init__(self, *args: Any, edition: Edition, kinds: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = kinds_in(edition, kinds)
        first = [] if len(offered) == 1 else [("", "Pilih jenisnya")]
        cast("forms.ChoiceField", self.fields["kind"]).choices = [*first, *offered]
        years = [(year, str(year)) for year in years_in(edition)]
        cast("forms.ChoiceField", self.fields["year"]).choices = [("", "Tidak menyebut tahun"), *years]

    def clean_document_date(self) -> Any:
        day = self.cleaned_data["document_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Tanggal dokumen masih di depan. Isi tanggal yang tertulis pada dokumennya.")
        return day

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, by column; what the form does not ask is empty."""
        empty = {"document_date": None, "year": None, "highlighted": False}
        return {name: self.cleaned_data.get(name, empty.get(name, "")) for name in FACTS}


class DescribeForm(FactsForm):
    """The same of a piece that is there, whose title stays unless another is typed."""

    def __init__(self, data: Any = None, *, edition: Edition, item: EvidenceItem) -> None:
        initial: dict[str, Any] = {name: getattr(item, name) for name in FACTS}
        super().__init__(data, edition=edition, initial=initial)
        self.item = item
        self.fields["title"].help_text = ""
        kinds = cast("forms.ChoiceField", self.fields["kind"])
        years = cast("forms.ChoiceField", self.fields["year"])
        # What another edition knew and this one does not stays as it is said.
        for field, value in ((kinds, item.kind), (years, item.year)):
            listed = list(cast("Sequence[tuple[Any, Any]]", field.choices))
            if value and value not in {key for key, _ in listed}:
                field.choices = [*listed, (value, str(value))]

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        return facts | {"title": facts["title"] or self.item.title}


class NewEvidenceForm(FactsForm):
    """A new piece: a file or a link, judged by its content; after `is_valid` one of `verdict` and `url` is there."""

    file = forms.FileField(
        label="Berkas",
        required=False,
        max_length=255,
        error_messages={
            "empty": EMPTY,
            "max_length": "Nama berkas terlalu panjang. Ganti namanya, lalu unggah lagi.",
        },
    )
    url = forms.CharField(
        label="atau tautan",
        required=False,
        max_length=500,
        widget=forms.TextInput({"inputmode": "url"}),
        validators=[URLValidator(["https", "http"], message="Tautan ini tidak lengkap. Salin mulai dari https://.")],
    )
    field_order = ("file", "url", "kind")

    def __init__(
        self, *args: Any, edition: Edition, rules: Sequence[IndicatorRules], kinds: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`rules` are those of the indicators that the piece may prove: of one, or of all of the edition."""
        super().__init__(*args, edition=edition, kinds=kinds, **kwargs)
        self.verdict: Verdict | None = None
        self.edition, self.rules = edition, rules
        self.allowed = types_of(rules)
        if self.allowed:
            # Pictures also where only PDF is taken: the portal makes a page of them.
            accepted = [*(f".{key}" for key in self.allowed), "image/*", ".heic", ".heif"]
            self.fields["file"].widget.attrs["accept"] = ",".join(accepted)
            self.fields["file"].help_text = f"{limits_in_words(self.allowed, rules)}. Foto boleh."
        else:
            del self.fields["file"]
        if not any("link" in one.file_types for one in rules):
            del self.fields["url"]
        elif not self.allowed:
            self.fields["url"].label = "Tautan"
        elif VIDEO in self.allowed:
            self.fields["url"].help_text = "Untuk video, misalnya YouTube atau Google Drive, terbuka tanpa masuk akun."

    def clean_file(self) -> UploadedFile[bytes] | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if upload:
            try:
                self.verdict = judged(upload, self.allowed, self.rules)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.verdict and said.get("url"):
            self.add_error("url", "Isi salah satu saja: berkas, atau tautan. Tambahkan yang lain sesudahnya.")
        if self.verdict and self.verdict.extension == VIDEO:
            self._check_kind_of_video(said.get("kind", ""))
        if not said.get("file") and not said.get("url") and not {"file", "url"} & set(self.errors):
            self.add_error("file" if self.allowed else "url", NOTHING_GIVEN)
        return said

    def _check_kind_of_video(self, kind: str) -> None:
        """A video is taken as the kinds of document of the indicators that take one."""
        taken = {key for one in self.rules if VIDEO in one.file_types for key in one.documents}
        if kind and taken and kind not in taken:
            labels = ", ".join(label for _, label in kinds_in(self.edition, taken))
            self.add_error("kind", f"Video MP4 disimpan sebagai: {labels}. Pilih jenis itu.")

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        return facts | {"title": facts["title"] or self._named_by_itself()}

    def _named_by_itself(self) -> str:
        if self.verdict:
            return PurePosixPath(self.verdict.safe_name).stem
        return (urlsplit(self.cleaned_data["url"]).hostname or "Tautan")[:LONGEST_TITLE]

    @property
    def is_empty(self) -> bool:
        """Whether no file and no link was given, so that something else on the page was meant."""
        name = self.add_prefix("file")
        link: Mapping[str, Any] = self.data
        return name not in self.files and not str(link.get(self.add_prefix("url"), "")).strip()
