"""Leafing through the files on the desk: which page of which of them is looked at, and where a remark on it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.numbers import number_in
from proposals.core.attachments import Attachment
from proposals.verifying import places


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file of the desk at one of its pages, counted from 1; `asked` when somebody went to this page."""

    file: Attachment
    page: int = 1
    asked: bool = False

    @property
    def pages(self) -> int:
        """How many can be looked at."""
        return (self.file.pages or 1) if self.file.has_preview else 0

    @property
    def numbers(self) -> range:
        """The numbers of its pages."""
        return range(1, self.pages + 1)

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None

    @property
    def place(self) -> str:
        """The file as the place of a remark."""
        return f"{places.FILE}:{self.file.pk}"

    @property
    def remarked_page(self) -> str:
        """The page that a remark names, as its box takes it: none of a file that has no pages."""
        return str(self.page) if self.file.pages else ""


def leaves(files: Sequence[Attachment], data: Mapping[str, str]) -> list[Leaf]:
    """Each file at its first page, but the one that `data` asks for at the page it asks for, if it has that page."""
    wanted, page = number_in(data.get("berkas", "")), number_in(data.get("halaman", ""))
    return [Leaf(file, page, asked=True) if file.pk == wanted and file.has_page(page) else Leaf(file) for file in files]


def asked_for(shown: Sequence[Leaf]) -> Leaf | None:
    """The one that somebody went to."""
    return next((leaf for leaf in shown if leaf.asked), None)
