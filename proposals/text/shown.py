"""What a page showed of a text, and the choice it offers when somebody else stored another one meanwhile."""

import hashlib
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.utils.safestring import SafeString

from foundation.text.plain import as_typed


class VersionedText(Protocol):
    """A stored text whose version grows with every change."""

    text: str
    version: int


def fingerprint(text: str) -> str:
    """A short mark of a text of several lines: equal for what reads the same, whatever its line ends."""
    return hashlib.blake2b(as_typed(text).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section as a page showed it: the version, and the mark of its text; no mark where a page carries none."""

    version: int
    mark: str = ""

    @classmethod
    def of(cls, text: VersionedText | None) -> "SectionShown":
        """What a page shows of a section, `None` for one without words."""
        return cls(text.version if text else 0, fingerprint(text.text if text else ""))

    @classmethod
    def read(cls, carried: str) -> "SectionShown":
        """What a page carried back. Raises ValueError when that is none of ours."""
        version, _, mark = carried.partition("-")
        return cls(int(version or 0), mark)

    def __str__(self) -> str:
        return f"{self.version}-{self.mark}"

    def is_untouched(self, typed: str) -> bool:
        """Whether `typed` is what was shown, so that its writer changed nothing."""
        return self.mark == fingerprint(typed)


@dataclass(frozen=True, slots=True)
class EditClash:
    """One field that two people changed: `base` is what a save that knows the stored version must carry.

    `asked` is the mark of the text that the question is about: as long as that text is sent, nothing was decided.
    """

    name: str
    title: str
    stored: str
    stored_reading: str
    base: str
    difference: SafeString
    asked: str
    by: str = ""
    at: str = ""


class ShownInput(forms.Field):
    """The hidden companion of a text: what the page showed of it, as `SectionShown`."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> SectionShown:
        """What was shown. Raises ValidationError when that is none of ours."""
        try:
            return value if isinstance(value, SectionShown) else SectionShown.read(str(value or ""))
        except ValueError as problem:
            raise forms.ValidationError("Muat ulang halaman ini, lalu simpan lagi.") from problem
