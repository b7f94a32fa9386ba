"""The decrees of fixtures/decrees.yaml: their wording with {names} to fill in, and the citations they stand on."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self

from django.conf import settings
from pydantic import Field, field_validator, model_validator

from foundation.city import City, city
from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Positive, Schema, Text, check_unique, fault, names_only, unknown

NAMES: Final = ("tahun", "kota", "pemberi", "badan", "jumlah", "jumlah_huruf", "berita_acara", "cara")
"""What a decree may name in {braces}."""
Wording = Annotated[str, Field(min_length=1), names_only(*NAMES)]
_WHOLE: Final = 100


class Citation(Schema):
    """A rule of law as decrees cite it; `note` says what of it is not certain while it isn't `confirmed`."""

    key: Text
    text: Text
    confirmed: bool
    note: str = ""


class AnnexColumn(Schema):
    """One column of a decree's annex, with its width in percent; figures stand at the right."""

    title: Text
    percent: Positive
    figures: bool = False


class AnnexForm(Schema):
    """The list that a decree has as its annex; a wide one lies across the page."""

    title: Wording
    columns: tuple[AnnexColumn, ...]
    wide: bool = False

    @field_validator("columns")
    @classmethod
    def _fill_the_width(cls, columns: tuple[AnnexColumn, ...]) -> tuple[AnnexColumn, ...]:
        if (total := sum(column.percent for column in columns)) != _WHOLE:
            raise fault(f"lebar semua kolom berjumlah {total} persen. Jadikan 100.")
        return columns


class DecreeWording(Schema):
    """The wording of one decree; `basis` are keys of citations, to which the city's founding law is added."""

    key: Text
    title: Wording
    considering: Annotated[tuple[Wording, ...], Field(min_length=1)]
    basis: tuple[Text, ...]
    noting: tuple[Wording, ...] = ()
    dictums: Annotated[tuple[Wording, ...], Field(min_length=1)]
    annex: AnnexForm
    copies: tuple[Wording, ...] = ()


class DecreeFile(Schema):
    """The whole content of decrees.yaml."""

    citations: tuple[Citation, ...]
    decrees: tuple[DecreeWording, ...]

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        check_unique(self.citations, "key", "citations")
        check_unique(self.decrees, "key", "decrees")
        known = [citation.key for citation in self.citations]
        for place, decree in enumerate(self.decrees):
            for number, key in enumerate(decree.basis):
                if key not in known:
                    raise fault(unknown(key, known), "decrees", place, "basis", number)
        return self

    def form(self, key: str) -> DecreeWording:
        """The decree with this key. Raises KeyError when there is none."""
        found = next((decree for decree in self.decrees if decree.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def basis(self, form: DecreeWording, founding_law: str) -> list[Citation]:
        """What the decree stands on, in the order of the file, which is that of the hierarchy and then of time."""
        return [citation for citation in self.citations if citation.key in (*form.basis, founding_law)]


def read_decrees(folder: Path) -> DecreeFile:
    """The content of decrees.yaml in `folder`.

    Raises FixtureError where it is wrong, or where city.yaml beside it names a founding law that it doesn't cite.
    """
    file, habits = read_yaml(folder / "decrees.yaml", DecreeFile), read_yaml(folder / "city.yaml", City)
    known = [citation.key for citation in file.citations]
    named = habits.official_papers.decree
    if named.founding_law not in known:
        raise named.error("founding_law", unknown(named.founding_law, known))
    return file


@cache
def decree_file() -> DecreeFile:
    """The portal's decrees, read once."""
    return read_decrees(settings.FIXTURE_DIR)


def founding_law() -> str:
    """The key of the law that founded the city, as city.yaml names it."""
    return city().official_papers.decree.founding_law
