"""What frames every page of an official paper: its sheet, its typeface, the word KONSEP, the note of a signature.

A paper's template extends `papers/official/base.html`, gets `frame` in its context and fills the blocks `title` (plain
text) and `paper`. In there it includes, as its parts need them:

- `_head.html` with head (foundation/papers/official/heads.py),
- `_heading.html` with lines: the centred title of papers without an addressee (berita acara, notula, ...),
- `_facts.html` with facts: rows of label, colon and value,
- `_table.html` with table (`PaperTable`): its header stands on every page again,
- `_signatures.html` with signs (`PlacedSignature`: a block of `signature_lines` and lines before it), frame and, where
  a paper has it twice, anchor: the signer finds the place of the first signature under the name `ttd-1` in the PDF,
- `_annex.html` with lines: the block at the right that opens an annex, inside a `div.official-annex`,
- `_copies.html` with copies: tembusan.

    render_pdf("reviews/meeting/minutes.html", {"frame": frame("berita_acara", draft=True), ...})
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.city import city

DECREE: Final = "keputusan"
_A4: Final = (210, 297)


@dataclass(frozen=True, slots=True)
class Frame:
    """One paper's sheet in mm and its state: `electronic` leaves room for a signature's box instead of ink.

    It is for a paper whose signatures are asked for while the settings have a signer (foundation/signing/choosing.py).
    """

    width_mm: int
    height_mm: int
    is_decree: bool
    draft: bool
    electronic: bool = False

    @property
    def label(self) -> str:
        """What stands above every page of a draft, and of nothing else."""
        return "KONSEP" if self.draft else ""

    @property
    def note(self) -> str:
        """What stands below every page of a file that goes to the signer; a draft never says that it is signed."""
        return city().official_papers.electronic_note if self.electronic and not self.draft else ""


def frame(kind: str, *, draft: bool, electronic: bool = False) -> Frame:
    """The frame of such a paper on the sheet that city.yaml gives it. Raises KeyError for an unknown kind."""
    known = city().official_papers
    size = (known.f4.width_mm, known.f4.height_mm) if known.kind(kind).paper == "F4" else _A4
    return Frame(*size, is_decree=kind == DECREE, draft=draft, electronic=electronic)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table: its title and its width in percent of the table's; figures stand at the right."""

    title: str
    percent: int
    figures: bool = False


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of a paper: every row has a text for every column; a roomy one has rows to write in by hand."""

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    roomy: bool = False

    @property
    def paired(self) -> list[list[tuple[TableColumn, str]]]:
        """The rows, every cell beside its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One part of a body: a paragraph, rows of label and value, numbered items, or a table."""

    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()
    table: PaperTable | None = None
